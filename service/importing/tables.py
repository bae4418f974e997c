"""CSV as people make it, read strictly: everything that is wrong is found at once, with file, line, column and remedy.

A byte order mark, CRLF, Excel's quoting, columns in any order and further columns are taken as they come. Nothing is
guessed: a value that cannot be read is a problem, never a default.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LONGEST: Final = 4_000
"""How long a cell may be, in characters."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that is wrong in a file. Line 1 is the header; line 0 is the file itself."""

    file: str
    line: int
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}.csv" + (f", line {self.line}" if self.line else "")
        what = f", column {self.column}" if self.column else ""
        value = f": {self.value!r}" if self.value else ""
        return f"{place}{what}{value} - {self.remedy}"


Read = Callable[[str], Any]
"""Reads a cell that is not blank. Raises ValueError whose text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, how a cell is read, and whether it may be blank or missing altogether."""

    name: str
    read: Read = str
    blank: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a format: its columns, and those whose values make a row's key."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: values by column (None where blank), its line, and its place among rows of the same key."""

    table: Table
    line: int
    values: Mapping[str, Any]
    written: Mapping[str, str]
    ordinal: int

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    @property
    def key(self) -> tuple[str, ...]:
        """The values that tell this row from others of its file."""
        return tuple(self.said(column) for column in self.table.key)

    def said(self, column: str) -> str:
        """What a cell says, the same however it was written: `2011-10-08 11:30:00` is `2011-10-08T11:30`."""
        value = self.values.get(column)
        if isinstance(value, tuple):
            return ";".join(value)
        return "" if value is None else str(value)

    def problem(self, column: str, remedy: str) -> Problem:
        """A problem with one cell of this row."""
        return Problem(self.table.file, self.line, column, self.written.get(column, ""), remedy)


@dataclass(slots=True)
class Reading:
    """What was read of a folder: rows by file, the problems, and the columns that nothing here knows.

    `spoiled`: what is written in rows that have problems; `lost`: the files of which not every row says its key.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    spoiled: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def written(self, file: str, column: str) -> set[str]:
        """Whatever stands in a column of a file, in rows with problems too."""
        rows = [*(row.written for row in self.rows[file]), *self.spoiled.get(file, ())]
        return {row.get(column, "") for row in rows}

    def all_rows(self) -> Iterator[Row]:
        """Every row, in the order of the files."""
        for rows in self.rows.values():
            yield from rows


def read_folder(folder: Path, tables: Iterable[Table]) -> Reading:
    """Reads every file of a format in a folder."""
    reading = Reading()
    for table in tables:
        reading.rows[table.file] = list(_rows(folder / f"{table.file}.csv", table, reading))
    return reading


def _rows(path: Path, table: Table, reading: Reading) -> Iterator[Row]:
    text = _text(path, table, reading)
    if text is None:
        reading.lost.add(table.file)
        return
    before = len(reading.problems)
    lines = _lines(text, table, reading)
    header = next(lines, None)
    if header is None:
        if len(reading.problems) == before:
            remedy = "The file is empty; write its header line at least."
            reading.problems.append(Problem(table.file, 0, "", "", remedy))
        reading.lost.add(table.file)
        return
    columns = _columns(header[1], table, reading)
    if columns is None:
        reading.lost.add(table.file)
        return
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in lines:
        row = _row(table, line, cells, columns, len(header[1]), reading)
        if row is not None:
            yield _numbered(row, seen, reading)


def _text(path: Path, table: Table, reading: Reading) -> str | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if "\0" not in text:
            return text
        remedy = "The file holds a NUL character; save it as CSV UTF-8."
    except FileNotFoundError:
        remedy = "The file is missing; where there is nothing to tell, give it with its header line alone."
    except UnicodeDecodeError as error:
        remedy = f"Byte {error.start} is not UTF-8; save the file as CSV UTF-8."
    except OSError as error:
        remedy = f"The file cannot be read: {error.strerror}."
    reading.problems.append(Problem(table.file, 0, "", "", remedy))
    return None


def _lines(text: str, table: Table, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with the number on which each begins."""
    lines, begins = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = lines.line_num + 1
    except csv.Error as error:
        remedy = f"The quoting breaks off here ({error}); close the quotation mark, and write one inside a cell twice."
        if "field larger" in str(error):
            remedy = f"A cell is longer than {LONGEST} characters; shorten it, or close its quotation mark."
        reading.problems.append(Problem(table.file, begins, "", "", remedy))
        reading.lost.add(table.file)


def _columns(header: list[str], table: Table, reading: Reading) -> dict[str, int] | None:
    places: dict[str, int] = {}
    known = {column.name for column in table.columns}
    problems = []
    for place, name in enumerate(header):
        if name in places:
            problems.append(Problem(table.file, 1, name, "", "The column is there twice; keep one of them."))
        elif name in known:
            places[name] = place
        elif name:
            reading.ignored.setdefault(table.file, []).append(name)
    for column in table.columns:
        if column.name not in places and not column.optional:
            apart = len(header) == 1 and any(mark in header[0] for mark in ";\t")
            hint = " Separate columns with commas." if apart else ""
            problems.append(Problem(table.file, 1, column.name, "", f"The column is missing; add it.{hint}"))
    reading.problems.extend(problems)
    return None if problems else places


def _row(
    table: Table, line: int, cells: list[str], places: Mapping[str, int], width: int, reading: Reading
) -> Row | None:
    if len(cells) != width:
        remedy = f"The line has {len(cells)} cells, its header {width}; quote a cell that holds a comma."
        reading.problems.append(Problem(table.file, line, "", "", remedy))
        reading.lost.add(table.file)
        return None
    values: dict[str, Any] = {}
    written = {name: cells[place] for name, place in places.items()}
    before = len(reading.problems)
    for column in table.columns:
        if column.name in places:
            values[column.name] = _cell(table, line, column, written[column.name], reading)
    if len(reading.problems) > before:
        reading.spoiled.setdefault(table.file, []).append(written)
        if any(values.get(column) is None for column in table.key):
            reading.lost.add(table.file)
        return None
    return Row(table, line, values, written, 0)


def _cell(table: Table, line: int, column: Column, cell: str, reading: Reading) -> Any:
    if not cell:
        if not column.blank:
            reading.problems.append(Problem(table.file, line, column.name, "", "The cell is blank; fill it in."))
        return None
    if len(cell) > LONGEST:
        remedy = f"The cell is longer than {LONGEST} characters; shorten it."
        reading.problems.append(Problem(table.file, line, column.name, f"{cell[:40]}…", remedy))
        return None
    try:
        return column.read(cell)
    except ValueError as error:
        remedy = f"{error} Where nothing is to be said, leave the cell blank." if column.blank else str(error)
        reading.problems.append(Problem(table.file, line, column.name, cell, remedy))
        return None


def _numbered(row: Row, seen: dict[tuple[str, ...], int], reading: Reading) -> Row:
    ordinal = seen.get(row.key, 0)
    seen[row.key] = ordinal + 1
    if ordinal and row.table.unique:
        remedy = "An earlier line of this file has the same key; keep one of them."
        reading.problems.append(row.problem(row.table.key[0], remedy))
    return Row(row.table, row.line, row.values, row.written, ordinal)
