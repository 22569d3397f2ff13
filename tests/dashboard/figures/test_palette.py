"""The palette: colours that can be told apart and read, and the only place that holds any."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures import palette

DASHBOARD = Path(palette.__file__).parents[1]
COLOUR = re.compile(
    r"(?<![&\w])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(\s*[\d.]",
    re.IGNORECASE,
)
# As the three kinds of dichromats see colours (Viénot, Brettel and Mollon 1999; Machado 2009 for tritanopia).
DICHROMATS = (
    np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
    np.array([[1.25553, -0.07675, -0.17878], [-0.07841, 0.93081, 0.14760], [0.00473, 0.69137, 0.30390]]),
)


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def holders():
    for kind in ("py", "js", "css", "toml"):
        yield from (path for path in DASHBOARD.rglob(f"*.{kind}") if "static" not in path.parts)


def test_no_other_file_holds_a_colour():
    allowed = {Path(palette.__file__), DASHBOARD / ".streamlit" / "config.toml"}
    found = {
        f"{path.relative_to(DASHBOARD)}: {match[0]}"
        for path in holders()
        if path not in allowed
        for match in COLOUR.finditer(path.read_text("utf-8"))
    }
    assert not found
    assert COLOUR.search(Path(palette.__file__).read_text("utf-8"))


def test_streamlits_own_colours_are_of_the_palette():
    theme = tomllib.loads((DASHBOARD / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert theme["chartCategoricalColors"] == list(palette.LIGHT.series)
    names = {
        "primaryColor": "accent",
        "backgroundColor": "paper",
        "secondaryBackgroundColor": "wash",
        "textColor": "ink",
        "borderColor": "line",
        "linkColor": "link",
    }
    for dark, side in enumerate(("light", "dark")):
        wanted = {key: palette.INKS[name][dark] for key, name in names.items()}
        assert {key: value for key, value in theme[side].items() if "Color" in key} == wanted


def test_a_mask_has_a_colour_that_no_sense_has():
    assert palette.INKS["causal"] not in palette.SENSES


def test_the_style_sheet_holds_both_themes_and_every_name_that_is_used():
    sheet = palette.css()
    known = set(re.findall(r"(--db-[\w-]+):", sheet))
    used = {
        name for path in holders() for name in re.findall(r"var\((--db-[\w-]+)\)", path.read_text("utf-8"))
    }
    assert used <= known
    for name in ("sequential", "diverging"):
        stops = re.findall(r"light-dark\((#\w+), (#\w+)\)", re.search(rf"--db-{name}: ([^;]+);", sheet)[1])
        assert [light for light, _ in stops] == [stop for _, stop in getattr(palette.LIGHT, name)]
        assert [dark for _, dark in stops] == [stop for _, stop in getattr(palette.DARK, name)]


@pytest.mark.parametrize("dark", [False, True])
def test_colours_can_be_seen_on_their_paper(dark):
    colours = palette.colours(dark)
    assert contrast(colours.ink, colours.paper) > 7
    assert min(contrast(series, colours.paper) for series in colours.series) > 3
    for name in ("muted", "accent", "link", "warm", "good", "bad", "causal", "bidirectional"):
        assert contrast(palette.INKS[name][dark], colours.paper) > 4.5, name


@pytest.mark.parametrize("dark", [False, True])
def test_scales_start_at_the_paper_and_go_one_way(dark):
    colours = palette.colours(dark)
    assert colours.sequential[0] == (0, colours.paper)
    assert dict(colours.diverging)[0.5] == colours.paper
    steps = np.diff([luminance(colour) for _, colour in colours.sequential])
    assert (steps > 0).all() if dark else (steps < 0).all()


@pytest.mark.parametrize(
    ("paper", "dark"), [("#fcfcfa", False), ("#ffffff", False), ("#13161c", True), ("#0e1117", True)]
)
def test_lightness_never_turns_on_any_paper_for_any_eye(paper, dark):
    """As components/base/theme.js makes it: from the paper on screen, 256 steps along the other stops."""
    stops = [paper, *(stop for _, stop in palette.colours(dark).sequential[1:])]
    numbers = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops], dtype=float)
    places = np.linspace(0, len(stops) - 1, 256)
    ramp = np.stack([np.interp(places, range(len(stops)), numbers[:, axis]) for axis in range(3)], axis=1)
    light = np.where(ramp / 255 <= 0.04045, ramp / 255 / 12.92, ((ramp / 255 + 0.055) / 1.055) ** 2.4)
    for seen in (np.eye(3), *DICHROMATS):
        bright = light @ seen.T @ np.array([0.2126, 0.7152, 0.0722])
        steps = np.diff(bright[::8]) * (1 if bright[-1] > bright[0] else -1)
        assert steps.min() > -1e-4
        assert abs(bright[-1] - bright[0]) > 0.5
