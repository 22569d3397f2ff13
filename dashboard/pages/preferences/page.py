"""사람의 선호: a reader's votes change a copy of the model, and the page shows how far it moved."""

from typing import Final

import streamlit as st

from dashboard import lesson
from dashboard.pages.preferences import after, schema, tuning, votes
from dashboard.shell.subject import on_show
from dashboard.store import models
from dashboard.texts import t
from dashboard.view import state

PAGE: Final = "preferences"

_PARTS: Final = {
    "vote": votes.part,
    "tune": tuning.part,
    "compare": after.part,
    "price": tuning.price_question,
}


def page() -> None:
    """Draw the page."""
    subject = on_show()
    state.use(schema(models.of(subject).config))
    lesson.equation(
        "DPO",
        r"\begin{aligned}\mathcal{L}=-\ln\sigma\Bigl(\,"
        r"&\beta\ln\dfrac{\pi(y_w\mid x)}{\pi_{\text{ref}}(y_w\mid x)}\\[4pt]"
        r"-\;&\beta\ln\dfrac{\pi(y_l\mid x)}{\pi_{\text{ref}}(y_l\mid x)}\Bigr)\end{aligned}",
    )
    st.caption(t("preferences.equation"))
    for name, draw in _PARTS.items():
        st.markdown(f"### {t(f'preferences.part_{name}')}")
        draw(subject)
    lesson.share()
    lesson.intro(PAGE)
