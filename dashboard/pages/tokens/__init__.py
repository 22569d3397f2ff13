"""The page 「토큰」, and what a link to it may say."""

from typing import Final

from dashboard.figures.tokens import TIERS
from dashboard.view.schema import Schema, choices

SCHEMA: Final = Schema({"tiers": choices(TIERS)})
