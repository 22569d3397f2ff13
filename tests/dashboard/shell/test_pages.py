"""Every page, in both languages, with sentences of every kind, and links of every kind."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.shell.navigation import GROUPS, PAGES
from dashboard.texts import LANGUAGES, t
from dashboard.view import links, sentence
from lmcore.checkpoints import Checkpoint
from tests.dashboard.helpers import assert_well, on_server, pictures

HANGUL = re.compile("[가-힣]")
SENTENCES = {
    "usual": "배가 아프다.",
    "empty": "",
    "blank": "   ",
    "one token": "배",
    "emoji": "😀👩‍👩‍👧",
    "punctuation": "?!…,.",
    "unknown": "뷁 𠀋 ꙮ",
    "apart": unicodedata.normalize("NFD", "배가 아프다."),
    "lines": "배가\n\t아프다.\r\n",
    "markup": "<b>배</b> **가** $x$ `y` :material/home:",
    "zero width": "배\u200b가\u200d",
}


def test_the_phones_menu_lists_every_page_once():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(PAGES)


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("overview", ["토큰 →"]),
        ("attention", ["← 질의·키·값", "여러 헤드 →"]),
        ("next_word", ["← 층을 지나며", "말뜻 →"]),
        ("preferences", ["← 밑바닥부터"]),
    ],
)
def test_the_foot_leads_to_the_pages_before_and_after(open_app, page, wanted):
    links = [link.proto.label for link in open_app(page).run().get("page_link")]
    assert links[len(PAGES) :] == wanted


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens(open_app, page, language):
    app = open_app(page, lang=language).run()
    assert_well(app)
    assert not app.warning
    assert app.title[0].value == t(f"{page}.title", language=language)


@pytest.mark.parametrize("page", ["attention", "heads", "senses"])
def test_a_page_says_what_training_told_of_senses(open_app, page, monkeypatch):
    said = t("common.taught", layer=3, head=4)
    for guided in ((3, 4), None):
        monkeypatch.setattr(Checkpoint, "guided_head", guided)
        app = assert_well(open_app(page).run())
        assert [caption.value for caption in app.caption].count(said) == (guided is not None)


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_any_sentence(open_app, page, name):
    app = assert_well(open_app(page, text=SENTENCES[name]).run())
    lines = unicodedata.normalize("NFC", SENTENCES[name]).replace("\r\n", "\n")
    written = lines.strip("\n").replace("\n", " ")  # as the box, which has one line, reads it
    assert {box.value for box in app.text_input if box.key == "sentence"} <= {written}
    assert pictures(app) or not SENTENCES[name].strip()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_a_long_text(open_app, page):
    text = "배가 항구를 떠난다. " * 800
    app = assert_well(open_app(page, z=links.pack_text(text)).run())
    loaded = on_server()
    (remark,) = sentence.prepare(text, loaded.tokenizer, loaded.config.context).remarks
    reads = any(box.key == "sentence" for box in app.text_input)
    assert (t(remark.key, **remark.values) in [info.value for info in app.info]) == reads


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_under_both_masks(open_app, page, mode):
    app = assert_well(open_app(page, mode=mode).run())
    assert all(group.value == mode for group in app.button_group if group.key == "mask")
    assert pictures(app)


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_a_link_is_ignored_with_a_notice(open_app, page):
    keys = ("z", "mode", "lang", "nonsense", "무엇")
    app = open_app(page, text="가" * (links.LONGEST_TEXT + 1), **dict.fromkeys(keys, "\u202e!?")).run()
    assert_well(app)
    notices = "\n".join(warning.value for warning in app.warning)
    assert [key for key in ("text", *keys) if f"{key}=" not in notices] == []
    assert app.query_params == {}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_garbage_never_breaks_a_page(open_app, page):
    keys = st.sampled_from(["text", "z", "mode", "lang", "layer", "head", "T", "k", "p", "row", "column"])

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(keys, st.text(max_size=20), max_size=4))
    def check(view):
        app = assert_well(open_app(page, **view).run())
        assert app.title[0].value in [t(f"{page}.title", language=language) for language in LANGUAGES]

    check()


@pytest.mark.parametrize("page", PAGES)
def test_no_korean_is_left_in_the_english_page(open_app, page):
    """Only sentences and their tokens may be Korean there, and the switch's own 한국어."""
    app = open_app(page, text="hello", lang="en").run()
    for kind in (app.title, app.header, app.subheader, app.caption, app.markdown, app.info, app.warning):
        for element in kind:
            assert not HANGUL.search(_without_quoted(element.value)), element.value


def _without_quoted(text: str) -> str:
    """The text without examples, which pages put in quotation marks, code or HTML lang=ko."""
    return re.sub(r"`[^`]*`|“[^”]*”|<(\w+)[^>]*lang=\"?ko\"?[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
