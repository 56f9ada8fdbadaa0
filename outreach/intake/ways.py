"""The words with which exports say that something came in or went out."""

from outreach.intake.cells import fold
from outreach.intake.sighting import Direction

IN = frozenset(
    "in inbox incoming inbound received inkomend inkomende binnenkomend binnengekomen ontvangen "
    "read unread gelezen ongelezen missed gemist gemiste rejected geweigerd answered beantwoord "
    "opgenomen voicemail blocked geblokkeerd".split()
)
OUT = frozenset(
    "out uit outbox outgoing outbound sent uitgaand uitgaande verzonden verstuurd draft drafts "
    "concept concepten unsent dialed dialled gebeld".split()
)
THINGS = frozenset("call calls oproep gesprek message messages bericht berichten sms mms".split())


def way(text: str) -> Direction:
    """Which way by one cell: "Inkomende oproep", "Sent", "Postvak IN"; "none" for anything else."""
    words = fold(text)
    if words in ("postvak in", "postvak uit"):
        return "in" if words == "postvak in" else "out"
    bare = [word for word in words.split() if word not in THINGS]
    if len(bare) != 1:
        return "none"
    return "in" if bare[0] in IN else "out" if bare[0] in OUT else "none"
