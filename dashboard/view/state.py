"""What the reader is looking at <-> the URL.

The URL is the state: `read` takes a value from it, `write` puts one there, so a link opened elsewhere shows
the same. Three values go along from page to page: the sentence, the mask mode and the language. All others
belong to one page, whose schema says what they may be. A value that makes no sense is taken out of the URL
and named in a notice.

    state.use(Schema({"layer": integer(0, 5, 0), "T": number(0.01, 100, 1.0)}))    # at the start of the page
    layer = state.read("layer")
    state.write(layer=2, head=3)                      # None, or the default, takes a key out of the URL
    st.slider(..., **state.bind("T"))                 # a widget that follows the URL
"""

import unicodedata
from collections.abc import Callable
from typing import Any, Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.texts import DEFAULT_LANGUAGE, LANGUAGES, Language
from dashboard.texts.foreign import told
from dashboard.view import links
from dashboard.view.schema import DEFAULT_MODE, DEFAULT_TEXT, SHARED, TEXTS, Rule, Schema
from lmcore.config import Mode

_VIEW, _PAGE, _SCHEMA, _DEFAULTS = "_view", "_page", "_schema", "_defaults"
_NOTICES, _FOLLOWING, _LONG = "_notices", "_following", "_long"
ABSENT: Final = object()
"""No value, where None is one."""


def begin(page: str) -> None:
    """Start a run of `page`: on a change of page, carry the shared values over into the new URL."""
    view: dict[str, str] = st.session_state.setdefault(_VIEW, {})
    if st.session_state.get(_PAGE, page) != page:
        if not any(key in st.query_params for key in SHARED):
            st.query_params.update(view)
        # a widget of the same key on another page is another widget, which starts empty
        for widget in st.session_state.pop(_FOLLOWING, ()):
            st.session_state.pop(widget, None)
        st.session_state.pop(_DEFAULTS, None)
    st.session_state[_PAGE] = page
    st.session_state.pop(_SCHEMA, None)
    _remember()


def use(schema: Schema) -> None:
    """Say what this page's link may name; reruns of a part of the page go on with it."""
    st.session_state[_SCHEMA] = schema


def schema() -> Schema:
    """The schema of the page on screen; only the shared keys before it has said its own."""
    return st.session_state.get(_SCHEMA, Schema())


def rule(key: str) -> Rule:
    """What the page's schema says of a key; raises KeyError for one that it does not have."""
    found = schema().get(key)
    if found is None:
        raise KeyError(f"the page's schema has no {key!r}")
    return found


def end() -> None:
    """Finish a run: name what stands in the URL and is nothing of this page, or makes no sense there."""
    if _SCHEMA not in st.session_state:  # the page failed before it said one: its link may be right
        return
    for key in list(st.query_params):
        found = schema().get(key)
        if found is None or _parsed(found.parse, key) is ABSENT:
            _ignore(key)


def read(key: str, parse: Callable[[str], Any] | None = None, default: Any = ABSENT) -> Any:
    """The value of `key` in the URL; its default when it is absent, or makes no sense (then with a notice).

    `parse` reads it more narrowly than the schema does, as within this sentence; `default` is another than
    the schema's.
    """
    found = rule(key)
    standard = found.default if default is ABSENT else default
    st.session_state.setdefault(_DEFAULTS, {})[key] = standard
    if key not in st.query_params:
        return standard
    value = _parsed(found.parse, key)
    if value is not ABSENT and found.kind in TEXTS:
        _say_what_was_composed(found, key)
    if value is not ABSENT and parse:
        value = _parsed(parse, key, value if found.kind in TEXTS else None)
    if value is not ABSENT:
        return value
    _ignore(key)
    return standard


def write(**values: object) -> None:
    """Put values into the URL; None and the default that `read` was given take the key out of it."""
    defaults = st.session_state.get(_DEFAULTS, {})
    for key, value in values.items():
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


def bind(key: str, parse: Callable[[str], Any] | None = None, default: Any = ABSENT) -> dict[str, Any]:
    """Arguments `key`, `on_change`, `args` that tie a widget to the URL's `key` (see `read`)."""
    widget = f"bound_{key}"
    follow(widget, read(key, parse, default))
    return {"key": widget, "on_change": _store, "args": (key, widget)}


def follow(widget: str, value: object) -> None:
    """Set a widget's state, only if it differs: setting it always would overwrite what is being typed."""
    st.session_state.setdefault(_FOLLOWING, set()).add(widget)
    if widget not in st.session_state or st.session_state[widget] != value:
        st.session_state[widget] = value


def text() -> str:
    """The sentence on screen, as the reader wrote it, composed."""
    if "z" in st.query_params and (unpacked := read("z", default="")):
        return unpacked
    if "text" in st.query_params:
        return read("text")
    return received(st.session_state.get(_LONG, DEFAULT_TEXT))


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
    return cast("Mode", read("mode", default=default))


def language() -> Language:
    """The reader's language; Korean outside a session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return DEFAULT_LANGUAGE
    raw = st.query_params.get("lang") or st.session_state.get(_VIEW, {}).get("lang")
    return cast("Language", raw) if raw in LANGUAGES else DEFAULT_LANGUAGE


def check_language() -> None:
    """Take a language we do not speak out of the URL, with a notice."""
    read("lang")


def notice(key: str, /, **values: Any) -> None:
    """Say something at the top of the page at the end of this run (or of the next, from a callback)."""
    notices: list[tuple[str, dict[str, Any]]] = st.session_state.setdefault(_NOTICES, [])
    if (key, values) not in notices:
        notices.append((key, values))


def take_notices() -> list[str]:
    """The notices of this run in the reader's language; they are then forgotten."""
    return [told(key, **values) for key, values in st.session_state.pop(_NOTICES, [])]


def received(written: str, lines: bool = False) -> str:
    """What stands in a box that no link holds, composed as a link's texts are; what that changed is said."""
    found = Rule("text", lines=lines)
    _say(found, written)
    return found.composed(written)


def _say_what_was_composed(found: Rule, key: str) -> None:
    raw = st.query_params[key]
    _say(found, links.unpack_text(raw) if found.kind == "packed" else raw)


def _say(found: Rule, written: str) -> None:
    if not unicodedata.is_normalized("NFC", written):
        notice("sentence.composed")
    if not found.lines and ("\n" in written or "\r" in written):
        notice("sentence.joined")


def _parsed(parse: Callable[[str], Any], key: str, raw: str | None = None) -> Any:
    try:
        return parse(st.query_params[key] if raw is None else raw)
    except ValueError:
        return ABSENT


def _ignore(key: str) -> None:
    raw = st.query_params.get(key, "")
    notice("common.ignored", key=key, value=raw)
    st.query_params.pop(key, None)


def _store(key: str, widget: str) -> None:
    write(**{key: st.session_state[widget]})


def _remember() -> None:
    st.session_state[_VIEW] = {key: st.query_params[key] for key in SHARED if key in st.query_params}
