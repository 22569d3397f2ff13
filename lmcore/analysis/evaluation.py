"""The evaluations of a checkpoint, each as one dictionary that can be printed as a line of JSON."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from lmcore.analysis import analogies as analogy
from lmcore.analysis import claims, repetition, sense_accuracy, shown_decisions
from lmcore.analysis import homonyms as homonym
from lmcore.analysis import perplexity as perplexities
from lmcore.analysis import similarity as similarities
from lmcore.analysis import wic as pairs
from lmcore.analysis.files import Analogy, LabelledWord, RatedPair, WordPair
from lmcore.analysis.intervals import Share
from lmcore.analysis.vocabulary import SPACES, Space, WordTable, covered, word_table
from lmcore.analysis.words import word_vectors
from lmcore.checkpoints import Checkpoint
from lmcore.config import Mode
from lmcore.errors import LmcoreError

Line = dict[str, Any]
Homonyms = Mapping[str, Sequence[LabelledWord]]
_DIGITS = 4
_EDGES = (1, 64, 128, 256, 512)
MODES: tuple[Mode, ...] = ("bidirectional", "causal")


def senses(
    checkpoint: Checkpoint,
    data: Sequence[LabelledWord],
    fit: Sequence[LabelledWord] | None,
    mode: Mode,
    layer: int | None = None,
    choose: Sequence[LabelledWord] | None = None,
) -> Line:
    """Accuracy of telling senses apart: fitted on `fit` and tested on `data`, or cross-validated inside
    `data`. The layer is `layer`, or the best on `choose`, or else that of cross-validation in what is fitted.
    """
    vectors, labels = _labelled(checkpoint, data, mode)
    known = None if fit is None else _labelled(checkpoint, fit, mode)
    if choose is not None:
        fitted, fitted_labels = known or (None, ())
        layer = sense_accuracy.chosen_on(*_labelled(checkpoint, choose, mode), fitted, fitted_labels)
    if known is None:
        result = sense_accuracy.cross_tested(vectors, labels, layer)
    else:
        result = sense_accuracy.fitted_and_tested(*known, vectors, labels, layer)
    layers = [
        {
            "layer": row.layer,
            "centroid": _share(row.centroid),
            "probe": _share(row.probe),
            "validation": {
                "centroid": _round(row.validation_centroid),
                "probe": _round(row.validation_probe),
            },
        }
        for row in result.layers
    ]
    return {
        "task": "senses",
        "mode": mode,
        "layer": result.layer,
        "n": result.n,
        "majority": _round(result.majority),
        "centroid": _share(result.centroid),
        "probe": _share(result.probe),
        "fit_n": len(fit) if fit is not None else None,
        "layers": layers,
    }


def homonyms(
    checkpoint: Checkpoint,
    data: Homonyms,
    fit: Homonyms | None,
    mode: Mode,
    layer: int | None = None,
    choose: Homonyms | None = None,
) -> Line:
    """Accuracy of telling the senses of many words apart, each word by judges of its own (homonyms.py)."""
    spaces, known, chosen_on = (
        None if rows is None else {word: _labelled(checkpoint, rows[word], mode) for word in rows}
        for rows in (data, fit, choose)
    )
    assert spaces is not None
    if chosen_on is not None:
        layer = homonym.chosen_on(chosen_on, known)
    result = homonym.accuracy(spaces, known, layer)
    return {
        "task": "homonyms",
        "mode": mode,
        "layer": result.layer,
        "n": result.probe.n,
        "chance": _round(result.chance),
        "majority": _round(result.majority),
        "centroid": _share(result.centroid),
        "probe": _share(result.probe),
        "fit_n": None if fit is None else sum(map(len, fit.values())),
        "words": {
            row.word: {
                "n": row.probe.n,
                "senses": row.senses,
                "majority": _round(row.majority),
                "centroid": _share(row.centroid),
                "probe": _share(row.probe),
            }
            for row in result.words
        },
    }


def decisions(checkpoint: Checkpoint, data: Homonyms, mode: Mode) -> Line:
    """How many of the senses that the page on senses names are right (shown_decisions.py), step by step."""
    result = shown_decisions.decisions(checkpoint, data, mode)
    wrong = [
        {"sentence": a.marked.bracketed, "sense": a.sense, "said": a.said, "step": a.step}
        for a in result.answers
        if a.said != a.sense
    ]
    return {
        "task": "decisions",
        "mode": mode,
        "n": result.judge.n,
        "right": result.judge.n - len(wrong),
        "least_squares": _share(result.judge),
        "centroid": _share(result.centroid),
        "steps": {
            step: None if share is None else {"n": share.n, **_share(share)}
            for step, share in result.steps.items()
        },
        "layers": {a.marked.word: a.layer for a in result.answers},
        "wrong": wrong,
    }


def repeated(checkpoint: Checkpoint, n: int, seed: int = 0) -> Line:
    """How often a continuation of a neutral prompt says the same four tokens again (repetition.py): at full
    length, and as a reader sees it, where a text may end.
    """
    full, ending = (
        repetition.measure(checkpoint.model, checkpoint.tokenizer, n, seed, may_end)
        for may_end in (False, True)
    )
    return {
        "task": "repetition",
        "n": n,
        "temperature": repetition.TEMPERATURE,
        "tokens": repetition.TOKENS,
        **_repeating(full.repeating),
        "ending": {"mean_tokens": _round(ending.mean_tokens), **_repeating(ending.repeating)},
    }


def _repeating(share: Share) -> Line:
    return {"share": _round(share.accuracy), "low": _round(share.low), "high": _round(share.high)}


def wic(
    checkpoint: Checkpoint,
    data: Sequence[WordPair],
    fit: Sequence[WordPair] | None,
    mode: Mode,
    layer: int | None = None,
) -> Line:
    """Accuracy of one cosine threshold, chosen on `fit`, or cross-validated inside `data`."""
    tested = _paired(checkpoint, data, mode)
    if fit is None:
        rule, share = pairs.cross_tested(*tested, layer)
    else:
        rule = pairs.fit(*_paired(checkpoint, fit, mode), layer)
        share = pairs.accuracy(rule, *tested)
    same = float(tested[2].mean())
    return {
        "task": "wic",
        "mode": mode,
        "layer": rule.layer,
        "n": share.n,
        "threshold": _round(rule.threshold),
        **_share(share),
        "majority": _round(max(same, 1 - same)),
    }


def analogies(checkpoint: Checkpoint, data: Sequence[Analogy]) -> Line:
    """The analogies on W_E."""
    return analogies_in(word_table(checkpoint.model, checkpoint.tokenizer), data)


def analogies_in(raw: WordTable, data: Sequence[Analogy]) -> Line:
    """top-1, top-5 and mean rank of each category; the plain keys are 3CosAdd, question words excluded,
    raw.
    """
    tables = dict(zip(SPACES, (raw, raw.without_common_directions()), strict=True))
    groups: dict[str, list[Analogy]] = {}
    for item in data:
        groups.setdefault(item.category, []).append(item)
    return {
        "task": "analogies",
        "candidates": len(raw.words),
        "categories": {
            name: _category(tables, [item.words for item in items]) for name, items in groups.items()
        },
    }


def similarity(checkpoint: Checkpoint, data: Sequence[RatedPair]) -> Line:
    """Rank correlation of cosines with human scores, on W_E raw and without its common directions."""
    raw = word_table(checkpoint.model, checkpoint.tokenizer)
    words, scores = [(pair.first, pair.second) for pair in data], [pair.score for pair in data]
    first, second = (
        similarities.rank_correlation(table, words, scores)
        for table in (raw, raw.without_common_directions())
    )
    return {
        "task": "similarity",
        "n": first.n,
        "coverage": _round(first.coverage),
        "spearman": _round(first.spearman),
        "centred": {"spearman": _round(second.spearman)},
    }


def perplexity(checkpoint: Checkpoint, texts: Sequence[str], mode: Mode) -> Line:
    """Bits per character."""
    result = perplexities.bits_per_character(checkpoint.model, checkpoint.tokenizer, texts, mode)
    return {
        "task": "perplexity",
        "mode": mode,
        "n_characters": result.n_characters,
        "bits_per_character": _round(result.bits_per_character),
        "n_texts": result.n_texts,
        "n_tokens": result.n_tokens,
        "bits_per_token": _round(result.bits / result.n_tokens),
    }


def lengths(checkpoint: Checkpoint, texts: Sequence[str]) -> Iterator[Line]:
    """Bits per token early and late in rows of the whole context; nothing for texts too short for one row."""
    edges = [edge for edge in _EDGES if edge <= checkpoint.config.context]
    if len(edges) < 2:
        return
    found = perplexities.bits_by_position(checkpoint.model, checkpoint.tokenizer, texts, edges)
    if found:
        names = (f"{a}-{b - 1}" for a, b in itertools.pairwise(edges))
        yield {"task": "lengths", "bits_per_token": dict(zip(names, map(_round, found), strict=True))}


def words(checkpoint: Checkpoint) -> Iterator[Line]:
    """Kinship, plural and numbers on W_E (claims.py), raw and without its common directions; what the
    vocabulary has no words for is left out.
    """
    raw = word_table(checkpoint.model, checkpoint.tokenizer)
    tables = zip(SPACES, (raw, raw.without_common_directions()), strict=True)
    for space, table in tables:
        if kin := claims.kinship(table):
            means = {name: _round(v) for name, v in asdict(kin).items() if name != "n"}
            yield {"task": "kinship", "space": space, "n": kin.n, **means}
        if plural := claims.plural(table):
            rho = plural.numbers.spearman if plural.numbers else None
            share = {"n": plural.pairs.n, **_share(plural.pairs)}
            yield {"task": "plural", "space": space, **share, "numbers_spearman": _round(rho)}


def heads(checkpoint: Checkpoint, mode: Mode) -> Iterator[Line]:
    """Which head does most of each job on our own sentences, and how often one finds the cue of 배.

    Nothing when a sentence is too long for the model's context.
    """
    model, tokenizer = checkpoint.model, checkpoint.tokenizer
    try:
        named = claims.named_heads(model, tokenizer, mode)
    except LmcoreError:
        return
    chosen, share = claims.cue_head(model, tokenizer, mode)
    cue = {"layer": chosen.layer, "head": chosen.head, "n": share.n, **_share(share)}
    jobs = {
        job: {"layer": head.layer, "head": head.head, "share": _round(head.value)}
        for job, head in named.items()
    }
    yield {"task": "heads", "mode": mode, "jobs": jobs, "cue": cue}


def _labelled(
    checkpoint: Checkpoint, rows: Sequence[LabelledWord], mode: Mode
) -> tuple[np.ndarray, list[str]]:
    words = [row.marked for row in rows]
    return word_vectors(checkpoint.model, checkpoint.tokenizer, words, mode), [row.sense for row in rows]


def _paired(
    checkpoint: Checkpoint, rows: Sequence[WordPair], mode: Mode
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    words = [row.first for row in rows] + [row.second for row in rows]
    vectors = word_vectors(checkpoint.model, checkpoint.tokenizer, words, mode)
    return vectors[: len(rows)], vectors[len(rows) :], np.array([row.same for row in rows])


def _category(tables: Mapping[Space, WordTable], items: Sequence[tuple[str, str, str, str]]) -> Line:
    kept = [items[i] for i in covered(items, tables["raw"])]
    plain = _scores(tables["raw"], kept)
    return {
        "n": len(kept),
        "coverage": _round(len(kept) / len(items)),
        **plain,
        "included": _scores(tables["raw"], kept, exclude=False),
        "multiply": _scores(tables["raw"], kept, "multiply"),
        "centred": {
            **_scores(tables["centred"], kept),
            "included": _scores(tables["centred"], kept, exclude=False),
            "multiply": _scores(tables["centred"], kept, "multiply"),
        },
    }


def _scores(
    table: WordTable, items: Sequence[Sequence[str]], rule: analogy.Rule = "add", exclude: bool = True
) -> Line:
    found = analogy.summary(analogy.ranks(table, items, rule, exclude))
    if found is None:
        return {"top1": None, "top5": None, "mean_rank": None}
    return {"top1": _round(found.top1), "top5": _round(found.top5), "mean_rank": _round(found.mean_rank)}


def _share(share: Share) -> Line:
    return {name: _round(value) for name, value in asdict(share).items() if name != "n"}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
