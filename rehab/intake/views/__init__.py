"""Pages of the intake: the wizard, what it led to, and the safety check."""
