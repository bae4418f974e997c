"""One finding explained, for people at a terminal."""

from typing import Any

from rich.markup import escape

from service.cli import output
from service.explaining import COLUMNS, as_rows


def say(answer: dict[str, Any]) -> None:
    """An explanation as people read it."""
    out = output.console(soft_wrap=True)
    out.print(f"[bold]{answer['finding']}[/]  {escape(answer['key'])}, about {escape(answer['person'])}")
    out.print(f"  It happened on {answer['happened_at']} (Europe/London).")
    if answer["stood_until"]:
        out.print(f"  It no longer stands: it ended on {answer['stood_until'][:16]}.")
    out.print(f"  [bold]What became of it[/] {answer['life']}.")
    for r in answer["rules"]:
        out.print(f"  {escape(r['means'] or r['says'])}")
        for each in r["compared"]:
            out.print(f"    {escape(each['fact'])}: {escape(each['is'])}")
        out.print(f"  [bold]Rule {r['id']}[/] {escape(r['says'])}.")
        out.print(f"  [bold]Source[/] {escape(r['citation'])}")
        out.print(f"  [bold]What next[/] {escape(r['remedy'])}")
    output.as_table("The events that prove it", COLUMNS, as_rows(answer))
