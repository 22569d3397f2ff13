"""Answers, ranks and cosines of the embedding page as HTML tables. What a reader typed is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lmcore.analysis.analogies import Rule
from lmcore.analysis.offsets import Answer, Parallels, Question, Verdict
from lmcore.analysis.vocabulary import Space

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """A question with what each way of asking makes of it."""

    question: Question
    verdict: Verdict


def answers(verdict: Verdict, question: Question, texts: Texts) -> str:
    """The best answers with their ranks; the expected one comes after a gap when it is not among them."""
    shown = list(verdict.answers)
    rows = [_answer(answer, question, shown) for answer in shown]
    if verdict.right and verdict.right.word not in {answer.word for answer in shown}:
        rows += ['<tr class="db-gap"><td colspan="5">⋮</td></tr>', _answer(verdict.right, question, shown)]
    head = _head(texts, ("excluded", "included", "word", "", "score"), left=("word", ""))
    caption = texts["candidates"].format(count=verdict.candidates)
    return _table(head, rows, caption)


def _answer(answer: Answer, question: Question, shown: Sequence[Answer]) -> str:
    asked = answer.excluded is None
    kind = "db-asked" if asked else "db-right" if answer.word == question.right else ""
    share = 100 * max(0.0, answer.score) / max(shown[0].score, 1e-9)
    cells = (
        f"<td>{'–' if asked else f'{answer.excluded:,}'}</td><td>{answer.included:,}</td>"
        f'<td class="db-left"><span class="db-word" lang="ko">{escape(answer.word)}</span></td>'
        f'<td class="db-left"><span class="db-meter"><i style="width:{share:.1f}%"></i></span></td>'
        f"<td>{answer.score:.4f}</td>"
    )
    return f'<tr class="{kind}">{cells}</tr>'


def ranks(verdicts: Mapping[tuple[Space, Rule], Verdict], texts: Texts) -> str:
    """Rank of the expected word for every way of asking: raw and centred, adding and multiplying."""
    rows = []
    for (space, rule), verdict in verdicts.items():
        right = verdict.right
        first = next(answer.word for answer in verdict.answers if answer.excluded == 1)
        names = f"{texts[f'space_{space}']} · {texts[f'rule_{rule}']}"
        ranks = f"{_rank(right.excluded if right else None)}{_rank(right.included if right else None)}"
        rows.append(
            f'<tr><td class="db-left">{escape(names)}</td>{ranks}'
            f'<td class="db-left" lang="ko">{escape(first)}</td></tr>'
        )
    head = _head(texts, ("way", "excluded", "included", "first"), left=("way", "first"))
    return _table(head, rows, texts["ranks"])


def _rank(rank: int | None) -> str:
    if rank is None:
        return "<td>–</td>"
    return f'<td class="{"db-good" if rank == 1 else "" if rank <= 5 else "db-bad"}">{rank:,}</td>'


def overview(judged: Iterable[Judged], texts: Texts) -> str:
    """All ready questions with the outcome, also where it fails."""
    rows = []
    for item in judged:
        question, right = item.question, item.verdict.right
        first = next(answer.word for answer in item.verdict.answers if answer.excluded == 1)
        top = item.verdict.answers[0].word
        asked = f"{question.a} − {question.b} + {question.c} → {question.right}"
        rows.append(
            f'<tr><td class="db-left" lang="ko">{escape(asked)}</td>'
            f"{_rank(right.excluded if right else None)}{_rank(right.included if right else None)}"
            f'<td class="db-left" lang="ko">{escape(first)}</td>'
            f'<td class="db-left" lang="ko">{escape(top)}</td></tr>'
        )
    head = _head(
        texts, ("question", "excluded", "included", "first", "top"), left=("question", "first", "top")
    )
    return _table(head, rows, "")


def parallels(found: Parallels, texts: Texts) -> str:
    """Cosines between the differences of every two pairs, each cell coloured by its value."""
    names = [f"{first}<br>−{second}" for first, second in (map(escape, pair) for pair in found.pairs)]
    rows = []
    for name, line in zip(names, found.cosines, strict=True):
        cells = "".join(_heat(float(cosine)) for cosine in line)
        rows.append(
            f'<tr><th scope="row" class="db-left" lang="ko">{name.replace("<br>", " ")}</th>{cells}</tr>'
        )
    head = "".join(f'<th scope="col" lang="ko">{name}</th>' for name in ("", *names))
    return _table(head, rows, texts["parallels"], "db-heat")


def _heat(cosine: float) -> str:
    colour = "var(--accent)" if cosine >= 0 else "var(--warm)"
    share = round(min(1.0, abs(cosine)) * 68)
    ink = ";color:var(--db-on-light)" if share > 45 else ""  # 4.5 : 1 and more on every cell
    shown = f"{cosine:.2f}".replace("-", "−")
    return f'<td style="background-color:color-mix(in oklab,{colour} {share}%,transparent){ink}">{shown}</td>'


def compared(names: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A plain table, the first column words."""
    head = "".join(
        f'<th scope="col" class="{"" if at else "db-left"}">{escape(name)}</th>'
        for at, name in enumerate(names)
    )
    body = [
        "<tr>"
        + "".join(
            f'<td class="{"" if at else "db-left db-wrap"}" lang="ko">{escape(cell)}</td>'
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    ]
    return _table(head, body, caption)


def _head(texts: Texts, names: Sequence[str], left: Sequence[str] = ()) -> str:
    cells = [("db-left" if name in left else "", escape(texts[name]) if name else "") for name in names]
    return "".join(f'<th scope="col" class="{kind}">{text}</th>' for kind, text in cells)


def _table(head: str, rows: Sequence[str], caption: str, kind: str = "") -> str:
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<div class="db-scroll"><table class="db-answers {kind}">{named}{body}</table></div>'
