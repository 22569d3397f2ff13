"""The checkpoint under test, loaded once for all analyses."""

import pytest

from lmcore import checkpoints
from lmcore.checkpoints import Checkpoint


@pytest.fixture(scope="session")
def loaded(checkpoint_folder) -> Checkpoint:
    return checkpoints.load(checkpoint_folder)
