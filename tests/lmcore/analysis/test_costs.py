"""What is counted is there: against tensors, another library's models and PyTorch's own counter."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lmcore import generation
from lmcore import trace as tracing
from lmcore.analysis import costs
from lmcore.analysis.costs import GPT2_SMALL, GPT3, parameters, shape_of
from lmcore.attention import allowed_pairs

TEXT = "애플, 겨울 배가 맛있단다!"


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary", "none"])
def test_parameters_are_those_of_the_model(random_model, positions):
    model = random_model(positions=positions)
    assert parameters(shape_of(model.config)).total == sum(p.numel() for p in model.parameters())


def test_the_reports_number_of_gpt3():
    count = parameters(GPT3)
    assert count.attention == 57_982_058_496 == 96 * 4 * 12_288 * 12_288
    assert count.total == pytest.approx(175e9, rel=0.005)
    assert count.attention / count.total == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize(("shape", "layers"), [(GPT2_SMALL, 12), (GPT3, 2)])
def test_gpt_is_counted_as_hugging_face_builds_it(shape, layers):
    transformers = pytest.importorskip("transformers")
    shape = costs.Shape(**vars(shape) | {"n_layers": layers})
    config = transformers.GPT2Config(
        vocab_size=shape.vocabulary_size,
        n_positions=shape.context,
        n_embd=shape.d_model,
        n_layer=layers,
        n_head=shape.n_heads,
        n_inner=shape.d_ff,
    )
    with torch.device("meta"):
        model = transformers.GPT2LMHeadModel(config)
    attention = sum(
        p.numel() for name, p in model.named_parameters() if ".attn." in name and name.endswith("weight")
    )
    assert parameters(shape).total == sum(p.numel() for p in model.parameters())
    assert parameters(shape).attention == attention


def test_gpt2_small_has_124_million():
    assert parameters(GPT2_SMALL).total == 124_439_808


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_counted_bytes_are_the_tensors_own(random_model, small_tokenizer, mode):
    model = random_model()
    trace = tracing.trace(model, small_tokenizer, TEXT, mode)
    assert costs.traced_bytes(model, trace) == costs.stage_bytes(shape_of(model.config), len(trace.tokens))


def test_scores_quadruple_and_weights_stay():
    once, twice = (costs.stage_bytes(GPT2_SMALL, n) for n in (128, 256))
    ratios = {stage: twice[stage] / once[stage] for stage in once}
    assert ratios.pop("scores") == ratios.pop("alphas") == 4
    assert ratios.pop("weights") == 1
    assert set(ratios.values()) == {2}


def test_multiplications_are_those_pytorch_counts(random_model):
    model, n = random_model(), 24
    block, x = model.blocks[0], torch.randn(1, n, model.config.d_model)
    with FlopCounterMode(display=False) as counter:
        q, k, v = block.attention.queries_keys_values(x)
        weights = (q @ k.transpose(-2, -1)).softmax(-1)
        _ = (weights @ v).transpose(1, 2).flatten(2) @ block.attention.W_O
        block.feedforward(x)
    assert 2 * sum(costs.multiply_adds(shape_of(model.config), n).values()) == counter.get_total_flops()


def test_within_attention_pairs_cost_as_much_as_matrices_at_twice_the_width():
    counts = costs.multiply_adds(GPT2_SMALL, 2 * GPT2_SMALL.d_model)
    assert counts["score"] + counts["sum"] == counts["project"] + counts["output"]


def test_the_cache_weighs_what_is_counted(random_model, small_tokenizer):
    model = random_model()
    cache = generation.Cache(model.config)
    ids = [small_tokenizer.bos_id, *small_tokenizer.encode(TEXT)]
    generation.read(model, ids, cache=cache)
    shape = shape_of(model.config)
    assert costs.cache_bytes(shape, len(ids), shape.n_heads) == cache.n_bytes


def test_shared_keys_divide_the_cache():
    whole = costs.cache_bytes(GPT3, 2048, 96, 2)
    assert whole == 2 * 96 * 2048 * 12_288 * 2
    for groups in costs.divisors(96):
        assert costs.cache_bytes(GPT3, 2048, groups, 2) * (96 // groups) == whole


def test_nothing_else_is_allocated_by_the_mask(random_model):
    """The mask is one matrix for all heads, of bools: left out of the table because it is small."""
    assert allowed_pairs("causal", 64, 64).nbytes == 64 * 64
