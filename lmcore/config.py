"""The numbers that fix a model's shape, each with its type and its range."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

from lmcore.errors import ConfigError

Mode = Literal["bidirectional", "causal"]
Positions = Literal["sinusoidal", "learned", "rotary", "none"]

WHOLE: Final = {
    "vocabulary_size": (1, 2**20),
    "d_model": (1, 2**14),
    "n_layers": (1, 128),
    "n_heads": (1, 2**10),
    "d_ff": (1, 2**16),
    "context": (2, 2**16),
}
"""Least and greatest value of the fields that are whole numbers."""

REAL: Final = {"embedding_scale": (1e-6, 1e6), "norm_epsilon": (1e-12, 1.0)}
"""The same for those that are not."""

_SHOWN: Final = 40  # characters of a wrong value


@dataclass(frozen=True)
class ModelConfig:
    """Shape of a Transformer, in the letters of Vaswani et al. 2017: d_model, h = n_heads, N = n_layers,
    d_ff.

    `embedding_scale` multiplies W_E before positions are added, so that positions of norm sqrt(d_model / 2)
    do not drown words (the paper's section 3.4 takes sqrt(d_model) for the same reason).
    """

    vocabulary_size: int
    d_model: int = 256
    n_layers: int = 6
    n_heads: int = 8
    d_ff: int = 1024
    context: int = 512
    positions: Positions = "sinusoidal"
    embedding_scale: float = 16.0
    norm_epsilon: float = 1e-5

    def __post_init__(self) -> None:
        _check(vars(self))

    @property
    def d_head(self) -> int:
        """Width of one head, d_k = d_v = d_model / h."""
        return self.d_model // self.n_heads


def read(found: object) -> ModelConfig:
    """The shape that a file names, every field checked. Raises ConfigError."""
    if not isinstance(found, dict) or "vocabulary_size" not in found:
        raise ConfigError("config.none", "there is no model's shape in it")
    known = {field.name: field.default for field in fields(ModelConfig)}
    if strange := [name for name in found if name not in known]:
        raise ConfigError(
            "config.unknown", "{name} is no field of a model's shape", name=str(strange[0])[:_SHOWN]
        )
    _check(known | found)
    return ModelConfig(**found)


def _check(found: Mapping[str, Any]) -> None:
    """Raise ConfigError for a field of another type or out of its range, and for fields that do not fit."""
    for name, (low, high) in WHOLE.items():
        if type(found[name]) is not int or not low <= found[name] <= high:
            raise ConfigError(
                "config.whole", "{name} = {value} is no whole number from {low} to {high}",
                name=name, value=_shown(found[name]), low=low, high=high,
            )  # fmt: skip
    for name, (low, high) in REAL.items():
        if type(found[name]) not in (int, float) or not low <= found[name] <= high:  # no NaN is
            raise ConfigError(
                "config.real", "{name} = {value} is no number from {low} to {high}",
                name=name, value=_shown(found[name]), low=low, high=high,
            )  # fmt: skip
    if found["positions"] not in get_args(Positions):
        raise ConfigError(
            "config.positions", "positions = {value} is none of {known}",
            value=_shown(found["positions"]), known=", ".join(get_args(Positions)),
        )  # fmt: skip
    d_model, n_heads = found["d_model"], found["n_heads"]
    if d_model % n_heads:
        raise ConfigError(
            "config.heads", "d_model = {d_model} is not a multiple of n_heads = {n_heads}",
            d_model=d_model, n_heads=n_heads,
        )  # fmt: skip
    if found["positions"] == "rotary" and d_model // n_heads % 2:
        raise ConfigError(
            "config.rotary", "rotary positions turn pairs of dimensions, but d_head = {d_head} is odd",
            d_head=d_model // n_heads,
        )  # fmt: skip


def _shown(value: object) -> str:
    """A wrong value, its beginning."""
    try:
        return repr(value)[:_SHOWN]
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "…"
