"""Our model beside two older ones, trained on the same tokens and asked the same questions in one run.

    python -m tests.benchmarks.baselines ngram --store STORE … --data perplexity_dev.txt --lmplz PROGRAM
    python -m tests.benchmarks.baselines skip-gram --store STORE … --data kats_dev.txt [--epochs N]

ngram: bits per character of an n-gram model with modified Kneser-Ney smoothing (kenlm's module reads such a
model, its program lmplz, built from source, makes it). skip-gram: the analogies of word2vec (gensim) of our
width. Both come with the extra `baselines`. Each text of the stores is read once in a pass, repeats left out.
Prints one line of JSON each.
"""

import argparse
import json
import math
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from lmcore import checkpoints
from lmcore.analysis import evaluation, files
from lmcore.analysis.vocabulary import WordTable
from lmcore.checkpoints import Checkpoint
from lmcore.tokenizer import SPACE
from lmcore.training.store import TokenStore


def main() -> None:
    """Parse the command and print what it measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checkpoint", default=checkpoints.default_folder())
    commands = parser.add_subparsers(required=True)
    for name, run in (("ngram", ngram), ("skip-gram", skip_gram)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--store", type=Path, nargs="+", required=True)
        command.add_argument("--data", type=Path, required=True)
        if run is ngram:
            command.add_argument("--lmplz", required=True)
            command.add_argument("--order", type=int, default=5)
        else:
            command.add_argument("--epochs", type=int, default=5)
            command.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(options.run(options, checkpoints.load(options.checkpoint))))


def ngram(options: argparse.Namespace, ours: Checkpoint) -> dict[str, Any]:
    """Bits per character, causal, of the n-gram model and of ours."""
    import kenlm  # pyright: ignore[reportMissingImports]

    texts = files.read_texts(options.data)
    with tempfile.TemporaryDirectory() as folder:
        lines, model = Path(folder) / "ids.txt", Path(folder) / "model.arpa"
        with lines.open("w", encoding="ascii") as file:
            file.writelines(" ".join(map(str, ids)) + "\n" for ids in texts_of(options.store))
        with lines.open("rb") as given, model.open("wb") as written:
            command = [options.lmplz, "-o", str(options.order), "-S", "4G", "-T", folder]
            subprocess.run(command, stdin=given, stdout=written, check=True)
        theirs = kenlm.Model(str(model))
    logs = [
        score
        for ids in ours.tokenizer.encode_many(texts)
        for score, *_ in theirs.full_scores(" ".join(map(str, ids)), bos=True, eos=False)
    ]
    bits = -math.fsum(logs) / math.log10(2) / sum(map(len, texts))
    own = evaluation.perplexity(ours, texts, "causal")["bits_per_character"]
    return {"task": "ngram", "order": options.order, "theirs": bits, "ours": own, "ratio": own / bits}


def skip_gram(options: argparse.Namespace, ours: Checkpoint) -> dict[str, Any]:
    """Analogies on the whole words of our vocabulary, by skip-gram vectors and by W_E."""
    from gensim.models import Word2Vec  # pyright: ignore[reportMissingImports]

    sentences = [[str(id) for id in ids] for ids in texts_of(options.store)]
    model = Word2Vec(
        sentences,
        sg=1,
        vector_size=ours.config.d_model,
        window=5,
        min_count=5,
        epochs=options.epochs,
        workers=options.workers,
        seed=1,
    )
    known = {ours.tokenizer.piece(int(key)): model.wv[key] for key in model.wv.index_to_key}
    words = {piece[1:]: row for piece, row in known.items() if piece.startswith(SPACE) and len(piece) > 1}
    table = WordTable(tuple(words), np.stack(list(words.values())).astype(float))
    data = files.read_analogies(options.data)
    return {
        "task": "skip-gram",
        "epochs": options.epochs,
        "theirs": evaluation.analogies_in(table, data)["categories"],
        "ours": evaluation.analogies(ours, data)["categories"],
    }


def texts_of(folders: list[Path]) -> Iterator[np.ndarray]:
    """The ids of every text of the stores, without its start token."""
    store = TokenStore.open(*folders)
    for start, end in pairwise([*store.starts, len(store.tokens)]):
        yield store.tokens[start + 1 : end]


if __name__ == "__main__":
    main()
