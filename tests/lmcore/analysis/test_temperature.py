"""Entropy and kept tokens at every temperature, against plain numpy and Hugging Face's own cuts."""

import math

import numpy as np
import pytest
import torch

from lmcore.analysis.temperature import TEMPERATURES, cuts, sweep
from lmcore.generation import read
from lmcore.sampling import Sampling


@pytest.fixture(scope="module")
def logits(loaded):
    ids = [loaded.tokenizer.bos_id, *loaded.tokenizer.encode("얘, 겨울 배가")]
    with torch.inference_mode():
        return loaded.model.unembed(read(loaded.model, ids).final[-1])


def plain(logits, temperature):
    """Softmax in numpy, ranked."""
    exponents = np.sort(logits.numpy().astype(np.float64))[::-1] / temperature
    shares = np.exp(exponents - exponents[0])
    return shares / shares.sum()


def test_each_temperature_is_computed_over_the_whole_vocabulary(logits):
    found = sweep(logits, 0.9, 0.05, TEMPERATURES)
    assert len(found.entropy) == len(TEMPERATURES) == 81
    for place, temperature in enumerate(TEMPERATURES):
        p = plain(logits, temperature)
        bits = -sum(value * math.log2(value) for value in p[p > 0])
        assert found.entropy[place] == pytest.approx(bits, abs=1e-9)
        assert found.largest[place] == pytest.approx(p[0])
        assert found.nucleus[place] == int(np.searchsorted(p.cumsum(), 0.9 * p.sum())) + 1
        assert found.likely[place] == (p >= 0.05 * p[0]).sum()


def test_the_ends_are_certainty_and_evenness(logits):
    found = sweep(logits, 0.9, 0.05, (0.01, 100.0))
    assert found.entropy[0] < 0.2
    assert found.entropy[1] == pytest.approx(math.log2(len(logits)), abs=0.01)
    assert (np.diff(sweep(logits, 0.9, 0.05, TEMPERATURES).entropy) > 0).all()


def test_no_cut_keeps_all(logits):
    found = sweep(logits, 1.0, 0.0, (0.5, 1.0))
    assert found.nucleus.tolist() == found.likely.tolist() == [len(logits)] * 2


@pytest.mark.parametrize("temperature", [0.3, 1.0, 3.0])
def test_cuts_are_those_of_transformers(logits, temperature):
    processors = pytest.importorskip("transformers.generation.logits_process")
    sampling = Sampling(temperature=temperature, top_k=50, top_p=0.9, min_p=0.05)
    found = cuts(logits, sampling)
    scaled = (logits.double() / temperature)[None]
    theirs = {
        "top_k": [processors.TopKLogitsWarper(50)],
        "top_p": [processors.TopPLogitsWarper(0.9)],
        "min_p": [processors.MinPLogitsWarper(0.05)],
    }
    theirs["together"] = [step for steps in theirs.values() for step in steps]
    for name, steps in theirs.items():
        left = scaled
        for step in steps:
            left = step(None, left)
        kept = torch.isfinite(left[0])
        assert found[name].count == int(kept.sum())
        shares = scaled[0].double().softmax(-1)
        assert found[name].mass == pytest.approx(float(shares[kept].sum()))
        p = shares[kept] / shares[kept].sum()
        assert found[name].entropy == pytest.approx(float(-(p * p.log2()).sum()))
