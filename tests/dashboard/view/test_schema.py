"""A rule reads what it writes, refuses everything else, and says so to the browser in the same words."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import links, schema
from dashboard.view.schema import Rule, Schema

CASES = json.loads((Path(__file__).parents[2] / "components" / "codec_cases.json").read_text("utf-8"))


def plain(value: Any) -> Any:
    """A value of JSON as Python holds it."""
    return tuple(value) if isinstance(value, list) else value


def bounds(values: st.SearchStrategy) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(values, values).map(lambda pair: (min(pair), max(pair)))


WHOLE = bounds(st.integers(-999_999_999, 999_999_999))
REAL = bounds(st.floats(-1e9, 1e9))
NAMES = st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=1, max_size=6, unique=True)
RULES = st.one_of(
    WHOLE.map(lambda pair: schema.integer(*pair)),
    REAL.map(lambda pair: schema.number(*pair)),
    st.lists(st.integers(-999, 999), min_size=1, unique=True).map(schema.among),
    st.lists(st.floats(-1e3, 1e3), min_size=1, unique=True).map(schema.among),
    NAMES.map(lambda names: schema.choice(*names)),
    NAMES.map(schema.choices),
    st.booleans().map(schema.flag),
    st.tuples(WHOLE, st.integers(0, 3)).map(lambda one: schema.integers(*one[0], most=6, least=one[1])),
    st.builds(schema.text, st.integers(0, 300), lines=st.sampled_from([None, True])),
    st.builds(Rule, st.just("packed"), lines=st.sampled_from([None, True])),
)


def values(rule: Rule) -> st.SearchStrategy[Any]:
    """Everything that a rule allows."""
    names = list(rule.names or ())
    if rule.kind in ("integer", "number", "choice") and names:
        return st.sampled_from(names)
    low, high = rule.low or 0, rule.high or 0
    whole = st.integers(int(low), int(high))
    return {
        "integer": whole,
        "number": st.floats(low, high),
        "choices": st.permutations(names).flatmap(
            lambda order: st.integers(0, len(order)).map(lambda count: tuple(order[:count]))
        ),
        "flag": st.booleans(),
        "integers": st.lists(whole, min_size=rule.least or 0, max_size=rule.most or 0).map(tuple),
        "text": st.text(max_size=(rule.most or 0) // 4).map(rule.composed),  # composing can lengthen a text
        "packed": st.text(min_size=1, max_size=300).map(rule.composed),
    }[rule.kind]


@given(RULES, st.text())
def test_any_string_is_read_or_refused(rule, raw):
    try:
        value = rule.parse(raw)
    except ValueError:
        return
    if rule.kind != "packed":  # the same text may be packed in several ways
        assert rule.parse(links.write(value)) == value


@given(st.data())
def test_what_is_written_is_read_again(data):
    rule = data.draw(RULES)
    value = data.draw(values(rule))
    raw = links.pack_text(value) if rule.kind == "packed" else links.write(value)
    assert rule.parse(raw) == value


@given(RULES)
def test_a_rule_can_be_made_again_from_what_is_sent(rule):
    sent = json.loads(json.dumps(rule.sent(), allow_nan=False))
    assert (
        Rule(**{key: tuple(value) if isinstance(value, list) else value for key, value in sent.items()})
        == rule
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']['kind']} {case['raw'][:20]!r}")
def test_python_reads_the_table_of_cases_as_the_browser_does(case):
    rule = Rule(**{key: plain(value) for key, value in case["rule"].items()})
    if "value" not in case:
        with pytest.raises(ValueError):
            rule.parse(case["raw"])
        return
    assert rule.parse(case["raw"]) == plain(case["value"])


def test_a_schema_sends_the_browsers_keys_alone():
    found = Schema({"part": schema.choice("a")}, browser={"layer": schema.integer(1, 6)})
    assert found.sent() == {"layer": {"kind": "integer", "low": 1, "high": 6}}
    assert found.get("part") is found.python["part"]
    assert found.get("mode") is schema.SHARED["mode"]
    assert found.get("nobody") is None


def test_a_schema_never_changes_and_says_every_key_once():
    rules = {"layer": schema.integer(1, 6)}
    found = Schema(rules)
    rules.clear()
    assert "layer" in found.python
    with pytest.raises(TypeError):
        found.python["head"] = schema.integer(1, 8)  # type: ignore[index]
    with pytest.raises(ValueError, match="layer"):
        Schema({"layer": schema.flag()}, browser={"layer": schema.flag()})
    with pytest.raises(ValueError, match="mode"):
        Schema({"mode": schema.flag()})
