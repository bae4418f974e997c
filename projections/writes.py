"""Rows on their way into a view: inserts are gathered by table and written many at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


class Writes:
    """A transaction on the views. What is read or changed sees what was inserted before."""

    def __init__(self, db: sa.Connection) -> None:
        self.db = db
        self._rows: dict[sa.Table, list[Mapping[str, Any]]] = {}
        self._new: dict[sa.Table, list[Mapping[str, Any]]] = {}
        self._put: dict[sa.Table, list[Mapping[str, Any]]] = {}

    def insert(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """One row, written later."""
        self._rows.setdefault(table, []).append(row)

    def insert_new(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """One row, written later unless it is there already."""
        self._new.setdefault(table, []).append(row)

    def put(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """One row, written later in place of the one that has its key."""
        self._put.setdefault(table, []).append(row)

    def flush(self) -> None:
        """Writes what was gathered."""
        for table, rows in self._rows.items():
            self.db.execute(table.insert(), list(rows))
        insert = sqlite.insert if self.db.dialect.name == "sqlite" else postgresql.insert
        for table, rows in self._new.items():
            self.db.execute(insert(table).on_conflict_do_nothing(), list(rows))
        for table, rows in self._put.items():
            new = insert(table)
            said = {column.name: new.excluded[column.name] for column in table.c if not column.primary_key}
            self.db.execute(new.on_conflict_do_update(index_elements=table.primary_key.columns, set_=said), list(rows))
        self._rows.clear()
        self._new.clear()
        self._put.clear()

    def execute(self, statement: Any, given: Sequence[Mapping[str, Any]] | None = None) -> "sa.CursorResult[Any]":
        """One statement, behind everything that was gathered."""
        self.flush()
        return self.db.execute(statement, given) if given is not None else self.db.execute(statement)
