"""Settings: read once, checked, frozen. A wrong one names itself and what is allowed."""

import ipaddress
import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError


class WrongSetting(Exception):
    """A setting that stops the start; the text is for the person who starts the program."""


Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Host = Annotated[str, StringConstraints(pattern=r"^\S+$")]
Port = Annotated[int, Field(ge=0, le=65535)]
E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]


KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "model": "a section of its own, as in config.toml",
}
PATTERNS = {  # what each pattern means to a person
    "carrier.sender": "a number in E.164, such as '+31612345678'",
    "dashboard.public_address": "'https://' and a host, without a path, or ''",
    "mail.host": "the host of a mail server, or ''",
    "mail.sender": "an e-mail address, or ''",
    "webhook.public_address": "'https://' and a host, without a path, or ''",
    "webhook.fallback_address": "'https://' and a host, without a path, or ''",
    "carrier.twilio.api_base": "an address that begins with 'https://' or 'http://', or ''",
    "dashboard.host": "a host or an address of this machine, such as '127.0.0.1'",
    "webhook.host": "a host or an address of this machine, such as '127.0.0.1'",
}


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class House(Section):
    language: Literal["nl", "en"] = "nl"
    example: bool = True


class Database(Section):
    engine: Literal["duckdb", "postgresql"] = "duckdb"


class Dashboard(Section):
    host: Host = "127.0.0.1"
    port: Port = 8501
    sign_in: Literal["demo"] = "demo"
    upload_mb: Annotated[int, Field(ge=1, le=10_000)] = 500
    public_address: Annotated[str, StringConstraints(pattern=r"^(https?://[^/\s]+)?$")] = ""


class Webhook(Section):
    host: Host = "127.0.0.1"
    port: Port = 8080
    public_address: Annotated[str, StringConstraints(pattern=r"^(https?://[^/\s]+)?$")] = ""
    fallback_port: Port = 8081
    fallback_address: Annotated[str, StringConstraints(pattern=r"^(https?://[^/\s]+)?$")] = ""


class Wall(Section):
    operator: str = ""


class Sandbox(Section):
    alive: bool = True
    spread: Annotated[float, Field(ge=0, le=86_400)] = 40.0
    seed: int = 750


class Twilio(Section):
    messaging_service: str = ""
    api_base: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    timeout: Annotated[float, Field(gt=0, le=60)] = 15.0
    content_retention: Literal["retain", "discard"] = "retain"
    answers_content_retention: Literal["retain", "discard"] = "discard"
    address_retention: Literal["retain", "obfuscate"] = "retain"


class Carrier(Section):
    name: Literal["sandbox", "twilio"] = "sandbox"
    sender: E164 = "+3197000000000"
    rate: Annotated[float, Field(gt=0, le=10_000)] = 100.0
    campaign_share: Annotated[float, Field(gt=0, le=0.8)] = 0.8
    concurrency: Annotated[int, Field(ge=1, le=256)] = 32
    sandbox: Sandbox = Sandbox()
    twilio: Twilio = Twilio()


class Sending(Section):
    window_start: time = time(10)
    window_end: time = time(20)
    sundays: bool = False
    holidays: bool = False
    segment_price: Annotated[float, Field(ge=0)] = 0.08
    failure_share: Share = 0.3
    failure_window: Count = 50
    retry_unreachable_hours: Annotated[float, Field(ge=0, le=72)] = 0.0
    fetch_after_hours: Annotated[float, Field(ge=1, le=72)] = 12.0


class Mail(Section):
    host: Annotated[str, StringConstraints(pattern=r"^\S*$")] = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: Annotated[str, StringConstraints(pattern=r"^([^@\s<>]+@[^@\s<>]+)?$")] = ""


class Launch(Section):
    recipients: Annotated[int, Field(ge=100)] = 100
    alarm_days: Count = 7
    alarm_weekday: Annotated[int, Field(ge=1, le=7)] = 1
    alarm_time: time = time(11)
    alarm_repeat_hours: Annotated[int, Field(ge=1, le=24)] = 4


class Gate(Section):
    index_bits: Annotated[int, Field(ge=16, le=30)] = 22
    open_days: Annotated[int, Field(ge=1, le=365)] = 28
    withhold_below: Annotated[int, Field(ge=10)] = 10
    visits_every_minutes: Annotated[int, Field(ge=60)] = 60
    care_every_hours: Annotated[int, Field(ge=24)] = 24
    hourly_from: Annotated[int, Field(ge=100)] = 100
    variants: Annotated[int, Field(ge=1, le=4)] = 4
    variant_deliveries: Annotated[int, Field(ge=100)] = 100


class Targets(Section):
    crisis_minutes: Count = 5
    help_working_days: Count = 1
    claim_idle_minutes: Count = 60
    answer_from: time = time(9)
    answer_until: time = time(21)
    just_wrote_minutes: Count = 60


class LoopGuard(Section):
    automatic_per_hour: Count = 2


