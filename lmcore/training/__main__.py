"""`python -m lmcore.training vocabulary | tokenise | train | average`: from a corpus folder to a
checkpoint.
"""

import argparse
import random
from dataclasses import fields
from pathlib import Path

import torch

from lmcore import checkpoints
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from lmcore.training import averaging, corpus, glosses, vocabulary
from lmcore.training.store import TokenStore, build
from lmcore.training.trainer import Plan, Trainer, new_model

_SHAPE = ("d_model", "n_layers", "n_heads", "d_ff", "positions")


def main(arguments: list[str] | None = None) -> None:
    """Parse the command and run it."""
    options = _parser().parse_args(arguments)
    options.run(options)


def learn_vocabulary(options: argparse.Namespace) -> None:
    """Learn merges from an even sample of every source's lines."""
    recipe = corpus.Recipe.read(options.recipe)
    draw = random.Random(0)
    texts: list[str] = []
    for source in _sources(options):
        lines = [glosses.split(line)[0] for line in recipe.select(source)] if recipe.repeat_of(source) else []
        draw.shuffle(lines)
        texts += lines[: options.lines_per_source * (3 if source.role == "encyclopaedia" else 1)]
    tokenizer = vocabulary.learn(texts, options.size, vocabulary.WholeWords.read())
    options.output.mkdir(parents=True, exist_ok=True)
    tokenizer.save(options.output)
    print(f"{tokenizer.vocabulary_size} pieces from {len(texts)} lines in {options.output}")


def tokenise(options: argparse.Namespace) -> None:
    """Write the token store."""
    store = build(
        options.output,
        Tokenizer.load(options.tokenizer),
        [s for s in _sources(options) if not options.only or s.name in options.only],
        corpus.Recipe.read(options.recipe),
        corpus.sentences_of(options.exclude),
        options.workers,
        not options.written_glosses_only,
    )
    for section in store.sections:
        tokens = section.end - section.start
        print(f"{section.name:28} {section.lines:8} lines {tokens:10} tokens × {section.repeat}")


def train(options: argparse.Namespace) -> None:
    """Train, or go on with a run whose folder holds a state."""
    torch.set_num_threads(options.threads)
    store = TokenStore.open(*options.store)
    tokenizer = Tokenizer.load(options.store[0])
    given = vars(options)
    plan = Plan(
        **{field.name: given[field.name] for field in fields(Plan) if given.get(field.name) is not None}
    )
    if options.init:
        given_weights = checkpoints.load(options.init).model
        model = Transformer(given_weights.config)  # a loaded one is laid out for reading, not for learning
        model.load_state_dict(given_weights.state_dict())
    else:
        model = new_model(
            tokenizer, {name: given[name] for name in _SHAPE if given[name] is not None}, plan.seed
        )
    trainer = Trainer(options.output, store, tokenizer, model, plan, options.compile)
    trainer.resume()
    trainer.run()


def average(options: argparse.Namespace) -> None:
    """Write the average of several checkpoints as a new one."""
    averaging.average_folders(options.output, options.checkpoints, options.shares)
    print(f"the average of {len(options.checkpoints)} checkpoints in {options.output}")


def _sources(options: argparse.Namespace) -> list[corpus.Source]:
    return corpus.read_sources(options.corpus) + corpus.own_sources()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lmcore.training", description=__doc__)
    commands = parser.add_subparsers(required=True)

    for name, run, text in (
        ("vocabulary", learn_vocabulary, "learn the tokenizer"),
        ("tokenise", tokenise, "turn the corpus into one file of token ids"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        command.add_argument("--corpus", type=Path, required=True, help="folder with a MANIFEST.json")
        command.add_argument("--recipe", type=Path, default=corpus.RECIPE)
        command.add_argument("--output", type=Path, required=True)
        if run is learn_vocabulary:
            command.add_argument("--size", type=int, default=16_000)
            command.add_argument("--lines-per-source", type=int, default=20_000)
        else:
            command.add_argument("--tokenizer", type=Path, required=True, help="folder with a tokenizer.json")
            command.add_argument(
                "--exclude", type=Path, nargs="*", default=[], help="evaluation files to leave out"
            )
            command.add_argument("--only", nargs="*", help="names of sources")
            command.add_argument("--workers", type=int, default=2)
            command.add_argument("--written-glosses-only", action="store_true", help="no glosses by rule")

    command = commands.add_parser("train", help="train a model on a token store")
    command.set_defaults(run=train)
    command.add_argument("--store", type=Path, nargs="+", required=True)
    command.add_argument(
        "--output", type=Path, required=True, help="folder of the run; an unfinished run goes on"
    )
    command.add_argument("--init", type=Path, help="checkpoint to start from")
    command.add_argument(
        "--compile",
        action="store_true",
        help="send the blocks through torch.compile; for GPUs (on a CPU it needs a C++ compiler, takes a "
        "minute to start and is no faster)",
    )
    command.add_argument("--threads", type=int, default=1)
    for field in fields(Plan):
        kind = int if field.name == "snapshots" else type(getattr(Plan(steps=1), field.name))
        several = {"nargs": "*"} if field.name == "snapshots" else {}
        flag = "--" + field.name.replace("_", "-")
        command.add_argument(flag, type=kind, required=field.name == "steps", **several)
    for name in _SHAPE:
        command.add_argument("--" + name.replace("_", "-"), type=str if name == "positions" else int)

    command = commands.add_parser("average", help="average the weights of checkpoints of one shape")
    command.set_defaults(run=average)
    command.add_argument("--output", type=Path, required=True, help="folder of the new checkpoint")
    command.add_argument("--checkpoints", type=checkpoints.folder_of, nargs="+", required=True)
    command.add_argument("--shares", type=float, nargs="+", help="how much each counts (default: all alike)")
    return parser


if __name__ == "__main__":
    main()
