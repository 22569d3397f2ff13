"""A chatbot as the report describes it: a text with the reader's words in it, which the model writes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lmcore.generation import generate
from lmcore.model import Transformer
from lmcore.sampling import Sampling
from lmcore.tokenizer import Tokenizer

Role = Literal["start", "system", "marker", "user", "assistant"]

SYSTEM: Final = "아래는 사용자와 유능하고 매우 지능적인 AI 조수의 대화이다."
"""The report's own words."""
USER, ASSISTANT = "사용자:", "조수:"


@dataclass(frozen=True)
class Piece:
    """A token of what the model reads, and whose words it belongs to."""

    id: int
    role: Role


@dataclass(frozen=True)
class Answer:
    """What was written after the template. said: up to where a chatbot program would stop; beyond: the rest.

    stopped: `turn` the model began another turn by itself, `end` it ended the text, `length` neither.
    """

    said: str
    beyond: str
    ids: tuple[int, ...]
    stopped: Literal["turn", "end", "length"]


def template(tokenizer: Tokenizer, system: str, turns: Sequence[tuple[str, str | None]]) -> list[Piece]:
    """System text, then for each turn the user's words and the assistant's, the last of them still to come.

    Each part is cut into tokens by itself, as a word of its own, so that no part changes another's tokens.

    >>> from lmcore.analysis.chat import parts
    >>> [text for text, role in parts("…", [("안녕?", None)])]
    ['…', '사용자:', '안녕?', '조수:']
    """
    pieces = [Piece(tokenizer.bos_id, "start")]
    for text, role in parts(system, turns):
        pieces += [Piece(id, role) for id in (tokenizer.encode(text) if text.strip() else [])]
    return pieces


def parts(system: str, turns: Sequence[tuple[str, str | None]]) -> Iterator[tuple[str, Role]]:
    """The texts of a template with the role of each."""
    yield system, "system"
    for user, assistant in turns:
        yield USER, "marker"
        yield user, "user"
        yield ASSISTANT, "marker"
        if assistant is not None:
            yield assistant, "assistant"


def answer(
    model: Transformer, tokenizer: Tokenizer, pieces: Sequence[Piece], sampling: Sampling, most: int
) -> Answer:
    """What the model writes after the template, at most `most` tokens.

    Raises LmcoreError `text.too_long` for a template longer than the context.
    """
    prompt = [piece.id for piece in pieces][1:]
    written = list(generate(model, tokenizer, prompt, sampling, most))
    ended = bool(written and written[-1].ends)
    ids = tuple(step.id for step in written if not step.ends)
    text = tokenizer.decode(ids)
    cut = min((place for sign in (USER, ASSISTANT) if (place := text.find(sign)) >= 0), default=len(text))
    stopped = "turn" if cut < len(text) else "end" if ended else "length"
    return Answer(text[:cut].strip(), text[cut:].strip(), ids, stopped)
