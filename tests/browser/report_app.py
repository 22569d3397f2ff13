"""The attention page, of whose view Python has asked to hear."""

import json

import streamlit as st

from dashboard import texts
from dashboard.pages.attention.page import page
from dashboard.view import channel, state

texts.set_language_source(state.language)
st.set_page_config(layout="wide")
state.begin("attention")
channel.ask_for_reports(100)


@st.fragment(run_every=0.3)
def heard() -> None:
    """What the browser has reported."""
    st.text(json.dumps(channel.reported("attention"), sort_keys=True))


heard()
page()
state.end()
