"""What a recipe keeps of a corpus."""

import json
import lzma
from pathlib import Path

import pytest

from lmcore.errors import LmcoreError
from lmcore.training import corpus
from lmcore.training.corpus import Recipe, Source


def source(tmp_path: Path, lines: list[str], name: str = "a") -> Source:
    path = tmp_path / f"{name}.txt.xz"
    path.write_bytes(lzma.compress("\n".join(lines).encode()))
    return Source(name, path, "everyday", "CC0", "")


def test_manifest_is_read(tmp_path: Path):
    made = source(tmp_path, ["하나", "", " 둘 "])
    entry = {"name": "a", "file": made.path.name, "role": "everyday", "licence": "CC0", "attribution": ""}
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"sources": [entry]}))
    assert corpus.read_sources(tmp_path) == [made]
    assert list(made.lines()) == ["하나", "둘"]


def test_missing_files_are_named(tmp_path: Path):
    with pytest.raises(LmcoreError) as caught:
        corpus.read_sources(tmp_path)
    assert caught.value.code == "corpus.manifest"
    (tmp_path / "MANIFEST.json").write_text(
        '{"sources": [{"name": "a", "file": "gone.txt", "role": "x", "licence": "y"}]}'
    )
    with pytest.raises(LmcoreError, match=r"gone\.txt"):
        corpus.read_sources(tmp_path)


def test_share_keeps_an_even_part(tmp_path: Path):
    made = source(tmp_path, [str(n) for n in range(100)])
    kept = list(Recipe({}, share={"a": 0.4}).select(made))
    assert len(kept) == 40
    assert {int(line) // 10 for line in kept} == set(range(10))


def test_left_out_sentences_are_not_seen(tmp_path: Path):
    tsv = tmp_path / "dev.tsv"
    tsv.write_text("sense\tsentence\nbelly\t[배]가 고프다.\n", encoding="utf-8")
    jsonl = tmp_path / "wic.jsonl"
    jsonl.write_text(
        json.dumps({"s1": "[눈]이 온다.", "label": "True"}, ensure_ascii=False), encoding="utf-8"
    )
    left_out = corpus.sentences_of([tsv, jsonl])
    made = source(tmp_path, ["배가 고프다.", "눈이 온다.", "밤이 길다."])
    assert list(Recipe({}).select(made, left_out)) == ["밤이 길다."]
    glossed = source(tmp_path, ["배=몸\t배가 {고프다}.", "배=몸\t배가 {아프다}."], name="glossed")
    assert list(Recipe({}).select(glossed, left_out)) == ["배=몸\t배가 {아프다}."]


def test_written_and_labelled_files_are_sources_of_their_own(tmp_path: Path):
    for name in ("written/bae_belly.txt", "written/a.txt", "written/README.md", "labelled/real.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("배=몸\t배가 {아프다}.\n", encoding="utf-8")
    found = corpus.own_sources(tmp_path)
    assert [(made.name, made.role) for made in found] == [
        ("written_a", "written"),
        ("written_bae_belly", "written"),
        ("labelled_real", "labelled"),
    ]
    assert found[2].licence == "CC BY-SA 4.0"
    assert all(Recipe.read().repeat_of(made) >= 1 for made in [*found, *corpus.own_sources()])


def test_at_most_two_paraphrases_of_a_group_are_kept():
    group = [
        f"내일 반품할 노트북이 삼성인지 엘지인지 {ending}"
        for ending in ("알려줘", "말해줘", "확인해줘", "봐줘")
    ]
    assert list(corpus.at_most_two_alike([*group, "다용도 선반이 원목인가요?"])) == [
        *group[:2],
        "다용도 선반이 원목인가요?",
    ]


def test_times_are_limited_and_other_senses_are_not():
    times = ["인구가 두 배 늘었다.", "속도가 3배 빠르다.", "값이 수십 배 올랐다."]
    others = ["배가 항구를 떠났다.", "배가 고프다.", "두 배나무를 심었다."]
    assert list(corpus.limit_times(times + others, 1)) == [times[0], *others]


def test_the_committed_recipe_reads_every_role_of_the_supplement():
    recipe = Recipe.read()
    own = Source("supplement", Path("supplement.txt.xz"), "supplement", "MIT", "")
    assert recipe.repeat_of(own) >= 1
    assert recipe.times_limit["kowiki_bae_all"] <= 1500


def test_a_source_of_its_own_name_overrules_its_role(tmp_path: Path):
    recipe = Recipe({"everyday": 1, "a": 4})
    assert recipe.repeat_of(source(tmp_path, ["x"])) == 4
    assert recipe.repeat_of(source(tmp_path, ["x"], name="b")) == 1
