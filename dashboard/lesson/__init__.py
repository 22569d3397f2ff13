"""What every lesson shares, so that all look and work alike: `lesson.predict`, `lesson.figure` …"""

from dashboard.lesson.controls import Part, bounded, choose, parts, tied
from dashboard.lesson.frame import (
    Table,
    bare_grid,
    bars_figure,
    colours,
    csv,
    figure,
    framed,
    grid_figure,
    words_figure,
)
from dashboard.lesson.origins import Line, equation, origin
from dashboard.lesson.page import intro, share
from dashboard.lesson.places import default_place, pick_place, place, stages
from dashboard.lesson.question import covered, predict
from dashboard.lesson.saying import remarks
from dashboard.lesson.waiting import at_work, measured, refreshed
from dashboard.lesson.words import (
    bare,
    label,
    labels,
    latex_text,
    names,
    piece,
    plain,
    quoted,
    said,
    scientific,
)

__all__ = [
    "Line", "Part", "Table", "at_work", "bare", "bare_grid", "bars_figure", "bounded", "choose",
    "colours", "covered", "csv", "default_place", "equation", "figure", "framed", "grid_figure", "intro",
    "label", "labels", "latex_text", "measured", "names", "origin", "parts", "pick_place", "piece",
    "place", "plain", "predict", "quoted", "refreshed", "remarks", "said", "scientific", "share", "stages",
    "tied", "words_figure",
]  # fmt: skip
