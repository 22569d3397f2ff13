"""How fast we write and trace, beside the same weights in Hugging Face's GPT-2, measured in turns in one run.

    python tests/benchmarks/generation_speed.py [--checkpoint FOLDER] [--repeats N]

Prints one line of JSON. Times are medians of CPU time on one thread, in milliseconds; a ratio above 1 means
that ours takes less time than theirs. `writing`: ours keeps every step's distribution and attention, theirs
keeps nothing. `tracing`: ours keeps every stage, theirs what `output_attentions` and `output_hidden_states`
give; `overhead` is what our traced pass takes beyond our untraced one.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable

import torch

from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint
from lmcore.generation import generate
from lmcore.huggingface import to_gpt2
from lmcore.sampling import Sampling
from lmcore.trace import trace_block

PROMPT = "옛날 옛날에 한 나무꾼이 살았습니다. 어느 날"
TOKENS = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", default="checkpoints/base")
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    loaded = checkpoints.load(options.checkpoint, device="cpu")
    report = {
        "writing": writing(loaded, options.repeats),
        "tracing": {tokens: tracing(loaded, tokens, options.repeats) for tokens in (16, 128)},
    }
    print(json.dumps(report))


def writing(loaded: Checkpoint, repeats: int) -> dict[str, float]:
    """Milliseconds a token, greedy, TOKENS tokens after a prompt."""
    twin = to_gpt2(loaded.model, attn_implementation="sdpa")
    prompt = loaded.tokenizer.encode(PROMPT)
    ids = torch.tensor([[loaded.tokenizer.bos_id, *prompt]])

    def ours() -> int:
        """Start over where a text ends early, until TOKENS are written."""
        written = 0
        while written < TOKENS:
            steps = generate(loaded.model, loaded.tokenizer, prompt, Sampling(top_k=1), TOKENS - written)
            written += sum(1 for _ in steps)
        return written

    def theirs() -> None:
        twin.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=TOKENS, do_sample=False, pad_token_id=0
        )

    times = in_turns(repeats, ours=ours, theirs=theirs)
    return {name: round(1000 * seconds / TOKENS, 3) for name, seconds in times.items()} | {
        "ratio": round(times["theirs"] / times["ours"], 2)
    }


def tracing(loaded: Checkpoint, tokens: int, repeats: int) -> dict[str, float]:
    """Milliseconds for one pass over `tokens` tokens under the causal mask."""
    model, twin = loaded.model, to_gpt2(loaded.model)
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(3, model.config.vocabulary_size, (1, tokens), generator=generator)
    allowed = torch.ones(tokens, tokens, dtype=torch.bool).tril()[None, None]

    def traced() -> None:
        x, kept = model.embed(ids) + model.position(tokens), []
        for block in model.blocks:
            kept.append(trace_block(block, x, allowed))
            x = kept[-1].residual_after
        model.unembed(model.final_norm(x))

    times = in_turns(
        repeats,
        untraced=lambda: model(ids, "causal"),
        traced=traced,
        theirs=lambda: twin(ids, use_cache=False, output_attentions=True, output_hidden_states=True),
    )
    report = {name: round(1000 * seconds, 2) for name, seconds in times.items()}
    overhead, ratio = times["traced"] / times["untraced"] - 1, times["theirs"] / times["traced"]
    return report | {"overhead": round(overhead, 3), "ratio": round(ratio, 2)}


def in_turns(repeats: int, **actions: Callable[[], object]) -> dict[str, float]:
    """Median CPU seconds of each action; they take turns, so that other work here meets them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(repeats + 1):
        for name, action in actions.items():
            start = time.process_time()
            action()
            if turn:  # the first one warms up
                seconds[name].append(time.process_time() - start)
    return {name: statistics.median(measured) for name, measured in seconds.items()}


if __name__ == "__main__":
    main()
