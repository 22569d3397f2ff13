"""What `python -m dashboard` serves: app.py, with the style sheet of every page in the first HTML."""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.shell.first_html import Dressed

app = st.App("app.py", middleware=[Middleware(Dressed)])
