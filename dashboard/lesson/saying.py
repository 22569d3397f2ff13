"""What is said beside what the reader typed."""

from collections.abc import Iterable

import streamlit as st

from dashboard.texts.foreign import told
from dashboard.view.sentence import Remark


def remarks(found: Iterable[Remark]) -> None:
    """Say, here, what became of a text."""
    for remark in found:
        st.info(told(remark.key, **remark.values), icon=":material/info:")
