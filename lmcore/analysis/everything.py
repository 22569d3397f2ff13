"""`lmcore evaluate all`: every evaluation whose file stands in a folder, and those that need no file."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lmcore.analysis import evaluation, files
from lmcore.analysis.evaluation import MODES, Line
from lmcore.analysis.files import LabelledWord
from lmcore.analysis.sense_examples import EXAMPLES, PLAIN, examples_of
from lmcore.checkpoints import Checkpoint
from lmcore.errors import LmcoreError

_HALVED = 4  # examples that a sense needs before a file is cut into halves
_CONTINUATIONS = 200
_EVERYDAY: Final = {
    "bae_senses_everyday_*.tsv": ("senses", "everyday", ".tsv"),
    "homonyms_everyday_*.tsv": ("homonyms", "everyday", ".tsv"),
    "perplexity_everyday_*.txt": ("perplexity", "everyday", ".txt"),
}
"""Files of everyday language that should not be missing, and what their names hold."""


def everything(checkpoint: Checkpoint, folder: Path) -> Iterator[Line]:
    """Every task whose file stands in `folder`, by name; each line names its file.

    *senses*.tsv: cross-validated in both modes, then three random halves, then our own sentences with judges
    fitted on it. *senses*everyday*.tsv: only tested, see `everyday_senses`. *homonyms*.tsv: cross-validated
    at the last layer, or fitted on the one with `train` in its name. *wic*.jsonl: on a file with `train` in
    its name the threshold is chosen. kats*.txt or *analog*.txt; *similarity* .tsv, .csv or .txt;
    *perplexity*.txt in both modes and by position. Before these, what needs no file: words, heads and
    repetition; after them, which everyday files are missing.

    Raises:
        LmcoreError: the folder holds none of them.
    """
    found = _found(checkpoint, folder)
    if (first := next(found, None)) is None:
        raise LmcoreError(
            "evaluate.nothing", "{folder} holds no file that an evaluation reads", folder=folder
        )
    yield from evaluation.words(checkpoint)
    for mode in MODES:
        yield from evaluation.heads(checkpoint, mode)
    yield evaluation.repeated(checkpoint, _CONTINUATIONS)
    for path, lines in itertools.chain([first], found):
        yield from ({"file": path.name, **line} for line in lines)
    for wanted, parts in _EVERYDAY.items():
        if not any(all(part in path.name for part in parts) for path in folder.iterdir()):
            yield {"task": "skipped", "file": wanted, "reason": f"no such file in {folder}"}


def everyday_senses(checkpoint: Checkpoint, path: Path, fit: Path | None) -> Iterator[Line]:
    """Everyday sentences, which nothing is fitted on: judges know the real sentences of `fit`, or our own
    examples. Always the last layer: by cross-validation in `fit` several layers look alike that are not on
    everyday sentences, and on these the last is never far from the best.
    """
    rows, last = files.read_senses(path), checkpoint.config.n_layers
    if fit is None:
        yield {"task": "skipped", "reason": f"{path.parent} holds no *senses*.tsv to fit on"}
    for known in (fit, EXAMPLES):
        examples = [] if known is None else files.read_senses(known)
        if known and {row.sense for row in rows} <= {row.sense for row in examples}:
            for mode in MODES:
                yield {"fit": known.name, **evaluation.senses(checkpoint, rows, examples, mode, last)}


def own_senses(checkpoint: Checkpoint, fit: Sequence[LabelledWord]) -> Iterator[Line]:
    """The project's own sentences with judges fitted on `fit`: all, those that 배 opens, and the plain ones.

    Nothing when `fit` does not know the four senses of 배.
    """
    own = examples_of("배")
    if not {row.sense for row in own} <= {row.sense for row in fit}:
        return
    opening = [row for row in own if row.marked.start == 0]
    for name, rows in (("all", own), ("opening", opening), ("plain", files.read_senses(PLAIN))):
        for mode in MODES:
            yield {"sentences": f"our own ({name})", **evaluation.senses(checkpoint, rows, fit, mode)}


def _found(checkpoint: Checkpoint, folder: Path) -> Iterator[tuple[Path, Iterator[Line]]]:
    names = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    train = {
        task: next((path for path in names if task in path.name and "train" in path.name), None)
        for task in ("wic", "homonyms")
    }
    for path in names:
        kind = path.suffix
        if path in train.values():
            continue
        if kind == ".tsv" and "senses" in path.name and "everyday" in path.name:
            yield path, everyday_senses(checkpoint, path, _partner(path, names))
        elif kind == ".tsv" and "homonyms" in path.name:
            yield path, _homonyms(checkpoint, path, train["homonyms"])
        elif kind == ".tsv" and "senses" in path.name:
            rows = files.read_senses(path)
            yield path, _all_senses(checkpoint, rows)
        elif kind == ".jsonl" and "wic" in path.name:
            fit = files.read_pairs(train["wic"]) if train["wic"] else None
            yield path, iter([evaluation.wic(checkpoint, files.read_pairs(path), fit, "bidirectional")])
        elif kind == ".txt" and ("kats" in path.name or "analog" in path.name):
            yield path, iter([evaluation.analogies(checkpoint, files.read_analogies(path))])
        elif kind in (".tsv", ".csv", ".txt") and "similarity" in path.name:
            yield path, iter([evaluation.similarity(checkpoint, files.read_rated_pairs(path))])
        elif kind == ".txt" and "perplexity" in path.name:
            texts = files.read_texts(path)
            lines = (evaluation.perplexity(checkpoint, texts, mode) for mode in reversed(MODES))
            yield path, itertools.chain(lines, evaluation.lengths(checkpoint, texts))


def _all_senses(checkpoint: Checkpoint, rows: Sequence[LabelledWord]) -> Iterator[Line]:
    yield from (evaluation.senses(checkpoint, rows, None, mode) for mode in MODES)
    enough = min(Counter(row.sense for row in rows).values()) >= _HALVED
    for seed in range(3 if enough else 0):
        fit, test = files.halves(rows, seed)
        yield from ({"split_half": seed, **evaluation.senses(checkpoint, test, fit, mode)} for mode in MODES)
    yield from own_senses(checkpoint, rows)


def _partner(everyday: Path, paths: Sequence[Path]) -> Path | None:
    """The real sentences to fit on: of the same name without `everyday`, else the first there are."""
    real = [p for p in paths if p.suffix == ".tsv" and "senses" in p.name and "everyday" not in p.name]
    same = everyday.name.replace("_everyday", "")
    return next((p for p in real if p.name == same), real[0] if real else None)


def _homonyms(checkpoint: Checkpoint, path: Path, train: Path | None) -> Iterator[Line]:
    rows, last = files.read_homonyms(path), checkpoint.config.n_layers
    fit = files.read_homonyms(train) if train else None
    yield from (evaluation.homonyms(checkpoint, rows, fit, mode, last) for mode in MODES)
