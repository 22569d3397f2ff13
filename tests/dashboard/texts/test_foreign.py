"""What a stranger wrote stays text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dashboard.texts.foreign import LONGEST, plain, told
from tests import odd

MARKUP = "\\`*_{}[]()#+-.!|~$:<>&"


@given(st.text())
def test_no_sign_of_markdown_stands_unescaped(text):
    shown = plain(text)
    assert re.search(rf"(?<!\\)(\\\\)*[{re.escape(MARKUP[1:])}]", shown) is None
    assert re.sub(r"\\(.)", r"\1", shown) == " ".join(text.split())


@given(odd.texts.map(lambda text: text * 50))
def test_a_piece_within_a_sentence_has_a_bounded_length(text):
    assert len(re.sub(r"\\(.)", r"\1", plain(text, 10))) <= 11
    assert len(told("common.ignored", key="k", value=text)) < 3 * LONGEST + 100


def test_numbers_are_filled_in_as_numbers():
    assert "1,000" in told("errors.vectors.none", count=1000)
