"""Small networks in training, kept as far as they have come, so that one more step costs one step."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from lmcore.analysis import toy_data
from lmcore.analysis.perceptron import Network, descend, initial, loss, probabilities
from lmcore.analysis.toy_data import Name, Points

MOST_STEPS: Final = 3000
_EVERY: Final = 50  # steps between networks that are kept


@dataclass(frozen=True)
class Plan:
    """All that decides a run: the same plan gives the same numbers, on anybody's screen."""

    data: Name
    hidden: int
    depth: int
    activation: str
    rate: float
    seed: int

    @property
    def points(self) -> Points:
        """What it learns."""
        return toy_data.points(self.data, self.seed)


class Run:
    """A network descending; `at` gives it at any step. Safe to share between visitors."""

    def __init__(self, plan: Plan) -> None:
        self.points = plan.points
        sizes = (2, *[plan.hidden] * plan.depth, 2)
        start = initial(sizes, plan.activation, plan.seed)
        self._rate = plan.rate
        self._kept: dict[int, Network] = {0: start}
        self._losses: list[float] = []
        self._work = self._descend(start)
        self._lock = threading.Lock()

    def at(self, step: int) -> tuple[Network, list[float]]:
        """The network after `step` steps, and the loss at steps 0 … step."""
        with self._lock:
            while len(self._losses) < step:
                network, before = next(self._work)
                self._losses.append(before)
                if len(self._losses) % _EVERY == 0:
                    self._kept[len(self._losses)] = network
            network = self._between(step)
            now = loss(probabilities(network, self.points.points), self.points.labels)
            return network, [*self._losses[:step], now]

    def _descend(self, network: Network) -> Iterator[tuple[Network, float]]:
        return descend(network, self.points.points, self.points.labels, self._rate)

    def _between(self, step: int) -> Network:
        """The network at any step: from the last kept one, by the steps in between."""
        kept = step - step % _EVERY
        network = self._kept[kept]
        work = self._descend(network)
        for _ in range(step - kept):
            network, _ = next(work)
        return network


_runs: LRUCache[Plan, Run] = LRUCache(32)
_guard = threading.Lock()


def run(plan: Plan) -> Run:
    """The run of a plan, continued if somebody has begun it."""
    with _guard:
        if plan not in _runs:
            _runs[plan] = Run(plan)
        return _runs[plan]
