"""What somebody means: reply text in, intent, flags, language and the reason out. Pure."""

from helpdesk.triage.reading import Reading, read

UNKNOWN = "und"  # the language of what could be anybody's

__all__ = ["UNKNOWN", "Reading", "read"]
