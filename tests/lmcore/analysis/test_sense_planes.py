"""Pictures of a word's vectors: axes are those of the textbook, corners are those of a polygon."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from lmcore.analysis.classifiers import unit
from lmcore.analysis.sense_planes import aligned, corners, principal_plane, second_axes


def test_a_plane_is_that_of_the_principal_components():
    draw = np.random.default_rng(1)
    points = draw.normal(size=(50, 6)) * [5, 3, 1, 1, 1, 1]
    plane = principal_plane(points)
    assert np.allclose(plane.axes @ plane.axes.T, np.eye(2))
    variance = plane.project(points).var(0)
    assert np.allclose(variance / points.var(0).sum(), plane.explained)
    assert plane.explained[0] > plane.explained[1] > 0.1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_words_still_have_a_plane(n):
    points = np.random.default_rng(2).normal(size=(n, 5))
    plane = principal_plane(points)
    assert np.isfinite(plane.project(points)).all()
    assert sum(plane.explained) == pytest.approx(1.0 if n > 1 else 0.0)


def test_turning_planes_towards_each_other_keeps_distances_and_shares():
    draw = np.random.default_rng(3)
    layers = [unit(draw.normal(size=(20, 6))) for _ in range(4)]
    planes = [principal_plane(layer) for layer in layers]
    turned = aligned(planes, layers)
    for before, after, layer in zip(planes, turned, layers, strict=True):
        assert np.allclose(pdist(before.project(layer)), pdist(after.project(layer)))
        variance = after.project(layer).var(0) / layer.var(0).sum()
        assert np.allclose(variance, after.explained)
    gaps = [
        np.linalg.norm(p.project(a) - q.project(b))
        for planes in (turned, planes)
        for p, q, a, b in zip(planes, planes[1:], layers, layers[1:], strict=False)
    ]
    assert all(new <= old + 1e-9 for new, old in zip(gaps[:3], gaps[3:], strict=True)) or sum(gaps[:3]) < sum(
        gaps[3:]
    )


@pytest.mark.parametrize("senses", [2, 3, 4, 6])
def test_corners_are_evenly_spread_and_senses_without_a_winner_lie_in_the_middle(senses):
    places = corners(senses)
    assert np.allclose(np.linalg.norm(places, axis=1), 1)
    assert np.allclose(places.mean(0), 0)
    assert len(np.unique(places.round(6), axis=0)) == senses


def test_two_senses_lie_left_and_right():
    assert np.allclose(corners(2), [[-1, 0], [1, 0]])


def test_the_second_axis_is_the_widest_across_the_first_and_keeps_its_sign():
    draw = np.random.default_rng(4)
    spread = np.array([9, 4, 1, 1, 1])
    layer = draw.normal(size=(300, 5)) * spread
    first = np.eye(5)[0] * 3
    layers = [layer, layer * [1, -1, 1, 1, 1]]  # the second layer mirrors the axis that is found
    axes = second_axes(layers, [first, first])
    for axis in axes:
        assert abs(axis @ first) < 1e-9
        assert abs(axis[1]) > 0.99
    assert (layers[0] @ axes[0]) @ (layers[1] @ axes[1]) > 0
