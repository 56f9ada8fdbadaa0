"""In which language somebody writes, from everyday words and from letters that no other has."""

from collections import Counter

from helpdesk.triage.folding import Token
from helpdesk.triage.lexicon import ORDER, lexicon

UNKNOWN = "und"
TELLING = 2  # a letter of its own, or a phrase that was found, outweighs an everyday word


def guess(text: str, clauses: list[list[Token]], matched: list[str]) -> str:
    """ISO 639-1, or "und". `matched`: languages of the phrases that were found in it."""
    if any("\u0600" <= letter <= "\u06ff" for letter in text):
        return "ar"
    scores = Counter({language: TELLING * matched.count(language) for language in matched})
    letters = set(text.casefold())
    for language in ORDER:
        common = lexicon().common[language]
        scores[language] += sum(token.key in common for clause in clauses for token in clause)
        scores[language] += TELLING * len(letters & lexicon().letters[language])
    best = max(ORDER, key=lambda language: scores[language])
    return best if scores[best] else UNKNOWN
