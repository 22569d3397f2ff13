"""The token page's pictures: what they say is what the tokenizer says."""

import re
from html import unescape
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures import tokens as figures
from dashboard.pages.tokens.page import REPORT_SPLIT, REPORT_TEXT
from lmcore.analysis.pieces import jamo, pieces
from lmcore.tokenizer import Tokenizer

ODD = ["", " ", "😀", " 😀", "배 ", "  배", "배\n가", "a\u200bb", "<b>&\"'</b>", "뷁", "ᄇ", "👩‍👩‍👧 배"]


@pytest.fixture(scope="module")
def tokenizer(tiny_checkpoint):
    return Tokenizer.load(tiny_checkpoint)


def tiles(html):
    """(grid column, columns, id, span) of every tile."""
    pattern = r'grid-column:(\d+)/span (\d+)" class="db-token[^>]*data-id="(\d+)" data-span="(\d+-\d+)"'
    return [(int(a), int(b), int(c), d) for a, b, c, d in re.findall(pattern, html)]


def test_every_token_is_shown_once_in_order(tokenizer):
    cut = pieces("얘, 겨울 배가 맛있단다! 😀", tokenizer)
    shown = tiles(figures.sentence(cut, figures.TIERS))
    assert [(id, span) for _, _, id, span in shown] == [
        (token.id, f"{token.start}-{token.end}") for token in cut.tokens
    ]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_drawn_and_escaped(tokenizer, text):
    cut = pieces(text, tokenizer)
    html = figures.sentence(cut, figures.TIERS) + figures.table(cut)
    assert len(tiles(html)) == len(cut.tokens)
    assert '<b>&"' not in html
    assert cut.lossless


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=40))
def test_tiles_of_a_word_stand_side_by_side(tokenizer, text):
    cut = pieces(text, tokenizer)
    shown = iter(tiles(figures.sentence(cut)))
    for _, word in groupby(cut.tokens, key=lambda token: token.word):
        columns = [next(shown)[:2] for _ in word]
        ends = [start + width for start, width in columns]
        assert all(end <= start for end, (start, _) in zip(ends, columns[1:], strict=False))


def test_the_table_has_a_row_for_each_token(tokenizer):
    cut = pieces("배가 뷁", tokenizer)
    rows = re.findall(r"<tr class=.*?</tr>", figures.table(cut))
    assert len(rows) == len(cut.tokens)
    cells = [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", rows[-1])]
    last = cut.tokens[-1]
    assert cells[3:] == [str(last.id), f"{last.start}–{last.end}", "2", f"0x{last.byte:02X}"]


@pytest.mark.parametrize(
    ("character", "letters"),
    [
        ("배", "ㅂㅐ"),
        ("겨", "ㄱㅕ"),
        ("맛", "ㅁㅏㅅ"),
        ("닭", "ㄷㅏㄺ"),
        ("힣", "ㅎㅣㅎ"),
        ("가", "ㄱㅏ"),
        ("A", "A"),
        ("ㅋ", "ㅋ"),
    ],
)
def test_jamo(character, letters):
    assert "".join(jamo(character)) == letters


@given(st.text(max_size=60))
def test_spans_cover_everything_but_white_space(tokenizer, text):
    cut = pieces(text, tokenizer)
    for spans in (cut.words, cut.morphemes):
        covered = [position for start, end in spans for position in range(start, end)]
        assert covered == [position for position, character in enumerate(text) if not character.isspace()]
    assert b"".join(character.bytes for character in cut.characters) == text.encode()


def test_the_reports_split_is_its_sentence():
    assert "".join(REPORT_SPLIT) == REPORT_TEXT


def test_the_page_counts_and_compares(open_app, checkpoint_folder):
    app = open_app("tokens", text="배가 아프다.", lang="en").run()
    tokenizer = Tokenizer.load(checkpoint_folder)
    count = len(tokenizer.tokenize("배가 아프다."))
    assert f"**{count} tokens** · 2 words · 7 characters · 17 bytes" in app.markdown[0].value
    assert "exactly the text that was written" in app.markdown[1].value
    assert str(len(tokenizer.tokenize(REPORT_TEXT))) in app.markdown[-2].value


def test_the_tiers_are_in_the_link(open_app):
    app = open_app("tokens", tiers="jamo,bytes").run()
    assert not app.warning
    assert app.button_group[0].value or app.segmented_control
