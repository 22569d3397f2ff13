"""The command line: one line of JSON for each result, one line of English for each mistake."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lmcore.analysis.files import LabelledWord, halves, read_senses
from lmcore.analysis.words import parse_marked
from lmcore.cli import main

SENSES = [
    ("belly", "[배]가 아프다."), ("belly", "나는 어제 [배]가 아프다."), ("belly", "학생들이 [배]가 아프다."),
    ("ship", "[배]가 항구를 떠난다."), ("ship", "어제 [배]가 떠난다."), ("ship", "어머니가 [배]를 읽는다."),
    ("times", "두 [배] 증가했다."), ("times", "책을 두 [배] 읽는다."), ("times", "밥을 두 [배] 먹었다."),
]  # fmt: skip
SHARE = {"accuracy", "low", "high"}


def senses_file(path: Path, rows=SENSES) -> Path:
    path.write_text("sense\tsentence\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    return path


def pairs_file(path: Path) -> Path:
    rows = [
        {"target": "배", "s1": first, "s2": second, "label": str(a == b)}
        for a, first in SENSES[::2]
        for b, second in SENSES[1::2]
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def homonyms_file(path: Path) -> Path:
    rows = [(word, a, b) for word in ("배", "가") for a, b in SENSES]
    text = "".join("\t".join(row) + "\n" for row in rows)
    path.write_text(f"word\tsense\tsentence\n{text}", encoding="utf-8")
    return path


@pytest.fixture
def run(tiny_checkpoint, capsys):
    """`run("senses", "--data", path)`: the lines of JSON."""

    def command(task, *options):
        status = main(["evaluate", task, "--checkpoint", str(tiny_checkpoint), *map(str, options)])
        output = capsys.readouterr()
        assert status == 0, output.err
        return [json.loads(line) for line in output.out.splitlines()]

    return command


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_senses(run, tmp_path, mode):
    data = senses_file(tmp_path / "data.tsv")
    (line,) = run("senses", "--data", data, "--fit", data, "--mode", mode)
    assert line["task"] == "senses"
    assert line["mode"] == mode
    assert line["n"] == len(SENSES)
    assert line["majority"] == pytest.approx(1 / 3, abs=1e-4)
    assert set(line["centroid"]) == set(line["probe"]) == SHARE
    assert [row["layer"] for row in line["layers"]] == [0, 1, 2]
    assert line["probe"] == line["layers"][line["layer"]]["probe"]
    (fixed,) = run("senses", "--data", data, "--fit", data, "--mode", mode, "--layer", 0)
    assert fixed["layer"] == 0
    assert fixed["probe"] == line["layers"][0]["probe"]


def test_senses_without_a_fit_file_are_cross_validated(run, tmp_path):
    (line,) = run("senses", "--data", senses_file(tmp_path / "data.tsv"))
    assert line["n"] == len(SENSES)
    assert line["mode"] == "bidirectional"


def test_half_of_a_file_judges_the_other(run, tmp_path):
    data = senses_file(tmp_path / "data.tsv", SENSES * 2)
    (line,) = run("senses", "--data", data, "--split-half", 0)
    assert line["fit_n"] + line["n"] == 2 * len(SENSES)


@pytest.mark.parametrize("task", ["senses", "homonyms"])
def test_the_layer_is_given_or_last_or_chosen_on_a_file(run, tmp_path, task):
    data = (senses_file if task == "senses" else homonyms_file)(tmp_path / "data.tsv")
    for fit in ((), ("--fit", data)):
        (last,) = run(task, "--data", data, "--layer", "last", *fit)
        (given,) = run(task, "--data", data, "--layer", 2, *fit)
        assert last == given
        assert last["layer"] == 2
        (chosen,) = run(task, "--data", data, "--choose", data, *fit)
        assert run(task, "--data", data, "--layer", chosen["layer"], *fit) == [chosen]


def test_decisions_are_counted_by_step_and_wrong_ones_are_listed(run):
    lines = run("decisions")
    assert [(line["task"], line["mode"], line["n"]) for line in lines] == [
        ("decisions", mode, 38) for mode in ("bidirectional", "causal")
    ]
    for line in lines:
        assert line["right"] == 38 - len(line["wrong"]) == round(38 * line["least_squares"]["accuracy"])
        assert sum(step["n"] for step in line["steps"].values() if step) == 38
        assert all(row["said"] != row["sense"] and "[" in row["sentence"] for row in line["wrong"])


def test_homonyms(run, tmp_path):
    data = homonyms_file(tmp_path / "data.tsv")
    for options in ((), ("--fit", data)):
        (line,) = run("homonyms", "--data", data, "--mode", "causal", *options)
        assert (line["task"], line["mode"], line["n"]) == ("homonyms", "causal", 18)
        assert line["chance"] == line["majority"] == pytest.approx(1 / 3, abs=1e-4)
        assert set(line["probe"]) == set(line["words"]["배"]["centroid"]) == SHARE
        assert [word["n"] for word in line["words"].values()] == [9, 9]
        assert line["fit_n"] == (18 if options else None)


def test_repetition(run):
    (line,) = run("repetition", "-n", 3, "--seed", 1)
    assert (line["task"], line["n"], line["temperature"], line["tokens"]) == ("repetition", 3, 0.7, 40)
    assert line["low"] <= line["share"] <= line["high"]
    assert line["ending"]["mean_tokens"] <= 40


def test_wic(run, tmp_path):
    data = pairs_file(tmp_path / "wic.jsonl")
    for options in ((), ("--fit", data), ("--layer", 1), ("--mode", "causal")):
        (line,) = run("wic", "--data", data, *options)
        assert line["task"] == "wic"
        assert line["n"] == 20
        assert line["low"] <= line["accuracy"] <= line["high"]
        assert -1 <= line["threshold"] <= 1


def test_analogies(run, tmp_path):
    data = tmp_path / "kats.txt"
    data.write_text(
        ": family\n남자 여자 아버지 어머니\n남자 여자 뷁 뷁\n: none\n뷁 뷁 뷁 뷁\n", encoding="utf-8"
    )
    (line,) = run("analogies", "--data", data)
    family, none = line["categories"]["family"], line["categories"]["none"]
    assert (none["n"], none["coverage"], none["top1"], none["mean_rank"]) == (0, 0, None, None)
    if family["n"]:
        assert family["coverage"] == 0.5
        assert family["included"]["mean_rank"] >= family["mean_rank"] >= 1
        assert set(family["centred"]) >= {"top1", "top5", "mean_rank"}


def test_similarity(run, tmp_path):
    data = tmp_path / "pairs.csv"
    data.write_text("word1,word2,score\n배,겨울,1\n배,배,10\n배,뷁,3\n", encoding="utf-8")
    (line,) = run("similarity", "--data", data)
    assert {"task", "n", "coverage", "spearman"} <= set(line)


@pytest.mark.parametrize("mode", ["bidirectional", "causal"])
def test_perplexity(run, tmp_path, mode):
    data = tmp_path / "texts.txt"
    data.write_text("배가 아프다.\n나는 어제 밥을 먹었다.\n", encoding="utf-8")
    (line,) = run("perplexity", "--data", data, "--mode", mode)
    assert (line["task"], line["mode"], line["n_characters"]) == ("perplexity", mode, 20)
    assert line["bits_per_character"] > 0
    (less,) = run("perplexity", "--data", data, "--mode", mode, "--limit", 1)
    assert less["n_characters"] == 7


@pytest.fixture
def few_continuations(monkeypatch):
    monkeypatch.setattr("lmcore.analysis.everything._CONTINUATIONS", 2)


@pytest.mark.usefixtures("few_continuations")
def test_all_runs_what_it_finds(run, tmp_path):
    senses_file(tmp_path / "bae_senses_test.tsv")
    pairs_file(tmp_path / "kobest_wic_train.jsonl")
    pairs_file(tmp_path / "kobest_wic_test.jsonl")
    (tmp_path / "kats_test.txt").write_text(": x\n남자 여자 아버지 어머니\n", encoding="utf-8")
    (tmp_path / "similarity.csv").write_text("배,겨울,1\n배,배,10\n", encoding="utf-8")
    (tmp_path / "perplexity_test.txt").write_text("배가 아프다.\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("not data", encoding="utf-8")
    lines = run("all", "--data-dir", tmp_path)
    tasks = Counter(line["task"] for line in lines)
    assert tasks == {
        "kinship": 2, "repetition": 1, "senses": 2, "wic": 1, "analogies": 1, "similarity": 1,
        "perplexity": 2, "skipped": 3,
    }  # fmt: skip
    assert [line["file"] for line in lines if line["task"] == "skipped"] == [
        "bae_senses_everyday_*.tsv", "homonyms_everyday_*.tsv", "perplexity_everyday_*.txt"
    ]  # fmt: skip
    assert {line["file"] for line in lines if line["task"] == "wic"} == {"kobest_wic_test.jsonl"}


@pytest.mark.usefixtures("few_continuations")
def test_all_tests_everyday_files_and_never_fits_on_them(run, tmp_path):
    senses_file(tmp_path / "bae_senses_everyday_dev.tsv")
    homonyms_file(tmp_path / "homonyms_everyday_dev.tsv")
    (tmp_path / "perplexity_everyday_dev.txt").write_text("배가 아프다.\n", encoding="utf-8")
    alone = run("all", "--data-dir", tmp_path)
    (skipped,) = [line for line in alone if line["task"] == "skipped"]
    assert "to fit on" in skipped["reason"]
    senses_file(tmp_path / "bae_senses_dev.tsv", SENSES[::-1])
    senses_file(tmp_path / "a_senses.tsv", SENSES)
    lines = [line for line in run("all", "--data-dir", tmp_path) if "everyday" in line.get("file", "")]
    assert Counter(line["task"] for line in lines) == {"senses": 4, "homonyms": 2, "perplexity": 2}
    assert not [line for line in lines if line["task"] == "skipped"]
    senses = [line for line in lines if line["task"] == "senses"]
    assert [line["fit"] for line in senses] == ["bae_senses_dev.tsv"] * 2 + ["bae_examples.tsv"] * 2
    assert {line["layer"] for line in lines if "layer" in line} == {2}


@pytest.mark.usefixtures("few_continuations")
def test_all_halves_a_file_that_is_large_enough_and_judges_our_own_sentences_by_it(run, tmp_path):
    pears = [("pear", f"겨울 [배]가 {word}.") for word in ("달다", "맛있다", "크다", "좋다")]
    rows = [(sense, f"{text}{'!' * i}") for i in range(2) for sense, text in SENSES] + pears
    senses_file(tmp_path / "senses.tsv", rows)
    lines = [line for line in run("all", "--data-dir", tmp_path) if line["task"] == "senses"]
    assert Counter(line.get("split_half") for line in lines) == {None: 8, 0: 2, 1: 2, 2: 2}
    own = [line for line in lines if "sentences" in line]
    names = ["our own (all)", "our own (opening)", "our own (plain)"]
    assert [line["sentences"] for line in own] == [name for name in names for _ in range(2)]
    assert [line["n"] for line in own][::2] == [160, 57, 76]
    assert {line["fit_n"] for line in own} == {len(rows)}


@pytest.mark.parametrize(
    "options",
    [
        ("senses", "--data", "missing.tsv"),
        ("senses", "--data", "broken.tsv"),
        ("senses", "--data", "good.tsv", "--layer", "9"),
        ("senses", "--data", "good.tsv", "--fit", "other.tsv"),
        ("wic", "--data", "good.tsv"),
        ("analogies", "--data", "good.tsv"),
        ("all", "--data-dir", "nowhere"),
    ],
)
def test_a_mistake_is_one_line_on_stderr(tiny_checkpoint, tmp_path, monkeypatch, capsys, options):
    monkeypatch.chdir(tmp_path)
    senses_file(Path("good.tsv"))
    senses_file(Path("other.tsv"), SENSES[:6])
    Path("broken.tsv").write_text("sense\tsentence\nbelly\t배가\n", encoding="utf-8")
    assert main(["evaluate", *options, "--checkpoint", str(tiny_checkpoint)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("lmcore: ")
    assert output.err.count("\n") == 1


def test_a_missing_checkpoint_is_named(tmp_path, capsys):
    data = senses_file(tmp_path / "data.tsv")
    assert main(["evaluate", "senses", "--data", str(data), "--checkpoint", str(tmp_path / "none")]) == 1
    assert "none" in capsys.readouterr().err


def test_help_and_unknown_commands(capsys):
    assert main([]) == 0
    assert "evaluate" in capsys.readouterr().out
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
    for command in (["evaluate", "--help"], ["train", "--help"], ["evaluate", "senses", "--help"]):
        with pytest.raises(SystemExit) as exit:
            main(command)
        assert exit.value.code == 0


def test_the_module_is_the_command():
    command = [sys.executable, "-m", "lmcore", "nonsense"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_halves_keep_the_shares_and_depend_on_the_seed_only():
    rows = [
        LabelledWord(sense, parse_marked(f"{i} [배]"))
        for sense, n in (("a", 31), ("b", 12))
        for i in range(n)
    ]
    first, second = halves(rows, 0)
    assert len(first) + len(second) == len(rows)
    assert not {id(row) for row in first} & {id(row) for row in second}
    assert sum(row.sense == "b" for row in first) == 6
    assert sum(row.sense == "a" for row in first) in (15, 16)
    assert halves(rows, 0) == (first, second)
    assert halves(rows, 1) != (first, second)


def test_split_writes_two_files(tmp_path, capsys):
    data = senses_file(tmp_path / "data.tsv")
    assert main(["split", str(data), "--output", str(tmp_path / "out"), "--seed", "3"]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.name for path in paths] == ["data.first.tsv", "data.second.tsv"]
    both = [row for path in paths for row in read_senses(path)]
    assert sorted((row.sense, row.marked.bracketed) for row in both) == sorted(SENSES)
