"""Which parts of the model made a logit: an exact sum over everything that was written into the residual
stream.

The stream that reaches the final norm is a sum, x = s·W_E[id] + PE + Σ heads + Σ feed-forward layers, and

    logit_t = w_t · (γ ⊙ (x − mean(x)) / σ + β),    w_t = W_E[t],   σ = sqrt(var(x) + ε)

is linear in x once σ is known. σ is taken as it was in this pass, so the parts add up to the logit without a
rest; what a part did to σ itself is not charged to it (Elhage et al. 2021, "A mathematical framework for
transformer circuits", direct logit attribution).
"""

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from lmcore.analysis.products import Products, products
from lmcore.analysis.stream import Reading
from lmcore.model import Transformer

Kind = Literal["embedding", "position", "head", "feedforward", "bias"]


@dataclass(frozen=True)
class Part:
    """What wrote into the stream. `bias` is β of the final norm, which belongs to no layer; b_2 is in its
    feed-forward layer, as in (2.24). Layer and head count from 0, -1 where there is none.
    """

    kind: Kind
    layer: int = -1
    head: int = -1


@dataclass(frozen=True)
class Contributions:
    """`values[i]` is what `parts[i]` adds to the logit of a token, or to the difference of two logits.

    vectors: (part, d_model) what each part wrote; reader: (d_model,) γ ⊙ w / σ, so that a value is (vector −
    its mean)·reader; the bias has no vector (zeros) and its value is β·w. scale: σ. logit: of the ordinary
    pass, to be compared with `total`.
    """

    parts: tuple[Part, ...]
    values: Float[Tensor, " part"]
    vectors: Float[Tensor, "part d_model"]
    reader: Float[Tensor, " d_model"]
    scale: float
    logit: float

    @property
    def total(self) -> float:
        """Sum of all parts."""
        return float(self.values.sum())

    @property
    def lengths(self) -> Float[Tensor, " part"]:
        """‖c‖ of what each part wrote."""
        return self.vectors.norm(dim=-1)

    def products(self, part: Part) -> Products:
        """Σ_i (c_i − c̄) r_i of a part other than the bias."""
        vector = self.vectors[self.parts.index(part)]
        return products(vector - vector.mean(), self.reader)


def written(model: Transformer, reading: Reading) -> tuple[tuple[Part, ...], Float[Tensor, "part d_model"]]:
    """Everything that was written into the stream at the reading's place, in float64; it sums to the stream
    after the last layer.
    """
    place, parts = reading.place, [Part("embedding"), Part("position")]
    vectors = [model.embed(reading.ids[place][None, None])[0], model.position(1, place)]
    for number, layer in enumerate(reading.layers):
        heads = layer.attention.head_outputs[:, place]
        parts += [Part("head", number, head) for head in range(len(heads))]
        parts.append(Part("feedforward", number))
        vectors += [heads, layer.feedforward_output[place : place + 1]]
    return tuple(parts), torch.cat(vectors).double()


@torch.inference_mode()
def contributions(
    model: Transformer, reading: Reading, target: int, rival: int | None = None
) -> Contributions:
    """Split the logit of token `target`, or its lead over token `rival`, in a pass of the model as it is."""
    parts, vectors = written(model, reading)
    norm = model.final_norm
    w = model.W_E[target] - (0 if rival is None else model.W_E[rival])
    x = vectors.sum(0)
    scale = (x.var(correction=0) + norm.eps).sqrt()
    reader = norm.weight.double() * w.double() / scale
    values = (vectors - vectors.mean(-1, keepdim=True)) @ reader
    bias = norm.bias.double() @ w.double()
    return Contributions(
        parts=(*parts, Part("bias")),
        values=torch.cat([values, bias[None]]),
        vectors=torch.cat([vectors, torch.zeros_like(vectors[:1])]),
        reader=reader,
        scale=float(scale),
        logit=float(reading.logits[target] - (0 if rival is None else reading.logits[rival])),
    )
