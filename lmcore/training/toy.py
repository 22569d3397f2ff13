"""A two-layer Transformer that learns a small task in a minute, whole or with a part taken out.

The same classes as the large model, the same loss; `Switches` says what is taken out. A run is decided by its
`Plan`: same plan, same numbers at the same step, however long it goes on.

    loss = −(1/N) Σ ln p(next token)
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from lmcore.attention import Attention, Heads, allowed_pairs
from lmcore.config import Mode, ModelConfig
from lmcore.model import Block, Stream, Transformer
from lmcore.sampling import Sampling, distribution, uniform
from lmcore.training import objectives
from lmcore.training.objectives import Batch
from lmcore.training.toy_tasks import END, Items, Name, Task, task

ROWS: Final = 32
HELD_OUT: Final = 32
RATES: Final[dict[Name, float]] = {"copy": 1e-3, "reverse": 1e-3, "induction": 1e-3, "korean": 2e-3}
"""AdamW's steps: large enough that each task is learned in a minute of one core."""
WARM_UP: Final = 20
EVERY: Final = 10
"""Steps between two looks at a run."""

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Switches:
    """Parts of the Transformer; each can be taken out by itself.

    scaled: scores are divided by sqrt(d_k) (2.16). positions: PE is added (2.13). residual: each sub-layer
    adds to the stream instead of replacing it. heads: all of them, or one as wide as all together (2.21).
    masked: a token sees only what came before it.
    """

    scaled: bool = True
    positions: bool = True
    residual: bool = True
    heads: bool = True
    masked: bool = True

    @property
    def mode(self) -> Mode:
        """The mask as the model takes it."""
        return "causal" if self.masked else "bidirectional"


WHOLE: Final = Switches()


@dataclass(frozen=True)
class Plan:
    """All that decides a run."""

    task: Name
    seed: int = 1
    switches: Switches = field(default_factory=Switches)


@dataclass(frozen=True)
class Snapshot:
    """A run after `step` steps. Losses in nats per token.

    loss: mean over the last EVERY batches; held_out: on items never trained on, read as in training;
    accuracy: share of their counted tokens that the model finds when it sees only what came before.
    Of the first held-out item: right: (token,), the probability of each place's next token, nan where it
    does not count; attention: (layer, head, query, key), in whole 255ths.
    """

    step: int
    loss: float
    held_out: float
    accuracy: float
    right: np.ndarray
    attention: np.ndarray


class ToyAttention(Attention):
    """Attention that may leave out the division by sqrt(d_k): q is multiplied by it beforehand."""

    def __init__(self, config: ModelConfig, scaled: bool) -> None:
        super().__init__(config)
        self.factor = 1.0 if scaled else math.sqrt(config.d_head)

    def queries_keys_values(self, x: Stream, start: int = 0) -> tuple[Heads, Heads, Heads]:
        """As in the large model, q times sqrt(d_k) where the scaling is off."""
        q, k, v = super().queries_keys_values(x, start)
        return q * self.factor, k, v


class ToyBlock(Block):
    """A layer that may pass on only what its sub-layers say, without the stream they would add to."""

    def __init__(self, config: ModelConfig, switches: Switches) -> None:
        super().__init__(config)
        self.attention = ToyAttention(config, switches.scaled)
        self.residual = switches.residual

    def forward(self, x: Stream, allowed: Tensor | None, causal: bool) -> Stream:
        """The stream after this layer."""
        if self.residual:
            return super().forward(x, allowed, causal)
        return self.feedforward(self.norm_2(self.attention(self.norm_1(x), allowed, causal)))


def new_model(plan: Plan) -> Transformer:
    """The model at step 0. Every matrix is random: W_O and W_2 of zero, as the large model has them at first,
    would leave a model without residual connections no gradient at all.
    """
    given, switches = task(plan.task), plan.switches
    config = ModelConfig(
        len(given.symbols), d_model=64, n_layers=2, n_heads=4 if switches.heads else 1, d_ff=128,
        context=given.length, positions="sinusoidal" if switches.positions else "none", embedding_scale=8.0,
    )  # fmt: skip
    model = Transformer(config)
    model.blocks = nn.ModuleList(ToyBlock(config, switches) for _ in range(config.n_layers))
    model.initialise(plan.seed)
    draw = torch.Generator().manual_seed(plan.seed)
    for name, parameter in model.named_parameters():
        if name.endswith(("W_O", "W_2")):
            nn.init.normal_(parameter, std=1 / math.sqrt(len(parameter)), generator=draw)
    return model


