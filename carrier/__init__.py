"""One way to send an SMS and to read what comes back."""

from pathlib import Path

from carrier.base import Carrier
from settings import Settings


def make(settings: Settings, data: Path) -> Carrier:
    """The carrier that the settings name; raises WrongSetting when its credentials are missing.

    The sandbox keeps its own record in the data folder, apart from the three databases.
    """
    # Imported when chosen: a start with the sandbox need not wait for Twilio's client.
    if settings.sandbox:
        from carrier.sandbox import Sandbox

        return Sandbox(settings, data / "sandbox.sqlite")
    from carrier.twilio import Twilio

    return Twilio(settings)
