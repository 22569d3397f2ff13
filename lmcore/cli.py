"""The command `lmcore`: evaluate, train and prepare, each in a room of its own.

The commands live in rooms that stand after the core (`lmcore.analysis`, `lmcore.training`), so they are named
here and imported only when asked for.
"""

import importlib
import sys
from collections.abc import Sequence

from lmcore.errors import LmcoreError

COMMANDS = {
    "evaluate": (
        "lmcore.analysis.commands",
        "evaluate",
        "measure a checkpoint on files; one line of JSON each",
    ),
    "split": ("lmcore.analysis.commands", "split", "cut a file of labelled sentences into two halves"),
    "vocabulary": ("lmcore.training.__main__", None, "learn the tokenizer from a corpus"),
    "tokenise": ("lmcore.training.__main__", None, "turn a corpus into one file of token ids"),
    "train": ("lmcore.training.__main__", None, "train a model on a token store"),
    "average": ("lmcore.training.__main__", None, "average the weights of checkpoints"),
    "history": ("lmcore.analysis.snapshots", "main", "keep a run's snapshots beside its final weights"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what the user can mend is said in one line on stderr, with exit status 1."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_help())
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"lmcore: there is no command {name!r}\n\n{_help()}", file=sys.stderr)
        return 2
    module, function, _ = COMMANDS[name]
    run = getattr(importlib.import_module(module), function or "main")
    try:
        run(rest if function else arguments)
    except LmcoreError as error:
        print(f"lmcore: {error}", file=sys.stderr)
        return 1
    return 0


def _help() -> str:
    lines = [f"  lmcore {name:12} {text}" for name, (_, _, text) in COMMANDS.items()]
    return "\n".join(["usage: lmcore COMMAND …", "", *lines, "", "lmcore COMMAND --help says more."])


if __name__ == "__main__":
    sys.exit(main())
