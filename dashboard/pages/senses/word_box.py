"""The inputs of the page 말뜻: a word, sentences that hold it, and perhaps a file of labelled examples."""

from collections import Counter
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard.pages.senses import DEFAULT_WORD, LONGEST_WORD
from dashboard.shell import notices, sentence_box
from dashboard.texts import t
from dashboard.texts.foreign import told
from dashboard.view import links, state
from lmcore.analysis.files import LabelledWord, parse_senses
from lmcore.analysis.tables import text_of
from lmcore.errors import LmcoreError

PRESETS: Final = {
    "배": sentence_box.EXAMPLES[:4],
    "눈": ("눈이 펑펑 내린다.", "눈이 나빠서 안경을 쓴다.", "하얀 눈이 쌓였다.", "아이가 눈을 감았다."),
    "다리": (
        "다리를 다쳐서 걷지 못한다.",
        "강 위에 다리를 놓았다.",
        "책상 다리가 부러졌다.",
        "다리를 건너 마을로 갔다.",
    ),
    "밤": ("밤이 깊어 달이 떴다.", "산에서 밤을 주웠다.", "삶은 밤을 까먹었다.", "밤에 잠이 오지 않는다."),
    "말": ("말이 들판을 달린다.", "그의 말을 믿었다.", "말을 타고 싸웠다.", "아무 말도 하지 않았다."),
    "차": ("차를 타고 출근했다.", "따뜻한 차를 마셨다.", "두 사람은 나이 차가 크다.", "차가 막혀서 늦었다."),
    "사과": (
        "사과를 깎아 먹었다.",
        "친구에게 사과를 했다.",
        "빨간 사과가 열렸다.",
        "그의 사과를 받아 주었다.",
    ),
    "벌": ("벌이 꽃에 앉았다.", "잘못해서 벌을 받았다.", "벌에 쏘여서 손이 부었다.", "벌로 청소를 했다."),
    "병": ("병이 나아서 퇴원했다.", "병에 물을 담았다.", "빈 병을 모았다.", "무서운 병에 걸렸다."),
    "김": ("김에 밥을 싸 먹었다.", "주전자에서 김이 난다.", "바삭한 김을 구웠다.", "거울에 김이 서렸다."),
    "감": (
        "감이 빨갛게 익었다.",
        "좋은 일이 있을 것 같은 감이 든다.",
        "감을 깎아 말렸다.",
        "이제야 감을 잡았다.",
    ),
    "굴": (
        "굴을 초장에 찍어 먹었다.",
        "곰이 굴에서 잠을 잔다.",
        "갯벌에서 굴을 땄다.",
        "기차가 굴을 지난다.",
    ),
    "풀": ("들에 풀이 자란다.", "풀로 종이를 붙였다.", "소가 풀을 뜯는다.", "봉투에 풀을 발랐다."),
    "장": (
        "장에 가서 생선을 샀다.",
        "콩으로 장을 담갔다.",
        "장이 약해서 자주 설사를 한다.",
        "닷새마다 장이 선다.",
    ),
}
"""Words with several senses, and the sentences to begin with: those of 배 are the report's."""

_LARGEST: Final = 1
"""Megabytes of an uploaded file."""

MORE: Final = {
    "배": (
        "밥을 많이 먹었더니 배가 부르다.",
        "배를 타고 섬에 갔다.",
        "배를 깎아 한 조각 먹었다.",
        "값이 세 배로 뛰었다.",
        "배가 참 크다.",
        "배가 아파서 배를 타지 못했다.",
    ),
}
"""More sentences, one click each: the last but one leaves the sense open, the last holds two senses."""

MOST_EXAMPLES: Final = 1000
_LONG = "_senses_long"


def word_box() -> tuple[str, list[str], tuple[LabelledWord, ...]]:
    """Draw the inputs; returns the word, its sentences, and examples of the reader's own."""
    word = state.read("word", _word)
    typed = _sentences(word)
    st.pills(
        t("senses.presets"),
        list(PRESETS),
        key="senses_preset",
        label_visibility="collapsed",
        on_change=lambda: _take("senses_preset", _start_with),
    )
    left, right = st.columns([5, 2], gap="medium")
    with left:
        state.follow("senses_lines", typed)
        st.text_area(
            t("senses.sentences"),
            key="senses_lines",
            height=126,
            placeholder=t("senses.placeholder"),
            on_change=lambda: _set_sentences(word, st.session_state["senses_lines"]),
        )
    with right:
        state.follow("senses_word", word)
        st.text_input(
            t("senses.word"),
            key="senses_word",
            max_chars=LONGEST_WORD,
            autocomplete="off",
            on_change=lambda: _set_word(word, state.received(st.session_state["senses_word"]).strip()),
        )
        own = _own_examples(word)
    _offer(word, typed)
    return word, [line for line in typed.split("\n") if line.strip()], own


