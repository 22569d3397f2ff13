"""What is said beside a page: errors a reader can mend, notices, what was taught."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import texts
from dashboard.texts import t
from dashboard.view import state
from lmcore.checkpoints import Checkpoint
from lmcore.errors import LmcoreError


def guarded(page: Callable[[], None]) -> None:
    """Run a page; what a reader can mend is said in their language, and the app goes on."""
    try:
        page()
    except LmcoreError as error:
        st.error(error_message(error), icon=":material/error:")


def error_message(error: LmcoreError) -> str:
    """An error of lmcore in the reader's language, or in English where the table has no such code."""
    key = f"errors.{error.code}"
    return t(key, **dict[str, Any](error.values)) if texts.has(key) else str(error)


def show_notices(slot: DeltaGenerator) -> None:
    """Show, at the top of the page, what came up while it ran."""
    for text in state.take_notices():
        slot.warning(text, icon=":material/info:")


def say_what_was_taught(loaded: Checkpoint) -> None:
    """On pages that show what the model makes of a word's senses: that training told it some of them."""
    if guided := loaded.guided_head:
        st.caption(t("common.taught", layer=guided[0], head=guided[1]))
