"""Questions of governance: what is still to be done about people, and what became of findings."""

from collections.abc import Sequence
from typing import Any, Final

import click

from domain.governance import DEFAULTS
from domain.judging import TASK_KINDS, tasks
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import findings as view_of_findings
from service import tasking
from service.cli import output
from service.cli.context import Asker, asker, study_of, with_study
from service.cli.people import known
from service.names import office_ids
from service.tasking import Due
from service.ticking import Fell, tick

OF_STUDIES: Final = "auditor"
COLUMNS: Final = ("kind", "whose", "what", "since", "due", "stage", "outcome", "evidence")


@click.command("tasks")
@with_study
@click.option("--person", "person_id", metavar="ID", help="One person's only.")
@click.option(
    "--role",
    type=click.Choice((OF_STUDIES, *tasking.SEES)),
    default=OF_STUDIES,
    show_default=True,
    help="As whom: an auditor is shown a study's tasks; who cares for people, those of leave and of wishes to go out.",
)
@click.option("--kind", type=click.Choice((*TASK_KINDS, *tasking.KINDS)), help="Tasks of one kind only.")
@click.option("--done", is_flag=True, help="With those that are done, and what came of them.")
@output.paged
@output.formats
@click.pass_context
def list_tasks(
    ctx: click.Context,
    /,
    study: str | None,
    person_id: str | None,
    role: str,
    kind: str | None,
    done: bool,
    **how: Any,
) -> None:
    """What is still to be done about people: of studies removals, recalls, reviews, entries to be compared; of leave
    and wishes to go out whatever is owed, overdue or changed.
    """
    who = asker(ctx, role)
    found = _of_study(who, study, person_id) if role == OF_STUDIES else _of_going(who, study, person_id)
    due = [d for d in found if (done or d.task.open) and kind in (None, d.task.kind)]
    page, foot = output.page_of(due, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    names = office_ids(who.service.record, who.service.keys, {d.person for d in page})
    columns = COLUMNS if role == OF_STUDIES else (*COLUMNS[:-1], "for", COLUMNS[-1])
    rows = [_row(d, names, columns) for d in page]
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
    """Record what the clock made due: consent to be given again or lapsed, reviews, grants and openings that ended; of
    leave and wishes to go out what is undecided, has expired or is overdue. Each gate concerned is asked again.
    """
    who = asker(ctx, "records")
    told = {"actor": who.actor, "role": who.role, "at": who.at}
    with output.progress_bar("Looking") as tell:
        fell = list(tick(who.service, told, lambda done, total: tell("Looking", done, total)))
    of_studies = [each for each in fell if each.initiative is not None]
    going = len(fell) - len(of_studies)
    names = office_ids(who.service.record, who.service.keys, {each.person for each in of_studies})
    columns = ("when", "whose", "what", "about", "position")
    rows = [_fallen(each, names[each.person]) for each in of_studies]
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    elif not fell:
        output.console(soft_wrap=True).print("Nothing has fallen due that is not on the record.")
    else:
        behind = f"{going} of them of leave and wishes to go out: those who care for people see them as tasks."
        output.as_table(f"{len(fell)} things had fallen due", columns, rows, behind if going else "")


def _fallen(fell: Fell, whose: str) -> tuple[Any, ...]:
    due = fell.due
    return to_local(due.at), whose, due.kind.replace("_", " "), due.about, fell.position


def _people(who: Asker, initiative: Ref) -> list[Ref]:
    with who.service.views.read("findings") as view:
        return view_of_findings.people(view.db, initiative)


def _of_study(who: Asker, study: str | None, person_id: str | None) -> list[Due]:
    """The tasks of a study's people, those that are to be done first before the others."""
    initiative = study_of(who.service, study)
    people = [known(who, initiative, person_id)] if person_id else _people(who, initiative)
    found = [Due(p, t, ()) for p in people for t in tasks(who.service.road.histories(p, initiative), who.at)]
    return sorted(found, key=lambda d: (d.task.due or d.task.since, d.task.kind, d.person, d.task.about))


def _of_going(who: Asker, study: str | None, person_id: str | None) -> list[Due]:
    """The tasks of leave and of wishes to go out that the role is shown."""
    person = known(who, study_of(who.service, study), person_id) if person_id else None
    found, _ = tasking.of_everybody(who.service, who.actor, who.role, who.at)
    return [each for each in found if person in (None, each.person)]


def _row(due: Due, names: dict[Ref, str], columns: Sequence[str]) -> tuple[Any, ...]:
    task = due.task
    told = {
        "kind": task.kind,
        "whose": names[due.person],
        "what": task.about,
        "since": to_local(task.since)[:16],
        "due": to_local(task.due)[:16] if task.due else "at once",
        "stage": task.stage,
        "for": ", ".join(due.does),
        "outcome": task.outcome,
        "evidence": list(task.evidence),
    }
    return tuple(told[name] for name in columns)


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
