"""What an audit of leave and requests finds, for those who look after these papers. It says nothing of research."""

from typing import Any

import click
from rich.markup import escape

from domain.access import ReadPerson
from domain.kernel.time import to_local
from projections import leave_findings as view_of_leave
from projections.leave_findings import LeaveFinding
from service.cli import output
from service.cli.context import Asker, asker
from service.entitling import MHA_OFFICE
from service.errors import NotFound
from service.leave_auditing import KINDS, READ_AS, explained, key_of

COLUMNS = ("position", "took effect", "recorded", "what it says")


@click.command("leave-findings")
@click.option("--explain", metavar="KEY", help="One finding: its rules, their citations, the events that prove it.")
@click.option("--kind", metavar="KIND", type=click.Choice(KINDS), help="Findings of one kind only.")
@click.option("--ended", is_flag=True, help="With those that no longer stand, and since when.")
@output.paged
@output.formats
@click.pass_context
def leave_findings(ctx: click.Context, /, explain: str | None, kind: str | None, ended: bool, **how: Any) -> None:
    """What an audit of leave and requests finds, judged with all that is known now (role mha_office)."""
    who = asker(ctx, MHA_OFFICE)
    with who.service.views.read("leave_findings") as view:
        rows = view_of_leave.stood(view.db, who.at, who.at, ended=ended or bool(explain))
    rows = [row for row in rows if kind in (None, row.kind)]
    if explain:
        _explain(who, [row for row in rows if key_of(row).lower() == explain.lower()], explain, how)
    else:
        _list(rows, ended, how)


def _list(rows: list[LeaveFinding], ended: bool, how: dict[str, Any]) -> None:
    columns = ("kind", "key", "rules", "happened at", *(("known since", "stood until") if ended else ()))
    told = [tuple(_row(row)[column] for column in columns) for row in rows]
    if how["to_json"]:
        output.as_json([dict(zip(columns, each, strict=True)) for each in told])
    elif how["to_csv"]:
        output.as_csv(columns, told)
    elif not told:
        output.console().print("No findings: nothing of leave and requests that is on the record breaks a rule.")
    else:
        page, foot = output.page_of(told, how["page"], how["whole"])
        more = f"{foot}\n" if foot else ""
        output.as_table(
            f"{len(told)} findings", columns, page, f"{more}One explained: byleave leave-findings --explain KEY"
        )


def _row(row: LeaveFinding) -> dict[str, str]:
    return {
        "kind": row.kind,
        "key": key_of(row),
        "rules": " ".join(row.rules),
        "happened at": to_local(row.happened_at),
        "known since": to_local(row.known_since)[:16],
        "stood until": to_local(row.until)[:16] if row.until else "",
    }


def _explain(who: Asker, rows: list[LeaveFinding], key: str, how: dict[str, Any]) -> None:
    """Every finding of a key, those that stand before others; that they are read is put on the record first."""
    if not rows:
        raise NotFound(f"There is no finding {key}.", "List them: byleave leave-findings --all")
    reading: dict[str, Any] = {"actor": who.actor, "role": who.role, "at": who.at, "what": READ_AS}
    who.service.road.ask(ReadPerson(person=rows[0].person, **reading))
    answer = [explained(who.service, row) for row in [row for row in rows if row.until is None] or rows]
    if how["to_json"]:
        output.as_json(answer)
    elif how["to_csv"]:
        told = [(each["finding"], each["key"], *line) for each in answer for line in _lines(each)]
        output.as_csv(("finding", "key", *COLUMNS), told)
    else:
        for each in answer:
            _say(each)


def _say(answer: dict[str, Any]) -> None:
    out = output.console(soft_wrap=True)
    out.print(f"[bold]{answer['finding']}[/]  {escape(answer['key'])}")
    out.print(f"  It happened on {answer['happened_at']} (Europe/London).")
    if answer["stood_until"]:
        out.print(f"  It no longer stands: it ended on {answer['stood_until'][:16]}.")
    for r in answer["rules"]:
        out.print(f"  [bold]Rule {r['id']}[/] {escape(r['says'])}.")
        out.print(f"  [bold]Source[/] {escape(r['citation'])}")
        out.print(f"  [bold]What next[/] {escape(r['remedy'])}")
    output.as_table("The events that prove it", COLUMNS, _lines(answer))


def _lines(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(e["position"], e["occurred_at"][:16], e["recorded_at"][:16], e["says"]) for e in answer["evidence"]]


COMMANDS = (leave_findings,)
