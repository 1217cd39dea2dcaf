"""Intake: what a runner tells us, and what the safety screen makes of it."""
