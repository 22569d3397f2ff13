"""The payload of components/history: training from snapshot to snapshot, everything the slider moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from jaxtyping import Float
from torch import Tensor

from dashboard.components.base.payload import pack
from lmcore.analysis.learning import Expected, JobHistory, Paths, binned
from lmcore.history import Losses

BINS: Final = 140
"""Points of the loss curve at most; each is the mean of the steps in its bin."""

NEAR: Final = 16
"""Steps up to a snapshot whose mean loss is written beside it."""

Head = tuple[int, int]


@dataclass(frozen=True)
class Sentence:
    """The part of the sentence that is drawn: labels of its tokens, the chosen place among them."""

    labels: Sequence[str]
    place: int
    weights: Float[Tensor, "step layer head query key"]
    expected: Sequence[Expected]
    words: Sequence[Sequence[str]]
    truth: str | None


@dataclass(frozen=True)
class WordPaths:
    """The map: names, groups as (label, places in `names`), the last of them the sentence's own words."""

    names: Sequence[str]
    groups: Sequence[tuple[str, Sequence[int]]]
    paths: Paths


@dataclass(frozen=True)
class First:
    """What is shown when the link says nothing; `covered`: the jobs are not to be given away yet."""

    step: int
    head: Head
    covered: bool


def head_code(head: Head) -> str:
    """A head in the link: layer and number counted from 1."""
    return f"{head[0] + 1}.{head[1] + 1}"


def payload(
    losses: Losses,
    jobs: JobHistory,
    job_labels: Mapping[str, str],
    head_name: str,
    sentence: Sentence,
    words: WordPaths,
    first: First,
    texts: Mapping[str, str],
    channel: Mapping[str, Any] | None = None,
) -> bytes:
    """Everything the component draws. `head_name` holds {layer} and {head}; `channel` is of view/channel.py.

    Arrays, for S snapshots, H heads in all, T tokens, J jobs, N words: `weights` (S, H, T, T), `shares`
    (S, J, H), `paths` (S, N, 2), `probabilities` (S, candidates), `truth` (S,), `curve_steps`,
    `curve_causal` and `curve_masked` (at most BINS,).
    """
    _, layers, per_layer = next(iter(jobs.shares.values())).shape
    heads = [(layer, head) for layer in range(layers) for head in range(per_layer)]
    header: dict[str, Any] = {
        "steps": jobs.steps,
        "step": first.step,
        "tokens": [f"{int(seen):,}" for seen in _tokens_at(losses, jobs.steps)],
        "causal": [f"{loss_near(losses.step, losses.causal, step):.3f}" for step in jobs.steps],
        "masked": [f"{loss_near(losses.step, losses.masked, step):.3f}" for step in jobs.steps],
        "heads": [head_code(head) for head in heads],
        "head_names": {head_code((a, b)): head_name.format(layer=a + 1, head=b + 1) for a, b in heads},
        "per_layer": per_layer,
        "head": head_code(first.head),
        "covered": first.covered,
        "jobs": _jobs(jobs, job_labels),
        "labels": list(sentence.labels),
        "place": sentence.place,
        "words": [list(row) for row in sentence.words],
        "truth": sentence.truth
        and {"label": sentence.truth, "ranks": [one.rank for one in sentence.expected]},
        "names": list(words.names),
        "groups": [{"label": label, "rows": list(rows)} for label, rows in words.groups],
        "order": _in_turn([rows for _, rows in words.groups]),
        "texts": dict(texts),
        "channel": dict(channel or {}),
    }
    return pack(header, _arrays(losses, jobs, sentence, words))


def _arrays(losses: Losses, jobs: JobHistory, sentence: Sentence, words: WordPaths) -> dict[str, np.ndarray]:
    at, causal = binned(losses.step, losses.causal, BINS)
    _, masked = binned(losses.step, losses.masked, BINS)
    arrays = {
        "weights": sentence.weights.flatten(1, 2).cpu().numpy(),
        "shares": np.stack([shares.flatten(1).numpy() for shares in jobs.shares.values()], axis=1),
        "paths": words.paths.places,
        "probabilities": np.stack([one.probabilities.cpu().numpy() for one in sentence.expected]),
        "truth": np.array([one.probability for one in sentence.expected]),
        "curve_steps": at,
        "curve_causal": causal,
        "curve_masked": masked,
    }
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def loss_near(steps: np.ndarray, loss: np.ndarray, step: int) -> float:
    """Mean loss of the NEAR batches up to `step`; of the untrained model, that of the first batch."""
    near = (steps > step - NEAR) & (steps <= max(step, 1))
    return float(loss[near].mean())


def _tokens_at(losses: Losses, steps: Sequence[int]) -> list[int]:
    seen = dict(zip(losses.step.tolist(), losses.tokens.tolist(), strict=True))
    return [seen.get(step, 0) for step in steps]


def _jobs(jobs: JobHistory, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each job's best share at each snapshot, and when and in which head it appears; as `shares` has them."""
    rows = []
    for job in jobs.shares:
        appeared, best = jobs.appeared(job), jobs.best(job)
        index = int(best.argmax()) if appeared is None else appeared
        rows.append(
            {
                "label": labels[job],
                "best": [round(float(share), 5) for share in best],
                "most": f"{float(best.max()):.2f}",
                "threshold": jobs.threshold(job),
                "appeared": appeared,
                "head": head_code(jobs.head(job, index)),
            }
        )
    return rows


def _in_turn(groups: Sequence[Sequence[int]]) -> list[int]:
    """One of each group after the other, so that names of all groups find room on the map."""
    longest = max(map(len, groups), default=0)
    turns = (rows[at] for at in range(longest) for rows in groups if at < len(rows))
    return list(dict.fromkeys(turns))
