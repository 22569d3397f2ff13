"""Models whose every weight is random, so that a forgotten term shows."""

from collections.abc import Callable, Iterator

import hypothesis
import pytest
import torch

from lmcore.config import ModelConfig, Positions
from lmcore.model import Transformer
from lmcore.tokenizer import Tokenizer

RandomModel = Callable[..., Transformer]

SHAPE = {"d_model": 32, "n_layers": 3, "n_heads": 4, "d_ff": 64, "context": 96, "embedding_scale": 8.0}

# a busy machine is no failure
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    """As in use: a loaded checkpoint asks for none, and with them attention takes the training path."""
    with torch.no_grad():
        yield


@pytest.fixture(scope="session")
def small_tokenizer(tiny_checkpoint) -> Tokenizer:
    return Tokenizer.load(tiny_checkpoint)


@pytest.fixture(scope="session")
def random_model(small_tokenizer: Tokenizer) -> RandomModel:
    """`random_model("rotary", context=8)`: SHAPE or other; norms and biases are random too, nothing is 0."""

    def make(positions: Positions = "sinusoidal", seed: int = 0, **shape) -> Transformer:
        model = Transformer(
            ModelConfig(small_tokenizer.vocabulary_size, positions=positions, **{**SHAPE, **shape})
        )
        generator = torch.Generator().manual_seed(seed)
        for name, parameter in model.initialise(seed).named_parameters():
            if name.endswith(("W_O", "W_2")):
                torch.nn.init.normal_(parameter, std=len(parameter) ** -0.5, generator=generator)
            elif "norm" in name or "b_" in name:
                parameter.data += 0.3 * torch.randn(parameter.shape, generator=generator)
        return model.eval().requires_grad_(False).lay_out()

    return make
