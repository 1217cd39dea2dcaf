"""Progress: how a plan moves with what is logged. Every step is a pure function of the course, the log and an entry."""
