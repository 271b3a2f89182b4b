"""Happenings: what an action tells the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Happening:
    """An event before it has a number. `facts` become public; `sealed` holds digests only."""

    kind: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict)
