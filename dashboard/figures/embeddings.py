"""Payloads of the embedding page's pictures: numbers for components/embedding_map, one function each.

Every payload has `kind` and `texts` (the component's strings in the reader's language).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from jaxtyping import Float

from dashboard.components.base.payload import pack
from lmcore.analysis.directions import Axis, Outcome
from lmcore.analysis.embeddings import KINDS, Components, Neighbours, Vocabulary
from lmcore.analysis.offsets import Plane, Question, Verdict
from lmcore.analysis.projections import METHODS, Method
from lmcore.analysis.vocabulary import Space, WordTable

SAMPLE: Final = 320
"""Rows of W_E that its small picture shows, evenly spaced."""

LISTED: Final = 8
"""Answers beside the four words of an analogy."""

FIRST_GROUPS: Final = ("kinship", "numbers", "countries", "time", "particles", "endings")
"""Groups in colour on a map that nobody has touched."""

Texts = Mapping[str, str]


def _pack(kind: str, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray], texts: Texts) -> bytes:
    return pack({"kind": kind, "texts": dict(texts), **header}, arrays)


def rows_payload(
    vocabulary: Vocabulary,
    text: str,
    tokens: Sequence[tuple[int, str]],
    first: int,
    texts: Texts,
    channel: Mapping[str, Any] | None = None,
) -> bytes:
    """The lookup (2.10) of a sentence's tokens, given as (id, label); `first` is chosen at the start.

    Arrays: `vectors` float32 (different tokens, d); `image` uint8 (SAMPLE, d), rows of W_E at even distances,
    0 … 255 for −most … most, where 99 % of the values lie within.
    """
    ids = sorted({id for id, _ in tokens})
    place = {id: row for row, id in enumerate(ids)}
    shown = vocabulary.vectors[ids]
    step = max(1, len(vocabulary.names) // SAMPLE)
    sample = vocabulary.vectors[::step]
    most = float(np.quantile(np.abs(sample), 0.99))
    image = np.clip(np.rint(127.5 + 127.5 * sample / most), 0, 255).astype(np.uint8)
    header = {
        "text": text,
        "channel": dict(channel or {}),
        "size": len(vocabulary.names),
        "first": first,
        "most": most,
        "tallest": float(np.abs(shown).max()),
        "step": step,
        "tokens": [
            {
                "id": id,
                "label": label,
                "name": vocabulary.names[id],
                "vector": place[id],
                "norm": float(np.linalg.norm(vocabulary.vectors[id])),
            }
            for id, label in tokens
        ],
    }
    return _pack("rows", header, {"vectors": shown, "image": image}, texts)


def map_payload(
    vocabulary: Vocabulary,
    space: Space,
    components: Components,
    maps: Mapping[Method, Float[np.ndarray, "token 2"]],
    groups: Mapping[str, Sequence[int]],
    labels: Mapping[str, str],
    missing: Sequence[Method],
    texts: Texts,
    channel: Mapping[str, Any] | None = None,
) -> bytes:
    """The whole vocabulary: `pca` float32 (V, 3) and the maps that are ready, scaled to reach 1.

    Without what all rows share, that is the mean and the strongest components, PCA goes on with the next
    ones.

    Arrays besides: `kinds` uint8 (V,), indices of KINDS; `norms` float32 (V,); `members` int32, the rows
    of all groups one after the other.
    """
    first = common_directions(vocabulary) if space == "centred" else 0
    coordinates = components.coordinates[:, first : first + 3]
    arrays = {
        "pca": (coordinates / np.abs(coordinates).max()).astype(np.float32),
        "kinds": np.array([KINDS.index(kind) for kind in vocabulary.kinds], dtype=np.uint8),
        "norms": np.linalg.norm(vocabulary.vectors, axis=1).astype(np.float32),
        "members": np.array([row for rows in groups.values() for row in rows], dtype=np.int32),
    }
    arrays |= {method: maps[method].astype(np.float32) for method in METHODS if method in maps}
    header = {
        "names": vocabulary.names,
        "groups": [
            {"name": name, "label": labels[name], "count": len(rows)} for name, rows in groups.items()
        ],
        "first_groups": [name for name in FIRST_GROUPS if name in groups],
        "space": space,
        "first_component": first + 1,
        "explained": components.explained[first : first + 3].tolist(),
        "missing": list(missing),
        "channel": dict(channel or {}),
    }
    return _pack("map", header, arrays, texts)


def common_directions(vocabulary: Vocabulary) -> int:
    """How many strongest components `WordTable.without_common_directions` takes out: d / 100, rounded."""
    return round(vocabulary.vectors.shape[1] / 100)


def word_payload(
    vocabulary: Vocabulary,
    row: int,
    near: Neighbours,
    cosines: Float[np.ndarray, " token"],
    sentence: Sequence[int],
    kind: str,
    texts: Texts,
) -> bytes:
    """One word beside the map: its `vector` (d,), its `cosines` (V,) with all rows, its neighbours."""
    names = vocabulary.names
    index = {name: at for at, name in enumerate(names)}
    header = {
        "row": row,
        "name": names[row],
        "kind_label": kind,
        "norm": float(np.linalg.norm(vocabulary.vectors[row])),
        "near": [
            {"name": name, "row": index[name], "cosine": float(cosine)}
            for name, cosine in zip(near.names, near.cosines, strict=True)
        ],
        "sentence": [{"name": names[id], "row": id} for id in sentence],
    }
    arrays = {"vector": vocabulary.vectors[row], "cosines": cosines.astype(np.float32)}
    return _pack("word", header, arrays, texts)


def plane_payload(
    table: WordTable, question: Question, plane: Plane, verdict: Verdict, texts: Texts
) -> bytes:
    """The shadows of an analogy's words on its plane, with how far each word is from the plane."""
    index = table.index()
    a, b, c = (table.vectors[index[word]] for word in (question.a, question.b, question.c))
    target = a - b + c
    named = [("b", question.b), ("a", question.a), ("c", question.c)]
    asked = {word for _, word in named}
    if question.right is not None and question.right not in asked:
        named.append(("right", question.right))
        asked.add(question.right)
    named += [("answer", answer.word) for answer in verdict.answers if answer.word not in asked][:LISTED]
    vectors = np.stack([target, *(table.vectors[index[word]] for _, word in named)])
    shadows, off = plane.shadows(vectors), plane.distances(vectors)
    away = np.linalg.norm(vectors - target, axis=1)
    points = [
        {"role": role, "name": name, "x": float(x), "y": float(y), "off": float(far), "away": float(gap)}
        for (role, name), (x, y), far, gap in zip([("target", ""), *named], shadows, off, away, strict=True)
    ]
    return _pack("plane", {"points": points}, {}, texts)


