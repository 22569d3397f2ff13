"""Maps of W_E: computed in a process, kept whole on disk, known by their weights."""

import numpy as np
import pytest

from dashboard.work import jobs, maps

PATIENT = 300


class Link(list):
    """Keeps what is said of the progress."""

    progress = list.append


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DOTBOGI_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def clusters():
    """Two groups of rows, each around a direction of its own."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(2, 24)).repeat(40, 0)
    return (centres + 0.1 * random.normal(size=centres.shape)).astype(np.float32)


def test_a_map_is_computed_once_for_everybody(cache, clusters):
    weights = maps.fingerprint(clusters)
    assert maps.load(weights, "tsne") is None
    target = maps.path(weights, "tsne")
    job = jobs.share("test", "slow", maps.compute, clusters, "tsne", target, limits=maps.LIMITS)
    assert job.wait(PATIENT)
    assert job.state == "done", job.error
    found = maps.load(weights, "tsne")
    assert found.shape == (80, 2)
    assert np.abs(found).max() == 1
    spread = max(np.linalg.norm(half - half.mean(0), axis=1).max() for half in (found[:40], found[40:]))
    assert np.linalg.norm(found[:40].mean(0) - found[40:].mean(0)) > spread
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_how_far_it_is_comes_from_the_library(cache, clusters):
    link = Link()
    maps.compute(link, clusters, "tsne", maps.path("x", "tsne"))
    assert len(link) > 3
    assert link == sorted(link)
    assert 0 < link[0] < link[-1] == 1


def test_other_weights_have_another_name(clusters):
    changed = clusters.copy()
    changed[0, 0] += 1e-3
    assert maps.fingerprint(changed) != maps.fingerprint(clusters) == maps.fingerprint(clusters.copy())


@pytest.mark.parametrize("kept", [b"cut off", np.zeros((3, 3)), np.full((3, 2), np.nan)])
def test_a_damaged_map_is_no_map(cache, kept):
    path = maps.path("x", "umap")
    path.parent.mkdir()
    path.write_bytes(kept) if isinstance(kept, bytes) else np.save(path, kept)
    assert maps.load("x", "umap") is None


def test_few_maps_are_kept(cache, clusters, monkeypatch):
    monkeypatch.setattr(maps, "KEPT", 2)
    monkeypatch.setattr(maps, "project", lambda *_: np.zeros((3, 2)))
    for name in "abcd":
        maps.compute(Link(), clusters, "tsne", maps.path(name, "tsne"))
    left = [name for name in "abcd" if maps.load(name, "tsne") is not None]
    assert len(left) == 2
    assert "d" in left


def test_a_folder_that_cannot_be_made_is_replaced(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("DOTBOGI_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert maps.folder().name == "dotbogi"
    assert tmp_path not in maps.folder().parents
