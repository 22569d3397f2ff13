"""The training loop: exact to resume, the same on one process or several.

Every random choice of step n comes from a generator seeded with (seed, n), and every process draws the whole
batch before it takes its share of rows. So a resumed run repeats an uninterrupted one, and two processes
repeat one.
"""

import csv
import dataclasses
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor
from tqdm import tqdm

from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.training import objectives, optimisers
from lmcore.training.store import TokenStore

COLUMNS = ("step", "tokens", "rate", "causal_loss", "masked_loss", "tokens_per_second", "seconds")


@dataclass(frozen=True)
class Plan:
    """What a run does. Rates are peaks; `long_share` of the steps use rows of `long_length` instead of
    `length`. A snapshot is kept after each step in `snapshots`; step 0 is the untrained model. With a
    `cue_weight` the head `cue_head` of layer `cue_layer` is guided (objectives.Guide).
    """

    steps: int
    warm_up: int = 200
    decay: int = 0
    batch_tokens: int = 8192
    length: int = 128
    long_length: int = 512
    long_share: float = 0.05
    causal_share: float = 0.5
    mask_rate: float = 0.25
    muon_rate: float = 6e-3
    adam_rate: float = 2e-3
    adam_beta_2: float = 0.95
    weight_decay: float = 0.01
    seed: int = 1
    save_every: int = 200
    snapshots: tuple[int, ...] = ()
    cue_layer: int = 1
    cue_head: int = 1
    cue_weight: float = 0.0

    @property
    def guide(self) -> objectives.Guide:
        """The head that is shown the cues."""
        return objectives.Guide(self.cue_layer, self.cue_head, self.cue_weight)


@dataclass(frozen=True)
class Workers:
    """This process among those started by torchrun; alone when there is no torchrun."""

    rank: int = 0
    count: int = 1

    @classmethod
    def join(cls) -> "Workers":
        """Meet the other processes, if any."""
        if "RANK" not in os.environ:
            return cls()
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
        return cls(dist.get_rank(), dist.get_world_size())

    def add_up(self, tensors: list[Tensor]) -> None:
        """Replace every tensor by its sum over the processes."""
        if self.count > 1:
            flat = torch.cat([tensor.flatten() for tensor in tensors])
            dist.all_reduce(flat)
            for tensor, summed in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
                tensor.copy_(summed.view_as(tensor))


class RowOrder:
    """Every row of a store once a pass, in an order that depends only on the seed and the pass."""

    def __init__(self, store: TokenStore, length: int, seed: int) -> None:
        self.rows, self.seed = store.rows(length), seed
        self._pass, self._order = -1, self.rows
        if not len(self.rows):
            raise ValueError(f"the store has no row of {length} tokens")

    def take(self, first: int, count: int) -> np.ndarray:
        """Rows number `first` … `first + count − 1` of the endless sequence of passes."""
        return np.array([self._at(number) for number in range(first, first + count)])

    def _at(self, number: int) -> int:
        this_pass, index = divmod(number, len(self.rows))
        if this_pass != self._pass:
            self._order = np.random.default_rng((self.seed, this_pass)).permutation(self.rows)
            self._pass = this_pass
        return int(self._order[index])


