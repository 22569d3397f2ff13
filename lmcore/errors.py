"""What can go wrong in a way the user can mend."""


class LmcoreError(Exception):
    """A mistake in the input or in a file.

    `code` names a message that a user interface can translate; `values` fill its blanks;
    `str(error)` is the same message in English.
    """

    def __init__(self, code: str, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.code = code
        self.values = values


class ConfigError(LmcoreError, ValueError):
    """A shape that no model can have."""


class CheckpointError(LmcoreError):
    """A checkpoint folder that cannot be loaded."""