class Settings(Section):
    """All of config.toml. Durations name their unit; times are Europe/Amsterdam; money is euro."""

    house: House = House()
    database: Database = Database()
    dashboard: Dashboard = Dashboard()
    webhook: Webhook = Webhook()
    wall: Wall = Wall()
    carrier: Carrier = Carrier()
    sending: Sending = Sending()
    mail: Mail = Mail()
    launch: Launch = Launch()
    gate: Gate = Gate()
    targets: Targets = Targets()
    loop_guard: LoopGuard = LoopGuard()

    @property
    def public_address(self) -> str:
        """Base of short links and of the addresses that the carrier signs, without a last slash."""
        return self.webhook.public_address or f"http://localhost:{self.webhook.port}"

    @property
    def fallback_address(self) -> str:
        """Base of the address that the carrier posts to when the first fails, no last slash."""
        return self.webhook.fallback_address or self.public_address

    @property
    def dashboard_address(self) -> str:
        """Base of links to the dashboard, as e-mails have them, without a last slash."""
        return self.dashboard.public_address or f"http://localhost:{self.dashboard.port}"

    @property
    def sandbox(self) -> bool:
        return self.carrier.name == "sandbox"


def load(
    file: Path, instead: dict[str, dict[str, Any]] | None = None, serving: bool = True
) -> Settings:
    """Read and check a settings file; raises WrongSetting.

    `instead`: section -> name -> value that stands in for the file's, None for the file's own.
    `serving`: whether anybody will sign in, see `check`.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise WrongSetting(
            f"There is no settings file {file} that can be read. Name one with --config."
        ) from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{file} is not UTF-8. Save it as UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{file} is not valid TOML: {error}. Mend that line.") from None
    for section, values in (instead or {}).items():
        given = {name: value for name, value in values.items() if value is not None}
        if given and isinstance(raw.setdefault(section, {}), dict):
            raw[section].update(given)
    return check(raw, serving)


def check(raw: dict[str, Any], serving: bool = True) -> Settings:
    """Validate settings as read from TOML; raises WrongSetting with one sentence a setting.

    `serving`: whether anybody will sign in; if not, demo sign-in goes with a real carrier.
    """
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise WrongSetting("\n".join(_sentence(one) for one in error.errors())) from None
    _refuse_impossible(settings)
    _refuse_unsafe(settings, serving)
    return settings


def secret(name: str) -> str:
    """A secret from the environment; raises WrongSetting when it is not there."""
    value = os.environ.get(name, "")
    if not value:
        raise WrongSetting(f"{name} is not set. Set it in the environment and start again.")
    return value


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{name} is not a setting. Remove it, or see config.toml for the names."
    return f"{name} = {error['input']!r} is wrong: {_allowed(name, error)}."


def _allowed(name: str, error: Any) -> str:
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        return f"allowed is {PATTERNS[name]}"
    if kind.startswith("time"):
        return "allowed is a time such as '10:00'"
    if kind.endswith(("_parsing", "_type")):
        return f"allowed is {KINDS.get(kind.split('_')[0], 'a value as in config.toml')}"
    return str(error["msg"])


def _refuse_impossible(settings: Settings) -> None:
    sending, targets = settings.sending, settings.targets
    if time(0) != sending.window_end <= sending.window_start:
        raise WrongSetting(
            f"sending.window_end = '{sending.window_end:%H:%M}' is wrong: it must be later than "
            f"sending.window_start, '{sending.window_start:%H:%M}', or '00:00' for midnight."
        )
    if targets.answer_until <= targets.answer_from:
        raise WrongSetting(
            f"targets.answer_until = '{targets.answer_until:%H:%M}' is wrong: it must be later "
            f"than targets.answer_from, '{targets.answer_from:%H:%M}'."
        )
    if settings.mail.host and not settings.mail.sender:
        raise WrongSetting(
            "mail.sender = '' is wrong: with mail.host set, e-mails need an address they come from."
        )
    mail = settings.mail
    if mail.user and mail.security == "none" and not _loopback(mail.host):
        raise WrongSetting(
            "mail.security = 'none' is wrong: mail.user's password would travel for all to read. "
            "Allowed with mail.user: 'starttls' or 'tls'."
        )
    if settings.dashboard.port == settings.webhook.port != 0:
        raise WrongSetting(
            f"webhook.port = {settings.webhook.port} is wrong: dashboard.port is the same. Only "
            f"the webhook may face the internet, so each needs a port of its own."
        )
    if settings.webhook.fallback_port in {settings.webhook.port, settings.dashboard.port} - {0}:
        raise WrongSetting(
            f"webhook.fallback_port = {settings.webhook.fallback_port} is wrong: another part has "
            f"that port, and the fallback must be there when that one is not."
        )


def _refuse_unsafe(settings: Settings, serving: bool) -> None:
    if settings.dashboard.sign_in == "demo" and not _loopback(settings.dashboard.host):
        raise WrongSetting(
            f"dashboard.sign_in = 'demo' lets anybody in, and dashboard.host = "
            f"{settings.dashboard.host!r} is not loopback. Allowed: 127.0.0.1, ::1, localhost."
        )
    if serving and settings.dashboard.sign_in == "demo" and not settings.sandbox:
        raise WrongSetting(
            f"dashboard.sign_in = 'demo' lets anybody in, and carrier.name = "
            f"{settings.carrier.name!r} reaches real people. Allowed with it: 'sandbox'."
        )
    if not settings.sandbox and not settings.wall.operator.strip():
        raise WrongSetting(
            "wall.operator = '' is wrong: name the organisation, not the police, that runs this "
            "machine and the carrier's account. Real campaigns need it."
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
