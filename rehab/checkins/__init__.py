"""What happens between two plans: runs, sessions and check-ins."""
