"""People: who they are, what they agreed to, who may see whom. Never imports rehab."""
