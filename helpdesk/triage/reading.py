"""One reading of one text: the intent, what else it says, and why.

A text that is known as a whole ("stop", "hulp", "wie is dit") is decided by the word lists. All
others are judged by the model, which has learned from labelled replies. In doubt a person reads it:
only an opt-out that says nothing else needs nobody, and that the word lists alone decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from helpdesk.triage import model
from helpdesk.triage.folding import Token, fold
from helpdesk.triage.lexicon import Found, lexicon
from helpdesk.triage.model import INTENTS, Judgement
from helpdesk.wording import Wording, wording
from problem import N_

__all__ = ["INTENTS", "Reading", "read"]

Clauses = list[list[Token]]

# The carrier acts on these by itself, so they stop us too, whatever else they might mean.
CARRIER_STOP = frozenset(
    "stop stopall unsubscribe end quit cancel revoke optout opt-out opt_out stop-all".split()
)
COVERED = Token("", "")
# Emoji that change nothing about a stop; after any other a person reads it.
TAME = frozenset({"stop", "ok", "please", "nice", "greeting"})
SURE, UNREAD, UNSURE = 0.95, 0.3, 0.5
SHORT = 8  # words; no longer text is known as a whole
TELLING = 3  # words; a shorter phrase says too little amid others
LONG = 60  # words; a longer text is read piece by piece as well
# Characters of the beginning and of the end that are read; a joined SMS has at most 1,600.
BEGINNING, END = 1_600, 400


@dataclass(frozen=True)
class Reading:
    """`intent` is one of INTENTS; `language` ISO 639-1, "pap" or "und"; `certainty` from 0 to 1.

    `bare`: the text says nothing beyond its intent. `start`: it takes a stop back and says nothing
    else. `violence`: violence at home. `automatic`: a machine wrote it. `worrying`: it isn't read
    as a crisis, and might be one all the same.
    """

    intent: str
    stop: bool
    callback: bool
    minor: bool
    third_party: bool
    language: str
    reason: Wording
    certainty: float
    bare: bool = False
    start: bool = False
    violence: bool = False
    automatic: bool = False
    worrying: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        names = ("stop", "callback", "minor", "third_party", "violence", "worrying")
        return tuple(name for name in names if getattr(self, name))


@dataclass(frozen=True)
class Match:
    """A phrase of the word lists; `bare` when it is all that the text says."""

    reason: Wording
    bare: bool


def read(text: str) -> Reading:
    """Read a reply. Pure, never raises, any text at all; in doubt the intent is "other"."""
    text = text if len(text) <= BEGINNING + END else f"{text[:BEGINNING]} {text[-END:]}"
    clauses = fold(text)
    judged = model.judge(text, clauses)
    if not clauses and not judged.signs:
        return _without_words(text)
    known = _known_as_a_whole(clauses)
    reading = _decided(*known, judged) if known else _judged(judged, clauses)
    reading = replace(reading, bare=reading.bare and TAME.issuperset(judged.signs))
    return _with_what_it_says_besides(reading, clauses)


def _known_as_a_whole(clauses: Clauses) -> tuple[str, Match] | None:
    together = [token for clause in clauses for token in clause]
    if len(together) == 1 and together[0].raw in CARRIER_STOP:
        reason = wording(N_("“{words}” is an opt-out word of the carrier"), words=together[0].raw)
        return "opt_out", Match(reason, bare=True)
    if len(together) > SHORT:
        return None
    if start := _whole("start", clauses):
        return "other", start
    found = ((intent, _whole(intent, clauses)) for intent in INTENTS if intent != "other")
    return next(((intent, match) for intent, match in found if match), None)


def _decided(intent: str, match: Match, judged: Judgement) -> Reading:
    return Reading(
        intent=intent,
        stop=intent == "opt_out",
        callback=False,
        minor=False,
        third_party=False,
        language=judged.languages[0],
        reason=match.reason,
        certainty=SURE,
        bare=match.bare,
    )


def _judged(judged: Judgement, clauses: Clauses) -> Reading:
    intent, match = _meant(judged, clauses)
    denied = intent == "other" != judged.intent
    # A cry for help that came with a stop keeps its stop.
    stops = judged.intent == "opt_out" or "stop" in judged.flags
    return Reading(
        intent=intent,
        stop=intent == "opt_out" or (stops and not denied),
        callback="callback" in judged.flags,
        minor="minor" in judged.flags,
        third_party="third_party" in judged.flags,
        language=judged.languages[0],
        reason=match.reason if match else _why(judged, clauses),
        certainty=judged.certainty if intent == judged.intent else UNSURE,
        bare=bool(intent == "opt_out" and match and match.bare and not judged.worrying),
        worrying=judged.worrying and intent != "crisis",
    )


def _meant(judged: Judgement, clauses: Clauses) -> tuple[str, Match | None]:
    """The intent, where word lists know better than the model, and the phrase that decided."""
    intent = judged.intent
    if intent != "crisis" and (match := _cry_for_help(clauses) or _cry_beside(judged, clauses)):
        return "crisis", match
    if intent not in ("crisis", "help") and (match := _clause("opt_out", clauses)):
        return "opt_out", match
    match = _find("opt_out", clauses) if intent == "opt_out" else None
    if intent == "opt_out" and not match and _denied(clauses):
        return "other", None  # "don't stop texting": whoever reads it will know
    return intent, match


def _cry_for_help(clauses: Clauses) -> Match | None:
    """There are words after which nobody should wait for a second opinion."""
    if match := _find("crisis", clauses) or _clause("crisis", clauses):
        return match
    for part in _parts(clauses):
        judged = model.judge("", part)
        if judged.intent == "crisis":
            return Match(_why(judged, part), bare=False)
    return None


def _cry_beside(judged: Judgement, clauses: Clauses) -> Match | None:
    """A cry for help in the same breath as a stop, or as what is nearly read as a cry."""
    if not (judged.worrying or judged.intent == "opt_out"):
        return None
    rules = lexicon().rules["crisis"]
    for clause in clauses:
        open_part = _cover(clause, list(rules.unless.find(clause)))
        for found in rules.whole.find(open_part):
            if found.end - found.start >= TELLING:
                words = _words(clause[found.start : found.end])
                return Match(wording(N_("It says “{words}”"), words=words), bare=False)
    return None


def _parts(clauses: Clauses) -> Iterator[Clauses]:
    """A long text piece by piece: much that is said of other things must not drown a cry."""
    if sum(map(len, clauses)) <= LONG:
        return
    part: Clauses = []
    for clause in clauses:
        for start in range(0, len(clause), LONG):
            part.append(clause[start : start + LONG])
            if sum(map(len, part)) >= LONG:
                yield part
                part = []
    if part:
        yield part


def _clause(kind: str, clauses: Clauses) -> Match | None:
    """A clause that is a phrase of its own, whatever else is said beside it."""
    for clause in clauses if len(clauses) > 1 else ():
        if match := _whole(kind, [clause]):
            return replace(match, bare=False)
    return None


def _with_what_it_says_besides(reading: Reading, clauses: Clauses) -> Reading:
    callback = _says("callback", clauses, reading.callback)
    minor = _says("minor", clauses, reading.minor)
    violence = _find("violence", clauses) is not None
    start = _find("start", clauses)
    intent = "help" if reading.intent == "other" and violence else reading.intent
    return replace(
        reading,
        intent=intent,
        callback=callback and intent in ("crisis", "help", "question", "other"),
        minor=minor,
        violence=violence,
        bare=reading.bare and not (callback or minor or violence or reading.third_party),
        start=intent == "other" and start is not None and start.bare,
        automatic=intent == "other" and _find("automatic", clauses) is not None,
    )


def _denied(clauses: Clauses) -> bool:
    return any(
        found for clause in clauses for found in lexicon().rules["opt_out"].unless.find(clause)
    )


def _says(flag: str, clauses: Clauses, judged: bool) -> bool:
    if any(found for clause in clauses for found in lexicon().rules[flag].unless.find(clause)):
        return False
    return judged or _find(flag, clauses) is not None


def _without_words(text: str) -> Reading:
    asked = "?" in text or "؟" in text
    nothing = N_("It holds no words; a person must look")
    said = N_("It is only a question mark") if asked else nothing
    return Reading(
        intent="question" if asked else "other",
        stop=False,
        callback=False,
        minor=False,
        third_party=False,
        language="und",
        reason=wording(said),
        certainty=SURE if asked else UNREAD,
        bare=True,
    )


def _why(judged: Judgement, clauses: Clauses) -> Wording:
    said = [token.raw for clause in clauses for token in clause]
    words = " … ".join(" ".join(said[first : last + 1]) for first, last in judged.told)
    if not words:
        return wording(N_("Nothing in it was understood; a person must read it"))
    if judged.certainty < UNSURE:
        return wording(N_("Unsure; “{words}” weighed most. A person must judge"), words=words)
    return wording(N_("“{words}” weighed most"), words=words)


def _whole(kind: str, clauses: Clauses) -> Match | None:
    """A phrase that is all that is said, courtesies apart."""
    telling = [clause for clause in clauses if _without_courtesy(clause)] or clauses
    if len(telling) != 1:
        return None
    rules = lexicon().rules[kind]
    for said in (telling[0], _without_courtesy(telling[0])):
        if rules.whole.is_all(said):
            reason = wording(N_("It says “{words}” and no more"), words=_words(said))
            return Match(reason, bare=True)
    return None


def _find(kind: str, clauses: Clauses) -> Match | None:
    """A phrase, whole or within a clause, unless something says otherwise."""
    if whole := _whole(kind, clauses):
        return whole
    rules = lexicon().rules[kind]
    telling = sum(bool(_without_courtesy(clause)) for clause in clauses)
    for clause in clauses:
        open_part = _cover(clause, list(rules.unless.find(clause)))
        found = max(rules.within.find(open_part), key=lambda f: f.end - f.start, default=None)
        if found:
            words = _words(clause[found.start : found.end])
            rest = _without_courtesy(clause[: found.start] + clause[found.end :])
            # "no more texts dad" is told to somebody
            return Match(wording(N_("It says “{words}”"), words=words), telling == 1 and not rest)
    return None


def _without_courtesy(clause: list[Token]) -> list[Token]:
    courtesy = lexicon().courtesy
    return [token for token in clause if token.key not in courtesy]


def _cover(clause: list[Token], spans: list[Found]) -> list[Token]:
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [COVERED if at in covered else token for at, token in enumerate(clause)]


def _words(tokens: list[Token]) -> str:
    return " ".join(token.raw for token in tokens)