def _own_examples(word: str) -> tuple[LabelledWord, ...]:
    """Draw the place for a file of labelled examples; returns those whose marked word is `word`.

    They stay in this session: a link holds the word and the sentences only.
    """
    with st.popover(t("senses.own"), icon=":material/upload_file:"):
        st.markdown(t("senses.own_format"))
        file = st.file_uploader(
            t("senses.own_file", limit=_LARGEST),
            type=["tsv", "csv", "txt"],
            key="senses_file",
            max_upload_size=_LARGEST,
        )
        if file is None:
            return ()
        try:
            path = Path(file.name)
            rows = parse_senses(text_of(file.getvalue(), path), path)
        except LmcoreError as error:
            st.error(notices.error_message(error), icon=":material/error:")
            return ()
        kept = _usable([row for row in rows if row.marked.word == word])
        st.markdown(told("senses.own_read", n=len(kept), of=len(rows), word=word))
    return kept


def _usable(rows: list[LabelledWord]) -> tuple[LabelledWord, ...]:
    """Rows of senses with at least two examples, if there are two such senses."""
    counts = Counter(row.sense for row in rows[:MOST_EXAMPLES])
    kept = tuple(row for row in rows[:MOST_EXAMPLES] if counts[row.sense] > 1)
    return kept if len({row.sense for row in kept}) > 1 else ()


def _offer(word: str, typed: str) -> None:
    """Sentences to add with one click: more for this word, and the one that other pages show."""
    present = typed.split("\n")
    shared = state.text()
    candidates = [*MORE.get(word, ()), *([shared] if word in shared and "\n" not in shared else [])]
    offered = [line for line in dict.fromkeys(candidates) if line not in present]
    if offered:
        st.pills(
            t("senses.add"),
            offered,
            format_func=lambda line: f"+ {line if len(line) <= 40 else line[:40] + '…'}",
            key="senses_more",
            on_change=lambda: _take(
                "senses_more", lambda line: _set_sentences(word, f"{typed.rstrip()}\n{line}".lstrip("\n"))
            ),
        )


def _sentences(word: str) -> str:
    """What stands in the box; an empty box is not the same as none in the link."""
    packed = state.read("zlines")
    plain = state.read("lines")
    for text in (packed, plain):
        if text is not None:
            return text
    kept = st.session_state.get(_LONG)
    return _beginning(word) if kept is None else state.received(kept, lines=True)


def _beginning(word: str) -> str:
    return "\n".join(PRESETS.get(word, PRESETS[DEFAULT_WORD]))


def _set_sentences(word: str, typed: str) -> None:
    """Put the sentences into the URL; those too long for any link are kept for this session only."""
    typed = typed[: links.LONGEST_TEXT]
    keys = {} if typed == _beginning(word) else links.text_keys(typed)
    st.session_state.pop(_LONG, None)
    if typed != _beginning(word) and not keys:
        st.session_state[_LONG] = typed
        state.notice("common.link_too_long")
    state.write(lines=keys.get("text"), zlines=keys.get("z"))


def _set_word(before: str, word: str) -> None:
    """Another word in the same sentences, or, for a word with sentences of its own, in those."""
    if not word:
        return
    try:
        _word(word)
    except ValueError:
        state.notice("senses.no_word")
        return
    typed = _sentences(before)
    if word in PRESETS and not any(word in line for line in typed.split("\n")):
        _start_with(word)
    else:
        state.write(word=word)
        _set_sentences(word, typed)


def _start_with(word: str) -> None:
    st.session_state.pop(_LONG, None)
    state.write(word=word, lines=None, zlines=None)


def _take(widget: str, use) -> None:  # noqa: ANN001
    """Use what was chosen among pills, and let none stay chosen."""
    if chosen := st.session_state[widget]:
        use(chosen)
    st.session_state[widget] = None


def _word(raw: str) -> str:
    """Parser of a word in the URL."""
    if not raw or len(raw) > LONGEST_WORD or any(c.isspace() or not c.isprintable() for c in raw):
        raise ValueError(f"{raw!r} is no word")
    return raw
