"""Faults against real servers: kills, restarts, pauses, clocks. `make chaos`, or `python -m tests.chaos R1 R4`."""
