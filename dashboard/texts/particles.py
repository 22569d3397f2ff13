"""Korean particles that take one form after a vowel and another after a final consonant (배가, 감이)."""

import re
from typing import Final

_FORMS: Final = {
    "은(는)": ("은", "는"), "이(가)": ("이", "가"), "을(를)": ("을", "를"), "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
}  # fmt: skip
"""What a string writes -> the form after a final consonant, and after a vowel."""
_PLACE: Final = re.compile(r"([가-힣0-9])([”’\"'`*_]*)(" + "|".join(map(re.escape, _FORMS)) + ")")
_DIGIT_FINALS: Final = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
"""Of 영 일 이 삼 사 오 육 칠 팔 구, numbered as Unicode numbers the finals of Hangul syllables."""
_RIEUL: Final = 8


def fitted(text: str) -> str:
    """The text with each double form behind Hangul or a digit, quoted or not, as it is said there.

    Behind anything else, whose reading is not written, the double form stays.

    >>> fitted("“배”은(는) 3와(과) 8(으)로, “말”이(가) <s>을(를)")
    '“배”는 3과 8로, “말”이 <s>을(를)'
    """
    return _PLACE.sub(_fit, text)


def _fit(found: re.Match[str]) -> str:
    before, quotes, form = found.groups()
    final = _DIGIT_FINALS[before] if before in _DIGIT_FINALS else (ord(before) - ord("가")) % 28
    open_ended = final == 0 or (form == "(으)로" and final == _RIEUL)
    return before + quotes + _FORMS[form][open_ended]
