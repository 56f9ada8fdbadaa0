"""Step 2: which senders count as buyers - a list of wordings that the lead edits and tries out."""

import streamlit as st

from dashboard import parts, state, summary
from dashboard.language import _, n_
from dashboard.steps import exports as chosen
from outreach import campaign, exports
from outreach.campaign import Campaign
from outreach.exports import Preview


def ready(one: Campaign) -> bool:
    return one.recipients >= state.house().settings.launch.recipients


def draw(one: Campaign) -> None:
    st.subheader(_("Selection"))
    st.write(
        _(
            "Whoever sent the phone an incoming text with one of these wordings counts as a buyer. "
            "Plain lists of numbers are taken as they are."
        )
    )
    left, right = st.columns([1, 2])
    with left:
        words = _words(one)
    with right:
        _try_out(one, words)
    _result(one)


def _words(one: Campaign) -> str:
    words = st.text_area(
        _("Wording list, one a line"),
        value=one.words,
        height=360,
        key=f"selection.words.{one.id}",
        disabled=one.status != "draft",
    )
    if one.status == "draft" and st.button(_("Save the list"), key="selection.save"):
        with parts.acting():
            campaign.set_words(
                state.house().outreach, state.actor(), one.id, words or "", state.now()
            )
    return words or ""


def _try_out(one: Campaign, words: str) -> None:
    uploads = chosen.held(one)
    if one.status != "draft":
        return
    if not uploads:
        st.info(
            _(
                "Choose files in the step Exports and come back before importing them: here you "
                "see which texts the list catches. Exports imported before keep their selection."
            )
        )
        return
    with parts.saying_problems(), st.spinner(_("Trying the list on the chosen files …")):
        _caught(exports.preview(uploads, words))


def _caught(preview: Preview) -> None:
    senders = parts.counted(n_("{n} sender", "{n} senders", preview.senders), preview.senders)
    texts = parts.counted(n_("{n} text", "{n} texts", preview.messages), preview.messages)
    st.markdown(f"**{senders} · {texts}**")
    busy = [each for each in preview.words if each.messages]
    st.dataframe(
        {
            _("Wording"): [each.word for each in busy],
            _("Senders"): [each.senders for each in busy],
            _("Texts"): [each.messages for each in busy],
        },
        hide_index=True,
    )
    idle = len(preview.words) - len(busy)
    said = n_("{n} wording catches nothing.", "{n} wordings catch nothing.", idle)
    st.caption(parts.counted(said, idle))
    with st.expander(_("Some of the texts that it catches")):
        for each in preview.sample:
            st.markdown(f"- {parts.plain(each.number)}: {parts.plain(each.text)}")


def _result(one: Campaign) -> None:
    least = state.house().settings.launch.recipients
    said = n_("{n} recipient so far", "{n} recipients so far", one.recipients)
    st.markdown(f"**{said.format(n=parts.number(one.recipients))}**")
    if not ready(one):
        st.caption(_("A launch needs at least {n}.").format(n=parts.number(least)))
    summary.spread(one)
