"""A checkpoint comes back as it was saved, and a broken one says what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from lmcore import checkpoints
from lmcore.config import ModelConfig
from lmcore.errors import CheckpointError
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer
from tests import odd


def _save(folder: Path, tokenizer: Tokenizer) -> Path:
    config = ModelConfig(tokenizer.vocabulary_size, d_model=16, n_layers=1, n_heads=2, d_ff=32, context=32)
    checkpoints.save(folder, Transformer(config).initialise(1), tokenizer, {"steps": 7}, "# Card\n")
    return folder


@pytest.fixture
def saved(tmp_path: Path, tokenizer: Tokenizer) -> Path:
    return _save(tmp_path / "small", tokenizer)


@pytest.fixture
def little(tmp_path: Path, small_tokenizer: Tokenizer) -> Path:
    """One of few words, which is read in no time."""
    return _save(tmp_path / "little", small_tokenizer)


def test_what_is_saved_is_loaded(saved: Path, tokenizer: Tokenizer):
    loaded = checkpoints.load(saved, device="cpu")
    expected = Transformer(loaded.config).initialise(1)
    for (name, ours), (_, theirs) in zip(
        loaded.model.named_parameters(), expected.named_parameters(), strict=True
    ):
        torch.testing.assert_close(ours, theirs.half().float(), rtol=0, atol=0, msg=name)
    assert loaded.training == {"steps": 7}
    assert loaded.card == "# Card\n"
    assert loaded.tokenizer.encode("배가 아프다") == tokenizer.encode("배가 아프다")
    assert not loaded.model.training


def test_a_checkpoint_knows_which_head_was_guided(saved: Path):
    loaded = checkpoints.load(saved, device="cpu")
    assert loaded.guided_head is None
    plan = {"cue_layer": 1, "cue_head": 2, "cue_weight": 0.5}
    assert replace(loaded, training={"plan": plan}).guided_head == (1, 2)
    assert replace(loaded, training={"plan": plan | {"cue_weight": 0.0}}).guided_head is None
    for odd_head in (None, 0, 3, "1", 1.0):
        assert replace(loaded, training={"plan": plan | {"cue_head": odd_head}}).guided_head is None


def test_saving_again_keeps_the_card_and_leaves_no_draft(saved: Path):
    loaded = checkpoints.load(saved, device="cpu")
    checkpoints.save(saved, loaded.model, loaded.tokenizer, {"steps": 8})
    assert checkpoints.load(saved).card == "# Card\n"
    assert [path.name for path in saved.parent.iterdir()] == ["small"]


def _change_config(folder: Path, **changes: object) -> None:
    facts = json.loads((folder / "config.json").read_text())
    facts["model"] |= changes
    (folder / "config.json").write_text(json.dumps(facts))


def _change_weights(folder: Path, **changes: torch.Tensor | None) -> None:
    weights = load_file(folder / "model.safetensors")
    for name, value in changes.items():
        weights.pop(name.replace("__", ".")) if value is None else weights.update(
            {name.replace("__", "."): value}
        )
    save_file(weights, folder / "model.safetensors")


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


BREAKAGES = {
    "checkpoint.missing": lambda f: (f / "model.safetensors").unlink(),
    "checkpoint.unreadable": lambda f: _truncate(f / "model.safetensors"),
    "checkpoint.unreadable ": lambda f: _truncate(f / "tokenizer.json"),
    "checkpoint.unreadable  ": lambda f: _truncate(f / "config.json"),
    "checkpoint.unreadable   ": lambda f: _change_config(f, n_heads=3),
    "checkpoint.unreadable    ": lambda f: _change_config(f, colour="red"),
    "checkpoint.version": lambda f: (f / "config.json").write_text('{"format": 99}'),
    "checkpoint.vocabulary": lambda f: _change_config(f, vocabulary_size=5),
    "checkpoint.shape": lambda f: _change_config(f, d_ff=48),
    "checkpoint.tensor": lambda f: _change_weights(f, final_norm__weight=None),
    "checkpoint.stranger": lambda f: _change_weights(f, stranger=torch.zeros(1)),
    "checkpoint.finite": lambda f: _change_weights(f, final_norm__bias=torch.full((16,), torch.nan)),
    "checkpoint.finite ": lambda f: _change_weights(
        f, final_norm__bias=torch.full((16,), 1e300, dtype=torch.double)
    ),
    "checkpoint.kind": lambda f: _change_weights(f, final_norm__bias=torch.ones(16, dtype=torch.int32)),
    "checkpoint.kind ": lambda f: _change_weights(f, final_norm__bias=torch.ones(16, dtype=torch.complex64)),
}


@pytest.mark.parametrize("code", BREAKAGES)
def test_a_broken_checkpoint_says_what_is_wrong(saved: Path, code: str):
    BREAKAGES[code](saved)
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.code == code.strip()
    assert caught.value.values
    assert "{" not in str(caught.value)


def test_the_default_stands_beside_the_package_whatever_the_current_folder_holds(tmp_path, monkeypatch):
    (tmp_path / "base").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DOTBOGI_CHECKPOINT", raising=False)
    assert checkpoints.default_folder() == Path(checkpoints.__file__).parents[1] / "checkpoints" / "base"
    monkeypatch.setenv("DOTBOGI_CHECKPOINT", "elsewhere/mine")
    assert checkpoints.default_folder() == Path("elsewhere/mine")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n_heads": 0}, "whole"),
        ({"n_layers": 2.0}, "whole"),
        ({"n_layers": 10**9}, "whole"),
        ({"n_layers": True}, "whole"),
        ({"context": 0}, "whole"),
        ({"context": -1}, "whole"),
        ({"d_ff": None}, "whole"),
        ({"d_model": "16"}, "whole"),
        ({"vocabulary_size": [1] * 99}, "whole"),
        ({"norm_epsilon": "x"}, "real"),
        ({"norm_epsilon": 0}, "real"),
        ({"norm_epsilon": float("nan")}, "real"),
        ({"embedding_scale": float("inf")}, "real"),
        ({"embedding_scale": 10**400}, "real"),
        ({"positions": "sideways"}, "positions"),
        ({"positions": ["none"]}, "positions"),
        ({"n_heads": 3}, "heads"),
        ({"n_heads": 16, "positions": "rotary"}, "rotary"),
        ({"colour": "red"}, "unknown"),
    ],
)
def test_a_field_of_another_type_or_range_is_named(saved: Path, changes: dict, code: str):
    _change_config(saved, **changes)
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.code == "checkpoint.unreadable"
    assert caught.value.values["reason"].code == f"config.{code}"
    assert len(str(caught.value)) < len(str(saved)) + 200


NO_CONFIG = ("null", "[]", "7", '"x"', '{"format": 1}', "[" * 100_000, "{", "", "\ufeff{}",
    '{"format": 1, "model": null}', '{"format": 1, "model": {}}')  # fmt: skip


@pytest.mark.parametrize("written", NO_CONFIG)
def test_a_config_that_is_no_config_is_named(saved: Path, written: str):
    (saved / "config.json").write_text(written, "utf-8")
    with pytest.raises(CheckpointError):
        checkpoints.load(saved)


@pytest.mark.parametrize("training", [None, [], "x", 7])
def test_facts_of_the_training_that_are_no_table_are_named(saved: Path, training: object):
    facts = json.loads((saved / "config.json").read_text()) | {"training": training}
    (saved / "config.json").write_text(json.dumps(facts))
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.values["reason"].code == "config.training"


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2])
def test_weights_of_every_real_kind_are_read(saved: Path, kind: torch.dtype):
    expected = load_file(saved / "model.safetensors")["W_E"].to(kind).float()
    _change_weights(saved, W_E=load_file(saved / "model.safetensors")["W_E"].to(kind))
    torch.testing.assert_close(checkpoints.load(saved, "cpu").model.W_E.data, expected, rtol=0, atol=0)


@pytest.mark.parametrize(
    "card", [b"", b"\xff\x00\xfe", "# 카드\n".encode("cp949"), "# 카드\n".encode("utf-16")]
)
def test_the_cards_encoding_does_not_matter(saved: Path, card: bytes):
    (saved / "README.md").write_bytes(card)
    loaded = checkpoints.load(saved)
    assert len(card) < 4 or loaded.card == "# 카드\n"
    checkpoints.save(saved, loaded.model, loaded.tokenizer, {})
    assert checkpoints.load(saved).card == loaded.card


def _rename(tokenizer: dict, piece: str) -> None:
    vocabulary = tokenizer["model"]["vocab"]
    vocabulary["another"] = vocabulary.pop(piece)
    tokenizer.update(model=tokenizer["model"] | {"merges": []}, added_tokens=[])


TOKENIZER = {
    "gap": lambda t: t["model"]["vocab"].update(another=99_999),
    "dropout": lambda t: t["model"].update(dropout=0.5),
    "suffix": lambda t: t["model"].update(end_of_word_suffix="</w>"),
    "no space": lambda t: _rename(t, "▁"),
    "no byte": lambda t: _rename(t, "<0x00>"),
    "words": lambda t: t.update(model={"type": "WordLevel", "vocab": t["model"]["vocab"], "unk_token": "a"}),
    "no model": lambda t: t.update(model=None),
}


@pytest.mark.parametrize("name", TOKENIZER)
def test_a_vocabulary_that_cannot_tell_every_text_is_named(saved: Path, name: str):
    path = saved / "tokenizer.json"
    found = json.loads(path.read_text("utf-8"))
    TOKENIZER[name](found)
    path.write_text(json.dumps(found), "utf-8")
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.code == "checkpoint.unreadable"


def test_no_room_is_made_for_a_model_whose_weights_are_not_there(saved: Path):
    """A config of the largest shape takes no memory: its tensors are compared as shapes alone."""
    _change_config(saved, d_model=2**14, d_ff=2**16, n_layers=128, context=2**16)
    with pytest.raises(CheckpointError) as caught:
        checkpoints.load(saved)
    assert caught.value.code == "checkpoint.tensor"


@pytest.mark.parametrize("cases", odd.CASES)
def test_whatever_is_in_the_config_it_is_read_or_a_reason_given(little: Path, cases: int):
    good = json.loads((little / "config.json").read_text())

    def check(field: str, value: object, inside: bool):
        facts = good | {"model": dict(good["model"])}
        (facts["model"] if inside else facts)[field] = value
        (little / "config.json").write_text(json.dumps(facts))
        try:
            loaded = checkpoints.load(little, "cpu")
        except CheckpointError as error:
            assert str(error)
        else:
            assert loaded.model(torch.tensor([[1, 2]]), "causal").isfinite().all()
            assert loaded.guided_head is None

    names = st.sampled_from([*good, *good["model"]]) | st.text(max_size=4)
    odd.every(cases, check, field=names, value=odd.json_values, inside=st.booleans())


@pytest.mark.parametrize("cases", odd.CASES)
@pytest.mark.parametrize("name", checkpoints.FILES)
def test_whatever_the_bytes_of_a_file_it_is_read_or_a_reason_given(little: Path, name: str, cases: int):
    good = (little / name).read_bytes()

    def check(changes: list[tuple[float, bytes]], cut: float):
        data = bytearray(good)
        for place, new in changes:
            at = int(place * min(len(data), 4000))
            data[at : at + len(new)] = new
        (little / name).write_bytes(data[: int(cut * len(data))])
        try:
            loaded = checkpoints.load(little, "cpu")
        except CheckpointError as error:
            assert str(error)
        else:
            loaded.model(torch.tensor([loaded.tokenizer.encode("배가 아프다 ☃")]), "causal")

    places = st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=3))
    cuts = st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.01, 0.0])
    odd.every(cases, check, changes=st.lists(places, max_size=3), cut=cuts)
