"""Step 2: which senders count as buyers: a rule to try out, to review, and to import by."""

import streamlit as st

from dashboard import basis, parts, state
from dashboard.language import _, n_
from dashboard.steps import excluding, files, report, review, rule
from dashboard.steps import exports as grounds
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import Reading

OFFERED = "selection.offered"  # session key: what the button promised when it was last drawn


def ready(one: Campaign) -> bool:
    return one.recipients >= state.house().settings.launch.recipients


def draw(one: Campaign) -> None:
    st.subheader(_("Selection"))
    st.write(_("Who of the people in the exports gets the text? Lists of numbers are taken whole."))
    report.last(one)
    accepted = rule.draw(one)
    if one.status == "draft" and accepted:
        _try_out(one)
    excluding.draw(one)
    _result(one)


def _try_out(one: Campaign) -> None:
    if not files.held(one):
        st.info(
            _(
                "Choose files in the step Exports: here you see whom the selection catches, and "
                "import them. Exports imported before keep their selection; to change it, remove "
                "the export and choose its file again."
            )
        )
        return
    with parts.saying_problems():
        reading = files.read(one, one.rule)
        _caught(reading)
        if one.rule.mode == "buyers":
            review.draw(one, reading)
        _import(one, reading)


def _caught(reading: Reading) -> None:
    new = sum(each.accepted for each in reading.files)
    people = parts.counted(n_("{n} new recipient", "{n} new recipients", new), new)
    chosen = parts.counted(
        n_("{n} person is caught", "{n} people are caught", len(reading.persons)),
        len(reading.persons),
    )
    st.markdown(f"**{chosen}, {people}**")
    words = reading.words
    busy = [each for each in words if each.messages]
    if busy:
        st.dataframe(
            {
                _("Wording"): [each.word for each in busy],
                _("Senders"): [each.senders for each in busy],
                _("Texts"): [each.messages for each in busy],
                _("For example"): [each.example for each in busy],
            },
            hide_index=True,
            height=240,
        )
        _idle([each.word for each in words if not each.messages])


def _idle(words: list[str]) -> None:
    said = n_("{n} wording catches nothing.", "{n} wordings catch nothing.", len(words))
    if words:
        with st.expander(parts.counted(said, len(words))):
            st.text(" / ".join(words))


def _import(one: Campaign, reading: Reading) -> None:
    new = sum(each.accepted for each in reading.files)
    label = n_("Import {n} recipient", "Import {n} recipients", new)
    pressed = st.button(
        parts.counted(label, new),
        key=grounds.PRESSED,
        type="primary",
        icon=":material/person_add:",
        disabled=not reading.persons,
        help=_("The files and all texts are forgotten; sealed numbers and counts are kept."),
    )
    offered, st.session_state[OFFERED] = st.session_state.get(OFFERED), (one.id, one.rule, new)
    if not pressed:
        return
    if offered != st.session_state[OFFERED]:
        st.warning(_(exports.CHANGED))
        return
    lacking = grounds.lacking(one)
    for problem in lacking:
        said = _("In the step Exports: {sentence}").format(sentence=parts.sentence(problem))
        st.error(said, icon=":material/error:")
    if lacking:
        return
    with parts.acting():
        _take(one)


def _take(one: Campaign) -> None:
    room, actor, told = state.house().outreach, state.actor(), grounds.provenance(one)
    with files.watching() as tell:
        found = exports.add(room, actor, one.id, files.held(one), told, state.now(), tell, one.rule)
    report.remember(one, found)
    if any(not each.problem for each in found):
        files.forget(one)
        review.forget(one)


def _result(one: Campaign) -> None:
    least = state.house().settings.launch.recipients
    said = n_("{n} recipient so far", "{n} recipients so far", one.recipients)
    st.markdown(f"**{said.format(n=parts.number(one.recipients))}**")
    if not ready(one):
        st.caption(_("A launch needs at least {n}.").format(n=parts.number(least)))
    basis.spread(one)
