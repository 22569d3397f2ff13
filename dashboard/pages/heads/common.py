"""What the parts of the page on heads share: the chosen head, its name, tables with one row for each head."""

import re
from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st
from torch import Tensor

from dashboard import lesson
from dashboard.texts import t
from dashboard.view import state
from lmcore.config import ModelConfig

PAGE: Final = "heads"
Head = tuple[int, int]
"""Layer and head, from 0; the URL and the reader count from 1."""

_HEAD: Final = re.compile(r"[1-9]\d?\.[1-9]\d?")


def parse(config: ModelConfig) -> Callable[[str], Head]:
    """Parser of a head: head 3 of layer 2 is 2.3 in the URL."""

    def read(raw: str) -> Head:
        if not _HEAD.fullmatch(raw):
            raise ValueError(f"{raw!r} names no head")
        layer, head = (int(number) for number in raw.split("."))
        if layer > config.n_layers or head > config.n_heads:
            raise ValueError(f"{raw!r} is beyond {config.n_layers} layers of {config.n_heads} heads")
        return layer - 1, head - 1

    return read


def chosen(config: ModelConfig, default: Head = (0, 0)) -> Head:
    """The head in the URL; without one, that which a part of the page finds most worth a look."""
    return state.read("head", parse(config)) or default


def choose(layer: int, head: int) -> None:
    """Put a head into the URL."""
    state.write(head=f"{layer + 1}.{head + 1}")


def pick(config: ModelConfig) -> Head:
    """Layer and head by rows of buttons, where no grid of all heads is on screen."""
    layer, head = chosen(config)
    for key, value in (("layer", layer), ("head", head)):
        state.follow(f"pick_{key}", value + 1)

    def write() -> None:
        choose(st.session_state["pick_layer"] - 1, st.session_state["pick_head"] - 1)

    with st.container(horizontal=True):
        for key, count in (("layer", config.n_layers), ("head", config.n_heads)):
            st.segmented_control(
                t(f"heads.{key}"), range(1, count + 1), key=f"pick_{key}", required=True, on_change=write
            )
    return layer, head


def strongest(values: Tensor) -> Head:
    """The head with the highest value of a table (layer, head)."""
    layer, head = divmod(int(values.argmax()), values.shape[1])
    return layer, head


def name(layer: int, head: int) -> str:
    """2층 헤드 3."""
    return t("heads.name", layer=layer + 1, head=head + 1)


def layers(config: ModelConfig) -> list[str]:
    """Names of the layers."""
    return lesson.stages(config.n_layers)[1:]


def frame(columns: dict[str, Tensor]) -> pd.DataFrame:
    """One row for each head, one column for each table (layer, head)."""
    rows, width = next(iter(columns.values())).shape
    places = [(layer + 1, head + 1) for layer in range(rows) for head in range(width)]
    table = pd.DataFrame(places, columns=[t("heads.layer"), t("heads.head")])
    return table.assign(**{key: values.flatten().tolist() for key, values in columns.items()})
