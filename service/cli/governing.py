"""Questions of governance: what is still to be done about people, and what became of findings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import click

from domain.governance import DEFAULTS
from domain.judging import TASK_KINDS, Task, tasks
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import findings as view_of_findings
from service.cli import output
from service.cli.context import Asker, asker, study_of, with_study
from service.cli.people import known
from service.names import office_ids
from service.ticking import tick


@dataclass(frozen=True, slots=True)
class Due:
    """A task, and whom it is about."""

    person: Ref
    task: Task


@click.command("tasks")
@with_study
@click.option("--person", "person_id", metavar="ID", help="One person's only.")
@click.option("--kind", type=click.Choice(TASK_KINDS), help="Tasks of one kind only.")
@click.option("--done", is_flag=True, help="With those that are done, and what came of them.")
@output.paged
@output.formats
@click.pass_context
def list_tasks(
    ctx: click.Context, /, study: str | None, person_id: str | None, kind: str | None, done: bool, **how: Any
) -> None:
    """What is still to be done about people: removals, recalls, reviews, entries for a second person to compare."""
    who = asker(ctx, "auditor")
    initiative = study_of(who.service, study)
    people = [known(who, initiative, person_id)] if person_id else _people(who, initiative)
    due = [d for d in _due(who, initiative, people) if (done or d.task.open) and kind in (None, d.task.kind)]
    page, foot = output.page_of(due, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    names = office_ids(who.service.record, who.service.keys, {d.person for d in page})
    columns = ("kind", "whose", "what", "since", "due", "stage", "outcome", "evidence")
    rows = [_row(d, names) for d in page]
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, [(*row[:-1], " ".join(map(str, row[-1]))) for row in rows])
    elif not due:
        output.console(soft_wrap=True).print("Nothing is open." if not done else "There is no task.")
    else:
        title = f"{sum(d.task.open for d in due)} open tasks"
        output.as_table(title, columns[:-1], [row[:-1] for row in rows], foot)


@click.command("tick")
@output.formats
@click.pass_context
def record_due(ctx: click.Context, /, **how: Any) -> None:
    """Record what the clock made due: consent to be given again or lapsed, reviews, grants and openings that ended."""
    who = asker(ctx, "records")
    told = {"actor": who.actor, "role": who.role, "at": who.at}
    with output.progress_bar("Looking") as tell:
        fell = list(tick(who.service, told, lambda done, total: tell("Looking", done, total)))
    names = office_ids(who.service.record, who.service.keys, {person for _, person, _, _ in fell})
    columns = ("when", "whose", "what", "about", "position")
    rows = [(to_local(d.at), names[p], d.kind.replace("_", " "), d.about, position) for _, p, d, position in fell]
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    elif not rows:
        output.console(soft_wrap=True).print("Nothing has fallen due that is not on the record.")
    else:
        output.as_table(f"{len(rows)} things had fallen due", columns, rows)


def _people(who: Asker, initiative: Ref) -> list[Ref]:
    with who.service.views.read("findings") as view:
        return view_of_findings.people(view.db, initiative)


def _due(who: Asker, initiative: Ref, people: Iterable[Ref]) -> list[Due]:
    """The tasks of these people, those that are to be done first before the others."""
    found = [Due(p, t) for p in people for t in tasks(who.service.road.histories(p, initiative), who.at)]
    return sorted(found, key=lambda d: (d.task.due or d.task.since, d.task.kind, d.person, d.task.about))


def _row(due: Due, names: dict[Ref, str]) -> tuple[Any, ...]:
    task = due.task
    by = to_local(task.due)[:16] if task.due else "at once"
    since = to_local(task.since)[:16]
    return task.kind, names[due.person], task.about, since, by, task.stage, task.outcome, list(task.evidence)


@click.command("settings")
@output.formats
@click.pass_context
def list_settings(ctx: click.Context, /, **how: bool) -> None:
    """What the provider has set, since when and by whom; the default where nothing else was set."""
    who = asker(ctx, "auditor")
    stands = who.service.road.settings()
    rows = []
    for name, default in DEFAULTS.items():
        last = stands.standing(name, who.at)
        by = (
            office_ids(who.service.record, who.service.keys, [last.author])[last.author] if last and last.author else ""
        )
        since = to_local(last.since)[:16] if last else ""
        rows.append((name, last.value if last else default, default, since, by))
    columns = ("setting", "value", "default", "since", "by")
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    else:
        output.as_table("What the provider has set", columns, rows)


COMMANDS = (list_tasks, list_settings, record_due)
