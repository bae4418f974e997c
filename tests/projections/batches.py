"""A history on its way into the register, in batches of every size."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from projections import consent_register
from projections.writes import Writes


def registered(db: sa.Connection, history: Iterable[Any]) -> None:
    """Projects a history: a batch of one, of two, of three …, each finished as the runner finishes it."""
    view, left, size = consent_register.ConsentRegister(), iter(history), 1
    for first in left:
        writes = Writes(db)
        for row in chain([first], islice(left, size - 1)):
            view.project(writes, row)
        view.finish(writes)
        writes.flush()
        size += 1
