"""평면: a perceptron learning to part two kinds of points, step by step, with its gradients on its edges."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import lesson
from dashboard.components import perceptron
from dashboard.figures import perceptron as figures
from dashboard.lesson import Line
from dashboard.pages.neural_network import MOST_HIDDEN, RATES
from dashboard.texts import t
from dashboard.view import state
from dashboard.work.training_runs import MOST_STEPS, Plan, run
from lmcore.analysis import toy_data
from lmcore.analysis.perceptron import ACTIVATIONS, Gradients, Network, backpropagate, forward, probabilities
from lmcore.analysis.toy_data import Points

_FAR: Final = np.array([2.7, 2.7])
_LINEAR_STEPS: Final = 500
_FORMULAS: Final = {
    "relu": r"\max(0,a)",
    "tanh": r"\tanh a",
    "sigmoid": r"\frac{1}{1+e^{-a}}",
    "linear": "a",
}


def part() -> None:
    """Draw this part."""
    equations = st.container()
    plan = _plan()
    with equations:
        _equations(plan.activation)
    step = _steps()
    network, losses = run(plan).at(step)
    data = run(plan).points
    chosen, shown = _choices()
    point = _FAR if chosen is None else data.points[chosen]
    label = None if chosen is None else int(data.labels[chosen])
    gradients = None if label is None else backpropagate(network, point[None], np.array([label]))
    _metrics(network, data, losses, point)
    if not np.isfinite(losses[-1]):
        st.warning(t("neural_network.diverged"), icon=":material/warning:")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _graph(network, gradients, point, label, shown)
    with right:
        _surface(network, data, point, chosen)
    _curve(losses)
    _predict(plan)
    _origin(network, gradients, point, label, plan.rate)


def _equations(activation: str) -> None:
    left, right = st.columns(2)
    with left:
        lesson.equation("2.24", rf"h_l=\varphi(h_{{l-1}}W_l+b_l),\qquad \varphi(a)={_FORMULAS[activation]}")
    with right:
        st.latex(
            r"w\;\leftarrow\;w-\eta\,\frac{\partial\,\text{loss}}{\partial w},\qquad "
            r"\text{loss}=-\frac1N\sum\log p_{\text{label}}"
        )


def _text(key: str, **values: Any) -> str:
    return t(f"neural_network.{key}", **values)


def _strings(*keys: str) -> dict[str, str]:
    return {key: _text(key) for key in keys}


def _plan() -> Plan:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        data = st.segmented_control(
            _text("data"),
            toy_data.NAMES,
            format_func=lambda name: _text(f"data_{name}"),
            required=True,
            wrap=True,
            **state.bind("data"),
        )
        activation = st.segmented_control(
            _text("activation"),
            tuple(ACTIVATIONS),
            format_func=lambda name: _text(f"activation_{name}"),
            required=True,
            wrap=True,
            **state.bind("act"),
        )
        depth = st.segmented_control(_text("depth"), (1, 2), required=True, wrap=True, **state.bind("depth"))
    hidden_column, rate_column, seed_column = st.columns(3)
    with hidden_column:
        hidden = st.slider(_text("units"), 1, MOST_HIDDEN, **state.bind("units"))
    with rate_column:
        rate = st.select_slider(_text("rate"), RATES, **state.bind("rate"))
    with seed_column:
        seed = st.number_input(_text("seed"), 0, 9999, **state.bind("seed"))
    return Plan(cast("toy_data.Name", data), hidden, depth or 1, activation or "tanh", rate, seed)


def _predict(plan: Plan) -> None:
    found: dict[str, float] = {}

    def answer() -> int:
        for name in ("with", "linear"):
            tried = plan if name == "with" else replace(plan, activation="linear")
            found[name] = _accuracy(run(tried).at(_LINEAR_STEPS)[0], tried.points)
        gain = found["linear"] - found["with"]
        return 1 if abs(gain) <= 0.03 else (0 if gain > 0 else 2)

    lesson.predict(
        "neural_plane",
        _text("plane_question", steps=_LINEAR_STEPS),
        [_text("better"), _text("same"), _text("worse")],
        answer,
        plan,
        lambda: _text("plane_answer", **found),
    )


def _accuracy(network: Network, data: Points) -> float:
    return float((probabilities(network, data.points).argmax(-1) == data.labels).mean())


def _steps() -> int:
    bound = state.bind("steps")
    now = st.session_state[bound["key"]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            _text("restart"),
            icon=":material/restart_alt:",
            on_click=lambda: state.write(steps=0),
            disabled=not now,
        )
        for count in (1, 10, 100):
            st.button(
                f"+{count}",
                type="primary",
                key=f"neural_plus_{count}",
                disabled=now >= MOST_STEPS,
                on_click=lambda count=count: state.write(steps=min(MOST_STEPS, now + count)),
                help=_text("more_steps"),
            )
        return st.slider(_text("steps"), 0, MOST_STEPS, **bound)


def _choices() -> tuple[int | None, figures.Shown]:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        shown = st.segmented_control(
            _text("edges"),
            ("weights", "gradients"),
            format_func=lambda name: _text(f"edges_{name}"),
            required=True,
            wrap=True,
            label_visibility="collapsed",
            **state.bind("edges"),
        )
        far = st.toggle(_text("far"), **state.bind("far"))
    chosen = state.read("point")
    return (None if far else chosen), cast("figures.Shown", shown or "weights")


def _metrics(network: Network, data: Points, losses: Sequence[float], point: np.ndarray) -> None:
    p = probabilities(network, point[None])[0]
    kinds = (_text("orange"), _text("blue"))
    with st.container(horizontal=True, gap="medium"):
        st.metric(_text("loss"), f"{losses[-1]:.4f}", width="content")
        st.metric(_text("accuracy"), f"{_accuracy(network, data):.1%}", width="content")
        st.metric(_text("answer_here"), f"{kinds[int(p.argmax())]} {p.max():.1%}", width="content")


def _graph(
    network: Network, gradients: Gradients | None, point: np.ndarray, label: int | None, shown: figures.Shown
) -> None:
    if shown == "gradients" and not gradients:
        st.caption(_text("no_label"))
        shown = "weights"
    caption = _text(f"graph_caption_{shown}")
    texts = _strings("input", "hidden", "output", "orange", "blue", "layer")
    drawn = figures.graph(network, gradients, point, label, shown, caption, texts)
    slopes = gradients.weights if gradients else None
    lesson.framed(
        lambda: perceptron.graph(drawn),
        "neural_graph",
        lambda: _edge_table(network, slopes),
        caption,
        vector=True,
    )


def _edge_table(network: Network, slopes: Sequence[np.ndarray] | None) -> pd.DataFrame:
    rows = [
        {
            _text("layer"): layer + 1,
            "i": i + 1,
            "j": j + 1,
            "w": W[i, j],
            "∂loss/∂w": slopes[layer][i, j] if slopes else None,
        }
        for layer, W in enumerate(network.weights)
        for i, j in np.ndindex(W.shape)
    ]
    return pd.DataFrame(rows)


def _surface(network: Network, data: Points, point: np.ndarray, chosen: int | None) -> None:
    caption = _text("surface_caption")
    drawn = figures.surface(network, data, point, chosen, caption, _strings("p_blue", "point"))

    def table() -> pd.DataFrame:
        p = probabilities(network, data.points)[:, 1]
        x, y = data.points.T
        return pd.DataFrame({"x₁": x, "x₂": y, _text("kind"): data.labels, _text("p_blue"): p})

    lesson.framed(
        lambda: perceptron.surface(drawn, lambda picked: state.write(point=picked, far=False)),
        "neural_surface", table, caption,
    )  # fmt: skip


def _curve(losses: Sequence[float]) -> None:
    lesson.figure(
        figures.curve(losses, lesson.colours(), _strings("steps", "loss")),
        "neural_loss",
        lambda: pd.DataFrame({_text("steps"): range(len(losses)), _text("loss"): losses}),
        _text("curve_caption"),
    )


def _origin(
    network: Network, gradients: Gradients | None, point: np.ndarray, label: int | None, rate: float
) -> None:
    sums, outputs = forward(network, point[None])
    W, b = network.weights[0][:, 0], network.biases[0][0]
    a, h = float(sums[0][0, 0]), float(outputs[1][0, 0])
    lines = [
        Line(
            _text("origin_sum"),
            rf"a_1={point[0]:.4f}\cdot({W[0]:.4f})+{point[1]:.4f}\cdot({W[1]:.4f})+({b:.4f})",
            f"{a:.4f}",
        ),
        Line(_text("origin_activation"), rf"h_1=\varphi({a:.4f})", f"{h:.4f}"),
        Line(
            _text("origin_softmax"),
            r"p=\text{softmax}(" + ",\\;".join(f"{value:.4f}" for value in sums[-1][0]) + ")",
            "(" + ",\\;".join(f"{value:.4f}" for value in outputs[-1][0]) + ")",
        ),
    ]
    if gradients is not None and label is not None:
        last, p = network.weights[-1], outputs[-1][0]
        before = float(outputs[-2][0, 0])
        slope = float(gradients.weights[-1][0, 0])
        lines += [
            Line(_text("origin_loss"), rf"-\log {p[label]:.6f}", f"{gradients.loss:.4f}"),
            Line(
                _text("origin_gradient"),
                rf"h_1\,(p_1-[\text{{label}}=1])={before:.4f}\cdot({p[0]:.4f}-{int(label == 0)})",
                f"{slope:+.6f}",
            ),
            Line(
                _text("origin_step"),
                rf"{last[0, 0]:.4f}-{rate:g}\cdot({slope:+.6f})",
                f"{last[0, 0] - rate * slope:.6f}",
            ),
        ]
    lesson.origin(*lines, about=_text("plane_about"), expanded=False)
