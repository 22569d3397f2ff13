"""The other parts of the next-word page in a real browser: each draws the model's number, from a link too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, expect

from dashboard.texts import t
from lmcore import checkpoints
from lmcore.analysis import chat, draws, softmax_steps
from lmcore.analysis.prediction import default_place
from lmcore.analysis.temperature import TEMPERATURES
from lmcore.beam import search
from lmcore.checkpoints import Checkpoint
from lmcore.sampling import Sampling, distribution
from lmcore.trace import trace
from tests.browser.helpers import at_rest, says, shows, view

FIRST, SECOND = "얘, 겨울 배가 맛있단다!", "나는 어제 밥을 먹었다."
CONTINUATIONS = {"a": "배가 달아.", "b": "달고 시원하지?"}
PLOT = "(plot, [trace, key]) => Array.from(plot._fullData?.[trace]?.[key] ?? [])"


@pytest.fixture(scope="module")
def loaded(checkpoint_folder):
    return checkpoints.load(checkpoint_folder)


def ids_of(loaded: Checkpoint, text: str) -> list[int]:
    return [loaded.tokenizer.bos_id, *loaded.tokenizer.encode(text)]


def prompt(loaded: Checkpoint, text: str) -> list[int]:
    """The tokens before the place that a page without `at` shows."""
    at = default_place(trace(loaded.model, loaded.tokenizer, text, "causal").tokens)
    return ids_of(loaded, text)[:at]


@torch.inference_mode()
def logits(loaded: Checkpoint, ids: list[int]) -> torch.Tensor:
    return loaded.model(torch.tensor([ids]), "causal")[0, -1]


def log_probabilities(loaded: Checkpoint, before: list[int], after: list[int]) -> list[float]:
    """ln p of each of `after`, one pass each."""
    found = []
    for place, id in enumerate(after):
        found.append(float(logits(loaded, [*before, *after[:place]]).double().log_softmax(-1)[id]))
    return found


def overflows(loaded, text):
    return f"{softmax_steps.naive(logits(loaded, prompt(loaded, text)), 0.02, 0, 'float32').n_inf:,}"


def entropies(loaded, text):
    found = logits(loaded, prompt(loaded, text))
    bits = [distribution(found, Sampling(temperature=T)).entropy for T in TEMPERATURES]
    return pytest.approx(bits, rel=1e-4, abs=1e-4)


def distance(loaded, text):
    chances = distribution(logits(loaded, prompt(loaded, text)), Sampling(temperature=1.0))
    return f"{draws.draw(chances, 3000, 5).distance(3000):.4f}"


def total_of_the_best(loaded, text):
    before = prompt(loaded, text)
    found = search(loaded.model, before, 4, 4, loaded.tokenizer.bos_id)
    return pytest.approx(sum(log_probabilities(loaded, before, list(found.ids(found.found[0])))), abs=2e-3)


def cached_bytes(loaded, text):
    config = loaded.config
    return f"{2 * config.n_layers * (len(prompt(loaded, text)) + 4) * config.d_model * 4:,} B"


def bits(loaded, text):
    ids = ids_of(loaded, text)
    found = torch.tensor(log_probabilities(loaded, ids[:1], ids[1:])) / -torch.tensor(2.0).log()
    return pytest.approx(found.tolist(), abs=2e-3)


def both_continuations(loaded, text):
    sides = (loaded.tokenizer.encode(side) for side in CONTINUATIONS.values())
    found = [log_probabilities(loaded, ids_of(loaded, text), ids) for ids in sides]
    return [pytest.approx(values, abs=2e-3) for values in found]


def read_tokens(loaded, text):
    return len(chat.template(loaded.tokenizer, chat.SYSTEM, [(text, None)]))


def metric(key: str) -> Callable[[Page], str]:
    """What reads a figure with a name."""
    label = t(f"next_word.{key}", language="ko")

    def read(page: Page) -> str:
        box = page.get_by_test_id("stMetric").filter(has_text=label).first
        return box.get_by_test_id("stMetricValue").inner_text().strip()

    return read


def plotted(page: Page, trace: int, key: str = "y") -> list[Any]:
    return page.locator(".js-plotly-plot").first.evaluate(PLOT, [trace, key])


@dataclass(frozen=True)
class Part:
    """A part: its settings in a link, how its main number is read, what the model makes it."""

    settings: dict[str, object]
    read: Callable[[Page], object]
    expected: Callable[[Checkpoint, str], object]
    guess: bool = False


PARTS = {
    "softmax": Part({"T": 0.02}, metric("softmax.n_inf"), overflows),
    "curves": Part({"k": 20}, lambda page: plotted(page, 0), entropies),
    "draws": Part({"n": 3000, "seed": 5}, metric("draws.distance"), distance),
    "beam": Part(
        {"width": 4, "length": 4}, lambda page: plotted(page, 5, "customdata")[-1][2], total_of_the_best
    ),
    "cache": Part({"shown": 4}, metric("cache.bytes"), cached_bytes),
    "surprise": Part({}, lambda page: plotted(page, 0), bits, guess=True),
    "score": Part(CONTINUATIONS, lambda page: [plotted(page, 0), plotted(page, 1)], both_continuations, True),
    "chat": Part({"seed": 3}, lambda page: page.locator(".db-flow > span").count(), read_tokens),
}


def drawn(page: Page, part: Part) -> None:
    """Guess where nothing is shown before, and wait until the picture is there."""
    if part.guess:
        question = page.locator('[class*="st-key-lesson_predict_"]')
        question.get_by_role("radio").or_(question.get_by_role("button")).first.click()
    expect(page.locator(".js-plotly-plot .main-svg, .db-flow").first).to_be_attached()
    at_rest(page)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_draws_the_models_number_and_its_link_does_too(open_page, loaded, name):
    part = PARTS[name]
    page = open_page("next_word", part=name, text=FIRST, **part.settings)
    drawn(page, part)
    shows(lambda: part.read(page), part.expected(loaded, FIRST))

    box = page.locator('[data-testid="stTextInput"] input').first
    box.fill(SECOND)
    box.press("Enter")
    says(page, text=SECOND, part=name)
    at_rest(page)
    drawn(page, part)
    expected = part.expected(loaded, SECOND)
    shows(lambda: part.read(page), expected)

    other = open_page("next_word", **view(page))
    drawn(other, part)
    shows(lambda: part.read(other), expected)
