"""What the page on senses says is counted as the page says it."""

import pytest

from lmcore import checkpoints
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.sense_examples import examples_of
from lmcore.analysis.senses import fit_space
from lmcore.analysis.shown_decisions import decisions
from lmcore.analysis.words import parse_marked, word_vectors
from lmcore.errors import LmcoreError

SENTENCES = {
    "배": (("pear", "나는 [배]가 맛있다."), ("ship", "[배]다!")),
    "눈": (("snow", "하얀 [눈]"), ("eye", "[눈]이 크다")),
}
ROWS = {
    word: [LabelledWord(sense, parse_marked(text)) for sense, text in rows]
    for word, rows in SENTENCES.items()
}


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_answers_are_the_decisions_at_the_layer_that_the_examples_choose(tiny_checkpoint, mode):
    loaded = checkpoints.load(tiny_checkpoint)
    found = decisions(loaded, ROWS, mode)
    answers = iter(found.answers)
    for word, rows in ROWS.items():
        space = fit_space(loaded.model, loaded.tokenizer, examples_of(word), mode)
        vectors = word_vectors(loaded.model, loaded.tokenizer, [row.marked for row in rows], mode)
        for row, vector in zip(rows, vectors, strict=True):
            answer, decision = next(answers), space.decide(vector)[space.best_layer]
            assert (answer.sense, answer.said, answer.step) == (row.sense, decision.sense, decision.step)
            nearest = max(zip(decision.cosines, space.senses, strict=True))[1]
            assert (answer.layer, answer.by_centroid) == (space.best_layer, nearest)
    right = [answer.said == answer.sense for answer in found.answers]
    assert found.judge.accuracy == sum(right) / 4
    assert sum(share.n for share in found.steps.values() if share) == 4


def test_a_sense_without_examples_is_named(tiny_checkpoint):
    loaded = checkpoints.load(tiny_checkpoint)
    with pytest.raises(LmcoreError, match="겨울 season"):
        decisions(loaded, {"겨울": [LabelledWord("season", parse_marked("[겨울]이다."))]}, "causal")
