"""Whether the machine does its work. Nothing personal: the operator is of neither side."""

import platform
import shlex
from datetime import timedelta
from importlib.metadata import version

import streamlit as st

from dashboard import live, parts, state
from dashboard.language import _, n_
from helpdesk import notes
from problem import N_
from trust import health

SHOWN = ("streamlit", "duckdb", "flask", "waitress")
ROOM = {"outreach": N_("Campaigns"), "gate": N_("Gate"), "care": N_("Helpdesk")}
SILENT = timedelta(seconds=30)  # the worker has jobs several times a second


def page() -> None:
    live.follow(lambda: int(state.now().timestamp()) // 10, seconds=5.0)
    st.title(_("Health"))
    databases, worker, carrier = st.columns(3, gap="medium")
    with databases:
        _databases()
    with worker:
        _worker()
        _queues()
        _notes()
    with carrier:
        _carrier()
    _addresses()
    _keeping()


def _databases() -> None:
    house, actor = state.house(), state.actor()
    st.subheader(_("Databases"))
    for room in (house.outreach, house.gate, house.helpdesk):
        found = health.of_database(room.db, actor)
        said = _("Database {name} answers.")
        if not found.answers:
            said = _("Database {name} does not answer.")
        _light(found.answers, said.format(name=f"**{_(ROOM[found.room])}**"))
        size = parts.number(found.size / 1e6, 1)
        st.caption(_("{size} MB, schema {name}").format(size=size, name=found.schema))


def _worker() -> None:
    st.subheader(_("Worker"))
    beat, now = state.house().pulse.beat, state.now()
    if beat is None:
        _light(False, _("The worker has not begun. Nothing is sent until it runs."))
    elif now - beat > SILENT:
        said = _("The worker has been silent since {moment}. Start Uitweg again.")
        _light(False, said.format(moment=parts.moment(beat)))
    else:
        _light(True, _("The worker works."))


def _queues() -> None:
    house, actor = state.house(), state.actor()
    messages = health.messages_waiting(house.outreach.db, actor)
    below = house.settings.gate.withhold_below
    answers = health.answers_waiting(house.helpdesk.db, actor, below)
    rows = {
        _("Messages waiting"): parts.number(messages.get("queued", 0)),
        _("Messages with the carrier just now"): parts.number(messages.get("sending", 0)),
        _("Messages whose fate is unknown"): parts.number(messages.get("unknown", 0)),
        _("Answers waiting"): f"<{below}" if answers is None else parts.number(answers),
    }
    st.markdown("\n".join(f"- {name}: **{parts.plain(amount)}**" for name, amount in rows.items()))


def _notes() -> None:
    amount = notes.unreadable(state.house().data)
    if amount:
        said = n_(
            "{n} note of the fallback address can't be read, and somebody waits. Put the keys back "
            "that it was sealed with, take “.unreadable” off its name in the folder “notes”.",
            "{n} notes of the fallback address can't be read, and people wait. Put the keys back "
            "that they were sealed with, take “.unreadable” off their names in the folder “notes”.",
            amount,
        )
        _light(False, parts.counted(said, amount))


def _carrier() -> None:
    settings = state.house().settings
    st.subheader(_("Carrier"))
    name = _("sandbox: no text leaves this machine") if settings.sandbox else settings.carrier.name
    _pairs(
        {
            _("Carrier"): name,
            _("Sender"): settings.carrier.sender,
            _("Segments a second"): parts.number(settings.carrier.rate),
            _("Share for campaigns"): parts.percent(settings.carrier.campaign_share, 0),
            _("Who runs it"): settings.wall.operator or _("nobody named: sandbox only"),
        }
    )


def _addresses() -> None:
    settings = state.house().settings
    st.subheader(_("Addresses"))
    inside = f"http://{settings.dashboard.host}:{settings.dashboard.port}"
    _pairs(
        {
            _("Dashboard, internal"): inside,
            _("Webhook and help site, public"): settings.public_address,
            _("Listens on"): f"{settings.webhook.host}:{settings.webhook.port}",
        }
    )


def _keeping() -> None:
    st.subheader(_("Backups and versions"))
    st.write(_("Copy the three databases, also while Uitweg runs, into a new folder:"))
    data = shlex.quote(str(state.house().data.resolve()))
    st.code(f"python manage.py backup --data {data} " + _("FOLDER"), language="bash")
    st.write(
        _("The keys are not in it. Keep the folder with keys apart: whoever has both sees all.")
    )
    st.caption(
        " · ".join([f"Python {platform.python_version()}", *(f"{n} {version(n)}" for n in SHOWN)])
    )


def _light(good: bool, said: str) -> None:
    # A word beside the colour, so that nobody has to tell colours apart.
    st.markdown(f"{':green[:material/check_circle:]' if good else ':material/error:'} {said}")


def _pairs(rows: dict[str, str]) -> None:
    st.markdown("\n".join(f"- {name}: **{parts.plain(said)}**" for name, said in rows.items()))
