"""How answers are shown: tables for people, JSON and CSV for programs, progress on standard error."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import wraps
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from service.errors import ByleaveError
from service.exporting import write_csv
from service.importing.study import Refusal

PAGE = 50
UNBROKEN: Final = frozenset({"command", "field", "key", "position", "rule"})
"""Columns that are copied into other commands, and so are never broken over lines."""
F = TypeVar("F", bound=Callable[..., Any])


class Quiet(Console):
    """A console whose reader may stop reading (`| head`); that is no fault."""

    def on_broken_pipe(self) -> None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - whatever is still to be written goes nowhere
        sys.exit(0)


def console(*, soft_wrap: bool = False) -> Console:
    """Standard output as people read it: as wide as the terminal or COLUMNS says, else 140 characters.

    `soft_wrap`: sentences are left to the terminal to break, so that a name in one can be copied.
    """
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Quiet(highlight=False, width=None if known else 140, soft_wrap=soft_wrap)


def errors() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say_error(error: ByleaveError) -> None:
    """What is wrong, and what to do."""
    out = errors()
    if isinstance(error, Refusal):
        for problem in error.problems:
            out.print(escape(str(problem)))
        counts = Counter(problem.file for problem in error.problems)
        out.print("In all: " + ", ".join(f"{file}.csv {number}" for file, number in sorted(counts.items())))
    out.print(f"[bold]Error:[/] {escape(error.what)}")
    out.print(escape(error.remedy))


@contextmanager
def problems_as_json(wanted: bool) -> Iterator[None]:
    """Where JSON was asked for, the problems of a refused import go to standard output as JSON too."""
    try:
        yield
    except Refusal as refusal:
        if wanted:
            as_json({"problems": [{**asdict(each), "file": f"{each.file}.csv"} for each in refusal.problems]})
        raise


def as_json(value: Any) -> None:
    """One JSON value on standard output."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False))


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV with a header line."""
    write_csv(sys.stdout, columns, rows)


def as_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], foot: str = "") -> None:
    """Rows as a table; the terminal breaks what is said below it, so that a command in it can be copied."""
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in UNBROKEN)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console().print(table)
    if foot:
        console(soft_wrap=True).print(f"[dim]{escape(foot)}[/]")


def formats(command: F) -> F:
    """The options `--json` and `--csv`: one of them, and neither with `--page`."""

    @wraps(command)
    def checked(*args: Any, **given: Any) -> Any:
        if given["to_json"] and given["to_csv"]:
            raise click.UsageError("Choose one of --json and --csv.")
        asked = click.get_current_context().get_parameter_source("page")
        if (given["to_json"] or given["to_csv"]) and asked is ParameterSource.COMMANDLINE:
            raise click.UsageError("--json and --csv give every row; leave --page out.")
        return command(*args, **given)

    wrapped = click.option("--csv", "to_csv", is_flag=True, help="CSV for spreadsheets.")(checked)
    return click.option("--json", "to_json", is_flag=True, help="JSON for programs.")(wrapped)  # type: ignore[return-value]


def paged(command: F) -> F:
    """The options `--page` and `--all`."""
    command = click.option("--all", "whole", is_flag=True, help="Every row, not a page.")(command)
    return click.option("--page", default=1, type=click.IntRange(1), help=f"Which page of {PAGE} rows.")(command)


@contextmanager
def progress_bar(label: str) -> Any:
    """A bar on standard error; yields (label, done, total) -> None, cheap enough to be told of every row."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=None)

        def tell(what: str, done: int, total: int) -> None:
            if done % 200 == 0 or done == total:
                bar.update(task, description=what, completed=done, total=total)

        yield tell


def page_of(rows: Sequence[Any], page: int, whole: bool) -> tuple[Sequence[Any], str]:
    """One page of rows, and where it stands among them. Raises UsageError for a page that there is not."""
    pages = max(1, -(-len(rows) // PAGE))
    if not whole and page > pages:
        raise click.UsageError(f"There is no page {page}; the last is {pages}.")
    if whole or pages == 1:
        return rows, ""
    onward = f"the next: --page {page + 1}, " if page < pages else ""
    return rows[(page - 1) * PAGE : page * PAGE], f"Page {page} of {pages}; {onward}all: --all"
