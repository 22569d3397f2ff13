"""From each box of the overview to the page of its step, with the same sentence."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from dashboard.view import state
from lmcore.config import Mode


class Link(NamedTuple):
    """A page and what stands in its URL."""

    page: str
    query: dict[str, str]

    @property
    def address(self) -> str:
        """As the browser takes it, beside the page on screen."""
        return f"{self.page}?{urlencode(self.query)}"


def page_links(mode: Mode, at: int, head: int | None, layers: int) -> dict[str, Link]:
    """The link of every step by its name; those inside layer n (from 1) end in `_n`.

    at: the chosen token. head: the head on screen, from 0, None for the mean of all.
    """
    # the page 다음 낱말 reads causally unless told otherwise, so the mask is always said
    shared = {key: st.query_params[key] for key in state.SHARED if key in st.query_params} | {"mode": mode}

    def link(page: str, **more: Any) -> Link:
        return Link(page, shared | {key: str(value) for key, value in more.items()})

    name, number = ("mean", 1) if head is None else (head + 1, head + 1)
    found = {
        "tokens": link("tokens"),
        "embeddings": link("embeddings"),
        "positions": link("positions"),
        "heads": link("heads"),
        "layers": link("layers", at=at),
        "next_word": link("next_word", at=at + 1),
    }
    for n in range(1, layers + 1):
        found[f"attention_{n}"] = link("attention", layer=n, head=name, query=at)
        found[f"query_key_value_{n}"] = link("query_key_value", layer=n, head=number, query=at)
        found[f"feedforward_{n}"] = link("feedforward", layer=n, at=at)
    return found
