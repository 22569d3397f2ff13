"""What the page on preferences lets a worker process do (see dashboard.work.jobs). Imports no Streamlit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.work.terms import Link
from lmcore import checkpoints
from lmcore.analysis import preference as measuring
from lmcore.model import Transformer
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer
from lmcore.training import low_rank, preference
from lmcore.training.preference import Pair, Settings

RATE: Final = 1e-3
ALPHA: Final = 2.0  # for each column of A, so that the sum is scaled alike at every rank
SAMPLES: Final = 4
PRICE_BETAS: Final = (0.02, 0.1, 0.5)
PRICE_LOSS: Final = 0.55
PRICE_STEPS: Final = 30
PRICE_PAIRS: Final = 8


@dataclass(frozen=True)
class Plan:
    """All that decides a run: the same plan gives the same numbers on the same machine."""

    opening: str
    pairs: tuple[Pair, ...]
    held_out: tuple[Pair, ...]
    beta: float
    rank: int
    steps: int
    seed: int

    def settings(self, beta: float | None = None, steps: int | None = None) -> Settings:
        """For lmcore.training.preference."""
        return Settings(beta or self.beta, RATE, steps or self.steps, self.seed)

    def adapter(self, model: Transformer) -> low_rank.Adapter:
        """Thin matrices that change nothing yet."""
        return low_rank.adapter(model, self.rank, ALPHA * self.rank, self.seed)


@dataclass(frozen=True)
class Outcome:
    """The thin matrices that were learned; what the tuned model finds likeliest after the opening, and
    `samples`: a seed, what the original drew with it and what the tuned model draws.
    """

    added: low_rank.Adapter
    likeliest: str
    samples: tuple[tuple[int, str, str], ...]


def tune(link: Link, folder: Path, plan: Plan) -> Outcome:
    """Learn; sends a lmcore.analysis.preference.Progress for every step."""
    loaded = checkpoints.load(folder)
    added = plan.adapter(loaded.model)
    for progress in measuring.tuning(
        loaded.model, loaded.tokenizer, plan.pairs, plan.held_out, added, plan.settings()
    ):
        link.send(progress)
        link.progress(progress.record.step / plan.steps)
    kept = added.copied()
    tuned = low_rank.merge(loaded.model, kept)
    likeliest = measuring.continuation(tuned, loaded.tokenizer, plan.opening, Sampling(top_k=1))
    return Outcome(kept, likeliest, _samples(loaded.model, tuned, loaded.tokenizer, plan))


def _samples(
    before: Transformer, after: Transformer, tokenizer: Tokenizer, plan: Plan
) -> tuple[tuple[int, str, str], ...]:
    def drawn(model: Transformer, seed: int) -> str:
        return measuring.continuation(model, tokenizer, plan.opening, Sampling(top_p=0.9, seed=seed))

    seeds = range(plan.seed, plan.seed + SAMPLES)
    return tuple((seed, drawn(before, seed), drawn(after, seed)) for seed in seeds)


def price(link: Link, folder: Path, plan: Plan) -> None:
    """What a loss of PRICE_LOSS costs in KL at each of PRICE_BETAS; sends (β, record) for every step."""
    loaded = checkpoints.load(folder)
    rows = [preference.rows(loaded.tokenizer, pair) for pair in plan.pairs[:PRICE_PAIRS]]
    for number, beta in enumerate(PRICE_BETAS):
        added = plan.adapter(loaded.model)
        moving = low_rank.wrap(loaded.model, added)
        settings = plan.settings(beta, PRICE_STEPS)
        for record in preference.tune(moving, loaded.tokenizer, rows, list(added.parameters()), settings):
            link.send((beta, record))
            link.progress((number + record.step / PRICE_STEPS) / len(PRICE_BETAS))
            if record.loss <= PRICE_LOSS:
                break
