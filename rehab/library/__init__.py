"""The library: exercises, and protocols of rules in versions. Editing it never moves a running plan."""
