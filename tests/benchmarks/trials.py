"""Short trials of sizes and schedules at equal CPU time, one change from the base at a time.

    python -m tests.benchmarks.trials --store STORE … --data perplexity_dev.txt [--seconds N] [--only NAME …]

Each trial trains one process on one thread for the same seconds of CPU time, the rates falling to 0 over the
last half (how many steps that allows is measured on the first few), and is then asked for its bits per
character on the first texts of the file, causal and with one token hidden at a time: comparable between
vocabularies too. Prints one line of JSON a trial. So short a trial ranks early learning only.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from lmcore import checkpoints
from lmcore.analysis import evaluation, files
from lmcore.checkpoints import Checkpoint
from lmcore.tokenizer import Tokenizer
from lmcore.training.store import TokenStore
from lmcore.training.trainer import Plan, Trainer, new_model

BATCH = 2048  # tokens; small, so that a trial of minutes has steps enough to decay in
MEASURED = 4  # steps after the first that tell how long one takes


@dataclass(frozen=True)
class Trial:
    """What differs from the base: fields of ModelConfig and of Plan."""

    shape: dict[str, int] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)


TRIALS = {
    "base": Trial(),
    "width 192": Trial({"d_model": 192, "n_heads": 6, "d_ff": 768}),
    "width 320": Trial({"d_model": 320, "n_heads": 10, "d_ff": 1280}),
    "4 layers": Trial({"n_layers": 4}),
    "8 layers": Trial({"n_layers": 8}),
    "rates x 0.5": Trial(plan={"muon_rate": 3e-3, "adam_rate": 1e-3}),
    "rates x 2": Trial(plan={"muon_rate": 12e-3, "adam_rate": 4e-3}),
    "causal share 0.25": Trial(plan={"causal_share": 0.25}),
    "causal share 0.75": Trial(plan={"causal_share": 0.75}),
    "masking rate 0.15": Trial(plan={"mask_rate": 0.15}),
    "masking rate 0.4": Trial(plan={"mask_rate": 0.4}),
    "batch x 0.5": Trial(plan={"batch_tokens": BATCH // 2}),
    "batch x 4": Trial(plan={"batch_tokens": 4 * BATCH}),
}


def main() -> None:
    """Run the trials one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--store", type=Path, nargs="+", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--only", nargs="+", default=list(TRIALS), choices=list(TRIALS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    store, tokenizer = TokenStore.open(*options.store), Tokenizer.load(options.store[0])
    texts = files.read_texts(options.data)[: options.texts]
    for name in options.only:
        steps, model = trained(TRIALS[name], store, tokenizer, options.seconds)
        report = {"trial": name, "vocabulary": tokenizer.vocabulary_size, "steps": steps}
        for mode in evaluation.MODES:
            report[mode] = evaluation.perplexity(model, texts, mode)["bits_per_character"]
        print(json.dumps(report), flush=True)


def trained(trial: Trial, store: TokenStore, tokenizer: Tokenizer, seconds: float) -> tuple[int, Checkpoint]:
    """The number of steps that `seconds` of CPU time allowed, and the model after them."""
    shape: dict[str, object] = {"d_model": 256, "n_layers": 6, "n_heads": 8, "d_ff": 1024, **trial.shape}
    changed = {"batch_tokens": BATCH, **trial.plan}
    with tempfile.TemporaryDirectory() as folder:
        trainer = _trainer(Path(folder), store, tokenizer, shape, Plan(1, **changed))
        trainer.train_step()
        begin = time.process_time()
        for _ in range(MEASURED):
            trainer.train_step()
        steps = round(seconds / ((time.process_time() - begin) / MEASURED))
        plan = Plan(steps, warm_up=steps // 10, decay=steps // 2, long_share=0, **changed)
        trainer = _trainer(Path(folder), store, tokenizer, shape, plan)
        while trainer.step < steps:
            trainer.train_step()
        trainer.save()
        return steps, checkpoints.load(Path(folder) / "checkpoint")


def _trainer(
    folder: Path, store: TokenStore, tokenizer: Tokenizer, shape: dict[str, object], plan: Plan
) -> Trainer:
    return Trainer(folder, store, tokenizer, new_model(tokenizer, shape, plan.seed), plan)


if __name__ == "__main__":
    main()
