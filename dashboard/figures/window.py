"""A text seen through a window: over each token how much it moves the prediction, as HTML."""

from collections.abc import Sequence
from html import escape


def html(
    labels: Sequence[str],
    gone: int,
    marked: int,
    windowed: Sequence[float],
    whole: Sequence[float],
    names: dict[str, str],
    more: bool = False,
) -> str:
    """Tokens in reading order, each under two bars: through the window, and with all of the text in view.

    The first `gone` stand outside of the window, `marked` is the one to change; `more` tokens stand before
    those shown. windowed, whole: probability moved, from 0 to 1. names: windowed, whole, moved.
    """
    most = max([*windowed, *whole, 1e-9])
    columns = []
    for place, (label, seen, all_seen) in enumerate(zip(labels, windowed, whole, strict=True)):
        kinds = ["gone" if place < gone else "seen", *["changed"] * (place == marked)]
        tip = f"{label}: {names['windowed']} {seen:.4f}, {names['whole']} {all_seen:.4f}"
        number = "0" if place < gone else f"{seen:.0%}"
        columns.append(
            f'<span class="{" ".join(kinds)}" title="{escape(tip)}"><span class="bars">'
            f'<i style="height:{100 * all_seen / most:.2f}%"></i>'
            f'<i style="height:{100 * seen / most:.2f}%"></i>'
            f'<b style="bottom:{100 * max(seen, all_seen) / most:.2f}%">{number}</b></span>'
            f'<span class="token">{escape(label)}</span></span>'
        )
    legend = "".join(f"<span><i></i>{escape(names[key])}</span>" for key in ("whole", "windowed"))
    key = f'<div class="db-window-key"><span>{escape(names["moved"])}</span>{legend}</div>'
    return f'{key}<div class="db-window" lang="ko">{"… " * more}{"".join(columns)}</div>'
