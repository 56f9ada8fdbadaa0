"""The answer: every reply that needs a person reaches one."""
