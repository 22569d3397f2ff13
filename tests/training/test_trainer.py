"""A run that stops and goes on, or runs on two processes, loses nothing."""

import csv
import functools
import itertools
import os
import subprocess
import sys
import types
from dataclasses import replace
from pathlib import Path

import jaxtyping
import numpy as np
import pytest
import torch
from torch._dynamo.utils import counters
from torch.nn import functional as F

from lmcore import checkpoints
from lmcore.attention import allowed_pairs
from lmcore.tokenizer import Tokenizer
from lmcore.trace import trace
from lmcore.training import objectives, optimisers
from lmcore.training.corpus import Recipe, Source
from lmcore.training.store import TokenStore, _repeat, build
from lmcore.training.trainer import Plan, Trainer, new_model

SHAPE = {"d_model": 16, "n_layers": 2, "n_heads": 2, "d_ff": 32}
PLAN = Plan(
    steps=6, warm_up=2, decay=2, batch_tokens=256, length=16, long_length=32, long_share=0.3, save_every=100
)
LINES = [f"{n}번째 배가 항구를 떠나고 학생들이 손을 흔든다." for n in range(120)] + ["짧다."]


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory, tokenizer: Tokenizer) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "a.txt").write_text("\n".join(LINES), encoding="utf-8")
    made = Source("a", folder / "a.txt", "everyday", "CC0", "")
    with pytest.MonkeyPatch.context() as patch:
        # Streamlit's AppTest leaves its script as __main__, which a spawned process would run again and die
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        build(folder / "store", tokenizer, [made], Recipe({"everyday": 2}), frozenset({"짧다."}), workers=1)
    return folder / "store"


@pytest.fixture(scope="module")
def store(store_folder: Path) -> TokenStore:
    return TokenStore.open(store_folder)


def trainer(folder: Path, store: TokenStore, tokenizer: Tokenizer, plan: Plan = PLAN) -> Trainer:
    return Trainer(folder, store, tokenizer, new_model(tokenizer, SHAPE, plan.seed), plan)


def losses(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "losses.csv").open(encoding="utf-8") as file:
        return [(row["step"], row["causal_loss"], row["masked_loss"]) for row in csv.DictReader(file)]


def test_the_store_holds_the_texts_in_order_without_the_left_out_one(store: TokenStore, tokenizer: Tokenizer):
    starts = [*store.starts.tolist(), len(store.tokens)]
    texts = [tokenizer.decode(store.tokens[a:b].tolist()) for a, b in itertools.pairwise(starts)]
    assert texts == LINES[:-1]


def test_rows_start_at_texts_and_repeat_as_the_recipe_says(store: TokenStore):
    rows = store.rows(32)
    assert len(rows) == 2 * len(set(rows.tolist()))
    assert set(rows.tolist()) <= set(store.starts.tolist())
    assert (store.read(rows, 32)[:, 0] == store.bos_id).all()


def test_a_text_longer_than_a_row_is_read_to_its_end(store: TokenStore):
    long = replace(store, starts=store.starts[:1])
    rows = sorted(set(long.rows(32).tolist()))
    assert max(b - a for a, b in itertools.pairwise(rows)) == 31
    assert rows[-1] + 2 * 32 > len(store.tokens)


def test_two_stores_read_as_one(store_folder: Path, store: TokenStore):
    both = TokenStore.open(store_folder, store_folder)
    assert len(both.tokens) == 2 * len(store.tokens)
    assert both.rows(32).tolist() == [*store.rows(32), *(store.rows(32) + len(store.tokens))]


def test_a_resumed_run_repeats_an_uninterrupted_one(tmp_path: Path, store: TokenStore, tokenizer: Tokenizer):
    trainer(tmp_path / "whole", store, tokenizer).run()
    first = trainer(tmp_path / "parts", store, tokenizer)
    for number in range(4):
        first._log(first.train_step(), 1.0)
        if number == 2:
            first.save()  # the fourth step is lost, as in a crash
    second = trainer(tmp_path / "parts", store, tokenizer)
    assert second.resume()
    second.run()
    assert len(losses(tmp_path / "whole")) == PLAN.steps
    assert losses(tmp_path / "parts") == losses(tmp_path / "whole")
    one, two = (checkpoints.load(tmp_path / name / "checkpoint") for name in ("whole", "parts"))
    for name, value in one.model.state_dict().items():
        assert torch.equal(value, two.model.state_dict()[name]), name


