"""Reads runs from the files of watches and apps. The door is `reading.read_runs`.

Nothing here or in the packages above may load Django: the process that parses a stranger's bytes imports them.
"""
