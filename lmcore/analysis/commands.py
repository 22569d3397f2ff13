"""`lmcore evaluate …` and `lmcore split`: files in, one line of JSON out."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from lmcore import checkpoints
from lmcore.analysis import evaluation, everything, files
from lmcore.analysis.sense_examples import EVERYDAY
from lmcore.errors import LmcoreError

_MODES = ("bidirectional", "causal")


def evaluate(arguments: Sequence[str] | None = None) -> None:
    """Run one evaluation, or all whose files are found."""
    options = _parser().parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    checkpoint = checkpoints.load(options.checkpoint)
    layer = getattr(options, "layer", None)
    if layer == "last":
        options.layer = layer = checkpoint.config.n_layers
    if layer is not None and not 0 <= layer <= checkpoint.config.n_layers:
        raise LmcoreError(
            "evaluate.layer",
            "layer {layer} is outside 0 … {last}",
            layer=layer,
            last=checkpoint.config.n_layers,
        )
    for result in options.run(checkpoint, options):
        print(json.dumps(result, ensure_ascii=False), flush=True)


def split(arguments: Sequence[str] | None = None) -> None:
    """Write the two halves of a file of labelled sentences beside each other."""
    parser = argparse.ArgumentParser(prog="lmcore split", description=split.__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--output", type=Path, default=Path(), help="folder for NAME.first.tsv, NAME.second.tsv"
    )
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    for half, rows in zip(
        ("first", "second"), files.halves(files.read_senses(options.data), options.seed), strict=True
    ):
        path = options.output / f"{options.data.stem}.{half}.tsv"
        lines = ["\t".join(files.SENSES_HEADER), *(f"{row.sense}\t{row.marked.bracketed}" for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(path)


def _senses(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    rows = files.read_senses(options.data)
    fit = files.read_senses(options.fit) if options.fit else None
    if options.split_half is not None:
        fit, rows = files.halves(rows, options.split_half)
    choose = files.read_senses(options.choose) if options.choose else None
    yield evaluation.senses(checkpoint, rows, fit, options.mode, options.layer, choose)


def _homonyms(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    data, fit, choose = (
        path and files.read_homonyms(path) for path in (options.data, options.fit, options.choose)
    )
    yield evaluation.homonyms(checkpoint, data, fit, options.mode, options.layer, choose)


def _decisions(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    for mode in _MODES:
        yield evaluation.decisions(checkpoint, files.read_homonyms(options.data), mode)


def _repetition(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    yield evaluation.repeated(checkpoint, options.n, options.seed)


def _wic(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    fit = files.read_pairs(options.fit) if options.fit else None
    yield evaluation.wic(checkpoint, files.read_pairs(options.data), fit, options.mode, options.layer)


def _analogies(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    yield evaluation.analogies(checkpoint, files.read_analogies(options.data))


def _similarity(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    yield evaluation.similarity(checkpoint, files.read_rated_pairs(options.data))


def _perplexity(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    yield evaluation.perplexity(checkpoint, files.read_texts(options.data)[: options.limit], options.mode)


def _all(checkpoint: checkpoints.Checkpoint, options: argparse.Namespace) -> Iterator[dict]:
    yield from everything.everything(checkpoint, options.data_dir)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lmcore evaluate", description=evaluate.__doc__)
    tasks = parser.add_subparsers(required=True, metavar="TASK")
    formats = {
        _senses: ("senses", "sense<tab>sentence with [word]: centroid and probe accuracy for each layer"),
        _homonyms: ("homonyms", "word<tab>sense<tab>sentence with [word]: the same for each word"),
        _wic: ("wic", "KoBEST WiC: same meaning or not, by one cosine threshold"),
        _analogies: ("analogies", "KATS: a b c d under ': category' lines"),
        _similarity: ("similarity", "word1, word2, score: rank correlation with people"),
        _perplexity: ("perplexity", "a text a line: bits per character"),
    }
    for run, (name, text) in formats.items():
        task = _task(tasks, name, text, run)
        task.add_argument("--data", type=Path, required=True)
        if run not in (_analogies, _similarity):
            task.add_argument("--mode", choices=_MODES, default="bidirectional")
        if run in (_senses, _homonyms, _wic):
            fit = task.add_mutually_exclusive_group() if run is _senses else task
            fit.add_argument(
                "--fit", type=Path, help="fit on this file; without it, cross-validate inside --data"
            )
            layer = task.add_mutually_exclusive_group()
            layer.add_argument(
                "--layer",
                type=_layer,
                metavar="N|last",
                help="0 = embedding + position (default: the best by cross-validation in what is fitted, "
                "which says little about sentences of another kind; `last` is a safe choice for these)",
            )
            if run is not _wic:
                layer.add_argument("--choose", type=Path, help="choose the layer on this file instead")
        if run is _senses:
            fit.add_argument(
                "--split-half", type=int, metavar="SEED", help="fit on one half, test on the other"
            )
        if run is _perplexity:
            task.add_argument("--limit", type=int, metavar="N", help="only the first N texts")
    shown = _task(tasks, "decisions", "what the page on senses says, and how often it is right", _decisions)
    shown.add_argument(
        "--data", type=Path, default=EVERYDAY, help="word<tab>sense<tab>sentence (default: our own)"
    )
    repeating = _task(tasks, "repetition", "continuations that say four tokens twice", _repetition)
    repeating.add_argument("-n", type=int, default=200, help="continuations of 40 tokens at T = 0.7")
    repeating.add_argument("--seed", type=int, default=0)
    whole = _task(tasks, "all", "every task whose file is in a folder", _all)
    whole.add_argument("--data-dir", type=Path, required=True)
    return parser


def _layer(text: str) -> int | str:
    return text if text == "last" else int(text)


def _task(tasks, name: str, text: str, run) -> argparse.ArgumentParser:  # noqa: ANN001
    task = tasks.add_parser(name, help=text, description=text)
    task.set_defaults(run=run)
    task.add_argument("--checkpoint", type=checkpoints.folder_of, default=checkpoints.default_folder())
    task.add_argument("--threads", type=int, help="threads of torch (default: its own choice)")
    return task


if __name__ == "__main__":
    evaluate(sys.argv[1:])
