"""Beam search: at each step the few likeliest beginnings are kept, all others dropped.

The likeliest next token is not always the beginning of the likeliest text. Looking at every text of m tokens
takes V^m passes; a beam of width b keeps b beginnings at every step and takes b passes a step. Width 1 is
greedy choice, a beam that drops nothing is exhaustive search.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from lmcore.errors import LmcoreError
from lmcore.generation import Cache, check_length, next_logits, read
from lmcore.model import Transformer
from lmcore.sampling import ranking


@dataclass(frozen=True)
class Node:
    """A token as it continues its parent's text.

    parent: index of a node, −1 for the prompt. depth: 1 for the first token. log_probability: of this token;
    total: of all from the first to this one. kept: it was among the likeliest of its step. ends: it is the
    token that ends a text.
    """

    parent: int
    depth: int
    id: int
    log_probability: float
    total: float
    kept: bool
    ends: bool


@dataclass(frozen=True)
class Beam:
    """All that was looked at, and where it led: `found` are nodes, the likeliest text first."""

    nodes: tuple[Node, ...]
    found: tuple[int, ...]

    def path(self, node: int) -> tuple[int, ...]:
        """Nodes from the first token to `node`."""
        steps: list[int] = []
        while node >= 0:
            steps.append(node)
            node = self.nodes[node].parent
        return tuple(reversed(steps))

    def ids(self, node: int) -> tuple[int, ...]:
        """The tokens of `path`."""
        return tuple(self.nodes[step].id for step in self.path(node))


@torch.inference_mode()
def search(model: Transformer, prompt: Sequence[int], width: int, length: int, end: int) -> Beam:
    """The likeliest continuations of up to `length` tokens that a beam of `width` finds.

    A text that has reached the token `end` stays in the beam as it is. Sums are compared as they are, not
    divided by the length: what comes out is the likeliest text among those looked at.

    Args:
        model: read under the causal mask.
        prompt: ids, the start token first.
        width: beginnings kept at each step.
        length: of the continuation, in tokens; shorter where the context is full.
        end: id of the token that ends a text.

    Raises:
        LmcoreError: width or length below 1, or a prompt longer than the context.
    """
    for name, value in (("width", width), ("length", length)):
        if value < 1:
            raise LmcoreError("beam.least", "{name} = {value} is less than 1", name=name, value=value)
    check_length(len(prompt), model.config)
    reader = _Reader(model, prompt)
    nodes: list[Node] = []
    beam = [-1]
    for depth in range(1, min(length, model.config.context - len(prompt)) + 1):
        done = [node for node in beam if node >= 0 and nodes[node].ends]
        if beam and len(done) == len(beam):
            break
        candidates = [
            _child(nodes, parent, depth, id, value, end)
            for parent in beam
            if parent not in done
            for id, value in reader.likeliest(_texts(nodes, parent), width)
        ]
        beam = _keep(nodes, candidates, done, width)
    return Beam(tuple(nodes), tuple(sorted((n for n in beam if n >= 0), key=lambda n: -nodes[n].total)))


class _Reader:
    """Reads the prompt once; each beginning is then read on top of the prompt's keys and values."""

    def __init__(self, model: Transformer, prompt: Sequence[int]) -> None:
        self.model, self.length = model, len(prompt)
        self.memory = Cache(model.config, model.W_E.device)
        self.first = read(model, prompt, cache=self.memory)

    def likeliest(self, text: Sequence[int], count: int) -> list[tuple[int, float]]:
        reading = self.first
        if text:
            self.memory.length = self.length  # what an earlier beginning left there is written over
            reading = read(self.model, text, cache=self.memory)
        logits = next_logits(self.model, reading)
        values = logits.double().log_softmax(-1)
        return [(id, float(values[id])) for id in ranking(logits)[:count].tolist()]


def _texts(nodes: Sequence[Node], node: int) -> list[int]:
    ids: list[int] = []
    while node >= 0:
        ids.append(nodes[node].id)
        node = nodes[node].parent
    return ids[::-1]


def _child(nodes: Sequence[Node], parent: int, depth: int, id: int, value: float, end: int) -> Node:
    before = nodes[parent].total if parent >= 0 else 0.0
    return Node(parent, depth, id, value, before + value, False, id == end)


def _keep(nodes: list[Node], candidates: Sequence[Node], done: Sequence[int], width: int) -> list[int]:
    """Put the candidates among the nodes; returns the indices of the `width` likeliest texts."""
    first = len(nodes)
    totals = [*((nodes[node].total, node) for node in done)]
    totals += [(node.total, first + number) for number, node in enumerate(candidates)]
    best = {index for _, index in sorted(totals, key=lambda item: (-item[0], item[1]))[:width]}
    for number, node in enumerate(candidates):
        kept = first + number in best
        nodes.append(replace(node, kept=kept))
    return sorted(best)
