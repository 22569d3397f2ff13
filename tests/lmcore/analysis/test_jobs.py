"""Measured jobs against loops over traces, and the marks of the stored sample."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from lmcore.analysis import jobs as measuring
from lmcore.analysis import sample
from lmcore.trace import trace

SENTENCES = ("배가 아프다.", "얘, 겨울 배가 맛있단다!", "학생들이 학교에서 책을 읽는다.", "배")
CUED = tuple(
    sample.marked(text)
    for text in ("[배]가 {아프다}.", "{두} [배] 증가했다.", "애플, 겨울 [배]가 {맛있단다}!")
)
MODES = ["bidirectional", "causal"]


@pytest.fixture
def small_sample(monkeypatch):
    monkeypatch.setattr(measuring, "sentences", lambda: SENTENCES)
    monkeypatch.setattr(measuring, "cued", lambda: CUED)


def by_loops(model, tokenizer, mode, layer, head):
    """Every job of one head, cell by cell."""
    found, offsets = defaultdict(list), defaultdict(list)
    distance, apart = 0.0, 0.0
    for text in SENTENCES:
        traced = trace(model, tokenizer, text, mode)
        w = traced.layers[layer].attention.weights[head].double().numpy()
        words = [token.word for token in traced.tokens]
        for i in range(1, len(w)):
            found["start"].append(w[i, 0])
            found["self"].append(w[i, i])
            if i >= 2:
                found["previous"].append(w[i, i - 1])
            if i + 1 < len(w):
                found["next"].append(w[i, i + 1])
            others = [j for j in range(len(w)) if j != i and words[j] == words[i]]
            if others:
                found["word"].append(sum(w[i, j] for j in others))
            found["entropy"].append(-sum(p * math.log2(p) for p in w[i] if p > 0))
            for j in range(1, len(w)):
                distance, apart = distance + w[i, j] * abs(i - j), apart + w[i, j]
                if mode == "bidirectional" or j <= i:
                    offsets[j - i].append(w[i, j])
    everything = np.concatenate([np.array(values) for values in offsets.values()])
    between = sum(len(values) * (np.mean(values) - everything.mean()) ** 2 for values in offsets.values())
    result = {name: np.mean(values) for name, values in found.items()}
    return result | {
        "distance": distance / apart,
        "position": between / ((everything - everything.mean()) ** 2).sum(),
    }


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.usefixtures("small_sample")
def test_jobs_against_loops(random_model, small_tokenizer, mode):
    model = random_model()
    jobs = measuring.measure(model, small_tokenizer, mode)
    for layer, head in ((0, 0), (2, 3)):
        for name, expected in by_loops(model, small_tokenizer, mode, layer, head).items():
            assert jobs.of(name)[layer, head] == pytest.approx(expected, rel=1e-4, abs=1e-6), name


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.usefixtures("small_sample")
def test_the_cue_share_against_a_loop(random_model, small_tokenizer, mode):
    model, shares, chances = random_model(), [], []
    for item in CUED:
        traced = trace(model, small_tokenizer, item.text, mode)
        word = next(i for i, token in enumerate(traced.tokens) if token.start <= item.word[0] < token.end)
        cue = [
            i
            for i, token in enumerate(traced.tokens)
            if token.start < item.cue[1] and token.end > item.cue[0]
        ]
        shares.append(sum(float(traced.layers[1].attention.weights[2, word, j]) for j in cue))
        seen = len(traced.tokens) if mode == "bidirectional" else word + 1
        chances.append(sum(j < seen for j in cue) / seen)
    jobs = measuring.measure(model, small_tokenizer, mode)
    assert jobs.cue[1, 2] == pytest.approx(np.mean(shares), rel=1e-4)
    assert jobs.chance == pytest.approx(np.mean(chances))
    assert jobs.cues == len(CUED)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_on_the_live_model_shares_are_shares(loaded, mode):
    jobs = measuring.measure(loaded.model, loaded.tokenizer, mode)
    for name in ("cue", "previous", "next", "self", "word", "start", "position"):
        values = jobs.of(name)
        assert ((values >= -1e-6) & (values <= 1 + 1e-6)).all(), name
    if mode == "causal":
        assert not jobs.next.any(), "nobody sees what follows"


def test_ranking_goes_down_or_up(loaded):
    values = loaded.model.W_E[:3, :4].detach()
    down = [float(values[place]) for place in measuring.ranking(values)]
    assert down == sorted(values.flatten().tolist(), reverse=True)
    assert measuring.ranking(values, ascending=True) == measuring.ranking(values)[::-1]


def test_the_marked_sentences_are_even_and_sound(loaded):
    items = sample.cued()
    assert set(Counter(item.sense for item in items).values()) == {16}
    assert len({item.text for item in items}) == len(items)
    for item in items:
        assert item.text[slice(*item.word)] == "배"
        assert item.word != item.cue
        tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(item.text))
        word, cue = measuring.cue_places(tokens, item)
        assert cue
        assert word not in cue


def test_the_sample_has_no_marks_left_and_nothing_twice():
    texts = sample.sentences()
    assert len(texts) == len(set(texts)) > 300
    assert not any(mark in text for text in texts for mark in "[]{}#")
