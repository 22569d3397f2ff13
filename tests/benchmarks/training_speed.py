"""How near training comes to the machine's matrix speed, and where its time goes.

    python -m tests.benchmarks.training_speed [--threads 1] [--profile]

Prints one JSON line: the bf16 (or float32) matrix speed measured in the same run, tokens/s, floating-point
operations per token, their ratio to the matrix speed, and three ratios of one step: the plain softmax over
the vocabulary against the chunked one, PyTorch's fused attention kernel against the explicit chain, and
PyTorch's Muon against ours. They are measured in turn, and the fastest of several rounds counts: on a shared
machine everything else is noise.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import optim
from torch.nn import functional as F
from torch.profiler import ProfilerActivity, profile

from lmcore.attention import Attention, concatenate
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.training import objectives
from lmcore.training.optimisers import has_bf16
from lmcore.training.store import Section, TokenStore
from lmcore.training.trainer import Plan, Trainer, new_model

BASE = Path(__file__).parents[2] / "checkpoints" / "base"


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one call."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def matrix_seconds(dtype: torch.dtype) -> float:
    """Fastest of ten 2048 × 2048 matrix products: 2 · 2048³ operations."""
    a, b = (torch.randn(2048, 2048).to(dtype) for _ in range(2))
    return min(seconds(lambda: a @ b) for _ in range(10))


@contextmanager
def replaced(place: object, name: str, value: object) -> Iterator[None]:
    """`place.name` is `value` for a while."""
    kept = getattr(place, name)
    setattr(place, name, value)
    yield
    setattr(place, name, kept)


def operations_per_token(config: ModelConfig, plan: Plan) -> float:
    """Forward and backward, multiply and add counted apart; only predicted positions reach the
    unembedding.
    """
    weights = config.n_layers * (4 * config.d_model**2 + 2 * config.d_model * config.d_ff)
    pairs = config.n_layers * 2 * plan.length * config.d_model
    predicted = plan.causal_share + (1 - plan.causal_share) * plan.mask_rate
    return 6 * (weights + pairs + predicted * config.vocabulary_size * config.d_model)


def plain_loss_sum(model: Transformer, batch: objectives.Batch) -> torch.Tensor:
    """What CrossEntropySum replaces: all logits of the predicted positions at once."""
    hidden = model.hidden(batch.ids, batch.mode)[batch.counted]
    return F.cross_entropy((hidden @ model.W_E.T).float(), batch.targets[batch.counted], reduction="sum")


def fused_attention(
    self: Attention, x: torch.Tensor, allowed: torch.Tensor | None, causal: bool
) -> torch.Tensor:
    """What the explicit chain replaces."""
    q, k, v = self.queries_keys_values(x)
    z = F.scaled_dot_product_attention(q, k, v, attn_mask=allowed, is_causal=causal and allowed is None)
    return concatenate(z) @ self.W_O


def torch_muon(ours: optim.Optimizer) -> optim.Muon:
    """What our Muon replaces, with the same matrices and rates."""
    (group,) = ours.param_groups
    theirs = optim.Muon(group["params"], lr=group["lr"], adjust_lr_fn="match_rms_adamw")
    theirs.param_groups[0]["peak"] = group["peak"]
    return theirs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of training.")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--profile", action="store_true", help="also print where one step's time goes")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    low = has_bf16(torch.device("cpu"))
    tokenizer = Tokenizer.load(BASE)
    ids = np.random.default_rng(0).integers(300, tokenizer.vocabulary_size, 200_000).astype(np.uint16)
    section = Section("random", "random", 0, len(ids), len(ids) // 40, 1)
    none = np.zeros_like(ids)
    store = TokenStore(ids, none, none, np.arange(0, len(ids), 40), (section,), tokenizer.bos_id)
    plan = Plan(steps=1000, long_share=0.0)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(Path(folder), store, tokenizer, new_model(tokenizer, {}, 1), plan)
        muon = [torch_muon(trainer.optimisers[0]), *trainer.optimisers[1:]]
        matrix, ours, plain, fused, theirs = ([] for _ in range(5))
        for _ in range(options.rounds + 1):  # the first round warms up
            matrix.append(matrix_seconds(torch.bfloat16 if low else torch.float32))
            ours.append(seconds(trainer.train_step))
            with replaced(objectives, "loss_sum", plain_loss_sum):
                plain.append(seconds(trainer.train_step))
            with replaced(Attention, "forward", fused_attention):
                fused.append(seconds(trainer.train_step))
            with replaced(trainer, "optimisers", muon):
                theirs.append(seconds(trainer.train_step))
        step, speed = min(ours[1:]), 2 * 2048**3 / min(matrix)
        operations = operations_per_token(trainer.model.config, plan)
        figures = {
            "threads": options.threads,
            "matrix": "bf16" if low else "float32",
            "matrix_gflops": round(speed / 1e9),
            "tokens_per_second": round(plan.batch_tokens / step),
            "operations_per_token": round(operations),
            "share_of_matrix_speed": round(operations * plan.batch_tokens / step / speed, 3),
            "plain_softmax_over_ours": round(min(plain[1:]) / step, 2),
            "fused_attention_over_ours": round(min(fused[1:]) / step, 2),
            "torch_muon_over_ours": round(min(theirs[1:]) / step, 2),
        }
        print(json.dumps(figures))
        if options.profile:
            with profile(activities=[ProfilerActivity.CPU]) as measured:
                trainer.train_step()
            print(
                measured.key_averages().table(
                    sort_by="self_cpu_time_total", row_limit=12, max_name_column_width=40
                )
            )


if __name__ == "__main__":
    main()
