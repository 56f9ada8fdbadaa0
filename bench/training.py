"""`make triage-model`: train helpdesk/triage/model.npz from the labelled replies.

Only `development.jsonl` is read. Deterministic: the same replies and word lists give the same file.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bench.digest import REPLIES, made_of
from helpdesk.triage import features, ideas
from helpdesk.triage.features import Clauses
from helpdesk.triage.folding import fold
from helpdesk.triage.model import FILE, FLAGS, INTENTS, LANGUAGES, order

SEEN = 2  # a feature that only one reply has teaches nothing of others
KNOWN = 6  # a word that so many replies have is no typo
FIRMNESS = 1.0  # LinearSVC's C
PIECES = 0.6  # what a piece of a word counts beside words and ideas
# How many of those read as a crisis must be one, and of those that worry, on replies it was not
# trained with. Half of them are traps; among replies as they come more will be.
CRISIS_PRECISION, WORRY_PRECISION = 0.72, 0.5
FOLDS = 5


def main(paths: Sequence[str]) -> None:
    """Train on the replies of `paths` (or development.jsonl) and write the model."""
    labels = [
        json.loads(line)
        for path in paths or [REPLIES]
        for line in Path(path).read_text(encoding="utf-8").splitlines()
    ]
    clauses = [fold(one["text"]) for one in labels]
    known = _known(clauses)
    letters = [list(_letters(one)) for one in clauses]
    likeliest, tell, tongue, names, rarity = _languages(labels, letters)
    told = [
        [*one, *_rest(label["text"], parts, order(languages), known)]
        for one, label, parts, languages in zip(letters, labels, clauses, likeliest, strict=True)
    ]
    names, rarity = _vocabulary(told, names)
    matrix = _matrix(told, names, rarity)
    weigh, edge, sharpness, worry = _intents_and_flags(labels, matrix)
    weigh_small, weigh_unit = _small(weigh)
    tell_small, tell_unit = _small(tell)
    np.savez_compressed(
        FILE,
        names=np.array("\n".join(names)),
        rarity=rarity.astype(np.float16),
        weigh=weigh_small,
        weigh_unit=weigh_unit,
        tell=tell_small,
        tell_unit=tell_unit,
        edge=edge.astype(np.float32),
        tongue=tongue.astype(np.float32),
        made_of=np.array(made_of()),
        known=np.array("\n".join(sorted(known))),
        sharpness=np.float32(sharpness),
        worry=np.float32(worry),
    )
    print(f"{len(labels)} replies, {len(names)} features, {FILE.stat().st_size / 1e6:.2f} MB")


def _known(clauses: list[Clauses]) -> frozenset[str]:
    replies = Counter(
        word for one in clauses for word in {token.key for part in one for token in part}
    )
    return frozenset(word for word, amount in replies.items() if amount >= KNOWN)


def _letters(clauses: Clauses) -> Iterator[str]:
    for clause in clauses:
        for token in clause:
            yield from features.of_word(token.key)


def _rest(text: str, clauses: Clauses, languages: list[str], known: frozenset[str]) -> list[str]:
    found = ideas.of(clauses, languages, known)
    said = features.of_ideas(found, ideas.of_signs(text), text)
    return [name for source in (features.of_words(clauses), said) for name, _f, _l in source]


def _vocabulary(told: list[list[str]], first: list[str]) -> tuple[list[str], Any]:
    """Names of features, those of `first` before the others, and the rarity of each."""
    replies = Counter(name for one in told for name in set(one))
    often = sorted(name for name, amount in replies.items() if amount >= SEEN)
    there = set(first)
    names = [*first, *(name for name in often if name not in there)]
    amounts = np.array([replies[name] for name in names])
    counts = np.array([PIECES if name.startswith("c") else 1.0 for name in names])
    return names, counts * (np.log((1 + len(told)) / (1 + amounts)) + 1)


def _matrix(told: list[list[str]], names: list[str], rarity: Any) -> Any:
    rows = {name: row for row, name in enumerate(names)}
    indices, starts, lengths = [], [0], []
    for one in told:
        mine = [rows[name] for name in one if name in rows]
        indices += mine
        starts.append(len(indices))
        lengths.append(np.sqrt(max(1.0, (rarity[mine] ** 2).sum())))
    values = rarity[indices] / np.repeat(lengths, np.diff(starts))
    matrix = csr_matrix((values, indices, starts), shape=(len(told), len(names)))
    matrix.sum_duplicates()
    return matrix


def _languages(
    labels: list[dict[str, Any]], letters: list[list[str]]
) -> tuple[list[tuple[str, ...]], Any, Any, list[str], Any]:
    names, rarity = _vocabulary(letters, [])
    matrix = _matrix(letters, names, rarity)
    spoken = np.array([LANGUAGES.index(one["language"]) for one in labels])
    learner = LinearSVC(C=1.0, random_state=0)
    # As it will be for replies that nobody has seen: each is told by a learner that hasn't, too.
    scores = cross_val_predict(learner, matrix, spoken, cv=_folds(), method="decision_function")
    likeliest = [tuple(LANGUAGES[at] for at in np.argsort(-row)) for row in scores]
    print(f"language: {np.mean(scores.argmax(axis=1) == spoken):.3f} right (cross-validated)")
    learner.fit(matrix, spoken)
    return likeliest, learner.coef_.T, learner.intercept_, names, rarity


def _intents_and_flags(labels: list[dict[str, Any]], matrix: Any) -> tuple[Any, Any, float, float]:
    meant = np.array([INTENTS.index(one["intent"]) for one in labels])
    learner = LinearSVC(C=FIRMNESS, random_state=0)
    scores = cross_val_predict(learner, matrix, meant, cv=_folds(), method="decision_function")
    learner.fit(matrix, meant)
    print(f"intent: {np.mean(scores.argmax(axis=1) == meant):.3f} right (cross-validated)")
    lift = _lift(scores, meant, CRISIS_PRECISION)
    worry = _lift(scores, meant, WORRY_PRECISION) - lift
    weights, edges = [learner.coef_], [learner.intercept_ + np.eye(len(INTENTS))[0] * lift]
    for flag in FLAGS:
        weight, edge = _flag(np.array([one[flag] for one in labels]), matrix, flag)
        weights.append(weight)
        edges.append(edge)
    return np.vstack(weights).T, np.concatenate(edges), _sharpness(scores, meant), worry


def _lift(scores: Any, meant: Any, precision: float) -> float:
    """What can be added to the score of a crisis before it is right less often than `precision`."""
    margins, crisis = scores[:, 0] - scores[:, 1:].max(axis=1), meant == 0
    best = 0.0
    for lift in np.arange(0.0, 1.5, 0.01):
        if crisis[margins + lift > 0].mean() < precision:
            break
        best = float(lift)
    said = margins + best > 0
    print(
        f"crisis lifted by {best:.2f}: precision {crisis[said].mean():.3f}, "
        f"recall {said[crisis].mean():.3f} (cross-validated)"
    )
    return best


def _flag(raised: Any, matrix: Any, name: str) -> tuple[Any, Any]:
    """Its weights, and the edge at which precision and recall are best together."""
    learner = LinearSVC(C=FIRMNESS, random_state=0)
    scores = cross_val_predict(learner, matrix, raised, cv=_folds(), method="decision_function")

    def worth(lift: float) -> float:
        said = scores + lift > 0
        return float(2 * (said & raised).sum() / (said.sum() + raised.sum()))

    lift = max(np.arange(0.0, 1.0, 0.02), key=worth)
    print(f"{name}: F1 {worth(lift):.3f} (cross-validated)")
    learner.fit(matrix, raised)
    return learner.coef_, learner.intercept_ + lift


def _sharpness(scores: Any, meant: Any) -> float:
    """How steep certainties must be to come true on the whole."""

    def doubt(steep: float) -> float:
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) * steep)
        return float(-np.log(powers[np.arange(len(meant)), meant] / powers.sum(axis=1)).mean())

    return float(min(np.arange(0.5, 8.0, 0.1), key=doubt))


def _folds() -> StratifiedKFold:
    return StratifiedKFold(FOLDS, shuffle=True, random_state=0)


def _small(weights: Any) -> tuple[Any, Any]:
    """Eight bits a weight, and by what each column is to be multiplied."""
    unit = np.abs(weights).max(axis=0) / 127
    return np.round(weights / unit).astype(np.int8), unit.astype(np.float32)


if __name__ == "__main__":
    main(sys.argv[1:])
