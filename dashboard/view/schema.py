"""What a page's link may say: one frozen schema a page, declared in Python and sent to the browser.

    Schema(
        {"part": choice("lens", "steps"), "target": integer(0, 15_999)},       # Python keeps these in the URL
        browser={"layer": integer(1, 6), "show": choice("matrix", "lines")},   # the browser does, by itself
    )

A rule says what values a key may have and what it is when the link does not name it. In the browser
`components/base/codec.js` reads by the same rules; `tests/components/codec_cases.json` holds both to them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from dashboard.texts import DEFAULT_LANGUAGE, LANGUAGES
from dashboard.view import links
from lmcore.config import Mode
from lmcore.text import composed, one_line

Kind = Literal["integer", "number", "choice", "choices", "flag", "integers", "text", "packed"]

TEXTS: Final[frozenset[Kind]] = frozenset({"text", "packed"})
"""What a reader wrote in words of their own."""

DEFAULT_TEXT: Final = "얘, 겨울 배가 맛있단다!"
DEFAULT_MODE: Final[Mode] = "bidirectional"
MODES: Final[tuple[Mode, ...]] = ("bidirectional", "causal")


@dataclass(frozen=True)
class Rule:
    """What one key may say. Of the bounds only those stand that its kind has; `names` may be numbers too.

    A text is read composed (see lmcore.text), and as one line unless `lines` says that it may have several.
    """

    kind: Kind
    default: Any = None
    low: float | None = None
    high: float | None = None
    least: int | None = None
    most: int | None = None
    lines: bool | None = None
    names: tuple[Any, ...] | None = None

    def parse(self, raw: str) -> Any:
        """The value that stands in a link; raises ValueError for anything else."""
        return _PARSERS[self.kind](self)(raw)

    def composed(self, written: str) -> str:
        """A text as this place reads it."""
        return composed(written) if self.lines else one_line(written)

    def sent(self) -> dict[str, Any]:
        """The rule for the browser."""
        return {key: value for key, value in vars(self).items() if value is not None}


def integer(low: int, high: int, default: int | None = None) -> Rule:
    """A whole number in [low, high]."""
    return Rule("integer", default, low=low, high=high)


def number(low: float, high: float, default: float | None = None) -> Rule:
    """A finite number in [low, high]."""
    return Rule("number", default, low=low, high=high)


def among(values: Sequence[float], default: float | None = None) -> Rule:
    """One of several numbers, all whole or all not; the first unless another is the default."""
    kind: Kind = "integer" if isinstance(values[0], int) else "number"
    first = values[0] if default is None else default
    return Rule(kind, first, low=min(values), high=max(values), names=tuple(values))


def choice(*names: str, default: str | None = None) -> Rule:
    """One of several names; the first unless another is the default."""
    return Rule("choice", names[0] if default is None else default, names=names)


def choices(names: Iterable[str], default: tuple[str, ...] = ()) -> Rule:
    """Some of several names, each at most once, joined by commas."""
    return Rule("choices", default, names=tuple(names))


def flag(default: bool = False) -> Rule:
    """Yes or no."""
    return Rule("flag", default)


def integers(low: int, high: int, most: int, least: int = 0, default: tuple[int, ...] | None = None) -> Rule:
    """From `least` to `most` whole numbers in [low, high], joined by commas."""
    return Rule("integers", default, low=low, high=high, least=least, most=most)


def text(most: int = links.LONGEST_TEXT, default: str | None = None, lines: bool | None = None) -> Rule:
    """Any text of at most `most` characters, in one line or in several."""
    return Rule("text", default, most=most, lines=lines)


SHARED: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "text": text(default=DEFAULT_TEXT),
        "z": Rule("packed"),
        "mode": choice(*MODES, default=DEFAULT_MODE),
        "lang": choice(*LANGUAGES, default=DEFAULT_LANGUAGE),
    }
)
"""What goes along from page to page: the sentence (as it is, or packed), the mask and the language."""


@dataclass(frozen=True)
class Schema:
    """All keys of a page beside the shared ones: those that Python reads, and those the browser keeps."""

    python: Mapping[str, Rule] = field(default_factory=dict)
    browser: Mapping[str, Rule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if twice := self.python.keys() & self.browser.keys() | {*self.python, *self.browser} & {*SHARED}:
            raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
        for name in ("python", "browser"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def get(self, key: str) -> Rule | None:
        """The rule of a key of this page or a shared one."""
        return self.python.get(key) or self.browser.get(key) or SHARED.get(key)

    def sent(self) -> dict[str, Any]:
        """The browser's keys as JSON; a default that depends on the sentence is its component's to know."""
        return {key: rule.sent() for key, rule in self.browser.items()}


def _integer(rule: Rule) -> Callable[[str], Any]:
    return links.among(rule.names) if rule.names else links.integer(int(rule.low or 0), int(rule.high or 0))


def _number(rule: Rule) -> Callable[[str], Any]:
    return links.among(rule.names) if rule.names else links.number(rule.low or 0, rule.high or 0)


def _integers(rule: Rule) -> Callable[[str], Any]:
    return links.integers(int(rule.low or 0), int(rule.high or 0), rule.most or 0, rule.least or 0)


_PARSERS: Final[Mapping[Kind, Callable[[Rule], Callable[[str], Any]]]] = {
    "integer": _integer,
    "number": _number,
    "integers": _integers,
    "choice": lambda rule: links.choice(*rule.names or ()),
    "choices": lambda rule: links.choices(*rule.names or ()),
    "flag": lambda _: links.flag,
    "text": lambda rule: lambda raw: links.text(rule.most or 0)(rule.composed(raw)),
    "packed": lambda rule: lambda raw: rule.composed(links.unpack_text(raw)),
}
