"""One number followed from the embedding to the probability of a word."""

from dashboard import lesson
from dashboard.lesson import Line
from dashboard.texts import t
from dashboard.view import state
from lmcore.analysis.lens import unembedding
from lmcore.analysis.passage import Passage, walk
from lmcore.checkpoints import Checkpoint
from lmcore.trace import Trace


def origin(loaded: Checkpoint, trace: Trace, at: int, found: Passage) -> None:
    """Draw the panel: one dimension of the chosen token, all the way."""
    config, model = loaded.config, loaded.model
    token = lesson.labels(trace.tokens)[at]
    largest = int(trace.final[at].abs().argmax())
    dimension = state.read("dim", default=largest + 1) - 1
    way = walk(trace, at, dimension, model.final_norm.eps)
    column = at - found.first
    id, p = int(found.top_ids[column, 0]), float(found.top_probabilities[column, 0])
    last = unembedding(model, trace.residual(len(trace.layers))[at], id)
    added = [float(x) for x in way.steps.flatten()]
    n, d = len(way.steps), config.d_model
    row = rf"{config.embedding_scale:g}\cdot W_E[{int(trace.ids[at])}]_{{{dimension + 1}}}"
    terms = "".join(f"{value:+.3f}" for value in added)
    word = lesson.latex_text(lesson.piece(loaded.tokenizer, id))
    lesson.origin(
        Line(t("overview.origin_embedding"), row, f"{way.embedding:.4f}"),
        Line(t("overview.origin_position"), rf"PE({at})_{{{dimension + 1}}}", f"{way.position:.4f}"),
        Line(
            t("overview.origin_start"),
            rf"{way.embedding:.4f}{way.position:+.4f}",
            f"{way.embedding + way.position:.4f}",
        ),
        Line(t("overview.origin_steps", n=n), terms, f"{sum(added):+.4f}"),
        Line(
            t("overview.origin_stream"),
            rf"{way.embedding + way.position:.4f}{sum(added):+.4f}",
            f"{way.stream:.4f}",
        ),
        Line(
            t("overview.origin_norm"),
            rf"\frac{{{way.stream:.4f}-({way.mean:.4f})}}{{{way.spread:.4f}}}\cdot\gamma+\beta",
            f"{way.final:.4f}",
        ),
        Line(
            t("overview.origin_logit", d=d),
            rf"\sum_{{i=1}}^{{{d}}} h_i\,W_E[{id}]_i\;({word})",
            f"{last.logit:.4f}",
        ),
        Line(
            t("overview.origin_p", V=config.vocabulary_size),
            rf"e^{{{last.logit:.4f}}}\big/ e^{{{last.log_sum:.4f}}}",
            f"{p:.6f}",
        ),
        about=t("overview.origin_about", token=lesson.said(token), dim=dimension + 1),
        expanded=False,
    )
