"""What is said beside a page: errors a reader can mend, notices, what was taught."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.texts import t
from dashboard.texts.foreign import told_error as error_message
from dashboard.view import state
from lmcore.checkpoints import Checkpoint
from lmcore.errors import LmcoreError


def guarded(page: Callable[[], None]) -> None:
    """Run a page; what a reader can mend is said in their language, and the app goes on."""
    try:
        page()
    except LmcoreError as error:
        st.error(error_message(error), icon=":material/error:")


def show_notices(slot: DeltaGenerator) -> None:
    """Show, at the top of the page, what came up while it ran."""
    for text in state.take_notices():
        slot.warning(text, icon=":material/info:")


def say_what_was_taught(loaded: Checkpoint) -> None:
    """On pages that show what the model makes of a word's senses: that training told it some of them."""
    if guided := loaded.guided_head:
        st.caption(t("common.taught", layer=guided[0], head=guided[1]))