class Run:
    """A plan being carried out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.task: Task = task(plan.task)
        self.model = new_model(plan)
        self.step = 0
        self._draw = torch.Generator().manual_seed(plan.seed)
        self._held_out = self.task.held_out(HELD_OUT)
        self._rate = RATES[plan.task]
        self._optimiser = torch.optim.AdamW(self.model.parameters(), lr=self._rate, betas=(0.9, 0.98))

    def advance(self) -> float:
        """One step on new items; the loss before it."""
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * min(1.0, (self.step + 1) / WARM_UP)
        loss = mean_loss(self.model, self.task.items(ROWS, self._draw), self.plan.switches.mode)
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def look(self, losses: list[float]) -> Snapshot:
        """How far it has come."""
        mode, items = self.plan.switches.mode, self._held_out
        example = Items(items.ids[:1], items.counted[:1])
        return Snapshot(
            self.step,
            float(np.mean(losses)),
            mean_loss(self.model, items, mode).item(),
            accuracy(self.model, items, mode),
            right(self.model, example, mode).numpy(),
            np.rint(255 * attention_maps(self.model, example.ids, mode).numpy()).astype(np.uint8),
        )

    @torch.no_grad()
    def first_loss(self) -> float:
        """The loss of the batch that the first step will learn from."""
        draw = torch.Generator().manual_seed(self.plan.seed)
        return mean_loss(self.model, self.task.items(ROWS, draw), self.plan.switches.mode).item()


def snapshots(run: Run) -> Iterator[Snapshot]:
    """The run before its first step, then after every EVERY steps, without end."""
    yield run.look([run.first_loss()])
    while True:
        yield run.look([run.advance() for _ in range(EVERY)])


def mean_loss(model: Transformer, items: Items, mode: Mode) -> Float[Tensor, ""]:
    """−ln p(next token), the mean over the counted places."""
    batch = Batch(mode, items.ids, items.ids.roll(-1, 1), items.counted)
    return objectives.loss_sum(model, batch) / items.counted.sum()


def accuracy(model: Transformer, items: Items, mode: Mode) -> float:
    """Share of counted tokens that the model finds when it is shown only what comes before them.

    Under the causal mask one pass shows all places at once. Without a mask each place needs a pass of its own
    over the text up to there, as in writing, or the model would read the answer.
    """
    ids, length = items.ids, items.ids.shape[1]
    if mode == "causal":
        found = model(ids, mode).argmax(-1)
    else:
        last = [model(ids[:, : end + 1], mode)[:, -1].argmax(-1) for end in range(length)]
        found = torch.stack(last, 1)
    return (found == ids.roll(-1, 1))[items.counted].float().mean().item()


def right(model: Transformer, items: Items, mode: Mode) -> Float[Tensor, " token"]:
    """p(next token) at each place of one item, read as in training; nan where it does not count."""
    p = model(items.ids, mode)[0].softmax(-1).gather(1, items.ids[0].roll(-1)[:, None])[:, 0]
    return p.masked_fill(~items.counted[0], math.nan)


def attention_maps(
    model: Transformer, ids: Int[Tensor, "1 token"], mode: Mode
) -> Float[Tensor, "layer head query key"]:
    """Every head's weights α on one item (2.17)."""
    x = model.embed(ids) + model.position(ids.shape[1])
    allowed = allowed_pairs(mode, ids.shape[1], ids.shape[1])
    maps = []
    for block in model.blocks:
        assert isinstance(block, Block)
        maps.append(block.attention.stages(block.norm_1(x), allowed).weights[0])
        x = block(x, allowed, mode == "causal")
    return torch.stack(maps)


def weights(model: Transformer) -> Weights:
    """All parameters as arrays, to be handed to another process."""
    return {name: value.numpy() for name, value in model.state_dict().items()}


def restored(plan: Plan, weights: Weights) -> Transformer:
    """The model of a plan with weights that training gave it."""
    model = new_model(plan).requires_grad_(False)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return model


@torch.no_grad()
def write(model: Transformer, plan: Plan, opening: str, sampling: Sampling) -> str:
    """Go on from `opening`, one sign after the other, to the end of the sentence or of the context.

    The model reads as in training, but the next sign is never there to be read.
    """
    given = task(plan.task)
    ids = [0, *given.ids(opening)][: given.length]
    start = len(ids)
    while len(ids) < given.length and given.symbols[ids[-1]] != END:
        logits = model(torch.tensor([ids]), plan.switches.mode)[0, -1]
        ids.append(distribution(logits, sampling).draw(uniform(sampling.seed, len(ids))))
    return "".join(given.symbols[id] for id in ids[start:])
