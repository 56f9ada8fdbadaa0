"""Step 2: which senders count as buyers: a rule to try out, to review, and to import by."""

import streamlit as st

from dashboard import basis, parts, state
from dashboard.language import _, n_
from dashboard.steps import excluding, files, report, review, rule
from dashboard.steps import exports as grounds
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import Reading, WordCount


def ready(one: Campaign) -> bool:
    return one.recipients >= state.house().settings.launch.recipients


def draw(one: Campaign) -> None:
    st.subheader(_("Selection"))
    st.write(_("Who of the people in the exports gets the text? Lists of numbers are taken whole."))
    report.last(one)
    rule.draw(one)
    if one.status == "draft":
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
    words = _together(reading)
    busy = [each for each in words if each.messages]
    if busy:
        st.dataframe(
            {
                _("Wording"): [each.word for each in busy],
                _("Senders"): [each.senders for each in busy],
                _("Texts"): [each.messages for each in busy],
            },
            hide_index=True,
            height=240,
        )
        idle = len(words) - len(busy)
        said = n_("{n} wording catches nothing.", "{n} wordings catch nothing.", idle)
        st.caption(parts.counted(said, idle))


def _together(reading: Reading) -> list[WordCount]:
    # Senders of one wording may stand in several files, so they are at most this many.
    found: dict[str, WordCount] = {}
    for each in (word for file in reading.files for word in file.words):
        before = found.get(each.word, WordCount(each.word, 0, 0))
        found[each.word] = WordCount(
            each.word, before.senders + each.senders, before.messages + each.messages
        )
    return sorted(found.values(), key=lambda one: (-one.senders, -one.messages, one.word))


def _import(one: Campaign, reading: Reading) -> None:
    new = sum(each.accepted for each in reading.files)
    label = n_("Import {n} recipient", "Import {n} recipients", new)
    pressed = st.button(
        parts.counted(label, new),
        key=grounds.PRESSED,
        type="primary",
        icon=":material/person_add:",
        help=_("The files and all texts are forgotten; sealed numbers and counts are kept."),
    )
    if not pressed:
        return
    lacking = grounds.lacking(one)
    if lacking:
        st.error(
            _("In the step Exports: {sentence}").format(sentence=parts.sentence(lacking)),
            icon=":material/error:",
        )
        return
    room, actor = state.house().outreach, state.actor()
    with parts.acting(), files.watching() as tell:
        told = grounds.provenance(one)
        found = exports.add(room, actor, one.id, files.held(one), told, state.now(), tell)
        report.remember(one, found)
        files.forget(one)


def _result(one: Campaign) -> None:
    least = state.house().settings.launch.recipients
    said = n_("{n} recipient so far", "{n} recipients so far", one.recipients)
    st.markdown(f"**{said.format(n=parts.number(one.recipients))}**")
    if not ready(one):
        st.caption(_("A launch needs at least {n}.").format(n=parts.number(least)))
    basis.spread(one)
