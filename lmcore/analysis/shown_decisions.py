"""How the decisions that the page on senses shows fare on sentences which nothing was fitted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lmcore.analysis.files import LabelledWord
from lmcore.analysis.intervals import Share, wilson
from lmcore.analysis.sense_calibration import STEPS, Step
from lmcore.analysis.sense_examples import examples_of
from lmcore.analysis.senses import fit_space
from lmcore.analysis.words import MarkedWord, word_vectors
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.errors import LmcoreError


@dataclass(frozen=True)
class Answer:
    """What is said of one word at `layer`, by the judge and by the nearest centroid; `sense` is its label."""

    marked: MarkedWord
    sense: str
    layer: int
    said: str
    step: Step
    by_centroid: str


@dataclass(frozen=True)
class Shown:
    """All answers; `steps` holds how many were right of those said at each step, None where none was."""

    answers: tuple[Answer, ...]
    judge: Share
    centroid: Share
    steps: Mapping[Step, Share | None]


def decisions(checkpoint: Checkpoint, data: Mapping[str, Sequence[LabelledWord]], mode: Mode) -> Shown:
    """Ask about every sentence as the page does: own examples to fit on, the layer that these choose.

    Raises:
        LmcoreError: a word or a sense without labelled examples.
    """
    answers = [a for word, rows in data.items() for a in _of_word(checkpoint, word, rows, mode)]
    return Shown(
        tuple(answers),
        _share([a.said == a.sense for a in answers]),
        _share([a.by_centroid == a.sense for a in answers]),
        {step: _right([a for a in answers if a.step == step]) for step in STEPS},
    )


def _of_word(checkpoint: Checkpoint, word: str, rows: Sequence[LabelledWord], mode: Mode) -> list[Answer]:
    examples = examples_of(word)
    if missing := {row.sense for row in rows} - {example.sense for example in examples}:
        sense = f"{word} {min(missing)}"
        raise LmcoreError("senses.unknown", "the fit file holds no example of {sense}", sense=sense)
    space = fit_space(checkpoint.model, checkpoint.tokenizer, examples, mode)
    words = [row.marked for row in rows]
    vectors = word_vectors(checkpoint.model, checkpoint.tokenizer, words, mode)
    found = []
    for row, vector in zip(rows, vectors, strict=True):
        decision = space.decide(vector)[space.best_layer]
        nearest = space.senses[int(np.argmax(decision.cosines))]
        found.append(Answer(row.marked, row.sense, decision.layer, decision.sense, decision.step, nearest))
    return found


def _right(answers: Sequence[Answer]) -> Share | None:
    return _share([a.said == a.sense for a in answers]) if answers else None


def _share(right: Sequence[bool]) -> Share:
    return wilson(sum(right), len(right))
