"""From which replies and word lists the model of triage was made."""

from hashlib import sha256
from pathlib import Path

from helpdesk.triage import ideas

REPLIES = Path(__file__).parent.parent / "tests" / "data" / "replies" / "development.jsonl"


def made_of() -> str:
    """A digest of them as they stand now: SHA-256, hexadecimal. The model keeps one."""
    files = [REPLIES, *sorted(ideas.FOLDER.glob("*.toml"))]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
