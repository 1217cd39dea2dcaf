"""Plans: what the engine answered, as a snapshot that remembers why."""
