"""A word in several sentences as the bytes from which the browser draws where each lands, layer by layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dashboard.components.base.payload import pack
from lmcore.analysis.classifiers import unit
from lmcore.analysis.occurrences import Occurrence
from lmcore.analysis.sense_planes import aligned, corners, principal_plane
from lmcore.analysis.senses import SenseSpace
from lmcore.analysis.words import MarkedWord
from lmcore.config import Mode

MODES: Final[tuple[Mode, ...]] = ("bidirectional", "causal")


@dataclass(frozen=True)
class Reading:
    """The reader's words under one mask: `vectors` (word, layer, d_model); `space` where examples are
    labelled.
    """

    vectors: np.ndarray
    space: SenseSpace | None


def senses_payload(
    word: str,
    sentences: Sequence[int],
    occurrences: Sequence[Occurrence],
    embeddings: np.ndarray,
    readings: Mapping[Mode, Reading],
    texts: Mapping[str, str],
    channel: Mapping[str, Any] | None = None,
) -> bytes:
    """Everything the component draws, as one value (see components/base/payload.py).

    Arrays, for M = 2 masks (bidirectional, causal), P words, E examples, L layers (0 … n_layers), S senses:
    `places` (M, P, L, 2) on each layer's principal plane, `explained` (M, L, 2) the share of variance along
    its axes; `between` (M, L, P, P) cosines between the words' vectors, `between_centred` the same around the
    origin; `embedding` (P, P) cosines between their rows of W_E. With labelled examples also `scores` and
    `to_senses` (M, P, L, S), the judge's scores and the cosines with the centroids; `seats` (M, P, L, 2) on
    the axes of the senses and `corners` (S, 2), where a sense's own words would lie; `settled` (M, P), the
    layer from which on the sense stays; `example_places` and `example_seats` (M, E, L, 2), these by what the
    judge says of an example that it has not seen; `thresholds` (M, L, 2), the margins of a sure and a likely
    decision, infinite where there is none; `reliability` (M, L, 3), accuracy, low and high; `bands`
    (M, L, 3, 2), examples of each step and how many were right (see lmcore.analysis.sense_calibration).

    Args:
        word: what the sentences were searched for.
        sentences: number, from 1, of the sentence each occurrence stands in.
        occurrences: the words, in reading order.
        embeddings: (word, d_model), the mean of each word's rows of W_E.
        readings: both masks.
        texts: the strings of the component in the reader's language.
        channel: what the browser needs to keep its view in the URL (see dashboard/view/channel.py).
    """
    spaces = [readings[mode].space for mode in MODES]
    first = spaces[0]
    header: dict[str, Any] = {
        "word": word,
        "points": _points(sentences, occurrences),
        "examples": [],
        "senses": [],
        "layer": readings["bidirectional"].vectors.shape[1] - 1,
        "texts": dict(texts),
        "channel": dict(channel or {}),
    }
    arrays = _stacked([_of_readers_words(readings[mode]) for mode in MODES])
    if first is not None:
        header["senses"] = list(first.senses)
        header["examples"] = [
            _marked(item.marked) | {"sense": first.senses.index(item.sense)} for item in first.examples
        ]
        header["layer"] = first.best_layer
        arrays |= _stacked([_of_examples(readings[mode]) for mode in MODES])
        arrays["corners"] = corners(len(first.senses))
    arrays["embedding"] = _cosines(embeddings)
    return pack(header, {name: array.astype(np.float32) for name, array in arrays.items()})


def _points(sentences: Sequence[int], occurrences: Sequence[Occurrence]) -> list[dict[str, Any]]:
    """Label, text and tokens of each word. Words with equal `prefix` number look alike to a causal mask."""
    prefixes = list(dict.fromkeys(item.prefix for item in occurrences))
    points = []
    for index, item in enumerate(occurrences):
        same = [i for i, number in enumerate(sentences) if number == sentences[index]]
        letter = "abcdefghijklmnopqrstuvwxyz"[same.index(index) % 26] if len(same) > 1 else ""
        points.append(
            _marked(item.marked)
            | {
                "label": f"{sentences[index]}{letter}",
                "pieces": [token.piece for token in item.tokens],
                "ids": item.ids,
                "position": len(item.prefix),
                "prefix": prefixes.index(item.prefix),
                "before": item.marked.text[: item.marked.start],
            }
        )
    return points


def _marked(marked: MarkedWord) -> dict[str, Any]:
    return {"text": marked.text, "start": marked.start, "end": marked.end}


def _of_readers_words(reading: Reading) -> dict[str, np.ndarray]:
    vectors, space = reading.vectors.astype(np.float64), reading.space
    if space is not None:
        directions = space.directions(vectors)
        planes, places = space.planes, space.project(vectors)
    else:  # without labels the plane is that of the reader's own words
        directions = unit(vectors - vectors.mean(0))
        layers = [directions[:, i] for i in range(directions.shape[1])]
        planes = aligned([principal_plane(layer) for layer in layers], layers)
        places = np.stack([plane.project(layer) for plane, layer in zip(planes, layers, strict=True)], axis=1)
    by_layer = vectors.transpose(1, 0, 2)
    return {
        "places": places,
        "explained": np.array([plane.explained for plane in planes]),
        "between": np.stack([_cosines(layer) for layer in by_layer]),
        "between_centred": np.stack([_cosines(layer) for layer in directions.transpose(1, 0, 2)]),
    }


def _of_examples(reading: Reading) -> dict[str, np.ndarray]:
    space = reading.space
    assert space is not None
    scores, calibrations = space.scores(reading.vectors), space.calibrations
    return {
        "scores": scores,
        "to_senses": space.cosines(reading.vectors),
        "seats": space.seats(reading.vectors, scores),
        "settled": np.array(space.settled(reading.vectors)),
        "example_places": space.project(space.vectors),
        "example_seats": space.seats(space.vectors, space.unseen),
        "thresholds": np.array([(c.sure, c.maybe) for c in calibrations]),
        "reliability": np.array(
            [(c.accuracy.accuracy, c.accuracy.low, c.accuracy.high) for c in calibrations]
        ),
        "bands": np.array([[(band.n, band.right) for band in c.bands] for c in calibrations]),
    }


def _cosines(vectors: np.ndarray) -> np.ndarray:
    directions = unit(vectors.astype(np.float64))
    return np.clip(directions @ directions.T, -1, 1)


def _stacked(parts: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.stack([part[name] for part in parts]) for name in parts[0]}
