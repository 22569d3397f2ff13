"""The score of a text against Hugging Face in float64, `lmcore evaluate perplexity` and numpy."""

import json
import math

import numpy as np
import pytest
import torch

from lmcore.analysis import commands
from lmcore.analysis.expectation import expectation
from lmcore.analysis.perplexity import bits_per_character
from lmcore.analysis.scoring import of_logits, score
from lmcore.errors import LmcoreError

TEXTS = ["배", "얘, 겨울 배가 맛있단다!", "배가 항구를 떠난다. 😀뷁 hello", "배가 항구를 떠난다. " * 60]


@pytest.fixture(scope="module")
def scored(loaded):
    def find(text, before=""):
        start = (
            [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(before)]
            if before
            else [loaded.tokenizer.bos_id]
        )
        return score(loaded.model, start, loaded.tokenizer.encode(text))

    return find


@pytest.mark.parametrize("text", TEXTS)
def test_the_sum_is_what_the_evaluation_prints(loaded, scored, text, tmp_path, capsys):
    found = scored(text)
    assert found.total_bits == pytest.approx(
        bits_per_character(loaded.model, loaded.tokenizer, [text], "causal").bits, rel=1e-5
    )
    file = tmp_path / "text.txt"
    file.write_text(text.strip() + "\n", "utf-8")
    commands.evaluate(
        ["perplexity", "--data", str(file), "--mode", "causal", "--checkpoint", str(loaded.folder)]
    )
    printed = json.loads(capsys.readouterr().out)
    stripped = scored(text.strip())
    per_character = stripped.total_bits / len(text.strip())
    assert per_character == pytest.approx(printed["bits_per_character"], abs=2e-3)


@pytest.mark.parametrize("before", ["", "얘, 겨울 배가 맛있단다!"])
def test_the_score_is_hugging_faces(loaded, scored, before):
    pytest.importorskip("transformers")
    from lmcore.huggingface import to_gpt2

    twin = to_gpt2(loaded.model).double()
    for text in ("배가 달아.", "달고 시원하지?"):
        found = scored(text, before)
        start = [loaded.tokenizer.bos_id, *(loaded.tokenizer.encode(before) if before else [])]
        ids = torch.tensor([[*start, *found.ids]])
        rows = twin(ids).logits[0, len(start) - 1 : -1].log_softmax(-1)
        theirs = rows.gather(-1, torch.tensor(found.ids)[:, None])[:, 0]
        torch.testing.assert_close(found.log_probability, theirs, atol=2e-4, rtol=0)
        assert found.total == pytest.approx(float(theirs.sum()), abs=1e-3)
        assert found.mean == pytest.approx(float(theirs.mean()), abs=1e-3)
        assert found.perplexity == pytest.approx(math.exp(-float(theirs.mean())), rel=1e-3)


def test_the_chain_rule(scored, loaded):
    """Scoring in one go is the sum of scoring word after word."""
    whole = scored("배가 달아.", "얘, 겨울 배가 맛있단다!")
    before = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("얘, 겨울 배가 맛있단다!")]
    total = 0.0
    for id in whole.ids:
        total += score(loaded.model, before, [id]).total
        before.append(id)
    assert whole.total == pytest.approx(total, abs=1e-4)


def test_rows_are_numpys_softmax_and_ranks_are_the_expectations():
    logits = torch.randn(200, 50, generator=torch.Generator().manual_seed(2)) * 4
    ids = torch.randint(50, (200,), generator=torch.Generator().manual_seed(3))
    found = of_logits(logits, ids.tolist())
    x = logits.numpy().astype(np.float64)
    expected = x[np.arange(200), ids] - np.log(np.exp(x).sum(-1))
    np.testing.assert_allclose(found.log_probability, expected, atol=1e-12)
    assert torch.equal(found.rank, expectation(logits, ids).rank)
    np.testing.assert_allclose(2.0 ** -found.bits.numpy(), np.exp(expected))


def test_nothing_to_score_costs_nothing(loaded):
    found = score(loaded.model, [loaded.tokenizer.bos_id], [])
    assert (found.total, found.mean, found.perplexity) == (0, 0, 1)
    with pytest.raises(ValueError, match="start token"):
        score(loaded.model, [], [5])


def test_more_than_the_context_is_refused(loaded):
    context = loaded.config.context
    score(loaded.model, [loaded.tokenizer.bos_id], [5] * (context - 1))
    with pytest.raises(LmcoreError) as error:
        score(loaded.model, [loaded.tokenizer.bos_id], [5] * context)
    assert error.value.code == "text.too_long"
