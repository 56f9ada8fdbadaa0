"""One reading of one text: the intent, what else it says, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.triage.folding import Token, fold
from helpdesk.triage.language import guess
from helpdesk.triage.lexicon import Found, lexicon
from helpdesk.wording import Wording, wording
from problem import N_

Clauses = list[list[Token]]

INTENTS = ("crisis", "opt_out", "help", "wrong_person", "question", "hostile", "other")
# The carrier acts on these by itself, so they stop us too, whatever else they might mean.
CARRIER_STOP = frozenset(
    "stop stopall unsubscribe end quit cancel revoke optout opt-out opt_out stop-all".split()
)
EDGE = frozenset("stop stopt stops unsubscribe afmelden abmelden iptal wypisz توقف".split())
COVERED = Token("", "")
WHOLE, WITHIN, EDGES, NOTHING = 0.95, 0.85, 0.7, 0.3


@dataclass(frozen=True)
class Reading:
    """`intent` is one of INTENTS; `language` ISO 639-1 or "und"; `certainty` from 0 to 1.

    `bare`: the text says nothing beyond its intent. `start`: it takes a stop back and says nothing
    else. `violence`: violence at home, which is a request for help.
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

    @property
    def flags(self) -> tuple[str, ...]:
        names = ("stop", "callback", "minor", "third_party", "violence")
        return tuple(name for name in names if getattr(self, name))


@dataclass(frozen=True)
class Match:
    """What made a rule fire. `language` is "" when the words belong to none in particular."""

    reason: Wording
    language: str
    certainty: float
    bare: bool


def read(text: str) -> Reading:
    """Read a reply. Pure, never raises, any text at all; in doubt the intent is "other"."""
    clauses = fold(text)
    matches = {intent: finder(clauses) for intent, finder in FINDERS.items()}
    stop = matches["opt_out"]
    if stop and matches["help"] and stop.certainty == EDGES and not matches["crisis"]:
        stop = matches["opt_out"] = None  # "help me stop" ends with a word, and says another thing
    callback = _find("callback", clauses)
    violence = _find("violence", clauses)
    matches["help"] = matches["help"] or callback or violence
    if not clauses and ("?" in text or "؟" in text):
        matches["question"] = Match(wording(N_("It is only a question mark")), "", WITHIN, True)
    intent = next((one for one in INTENTS if matches.get(one)), "other")
    match = matches.get(intent) or _not_understood(text, clauses)
    minor, third_party = _find("minor", clauses), _find("third_party", clauses)
    start = _find("start", clauses)
    besides = any(found for name, found in matches.items() if name != intent)
    return Reading(
        intent=intent,
        stop=stop is not None,
        callback=callback is not None,
        minor=minor is not None,
        third_party=third_party is not None,
        language=guess(text, clauses, [one.language for one in matches.values() if one]),
        reason=match.reason,
        certainty=match.certainty,
        bare=match.bare and not (besides or minor or third_party),
        start=intent == "other" and start is not None and start.bare,
        violence=violence is not None,
    )


def _crisis(clauses: Clauses) -> Match | None:
    # Somebody in need doesn't mind the commas: "ik wil. dood."
    together = [token for clause in clauses for token in clause]
    return _find("crisis", clauses) or _find("crisis", [together])


def _opt_out(clauses: Clauses) -> Match | None:
    together = [token for clause in clauses for token in clause]
    if len(together) == 1 and together[0].raw in CARRIER_STOP:
        reason = wording(N_("“{words}” is an opt-out word of the carrier"), words=together[0].raw)
        return Match(reason, "", WHOLE, bare=True)
    return _find("opt_out", clauses) or _find("opt_out", [together]) or _stop_at_edge(clauses)


def _stop_at_edge(clauses: Clauses) -> Match | None:
    for clause in clauses:
        for token in (clause[0], clause[-1]):
            if token.key in EDGE:
                reason = wording(N_("It begins or ends with “{words}”"), words=token.raw)
                return Match(reason, "", EDGES, bare=False)
    return None


def _finder(kind: str) -> Callable[[Clauses], Match | None]:
    return lambda clauses: _find(kind, clauses)


FINDERS: dict[str, Callable[[Clauses], Match | None]] = {
    "crisis": _crisis,
    "opt_out": _opt_out,
    **{intent: _finder(intent) for intent in ("help", "wrong_person", "question", "hostile")},
}


def _find(kind: str, clauses: Clauses) -> Match | None:
    rules = lexicon().rules[kind]
    telling = sum(bool(_without_courtesy(clause)) for clause in clauses)
    open_parts = [_cover(clause, list(rules.unless.find(clause))) for clause in clauses]
    for clause in open_parts:
        for said in (clause, _without_courtesy(clause)):
            if found := next((f for f in rules.whole.find(said) if _is_all(f, said)), None):
                reason = wording(N_("It says “{words}” and no more"), words=_words(said))
                return Match(reason, _language(found), WHOLE, bare=telling == 1)
    for clause, open_part in zip(clauses, open_parts, strict=True):
        found = max(rules.within.find(open_part), key=lambda f: f.end - f.start, default=None)
        if found:
            words = _words(clause[found.start : found.end])
            rest = _without_courtesy(clause[: found.start] + clause[found.end :])
            bare = telling == 1 and not rest  # "no more texts dad" is told to somebody
            return Match(
                wording(N_("It says “{words}”"), words=words), _language(found), WITHIN, bare
            )
    return None


def _is_all(found: Found, tokens: list[Token]) -> bool:
    return found.start == 0 and found.end == len(tokens)


def _without_courtesy(clause: list[Token]) -> list[Token]:
    courtesy = lexicon().courtesy
    return [token for token in clause if token.key not in courtesy]


def _cover(clause: list[Token], spans: list[Found]) -> list[Token]:
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [COVERED if at in covered else token for at, token in enumerate(clause)]


def _words(tokens: list[Token]) -> str:
    return " ".join(token.raw for token in tokens)


def _language(found: Found) -> str:
    # A single word ("stop", "help") is at home in several languages.
    return found.language if found.end - found.start > 1 else ""


def _not_understood(text: str, clauses: Clauses) -> Match:
    if clauses:
        reason = wording(N_("Nothing in it was understood; a person must read it"))
    else:
        reason = wording(N_("It holds no words; a person must look"))
    return Match(reason, "", NOTHING, bare=not clauses)
