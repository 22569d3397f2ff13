"""What the reader is looking at <-> the URL.

The URL is the state: `read` takes a value from it, `write` puts one there, so a link opened elsewhere shows
the same. Three values go along from page to page: the sentence, the mask mode and the language. All others
belong to one page. A value that makes no sense is taken out of the URL and named in a notice.

    layer = state.read("layer", links.integer(0, 5), default=0)
    state.write(layer=2, head=3)                      # None, or the default, takes a key out of the URL
    st.slider(..., **state.bind("T", links.number(0.01, 100), 1.0))     # a widget that follows the URL
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.texts import DEFAULT_LANGUAGE, LANGUAGES, Language, t
from dashboard.view import links
from lmcore.config import Mode

Value = TypeVar("Value")

DEFAULT_TEXT: Final = "얘, 겨울 배가 맛있단다!"
DEFAULT_MODE: Final[Mode] = "bidirectional"
MODES: Final[tuple[Mode, ...]] = ("bidirectional", "causal")
SHARED: Final = ("text", "z", "mode", "lang")

_VIEW, _PAGE, _DEFAULTS = "_view", "_page", "_defaults"
_NOTICES, _FOLLOWING, _LONG = "_notices", "_following", "_long"
_known: defaultdict[str, set[str]] = defaultdict(lambda: set(SHARED))  # page -> keys it has read


def begin(page: str) -> None:
    """Start a run of `page`: on a change of page, carry the shared values over into the new URL."""
    view: dict[str, str] = st.session_state.setdefault(_VIEW, {})
    if st.session_state.get(_PAGE, page) != page:
        if not any(key in st.query_params for key in SHARED):
            st.query_params.update(view)
        # a widget of the same key on another page is another widget, which starts empty
        for widget in st.session_state.pop(_FOLLOWING, ()):
            st.session_state.pop(widget, None)
    st.session_state[_PAGE] = page
    _remember()


def end() -> None:
    """Finish a run: name what stands in the URL and nobody reads."""
    for key in [key for key in st.query_params if key not in _keys()]:
        _ignore(key)


def declare(*keys: str) -> None:
    """Make keys known that this page reads only in some of its runs."""
    _keys().update(keys)


def read(key: str, parse: Callable[[str], Value], default: Value) -> Value:
    """The value of `key` in the URL; `default` when it is absent, or makes no sense (then with a notice)."""
    _keys().add(key)
    st.session_state.setdefault(_DEFAULTS, {})[key] = default
    raw = st.query_params.get(key)
    if raw is None:
        return default
    try:
        return parse(raw)
    except ValueError:
        _ignore(key)
        return default


def write(**values: object) -> None:
    """Put values into the URL; None and the default that `read` was given take the key out of it."""
    defaults = st.session_state.get(_DEFAULTS, {})
    for key, value in values.items():
        _keys().add(key)
        if value is None or (key in defaults and defaults[key] == value):
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != links.write(value):
            st.query_params[key] = links.write(value)
    _remember()


def resend() -> None:
    """Tell the browser the URL also when it is as this run found it.

    The browser says where it stands with every request. An earlier run may since have sent it elsewhere, and
    what that run sent must not be the last word.
    """
    st.query_params.from_dict(st.query_params.to_dict())


def bind(key: str, parse: Callable[[str], Value], default: Value) -> dict[str, Any]:
    """Arguments `key`, `on_change`, `args` that tie a widget to the URL's `key`."""
    widget = f"bound_{key}"
    follow(widget, read(key, parse, default))
    return {"key": widget, "on_change": _store, "args": (key, widget)}


def follow(widget: str, value: object) -> None:
    """Set a widget's state, only if it differs: setting it always would overwrite what is being typed."""
    st.session_state.setdefault(_FOLLOWING, set()).add(widget)
    if widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value


def text() -> str:
    """The sentence on screen, as the reader wrote it."""
    if "z" in st.query_params:
        unpacked = read("z", links.unpack_text, "")
        if unpacked:
            return unpacked
    if "text" in st.query_params:
        return read("text", links.text(), DEFAULT_TEXT)
    return st.session_state.get(_LONG, DEFAULT_TEXT)


def set_text(text: str) -> None:
    """Show another sentence; one too long for any link is kept for this session only."""
    keys = {} if text == DEFAULT_TEXT else links.text_keys(text)
    st.session_state.pop(_LONG, None)
    if text != DEFAULT_TEXT and not keys:
        st.session_state[_LONG] = text
        notice("common.link_too_long")
    write(**{"text": None, "z": None, **keys})


def mode(default: Mode = DEFAULT_MODE) -> Mode:
    """The mask on screen; `default` is what a page shows whose link names none."""
    return cast("Mode", read("mode", links.choice(*MODES), default))


def language() -> Language:
    """The reader's language; Korean outside a session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return DEFAULT_LANGUAGE
    raw = st.query_params.get("lang") or st.session_state.get(_VIEW, {}).get("lang")
    return cast("Language", raw) if raw in LANGUAGES else DEFAULT_LANGUAGE


def check_language() -> None:
    """Take a language we do not speak out of the URL, with a notice."""
    read("lang", links.choice(*LANGUAGES), DEFAULT_LANGUAGE)


def notice(key: str, /, **values: Any) -> None:
    """Say something at the top of the page at the end of this run (or of the next, from a callback)."""
    notices: list[tuple[str, dict[str, Any]]] = st.session_state.setdefault(_NOTICES, [])
    if (key, values) not in notices:
        notices.append((key, values))


def take_notices() -> list[str]:
    """The notices of this run in the reader's language; they are then forgotten."""
    return [t(key, **values) for key, values in st.session_state.pop(_NOTICES, [])]


def _keys() -> set[str]:
    return _known[st.session_state.get(_PAGE, "")]


def _ignore(key: str) -> None:
    raw = st.query_params.get(key, "")
    notice("common.ignored", key=key, value=raw if len(raw) <= 40 else raw[:40] + "…")
    st.query_params.pop(key, None)


def _store(key: str, widget: str) -> None:
    write(**{key: st.session_state[widget]})


def _remember() -> None:
    st.session_state[_VIEW] = {key: st.query_params[key] for key in SHARED if key in st.query_params}
