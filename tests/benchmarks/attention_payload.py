"""What the attention page sends: `python -m tests.benchmarks.attention_payload [--checkpoint FOLDER]`.

Prints, for texts of several lengths, the bytes that go to the browser and the time to make them from a trace:
the least of several runs, in CPU seconds, so that other work on the machine does not count.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch

from dashboard import texts
from dashboard.figures.attention import Wanted, attention_payload
from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.tokenizer import Tokenizer
from lmcore.trace import trace
from tests.browser.conftest import ROOT

STORY = "어제는 배가 아프다고 하더니 오늘은 배를 타고 나가 물고기를 잡아 왔다고 한다. "


def main() -> None:
    """Print one line for each length."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "checkpoints" / "base")
    parser.add_argument("--tokens", type=int, nargs="+", default=[10, 30, 128, 512])
    options = parser.parse_args()
    torch.set_num_threads(1)
    loaded = checkpoints.load(options.checkpoint)
    strings = {key: text for key, text in texts.table("ko").items() if key.startswith("attention.view.")}
    for length in options.tokens:
        text = text_of(length, loaded.tokenizer)
        print(measured(loaded, text, "bidirectional", strings))
        print(measured(loaded, text, "causal", strings))


def measured(loaded: Checkpoint, text: str, mode: Mode, strings: dict[str, str]) -> str:
    """The line for one text under one mask."""
    traced = trace(loaded.model, loaded.tokenizer, text, mode)
    payload = attention_payload(traced, Wanted(), strings)
    tracing = least(lambda: trace(loaded.model, loaded.tokenizer, text, mode))
    packing = least(lambda: attention_payload(traced, Wanted(), strings))
    return (
        f"{len(traced.tokens):4} tokens  {mode:<13}  {len(payload) / 1e6:5.2f} MB  "
        f"trace {1000 * tracing:6.1f} ms  payload {1000 * packing:6.1f} ms (CPU)"
    )


def text_of(length: int, tokenizer: Tokenizer) -> str:
    """A text of `length` tokens, the start token counted."""
    text = STORY * (length // 20 + 2)
    return text[: tokenizer.tokenize(text)[length - 1].start].strip()


def least(work: Callable[[], object], times: int = 5) -> float:
    """CPU seconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


if __name__ == "__main__":
    main()
