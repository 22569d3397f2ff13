"""From a run's folder to a checkpoint with a history: snapshots in 8 bits, the loss curve, head jobs.

lmcore history --run RUN --output checkpoints/small     pack, and print what 8 bits cost
lmcore history --output checkpoints/small --check       only compare the last step with the final weights
"""

import argparse
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from lmcore import checkpoints, history
from lmcore.analysis import fidelity, learning, sample
from lmcore.errors import CheckpointError


def main(arguments: Sequence[str]) -> None:
    """The command `lmcore history`."""
    options = _parser().parse_args(arguments)
    if not options.check:
        packed = pack(options.run_folder, options.output, options.steps)
        print(f"{len(packed)} snapshots in {options.output}")
    print(*report(options.output, options.run_folder), sep="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lmcore history", description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="folder of the checkpoint")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path, dest="run_folder", help="folder of the run to pack")
    source.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--steps", type=int, nargs="+", help="snapshots to keep; all without it")
    return parser


def found(run: Path) -> tuple[int, ...]:
    """The steps that a run has kept, in order."""
    return tuple(sorted(int(path.name.removeprefix("step-")) for path in run.glob("step-*") if path.is_dir()))


def pack(run: Path, output: Path, wanted: Iterable[int] | None = None) -> tuple[int, ...]:
    """Make `output` the checkpoint of the run's last kept step, with the history of the `wanted` ones.

    The card in `output` stays. Returns the steps packed; raises CheckpointError when the run kept none, or
    not all of those wanted.
    """
    kept = found(run)
    chosen = tuple(sorted(wanted)) if wanted is not None else kept
    missing = sorted(set(chosen) - set(kept))
    if missing or not chosen:
        raise CheckpointError(
            "history.step", "{folder} holds no snapshot of step {step}; it has {known}", folder=run,
            step=missing[0] if missing else 0, known=", ".join(map(str, kept)) or "none",
        )  # fmt: skip
    last = checkpoints.load(run / _name(chosen[-1]), device="cpu")
    checkpoints.save(output, last.model, last.tokenizer, last.training)
    shutil.copyfile(run / "losses.csv", output / "losses.csv")
    for step in chosen:
        history.save(output, step, checkpoints.load(run / _name(step), device="cpu").model)
    learning.measure(output)
    return chosen


def report(folder: Path, run: Path | None = None) -> list[str]:
    """What 8 bits cost: a line for each snapshot that can be compared with its float16 weights.

    Without the run only the last step can, whose weights are the checkpoint's own.
    """
    steps, texts = history.steps(folder), sample.sentences()
    lines = [f"{'step':>7}  {'largest':>8}  {'mean':>8}  {'spread':>7}  {'loss':>8}  {'full':>8}"]
    for step in steps if run else steps[-1:]:
        ours = history.load(folder, step, "cpu")
        full = checkpoints.load(run / _name(step) if run else folder, "cpu")
        one = fidelity.compare(ours.model, full.model, ours.tokenizer, texts)
        numbers = f"{one.largest:8.4f}  {one.mean:8.5f}  {one.spread:7.3f}"
        lines.append(f"{step:7}  {numbers}  {one.loss:8.4f}  {one.loss_full:8.4f}")
    return lines


def _name(step: int) -> str:
    return f"step-{step:06d}"
