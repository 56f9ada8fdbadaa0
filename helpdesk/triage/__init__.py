"""What somebody means: reply text in, intent, flags, language and the reason out. Pure."""

from helpdesk.triage.reading import Reading, read

__all__ = ["Reading", "read"]
