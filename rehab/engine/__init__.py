"""The clinical engine: pure functions on frozen values, standard library only.

Answers go in; a plan draft or a referral comes out, with the reasons for each step.
Nothing in this package reads a clock, a database or a file.
"""
