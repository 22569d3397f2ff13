"""Vectors that somebody else trained: what is read, and what is said of what is not."""

import gzip
import tracemalloc
import unicodedata

import numpy as np
import pytest

from lmcore.analysis import vector_files
from lmcore.analysis.vector_files import read_vectors
from lmcore.errors import LmcoreError
from tests import odd

WORDS = frozenset({"배", "사과", "새 해"})
GOOD = "4 3\n배 1 2 3\n나무 4 5 6\n사과 -1e-2 .5 7\n새 해 0 0 1\n"
VECTORS = {"배": (1, 2, 3), "사과": (-0.01, 0.5, 7), "새 해": (0, 0, 1)}


def check_good(data):
    found = read_vectors(data, WORDS)
    assert {word: tuple(row) for word, row in zip(found.words, found.vectors, strict=True)} == VECTORS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_encoding_line_end_and_archive_is_read(encoding, end, pack):
    check_good(pack(GOOD.replace("\n", end).encode(encoding)))


@pytest.mark.parametrize(
    "text",
    [
        GOOD.partition("\n")[2],
        GOOD.replace("\n", "\n\n"),
        GOOD.replace("\n", " \n"),
        GOOD.replace("배 1", "배\t1"),
        unicodedata.normalize("NFD", GOOD),
    ],
)
def test_other_ways_to_write_the_same(text):
    check_good(text.encode())


def test_a_path_is_read_as_bytes_are(tmp_path):
    (tmp_path / "vectors.vec").write_text(GOOD, "utf-8")
    check_good(tmp_path / "vectors.vec")


@pytest.mark.parametrize(
    ("data", "code", "number"),
    [
        (b"", "none", None),
        ("강 1 2\n".encode(), "none", None),
        (b"3 \xc2\xb2\n", "size", 1),
        ("9 2\n배 1\n".encode(), "columns", 2),
        ("9 2\n\n배 1 x\n".encode(), "number", 3),
        ("배 1 1_0\n".encode(), "number", 1),
        ("배 1 １\n".encode(), "number", 1),
        ("배 1 nan\n".encode(), "finite", 1),
        ("강 1 1\n배 1 1e999\n".encode(), "finite", 2),
        (b"1 99999\na 1 2\n", "size", 2),
        (b"a 1 2\nb\xff 1 2\n" * 40, "binary", 2),
        (b"a " + b"1" * vector_files.LONGEST_LINE, "binary", 1),
        (gzip.compress(GOOD.encode() * 9)[:-30], "damaged", None),
        (b"\x1f\x8b", "damaged", 1),
        (b"\x1f\x8bnonsense", "damaged", 1),
        (gzip.compress(GOOD.encode())[:20] + b"?" * 40, "damaged", None),
        (b"PK\3\4\0\0\0\0", "binary", 1),
    ],
)
def test_a_broken_file_is_named_by_its_line(data, code, number):
    with pytest.raises(LmcoreError) as caught:
        read_vectors(data, WORDS)
    assert caught.value.code == f"vectors.{code}"
    assert number is None or caught.value.values["number"] == number


@pytest.mark.parametrize("what", [b"\n", b"a 1 2\n", b"0 "])
def test_an_archive_that_unfolds_without_end_is_left_early_and_in_little_memory(what, monkeypatch):
    monkeypatch.setattr(vector_files, "MOST_UNPACKED", 2**16)
    bomb = gzip.compress(what * (2**19 // len(what)))
    tracemalloc.start()
    with pytest.raises(LmcoreError) as caught:
        read_vectors(bomb, WORDS)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code in ("vectors.bomb", "vectors.binary")
    assert most < 2**19


def test_random_numbers_come_back_as_numpy_wrote_them(tmp_path):
    table = np.random.default_rng(0).normal(size=(3, 5)) * 1e3
    np.savetxt(tmp_path / "table", table, fmt="%.17g")
    rows = (tmp_path / "table").read_text().splitlines()
    text = "\n".join(f"{word} {row}" for word, row in zip(sorted(WORDS), rows, strict=True))
    found = read_vectors(text.encode(), WORDS)
    np.testing.assert_array_equal(found.vectors, table)


@pytest.mark.parametrize("cases", odd.CASES)
def test_whatever_the_bytes_there_are_finite_vectors_or_a_reason(cases):
    def check(data):
        try:
            found = read_vectors(data, WORDS)
        except LmcoreError as error:
            assert error.code.startswith("vectors.")
        else:
            assert set(found.words) <= WORDS
            assert np.isfinite(found.vectors).all()

    odd.every(cases, check, data=odd.files(GOOD))
