"""Making a store, and importing into it."""

from pathlib import Path

import click
from rich.markup import escape

from projections import characteristics as view_of_characteristics
from projections.views import REBUILD_BATCH
from service import config, identity, wiring
from service.cli import output
from service.cli.context import Asker, asker
from service.config import Config
from service.errors import Conflict, NotEntitled
from service.importing.study import Imported, Importing
from service.store.faults import storage_faults


@click.command()
@click.option("--demo", is_flag=True, help="For trying out: the key file lies with the data.")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), help="Where the new key file goes.")
@click.option("--dsn", help="PostgreSQL for events, keys and views: postgresql://USER@HOST/DATABASE.")
@click.option("--keys-dsn", help="Another PostgreSQL database for the keys, to be backed up apart.")
@click.pass_context
def init(ctx: click.Context, demo: bool, key_file: Path | None, dsn: str | None, keys_dsn: str | None) -> None:
    """Make a data directory with its databases, its key file and the actor `operator`."""
    directory = config.data_directory(ctx.obj["data"])
    dsns = Config(store_id="", key_file="", events_dsn=dsn, keys_dsn=keys_dsn or dsn, views_dsn=dsn)
    with wiring.make_store(directory, demo=demo, key_file=key_file, dsns=dsns if dsn else None) as made:
        out = output.console(soft_wrap=True)
        out.print(f"Store {made.config.store_id} is in {escape(str(directory))}.")
        out.print(
            f"Its key is {escape(made.config.key_file)}. Back it up apart from the data; without it nothing opens."
        )


@click.group(name="import")
def import_() -> None:
    """Put on the record what happened elsewhere."""


@import_.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--study", metavar="ID", help="What to call the study (default: the folder's name).")
@click.option("--correct", is_flag=True, help="Correct rows that were imported with other values.")
@click.option("--reason", metavar="TEXT", help="Why they are corrected.")
@click.option("--json", "to_json", is_flag=True, help="JSON for programs.")
@click.pass_context
def study(ctx: click.Context, path: Path, study: str | None, correct: bool, reason: str | None, to_json: bool) -> None:
    """Import a study office's logs from PATH: all or nothing, everything wrong said at once."""
    if correct != bool(reason and reason.strip()):
        raise click.UsageError("--correct and --reason TEXT go together: a correction says why.")
    who = asker(ctx, "records")
    name = checked_name(study or path.resolve().name)
    if study is None:
        _meant(who, name)
    with output.problems_as_json(to_json), output.progress_bar("Reading") as tell:
        done = Importing(
            road=who.service.road,
            folder=path,
            study=name,
            actor=who.actor,
            role=who.role,
            at=who.at,
            reason=reason,
            progress=tell,
        ).run()
        with storage_faults("The database of the views", f"The {done.new + done.corrected} rows are on the record."):
            who.service.views.catch_up(lambda so_far, total: tell("Judging", so_far, total), size=REBUILD_BATCH)
    output.as_json(summary(done)) if to_json else _say(done)


def _meant(who: Asker, name: str) -> None:
    """Raises Conflict where the folder's name would make another study beside those on the record, unsaid."""
    with who.service.views.read("characteristics") as view:
        there = sorted(row.name for row in view_of_characteristics.initiatives(view.db))
    if there and name not in there:
        raise Conflict(
            f"There is {', '.join(there)} on the record, and nothing called {name}.",
            f"Say which is meant: --study {there[0]} to import into it, --study {name} for a new one.",
        )


def checked_name(name: str) -> str:
    """A study's name: it stands in the record in clear. Raises UsageError saying what it may be."""
    if not name or len(name) > 64 or not all(c.isalnum() or c in "-_." for c in name):
        raise click.UsageError(
            f"{name!r} cannot name a study. Give --study ID: letters, digits and - _ . (64 at the most)."
        )
    return name


def summary(done: Imported) -> dict[str, object]:
    """What an import did, for programs."""
    return {
        "study": done.study,
        "rows": done.rows,
        "new": done.new,
        "corrected": done.corrected,
        "passed_over": done.passed_over,
        "vanished": list(done.vanished),
        "ignored_columns": list(done.ignored),
        "events": done.events,
        "lock_seconds": round(done.lock_seconds, 4),
    }


def _say(done: Imported) -> None:
    out = output.console(soft_wrap=True)
    out.print(
        f"Study [bold]{escape(done.study)}[/]: {done.new} rows imported, {done.corrected} corrected,"
        f" {done.passed_over} passed over because they are on the record already."
    )
    if done.ignored:
        out.print(f"Columns that nothing here knows were ignored: {escape(', '.join(done.ignored))}.")
    for row in done.vanished:
        out.print(f"On the record, and in no file any more: {escape(row)}")
    if done.vanished:
        out.print(
            "What is in no file any more stays on the record. A row whose key was mended is there twice now: as it was,"
        )
        out.print("and as it is. Taking back a row that should never have been there comes with the live record.")
    out.print("Ask next, as an auditor: byleave findings")


@click.group()
def actor() -> None:
    """Who may use Byleave."""


@actor.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(identity.ROLES), help="What they may do."
)
@click.pass_context
def add(ctx: click.Context, name: str, roles: tuple[str, ...]) -> None:
    """Register NAME with a role, or give them a further one. It is put on the record."""
    who = asker(ctx, "records")
    if name == who.name:
        raise NotEntitled("Nobody gives a role to themselves.", "Ask somebody else with the role records.")
    identity.register(who.service.road, name, roles, who.at, by=who.actor)
    output.console(soft_wrap=True).print(f"{escape(name)} may now act as {', '.join(roles)}.")


COMMANDS = (init, import_, actor)
