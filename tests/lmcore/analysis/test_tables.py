"""Tables as spreadsheets and programs write them; Python's own csv module writes what is expected."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmcore.analysis import files, tables
from lmcore.errors import LmcoreError
from tests import odd

PATH = Path("table.tsv")
CELLS = st.text(st.sampled_from("가배a\"', .\n1"), min_size=1, max_size=8).map(str.strip).filter(bool)
HEADER = ("a", "b")
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4).map(lambda rows: [HEADER, *rows])
SENSES = "sense\tsentence\nfruit\t겨울 [배]가 달다.\nbelly\t[배]가 아프다.\n"
GOOD = {
    files.read_senses: SENSES,
    files.read_homonyms: "word\tsense\tsentence\n눈\teye\t[눈]이 크다.\n눈\tsnow\t[눈]이 온다.\n",
    files.read_pairs: '{"s1": "[배]", "s2": "[배]", "label": 1}\n{"s1": "[배]", "s2": "[배]", "label": 0}\n',
    files.read_analogies: ": family\n남자 여자 아버지 어머니\n: 가족\na b c d\n",
    files.read_rated_pairs: "word1\tword2\tscore\n배\t사과\t7.5\n배\t강\t2\n",
    files.read_texts: "배가 아프다.\n배를 탔다.\n",
}


def cells(text):
    return [row.cells for row in tables.rows(text, PATH)]


@given(ROWS)
def test_a_csv_file_is_read_as_it_was_written(rows):
    """Whatever stands in the cells: marks, commas, line ends."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    assert cells(written.getvalue()) == rows


@given(ROWS)
def test_a_table_packed_throughout_is_unpacked(rows):
    written = io.StringIO()
    csv.writer(written, "excel-tab", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert cells(written.getvalue()) == rows


@given(ROWS)
def test_excels_text_is_unpacked_where_it_packs(rows):
    """Excel packs a cell that holds a quotation mark, a comma, a tab or a line end, and no other."""

    def packed(cell):
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\t\n') else cell

    assert cells("\n".join("\t".join(map(packed, row)) for row in rows)) == rows


def test_a_sentence_keeps_its_own_quotation_marks():
    assert cells('sense\tsentence\na\t"[배]가 아파."\nb\t"[배]가" 아파\nc\t"[배]가') == [
        ("sense", "sentence"), ("a", '"[배]가 아파."'), ("b", '"[배]가" 아파'), ("c", '"[배]가'),
    ]  # fmt: skip


def test_lines_are_counted_through_cells_of_several_lines():
    rows = list(tables.rows('a\tb\n"c\nd"\te\n\nf\tg', PATH))
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("a", "b")), (2, ("c\nd", "e")), (5, ("f", "g")),
    ]  # fmt: skip


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\t\t\n"),
    lambda text: text.replace("\t", ","),
    lambda text: text.replace("겨울 [배]가 달다.", '"겨울 [배]가, 달다."'),
])  # fmt: skip
def test_what_a_spreadsheet_leaves_behind_does_not_matter(change):
    assert [row.sense for row in files.parse_senses(change(SENSES), PATH)] == ["fruit", "belly"]


def test_a_huge_cell_is_named_by_its_line():
    with pytest.raises(LmcoreError) as caught:
        files.parse_senses(SENSES + "belly\t[배]" + "가" * tables.LONGEST_FIELD, PATH)
    assert caught.value.values["number"] == 4
    assert caught.value.values["reason"].code == "files.long"


@pytest.mark.parametrize("written", ["nan", "inf", "1_000", "١", "１", "0x1", "1e999", "", "-", "1,5"])
def test_what_other_programs_read_as_no_number_is_none(written):
    with pytest.raises(ValueError):
        tables.number(written)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read(value):
    assert tables.number(repr(value)) == value


def test_deep_json_is_a_broken_line(tmp_path):
    (tmp_path / "deep.jsonl").write_text("[" * 100_000)
    with pytest.raises(LmcoreError) as caught:
        files.read_pairs(tmp_path / "deep.jsonl")
    assert caught.value.code == "files.line"


def test_a_file_larger_than_is_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 2**20)
    (tmp_path / "large.txt").write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(LmcoreError) as caught:
        files.read_texts(tmp_path / "large.txt")
    assert caught.value.code == "files.large"


@pytest.mark.parametrize("cases", odd.CASES)
@pytest.mark.parametrize("read", GOOD, ids=lambda read: read.__name__)
def test_whatever_is_in_the_file_there_is_a_result_or_a_reason(read, cases, tmp_path):
    def check(data):
        path = tmp_path / "file"
        path.write_bytes(data)
        try:
            assert read(path)
        except LmcoreError as error:
            assert error.code.startswith("files.")
            assert str(error)

    odd.every(cases, check, data=odd.files(GOOD[read]))