def line_payload(table: WordTable, axis: Axis, outcome: Outcome, texts: Texts) -> bytes:
    """Every word's coordinate on an axis, `at` float32 in increasing order, and the claims checked."""
    at = axis.coordinates(table)
    order = np.argsort(at, kind="stable")
    header = {
        "words": [table.words[row] for row in order],
        "plus": axis.plus,
        "minus": axis.minus,
        "rows": [*_order_rows(outcome), *_pair_rows(outcome)],
    }
    return _pack("line", header, {"at": at[order].astype(np.float32)}, texts)


def _pair_rows(outcome: Outcome) -> list[dict[str, Any]]:
    ordered = sorted(outcome.pairs, key=lambda pair: pair.low_at - pair.high_at)
    return [
        {
            "label": f"{pair.low} → {pair.high}",
            "points": [{"name": pair.low, "at": pair.low_at}, {"name": pair.high, "at": pair.high_at}],
            "right": pair.right,
            "held_out": pair.held_out,
        }
        for pair in ordered
    ]


def _order_rows(outcome: Outcome) -> list[dict[str, Any]]:
    rows = []
    for order in outcome.orders:
        for place, (word, at, held_out) in enumerate(zip(order.words, order.at, order.held_out, strict=True)):
            before = order.at[place - 1] if place else None
            rows.append(
                {
                    "label": word,
                    "points": [{"name": word, "at": at}],
                    "from": before,
                    "right": before is None or before < at,
                    "held_out": held_out,
                }
            )
    return rows
