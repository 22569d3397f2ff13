"""A word's way through the layers: against traces, and the lesson's claims on the live model."""

import numpy as np
import pytest
import torch

from lmcore.analysis import movement as moving
from lmcore.trace import trace

BAE = ["[배]가 아프다.", "[배]가 항구를 떠난다.", "애플, 겨울 [배]가 맛있단다!", "두 [배] 증가했다."]
PLANE = ["[비행기]", "[경비행기]", "세스나 [경비행기]", "[경비행기] 프라모델"]


def phrases(lines):
    return [moving.phrase(line) for line in lines]


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("lines", [BAE, PLANE], ids=["bae", "plane"])
def test_vectors_against_traces(loaded, lines, mode):
    found = moving.movement(loaded.model, loaded.tokenizer, phrases(lines), mode)
    vectors = []
    for item in found.phrases:
        traced = trace(loaded.model, loaded.tokenizer, item.text, mode)
        own = [
            i
            for i, token in enumerate(traced.tokens)
            if token.start < item.word[1] and token.end > item.word[0]
        ]
        rows = [traced.layers[0].residual_before]
        for layer in traced.layers:
            rows += [layer.residual_between, layer.residual_after]
        vectors.append(np.stack([row[own].double().numpy().mean(0) for row in rows]))
    first = vectors[0]
    for row, vector in enumerate(vectors):
        dots = (vector * first).sum(-1) / np.linalg.norm(vector, axis=-1) / np.linalg.norm(first, axis=-1)
        np.testing.assert_allclose(found.cosine[row], dots, atol=1e-4)
        np.testing.assert_allclose(
            found.distance[row], np.linalg.norm(vector - first, axis=-1), rtol=1e-3, atol=1e-3
        )


def test_under_the_causal_mask_a_word_that_opens_the_sentence_cannot_move(loaded):
    found = moving.movement(loaded.model, loaded.tokenizer, phrases(BAE[:2]), "causal")
    torch.testing.assert_close(found.cosine[1], torch.ones_like(found.cosine[1]), atol=1e-6, rtol=0)


def test_bae_enters_as_one_vector_but_for_its_place(loaded):
    """At the embedding the four differ by PE alone; after that, seen whole, the sentences pull them apart."""
    found = moving.movement(loaded.model, loaded.tokenizer, phrases(BAE), "bidirectional")
    table = loaded.model.position(8).double()
    places = []
    for item in found.phrases:
        tokens = (loaded.tokenizer.start_token(), *loaded.tokenizer.tokenize(item.text))
        places.append(next(i for i, t in enumerate(tokens) if t.start <= item.word[0] < t.end))
    plain = found.vectors[:, 0] - table[places]
    torch.testing.assert_close(plain, plain[:1].expand_as(plain), atol=1e-4, rtol=1e-4)
    assert found.distance[1, 0] == 0
    assert found.distance[1, -1] > 0


def test_chance_against_all_pairs(random_model, small_tokenizer, monkeypatch):
    texts = ("배가 아프다.", "학생들이 책을 읽는다.", "두 배 증가했다.")
    monkeypatch.setattr(moving, "sentences", lambda: texts)
    model = random_model()
    found = moving.chance_cosine(model, small_tokenizer, "causal")
    rows = [trace(model, small_tokenizer, text, "causal").layers[-1].residual_after[1:] for text in texts]
    unit = torch.nn.functional.normalize(torch.cat(rows).double(), dim=-1).numpy()
    cosines = (unit @ unit.T)[~np.eye(len(unit), dtype=bool)]
    assert float(found[-1]) == pytest.approx(cosines.mean(), abs=1e-5)


@pytest.mark.parametrize(
    ("line", "text", "word"),
    [
        ("애플, 겨울 [배]가 맛있단다!", "애플, 겨울 배가 맛있단다!", "배"),
        ("  [배]가", "배가", "배"),
        ("세스나 경비행기", "세스나 경비행기", "경비행기"),
        ("[", "", ""),
        ("][", "", ""),
        ("", "", ""),
        ("[]배", "배", "배"),
        ("배]가 [왔", "배가 왔", "왔"),
    ],
)
def test_a_phrase_is_read(line, text, word):
    found = moving.phrase(line)
    assert found.text == text
    assert found.text[slice(*found.word)] == word
