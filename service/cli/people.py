"""Questions about one person. Reading somebody's record is itself put on the record first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from domain.access import ReadPerson
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, to_local
from projections import access_log, timeline
from service.cli import output
from service.cli.context import Asker, asker, study_of, with_study
from service.errors import NotFound
from service.names import office_ids, opened


@click.command()
@click.argument("person_id", metavar="ID")
@click.option("--as", "actor", metavar="WHO", help="Who is reading (default: as for every command).")
@click.option("--as-shown", is_flag=True, help="What the person is shown of it: without what they are told later.")
@with_study
@output.paged
@output.formats
@click.pass_context
def person(
    ctx: click.Context, /, person_id: str, actor: str | None, as_shown: bool, study: str | None, **how: Any
) -> None:
    """What happened to one person, in plain sentences, who looked included. The reading is put on the record first."""
    who = asker(ctx, "auditor", actor)
    initiative = study_of(who.service, study)
    reference = known(who, initiative, person_id)
    road = who.service.road
    road.ask(ReadPerson(actor=who.actor, role=who.role, at=who.at, person=reference, what="timeline"))
    with who.service.views.read("timeline") as view:
        rows = timeline.of_person(view.db, reference, who.role)
    if as_shown:
        rows = timeline.shown(rows, who.at)
    names = _names(who, rows)
    by_position = {row.position: row for row in rows}
    told = [
        (_when(row.occurred_at), timeline.said(row, names, _why(who, row, by_position)), row.position) for row in rows
    ]
    columns = ("when", "what happened", "position")
    also = _also(who, initiative, reference)
    if how["to_json"]:
        answer = {"person": person_id, "timeline": [dict(zip(columns, row, strict=True)) for row in told]}
        output.as_json({**answer, **({"also": also} if also else {})})
    elif how["to_csv"]:
        output.as_csv(columns, told)
    else:
        page, foot = output.page_of(told, how["page"], how["whole"])
        others = (
            f"Another record of the same person: {', '.join(also)}. This answer says nothing of it." if also else ""
        )
        output.as_table(f"What happened: {person_id}", columns, page, "\n".join(filter(None, (others, foot))))


def _when(at: datetime) -> str:
    """When something happened; of what the office told without a time, that it said none."""
    return "no time given" if at == ALWAYS else to_local(at)[:16]


def _also(who: Asker, initiative: Ref, person: Ref) -> list[str]:
    """How the other records of the same person are called."""
    others = who.service.road.histories(person, initiative).about.others()
    return sorted(office_ids(who.service.record, who.service.keys, others).values())


def _why(who: Asker, line: timeline.Line, lines: Mapping[int, timeline.Line]) -> str:
    """By whom a line was corrected, what was changed and for what reason, which is opened for this reader."""
    if line.corrected_by is None:
        return ""
    made = who.service.record.made(line.corrected_by - 1, 1)[0]
    by = office_ids(who.service.record, who.service.keys, [made.recorded.actor])[made.recorded.actor]
    after = lines.get(line.corrected_by)
    what = timeline.changed(line, after) if after is not None else ""
    reason = made.command.reason if made.command else None
    because = f", because: {opened(who.service.keys, made.recorded, 'reason', reason)}" if reason else ""
    return f" by {by}{f' ({what})' if what else ''}{because}"


def known(who: Asker, initiative: Ref, person_id: str) -> Ref:
    """The person whom the study's office calls so. Raises NotFound where there is none."""
    found = who.service.keys.references(initiative, [person_id]).get(person_id)
    if found is None:
        raise NotFound(f"This study has nobody called {person_id}.", "Check the id against the office's own list.")
    return found


def _names(who: Asker, rows: Any) -> dict[Ref, str]:
    people = {reference for row in rows for reference in row.references}
    return office_ids(who.service.record, who.service.keys, people)


@click.command()
@with_study
@click.option("--person", "person_id", metavar="ID", help="One person's data only.")
@output.paged
@output.formats
@click.pass_context
def accesses(ctx: click.Context, /, study: str | None, person_id: str | None, **how: Any) -> None:
    """Who opened whose data, when and what for."""
    who = asker(ctx, "auditor")
    initiative = study_of(who.service, study)
    reference = known(who, initiative, person_id) if person_id else None
    with who.service.views.read("access_log") as view:
        rows = (
            access_log.of_initiative(view.db, initiative)
            if reference is None
            else access_log.of_person(view.db, reference, who.role)
        )
    page, foot = output.page_of(rows, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    names = office_ids(who.service.record, who.service.keys, {ref for row in page for ref in (row.person, row.user)})
    told = [
        (
            to_local(row.at)[:16],
            names[row.user],
            names[row.person],
            row.asset,
            _what_for(row),
            row.use or "",
            row.position,
        )
        for row in page
    ]
    columns = ("when", "who", "whose", "what", "what for", "use", "position")
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in told])
    elif how["to_csv"]:
        output.as_csv(columns, told)
    else:
        output.as_table(f"{len(rows)} uses and readings", columns, told, foot)


def _what_for(row: access_log.Opened) -> str:
    """What it was for; what was opened by break-glass says so."""
    return f"{row.purpose} (break-glass {row.opening})" if row.opening else row.purpose or ""


COMMANDS = (person, accesses)