class Trainer:
    """A model, its optimisers and its place in the data; `compiled`: the blocks go through torch.compile."""

    def __init__(
        self,
        folder: Path,
        store: TokenStore,
        tokenizer: Tokenizer,
        model: Transformer,
        plan: Plan,
        compiled: bool = False,
    ) -> None:
        self.folder, self.store, self.tokenizer, self.plan = folder, store, tokenizer, plan
        folder.mkdir(parents=True, exist_ok=True)
        self.workers = Workers.join()
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        if compiled:
            for block in self.model.blocks:
                block.forward = torch.compile(block.forward, dynamic=False)
        self.optimisers = optimisers.build(
            self.model, plan.muon_rate, plan.adam_rate, plan.weight_decay, plan.adam_beta_2
        )
        self.orders = {
            n: RowOrder(store, n, plan.seed)
            for n in {plan.length, plan.long_length if plan.long_share else plan.length}
        }
        self.taken = dict.fromkeys(self.orders, 0)
        self.step = self.tokens = 0
        self.seconds = 0.0
        self._stop = False

    @property
    def state_path(self) -> Path:
        """Where the exact state of the run is kept."""
        return self.folder / "state.pt"

    @property
    def losses_path(self) -> Path:
        """One row a step: COLUMNS."""
        return self.folder / "losses.csv"

    def run(self) -> None:
        """Train to the plan's last step; SIGTERM and Ctrl-C save and end the run."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: setattr(self, "_stop", True))
        bar = tqdm(total=self.plan.steps, initial=self.step, unit="step", disable=self.workers.rank > 0)
        if self.step == 0 and 0 in self.plan.snapshots:
            self.save()
        while self.step < self.plan.steps and not self._stop:
            begin = time.perf_counter()
            losses = self.train_step()
            seconds = time.perf_counter() - begin
            self.seconds += seconds
            speed = self.plan.batch_tokens / seconds
            self._log(losses, speed)
            bar.set_postfix(
                causal=f"{losses[0]:.3f}", masked=f"{losses[1]:.3f}", tokens_s=f"{speed:,.0f}", refresh=False
            )
            bar.update()
            if self.step % self.plan.save_every == 0 or self.step in self.plan.snapshots:
                self.save()
        bar.close()
        self.save()

    def train_step(self) -> tuple[float, float]:
        """One update; returns the causal and the masked loss per predicted token, in nats."""
        share = optimisers.warm_up_stable_decay(
            self.step, self.plan.warm_up, self.plan.steps, self.plan.decay
        )
        optimisers.set_rates(self.optimisers, share)
        low = optimisers.has_bf16(self.device)
        sums = torch.zeros(2, device=self.device)
        for index, batch in enumerate(self._batches()):
            counted = int(batch.counted.sum())
            mine = self._share(batch)
            with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=low):
                loss, cue_loss = objectives.guided_loss_sum(self.model, mine, self.plan.guide)
            ((loss + self.plan.cue_weight * cue_loss) * (0.5 / max(1, counted))).backward()
            sums[index] = loss.detach() / max(1, counted)
        self.workers.add_up([sums, *(p.grad for p in self.model.parameters() if p.grad is not None)])
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += self.plan.batch_tokens
        causal, masked = sums.tolist()
        return causal, masked

    def _batches(self) -> Iterator[objectives.Batch]:
        """The causal and the masked batch of this step, whole."""
        draw = torch.Generator().manual_seed(self.plan.seed * 1_000_003 + self.step)
        long = self.plan.long_share > 0 and torch.rand((), generator=draw).item() < self.plan.long_share
        length = self.plan.long_length if long else self.plan.length
        count = self.plan.batch_tokens // length
        rows = self.orders[length].take(self.taken[length], count)
        reads = (self.store.read, self.store.read_glosses, self.store.read_cues)
        ids, glosses, cues = (torch.from_numpy(read(rows, length)) for read in reads)
        self.taken[length] += count
        causal = round(count * self.plan.causal_share)
        yield objectives.causal_batch(ids[:causal])
        yield objectives.masked_batch(
            ids[causal:], self.plan.mask_rate, self.tokenizer.mask_id, self.tokenizer.bos_id,
            self.tokenizer.vocabulary_size, draw, glosses[causal:], cues[causal:],
        )  # fmt: skip

    def _share(self, batch: objectives.Batch) -> objectives.Batch:
        """The rows of this process, on its device."""
        rows = slice(self.workers.rank, None, self.workers.count)
        ids, targets, counted = (p[rows].to(self.device) for p in (batch.ids, batch.targets, batch.counted))
        cues = None if batch.cues is None else batch.cues[rows].to(self.device)
        return objectives.Batch(batch.mode, ids, targets, counted, cues)

    def _log(self, losses: tuple[float, float], speed: float) -> None:
        if self.workers.rank:
            return
        fresh = not self.losses_path.is_file()
        with self.losses_path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            rate = self.optimisers[0].param_groups[0]["lr"]
            row = (
                self.step,
                self.tokens,
                f"{rate:.3g}",
                *(f"{x:.6f}" for x in losses),
                round(speed),
                round(self.seconds, 1),
            )
            writer.writerow(row)

    def _forget_rows_after(self, step: int) -> None:
        """Drop what an interrupted run logged after its last save; those steps are done again."""
        if self.workers.rank or not self.losses_path.is_file():
            return
        header, *rows = self.losses_path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [row for row in rows if int(row.split(",")[0]) <= step]
        self.losses_path.write_text("".join([header, *kept]), encoding="utf-8")

    def save(self) -> None:
        """Write the exact state and the checkpoint, each in one atomic step."""
        if self.workers.rank:
            return
        state = {
            "model": self.model.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "step": self.step, "tokens": self.tokens, "seconds": self.seconds, "taken": self.taken,
        }  # fmt: skip
        draft = self.state_path.with_suffix(".new")
        torch.save(state, draft)
        draft.replace(self.state_path)
        facts = {
            "steps": self.step,
            "tokens": self.tokens,
            "seconds": round(self.seconds),
            "plan": dataclasses.asdict(self.plan),
        }
        name = f"step-{self.step:06d}" if self.step in self.plan.snapshots else "checkpoint"
        checkpoints.save(self.folder / name, self.model, self.tokenizer, facts)

    def resume(self) -> bool:
        """Go on from the folder's state; False when there is none."""
        if not self.state_path.is_file():
            return False
        state = torch.load(self.state_path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            peaks = [group["peak"] for group in optimiser.param_groups]
            optimiser.load_state_dict(saved)
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["peak"] = peak
        self.step, self.tokens, self.seconds = state["step"], state["tokens"], state["seconds"]
        self._forget_rows_after(self.step)
        self.taken |= {length: count for length, count in state["taken"].items() if length in self.taken}
        return True


def new_model(tokenizer: Tokenizer, shape: dict[str, object], seed: int) -> Transformer:
    """An untrained model for `tokenizer`; `shape` holds fields of ModelConfig."""
    return Transformer(ModelConfig(vocabulary_size=tokenizer.vocabulary_size, **shape)).initialise(seed)  # type: ignore[arg-type]
