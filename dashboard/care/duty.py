"""The coordinator's part of the Team page: who is alerted in a crisis, and whether it arrives."""

import streamlit as st

from dashboard import parts, state
from dashboard.language import _, n_
from helpdesk import duty, notices
from helpdesk.addresses import Duty
from helpdesk.partners import Partner
from problem import N_, Problem

FIELDS = {
    "duty_email": N_("E-mail of who is on duty"),
    "duty_webhook": N_("Webhook of who is on duty"),
    "coordinator_email": N_("E-mail of the coordinator"),
    "duty_phone": N_("Mobile number of who is on duty, for the weekly test alarm"),
}
EVENT = {
    "crisis": N_("Somebody in a crisis"),
    "missed": N_("A crisis went on to the next organisation"),
    "alone": N_("A crisis was not answered in time"),
    "alarm": N_("Nobody answered the test alarm"),
    "test": N_("Test notice"),
}
OUTCOME = {
    "": N_("under way"),
    "sent": N_("sent"),
    "given up": N_("given up"),
    "nowhere": N_("not possible"),
    "needless": N_("no longer needed"),
}


def draw() -> None:
    """Everything about alerting; coordinators only."""
    room, actor = state.house().helpdesk, state.actor()
    own, saved = duty.of(room, actor)
    st.subheader(_("Who is alerted in a crisis"))
    st.write(
        _("A notice says that somebody waits, and has a link. It never says who, nor what they "
          "wrote.")
    )  # fmt: skip
    _missing_ways(saved)
    _form(own, saved)
    _test()
    _troubles()


def speed() -> None:
    """How fast this organisation answered crises."""
    found = duty.speed(state.house().helpdesk, state.actor(), state.now())
    if not found.amount:
        return
    st.subheader(_("Crises"))
    parts.figures(
        (_("Half within"), _minutes(found.median), ""),
        (_("The slowest"), _minutes(found.longest), ""),
        (_("Crises answered"), parts.number(found.amount), ""),
    )
    st.caption(_("From the cry for help to the first answer by a human, in the last 90 days."))


def _minutes(minutes: float) -> str:
    return parts.duration(minutes * 60)


def _missing_ways(saved: Duty) -> None:
    emails = any(getattr(saved, channel) for channel in notices.EMAILS)
    if emails and not notices.has_mail(state.house().helpdesk):
        st.warning(
            _("Uitweg has no mail server, so no e-mail is sent. Ask the operator to set one."),
            icon=":material/warning:",
        )
    if saved.duty_webhook and not notices.has_key():
        st.warning(
            _("Uitweg has no key to sign with, so no webhook is called. Ask the operator to set "
              "{name}.").format(name=f"`{notices.KEY}`"),
            icon=":material/warning:",
        )  # fmt: skip
    if not saved.duty_email and not saved.duty_webhook:
        st.warning(
            _("Nobody is on duty by e-mail or webhook: a crisis is seen and heard only by who has "
              "Uitweg open."),
            icon=":material/warning:",
        )  # fmt: skip


def _form(own: Partner, saved: Duty) -> None:
    with st.form("team.duty", enter_to_submit=False):
        typed = {
            name: st.text_input(
                _(label),
                value=getattr(saved, name),
                key=f"team.{name}",
                help=_help(name),
                autocomplete="off",
            )
            for name, label in FIELDS.items()
            if name != "duty_phone" or own.round_clock
        }
        pressed = st.form_submit_button(_("Save"), key="team.duty_save", type="primary")
        if pressed:
            _save(Duty(**{"duty_phone": saved.duty_phone, **typed}))


def _help(name: str) -> str | None:
    if name != "duty_webhook":
        return None
    return _(
        "An address of yours that begins with https://. It gets a POST with JSON (event, id, made, "
        "conversation, link) and in X-Uitweg-Signature “sha256=” with the HMAC-SHA-256 of the "
        "body. Answer with a status of 200 to 299."
    )


def _save(typed: Duty) -> None:
    try:
        duty.save(state.house().helpdesk, state.actor(), typed, state.now())
    except Problem as problem:
        parts.show(problem)
    else:
        st.toast(_("Saved."), icon=":material/check:")  # the page is redrawn by its own change


def _test() -> None:
    room, actor = state.house().helpdesk, state.actor()
    if st.button(_("Send a test notice"), key="team.duty_test", icon=":material/send:"):
        with parts.acting():
            duty.test(room, actor, state.now())
    for one in duty.tested(room, actor, state.now()):
        said = f"{_(FIELDS[one.channel])}: {_(OUTCOME[one.outcome])}"
        st.caption(f"{said} ({parts.plain(one.reason)})" if one.reason else said)


def _troubles() -> None:
    found = duty.troubles(state.house().helpdesk, state.actor(), state.now())
    if not found:
        return
    st.error(
        parts.counted(
            n_(
                "{n} notice of the last week did not get through.",
                "{n} notices of the last week did not get through.",
                len(found),
            ),
            len(found),
        ),
        icon=":material/error:",
    )
    rows = [
        {
            _("When"): parts.moment(one.made),
            _("What"): _(EVENT[one.event]),
            _("To"): _(FIELDS[one.channel]),
            _("How it stands"): _("given up") if one.given_up else _("tried again"),
            _("Why"): one.reason,
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, key="team.troubles")
