"""What may happen to a campaign's messages, drawn; each is a name and its values.

Drawn as one choice among all, since with a rule for each a run would go without some of them.
"""

from datetime import timedelta

from hypothesis import strategies as st

from tests.outreach.farend import LISTINGS, OUTCOMES

PERSONS = 6
ENDS = ("delivered", "undelivered", "failed")
UNREACHED = ("undelivered", "30003")
TOLD = [
    ("queued", ""),
    ("sent", ""),
    ("delivered", ""),
    UNREACHED,
    UNREACHED,
    ("undelivered", "30005"),
    ("undelivered", "30007"),  # about us
    ("undelivered", "30036"),  # these two never left the carrier
    ("failed", "30001"),
    ("failed", "30001"),
]
MOMENTS = [timedelta(seconds=one) for one in (0, 2, 6, 70, 190, 330, 3700, 46_800)]

persons = st.integers(0, PERSONS - 1)
moments = st.sampled_from(MOMENTS)
# Which of these ends the sending, to one or to all; in most examples nothing does.
moods = st.sampled_from(["calm", "calm", "calm", "stop", "exclude", "cancel"])

# A round of the outbox: what the carrier does with each person's text, and what follows.
outcomes = st.sampled_from(["accepted"] * 4 + list(OUTCOMES))
sends = st.tuples(
    st.just("send"),
    st.lists(outcomes, min_size=PERSONS, max_size=PERSONS),
    st.sampled_from(["go on", "go on", "wait", "die", "die before", "late", "overtaken"]),
    moments,
)
looks = st.tuples(
    st.just("look"),
    st.sampled_from(["reconcile", "reconcile", "reconcile", "fetch", "finish"]),
    st.sampled_from(["lagging", "lagging", "blank", *LISTINGS]),
    moments,
)
# The carrier tells of one that it accepted, or only its list does.
tellings = st.tuples(
    st.just("tell"),
    st.integers(0, 2 * PERSONS),
    st.sampled_from(TOLD),
    st.sampled_from(["once", "twice", "not"]),
)
acts = st.tuples(
    st.just("act"),
    st.sampled_from(["pause", "resume", "resume", "sent", "again", "worse", "worse", "worse"]),
    persons,
)
anything = st.one_of(sends, sends, looks, tellings, tellings, acts)
