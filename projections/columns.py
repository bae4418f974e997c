"""How the views keep instants: whole microseconds since the year 1, exact and comparable on both databases."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from domain.kernel.time import ALWAYS, FOREVER

_MICROSECOND: Final = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """An instant as a number."""
    return (instant - ALWAYS) // _MICROSECOND


def instant(number: int) -> datetime:
    """The instant of a number."""
    return ALWAYS + timedelta(microseconds=number)


OPEN: Final = micros(FOREVER)
"""No end is known."""


def ref(name: str, **more: bool) -> "sa.Column[str]":
    """A column of references."""
    return sa.Column(name, sa.String(32), nullable=False, **more)  # type: ignore[arg-type]


def at(name: str, **more: bool) -> "sa.Column[int]":
    """A column of instants."""
    return sa.Column(name, sa.BigInteger, nullable=False, **more)  # type: ignore[arg-type]