@pytest.mark.filterwarnings("ignore:The .grad attribute")  # of torch.compile itself
def test_compiled_blocks_train_as_plain_ones_do(
    tmp_path: Path, store: TokenStore, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
):
    # what is traced (without the tests' checks of types), not what a C++ compiler makes of it
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    monkeypatch.setattr(torch, "compile", functools.partial(torch.compile, backend="eager"))
    plan = replace(PLAN, cue_layer=2, cue_weight=0.5)
    model = new_model(tokenizer, SHAPE, plan.seed)
    compiled = Trainer(tmp_path / "compiled", store, tokenizer, model, plan, compiled=True)
    plain = trainer(tmp_path / "plain", store, tokenizer, plan)
    counters.clear()
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(plain.train_step(), rel=1e-4)
    assert counters["stats"]["unique_graphs"] > 0
    assert not counters["graph_break"]
    compiled.save()
    assert checkpoints.load(tmp_path / "compiled" / "checkpoint").config == model.config


def test_two_processes_give_the_curve_of_one(tmp_path: Path, store_folder: Path):
    options = "--steps 4 --warm-up 1 --batch-tokens 256 --length 16 --long-share 0"
    options += " --d-model 16 --n-layers 1 --n-heads 2"
    command = ["-m", "lmcore.training", "train", "--store", str(store_folder), *options.split(), "--output"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1"}
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    for name, launcher in (("one", []), ("two", torchrun)):
        subprocess.run(
            [sys.executable, *launcher, *command, str(tmp_path / name)], check=True, env=environment
        )
    one, two = losses(tmp_path / "one"), losses(tmp_path / "two")
    for (_, *ours), (_, *theirs) in zip(one, two, strict=True):
        assert [float(x) for x in theirs] == pytest.approx([float(x) for x in ours], rel=0.01)


def test_snapshots_keep_the_untrained_model_and_every_step_asked_for(
    tmp_path: Path, store: TokenStore, tokenizer: Tokenizer
):
    plan = replace(PLAN, steps=3, snapshots=(0, 2, 3))
    trainer(tmp_path, store, tokenizer, plan).run()
    assert sorted(folder.name for folder in tmp_path.glob("step-*")) == [f"step-{n:06d}" for n in (0, 2, 3)]
    untrained = new_model(tokenizer, SHAPE, plan.seed).state_dict()
    for name, value in checkpoints.load(tmp_path / "step-000000").model.state_dict().items():
        assert torch.equal(value, untrained[name].half().float()), name
    assert [step for step, *_ in losses(tmp_path)] == ["1", "2", "3"]


def test_a_small_model_learns_both_objectives(tmp_path: Path, store: TokenStore, tokenizer: Tokenizer):
    made = trainer(tmp_path, store, tokenizer, replace(PLAN, steps=60, decay=0, adam_rate=2e-2))
    history = [made.train_step() for _ in range(60)]
    for start, end in zip(history[0], history[-1], strict=True):
        assert end < 0.5 * start


@pytest.mark.parametrize("mode", ["causal", "bidirectional"])
def test_the_chunked_loss_equals_cross_entropy(
    tokenizer: Tokenizer, mode: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(objectives, "CHUNK", 7)
    model = new_model(tokenizer, SHAPE, 1)
    ids = torch.randint(300, 16_000, (3, 16), generator=torch.Generator().manual_seed(1))
    draw = torch.Generator().manual_seed(2)
    batch = (
        objectives.causal_batch(ids)
        if mode == "causal"
        else objectives.masked_batch(
            ids, 0.4, tokenizer.mask_id, tokenizer.bos_id, tokenizer.vocabulary_size, draw
        )
    )
    ours = objectives.loss_sum(model, batch)
    ours.backward()
    ours_gradients = [p.grad.clone() for p in model.parameters() if p.grad is not None]
    model.zero_grad()
    logits = model(batch.ids, batch.mode)
    theirs = F.cross_entropy(logits[batch.counted], batch.targets[batch.counted], reduction="sum")
    theirs.backward()
    torch.testing.assert_close(ours, theirs)
    for mine, p in zip(ours_gradients, model.parameters(), strict=True):
        torch.testing.assert_close(mine, p.grad, rtol=1e-4, atol=1e-5)


def test_masked_rows_hide_what_they_ask_for(tokenizer: Tokenizer):
    ids = torch.full((1_000, 128), 5_000)
    ids[:, 0] = tokenizer.bos_id
    draw = torch.Generator().manual_seed(0)
    batch = objectives.masked_batch(
        ids, 0.25, tokenizer.mask_id, tokenizer.bos_id, tokenizer.vocabulary_size, draw
    )
    asked = batch.counted.roll(1, 1)
    assert batch.targets[batch.counted].eq(5_000).all()
    assert not asked[:, 0].any()
    assert batch.ids[~asked].eq(ids[~asked]).all()
    rates = asked.float().mean(1)
    assert rates.mean().item() == pytest.approx(0.25, abs=0.02)
    assert rates.quantile(0.1).item() == pytest.approx(0.05, abs=0.02)
    assert rates.quantile(0.9).item() == pytest.approx(0.45, abs=0.04)
    assert batch.ids[asked].eq(tokenizer.mask_id).float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert batch.ids[asked].eq(5_000).float().mean().item() == pytest.approx(0.1, abs=0.03)


def test_only_cues_that_can_be_seen_are_kept(tokenizer: Tokenizer):
    ids = torch.full((200, 64), 5_000)
    ids[:, 0] = tokenizer.bos_id
    glosses, offsets = torch.zeros_like(ids), torch.zeros_like(ids)
    glosses[:, [10, 60]] = 7_000
    offsets[:, 10], offsets[:, 60] = -4, 9  # the second stands outside the row
    arguments = (0.25, tokenizer.mask_id, tokenizer.bos_id, tokenizer.vocabulary_size)
    batch = objectives.masked_batch(ids, *arguments, torch.Generator().manual_seed(0), glosses, offsets)
    assert batch.cues is not None
    asked = batch.targets[:, 10] == 7_000
    visible = batch.ids[:, 6] == 5_000
    assert int((asked & ~visible).sum()) > 0
    assert batch.cues[:, 10].eq(-4).equal(asked & visible)
    assert batch.cues.count_nonzero() == (asked & visible).sum()


@pytest.mark.parametrize("head", [1, 2])
def test_the_guided_loss_is_that_of_the_traced_weights_and_reaches_their_projections(
    tokenizer: Tokenizer, head: int
):
    model = new_model(tokenizer, SHAPE, 1)
    ids = torch.randint(300, 16_000, (3, 16), generator=torch.Generator().manual_seed(1))
    offsets = torch.zeros_like(ids)
    offsets[0, 3], offsets[2, 9] = 5, -7
    batch = objectives.Batch("bidirectional", ids, ids, torch.ones_like(ids).bool(), offsets)
    loss, cue_loss = objectives.guided_loss_sum(model, batch, objectives.Guide(2, head, 1.0))
    assert loss.equal(objectives.loss_sum(model, batch))
    x = model.embed(ids) + model.position(16)
    x = model.blocks[0](x, None, False)
    block = model.blocks[1]
    weights = block.attention.stages(block.norm_1(x), allowed_pairs("bidirectional", 16, 16)).weights
    expected = -(weights[0, head - 1, 3, 8].log() + weights[2, head - 1, 9, 2].log())
    torch.testing.assert_close(cue_loss, expected)
    cue_loss.backward()
    moved = [
        p.unflatten(1, (2, -1)).abs().sum((0, 2)) > 0
        for p in (block.attention.W_Q.grad, block.attention.W_K.grad)
    ]
    assert all(m.tolist() == [head == 1, head == 2] for m in moved)
    assert not block.attention._forward_pre_hooks


def test_a_head_that_is_guided_learns_to_look_at_the_cue(
    tmp_path: Path, store: TokenStore, tokenizer: Tokenizer
):
    shares = []
    for weight in (0.0, 1.0):
        plan = replace(
            PLAN, steps=40, decay=0, adam_rate=1e-2, muon_rate=2e-2, cue_layer=2, cue_weight=weight
        )
        made = trainer(tmp_path / str(weight), store, tokenizer, plan)
        for _ in range(40):
            made.train_step()
        text = "17번째 배가 항구를 떠나고 학생들이 손을 흔든다."
        seen = trace(made.model, tokenizer, text, "bidirectional")
        word, cue = (
            next(i for i, token in enumerate(seen.tokens) if token.piece == piece)
            for piece in ("▁배", "▁항구")
        )
        shares.append(seen.layers[1].attention.weights[0, word, cue].item())
    assert shares[1] > max(0.3, 2 * shares[0]), shares


def test_a_glossed_word_is_asked_for_its_gloss_where_it_and_the_next_token_are_visible(tokenizer: Tokenizer):
    ids = torch.full((200, 64), 5_000)
    ids[:, 0] = tokenizer.bos_id
    glosses = torch.zeros_like(ids)
    glosses[:, 10] = 7_000
    arguments = (0.25, tokenizer.mask_id, tokenizer.bos_id, tokenizer.vocabulary_size)
    plain, glossed = (
        objectives.masked_batch(ids, *arguments, torch.Generator().manual_seed(0), notes)
        for notes in (None, glosses)
    )
    assert glossed.ids.equal(plain.ids)
    told = (plain.ids[:, 10] == 5_000) & ~plain.counted[:, 10]
    assert 0.4 < told.float().mean() < 0.7
    assert glossed.targets[told, 10].eq(7_000).all()
    assert glossed.targets[~told, 10].eq(plain.targets[~told, 10]).all()
    assert glossed.counted[:, 10].equal(plain.counted[:, 10] | told)
    others = torch.arange(64) != 10
    assert glossed.targets[:, others].equal(plain.targets[:, others])
    assert glossed.counted[:, others].equal(plain.counted[:, others])


def test_the_store_keeps_the_gloss_of_a_word_beside_its_token(store_folder: Path, tokenizer: Tokenizer):
    (store_folder / "b.txt").write_text("배=열매\t겨울 배가 달다.\n배가 떠난다.", encoding="utf-8")
    source = Source("b", store_folder / "b.txt", "everyday", "CC0", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        glossed = build(
            store_folder / "b", tokenizer, [source], Recipe({"everyday": 1}), frozenset(), workers=1
        )
    assert tokenizer.decode(glossed.tokens.tolist()) == "겨울 배가 달다. 배가 떠난다."
    (place,) = np.nonzero(glossed.glosses)[0]
    assert tokenizer.piece(int(glossed.tokens[place])) == "▁배"
    assert tokenizer.piece(int(glossed.glosses[place])) == "▁열매"
    assert place == glossed.starts[0] + 2
    both = TokenStore.open(store_folder, store_folder / "b")
    assert np.nonzero(both.read_glosses(both.starts[-2:-1], 4))[1].tolist() == [2]


def test_the_schedule_rises_stays_and_falls():
    shares = [optimisers.warm_up_stable_decay(step, 4, 20, 5) for step in range(21)]
    assert shares[:4] == [0.25, 0.5, 0.75, 1.0]
    assert shares[4:16] == [1.0] * 12
    assert shares[16:] == pytest.approx([0.8, 0.6, 0.4, 0.2, 0.0])


@pytest.mark.parametrize(
    ("times", "expected"), [(0, []), (1, [0, 1, 2, 3]), (2.5, [0, 1, 2, 3] * 2 + [0, 2]), (0.5, [0, 2])]
)
def test_a_source_is_read_as_often_as_asked(times: float, expected: list[int]):
    assert _repeat(np.arange(4), times).tolist() == expected
