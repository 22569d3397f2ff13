"""How fast we write and trace, beside the same weights in Hugging Face's GPT-2, measured in turns in one run.

    python -m tests.benchmarks.generation_speed [--checkpoint FOLDER] [--repeats N] [--tokens …] [--threads …]

Prints one line of JSON for each kind of work. A ratio is the median over the turns of one time divided by the
other of the same turn; they take turns, so that other work on the machine meets them alike. One thread is
measured in CPU time, two in wall time.

- tracing, on one thread: ours keeps every stage, theirs what `output_attentions` and `output_hidden_states`
  give. `over_untraced`: our traced pass ÷ our untraced one. `ahead`: theirs ÷ our traced one.
- writing: greedy; ours keeps every step's distribution and attention, theirs keeps nothing. `ahead`: theirs ÷
  ours.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

from lmcore import checkpoints
from lmcore.attention import allowed_pairs
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.generation import generate
from lmcore.huggingface import attention_mask, to_gpt2
from lmcore.model import Transformer
from lmcore.sampling import Sampling
from lmcore.trace import trace_layers

PROMPT = "옛날 옛날에 한 나무꾼이 살았습니다. 어느 날"
TOKENS = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checkpoint", default="base")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--tokens", type=int, nargs="*", default=[16, 64, 128, 256, 512])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()
    torch.set_grad_enabled(False)
    loaded = checkpoints.load(checkpoints.folder_of(options.checkpoint), device="cpu")
    for tokens in options.tokens:
        for mode in ("causal", "bidirectional"):
            show("tracing", tracing(loaded, tokens, mode, options.repeats), tokens=tokens, mode=mode)
    for threads in options.threads:
        show("writing", writing(loaded, threads, options.repeats), threads=threads)


def show(work: str, found: dict[str, float], **asked: object) -> None:
    """One line of JSON."""
    print(json.dumps({"work": work} | asked | found), flush=True)


def tracing(loaded: Checkpoint, tokens: int, mode: Mode, repeats: int) -> dict[str, float]:
    """One pass over `tokens` tokens."""
    torch.set_num_threads(1)
    model, twin = loaded.model, to_gpt2(loaded.model)
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(3, model.config.vocabulary_size, (1, tokens), generator=generator)
    seen = {"output_attentions": True, "output_hidden_states": True, "use_cache": False}
    mask = None if mode == "causal" else attention_mask(mode, tokens)
    times = in_turns(
        repeats,
        time.thread_time,
        untraced=lambda: model(ids, mode),
        traced=lambda: traced(model, ids, mode),
        theirs=lambda: twin(ids, attention_mask=mask, **seen),
    )
    return {
        "over_untraced": ratio(times["traced"], times["untraced"]),
        "ahead": ratio(times["theirs"], times["traced"]),
        **milliseconds(times, 1),
    }


def traced(model: Transformer, ids: Tensor, mode: Mode) -> None:
    """What lmcore.trace does after the tokens are known."""
    n = ids.shape[1]
    layers = trace_layers(model, model.embed(ids) + model.position(n), allowed_pairs(mode, n, n))
    model.unembed(model.final_norm(layers[-1].residual_after))


def writing(loaded: Checkpoint, threads: int, repeats: int) -> dict[str, float]:
    """Greedy, TOKENS tokens after a prompt."""
    torch.set_num_threads(threads)
    twin = to_gpt2(loaded.model, attn_implementation="sdpa")
    prompt = loaded.tokenizer.encode(PROMPT)
    ids = torch.tensor([[loaded.tokenizer.bos_id, *prompt]])

    def ours() -> None:
        """<s> is barred, so that a text that would end early does not."""
        steps = generate(loaded.model, loaded.tokenizer, prompt, Sampling(top_k=1), TOKENS, may_end=False)
        assert len(list(steps)) == TOKENS

    def theirs() -> None:
        twin.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=TOKENS, do_sample=False, pad_token_id=0
        )

    clock = time.thread_time if threads == 1 else time.perf_counter
    times = in_turns(repeats, clock, ours=ours, theirs=theirs)
    return {"ahead": ratio(times["theirs"], times["ours"]), **milliseconds(times, TOKENS)}


def in_turns(
    repeats: int, clock: Callable[[], float], **actions: Callable[[], object]
) -> dict[str, list[float]]:
    """Seconds of each action in each turn; the order changes, as memory one frees is warm for the next."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(repeats + 1):
        for name, action in random.Random(turn).sample(list(actions.items()), len(actions)):
            start = clock()
            action()
            if turn:  # the first one warms up
                seconds[name].append(clock() - start)
    return seconds


def ratio(one: list[float], other: list[float]) -> float:
    """Median of one ÷ other."""
    return round(statistics.median(a / b for a, b in zip(one, other, strict=True)), 3)


def milliseconds(times: dict[str, list[float]], pieces: int) -> dict[str, float]:
    """The least of each, for one of several pieces: what this machine took, no other's."""
    return {f"{name}_ms": round(1000 * min(seconds) / pieces, 2) for name, seconds in times.items()}


if __name__ == "__main__":
    main()
