"""What may be asked, from the code; and scenarios, played step by step."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click
from click.core import ParameterSource
from rich.markup import escape

from domain.kernel.time import to_local
from service import commanding, scenarios
from service.cli import output
from service.cli.context import Asker, Instant
from service.cli.outings import boards
from service.outings import LOOKERS
from service.scenarios import Outcome, Playing
from service.store.vocabulary import COMMANDS as EVERY


@click.command(name="commands")
@click.argument("tag", required=False)
@output.formats
def list_commands(tag: str | None, **how: bool) -> None:
    """Every command with what it takes, or one of them (TAG)."""
    wanted = {tag: commanding.kind_of(tag)} if tag else EVERY
    columns = ("command", "field", "what is written in it", "must be", "allowed", "what it does")
    rows = [
        (
            name,
            each.name,
            each.kind,
            "yes" if each.required else "",
            " ".join(each.allowed),
            _says(command) if not number else "",
        )
        for name, command in wanted.items()
        for number, each in enumerate(commanding.takes(command))
    ]
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    else:
        output.as_table("What may be asked", columns, rows)


def _says(command: type[object]) -> str:
    return (command.__doc__ or "").split("\n\n")[0].replace("\n    ", " ")


@click.group()
def scenario() -> None:
    """Play scenarios: people of a cast, dated steps, and what must come of them."""


@scenario.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--quiet", is_flag=True, help="Only the steps that came out otherwise.")
@click.pass_context
def run(ctx: click.Context, files: tuple[Path, ...], quiet: bool) -> None:
    """Play each of FILES on a new store of its own. Exits 1 where a step comes out otherwise than expected.

    With --data the store is kept there, of several FILES in a directory for each, for `replay`; else it is gone.
    BYLEAVE_DATA names where the record is, and nothing is played there.
    """
    said = ctx.find_root().get_parameter_source("data") is ParameterSource.COMMANDLINE
    kept, otherwise = ctx.obj["data"] if said else None, 0
    for script in [scenarios.read(file) for file in files]:
        where = None if kept is None else Path(kept) / (script.file.stem if len(files) > 1 else "")
        steps = list(scenarios.run(script, kept=where))
        failed = [outcome for outcome in steps if not outcome.held]
        otherwise += len(failed)
        _say(f"{script.number} {script.title}", failed if quiet else steps)
    output.console(soft_wrap=True).print(f"{len(files)} scenario(s), {otherwise} step(s) came out otherwise.")
    if otherwise:
        sys.exit(1)


@scenario.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--stop", "stops", multiple=True, required=True, type=Instant(), metavar="TIME", help="When to look.")
@click.option("--as", "name", required=True, metavar="WHO", help="Who of its cast looks.")
@click.option("--site", metavar="SITE", help="At one site only.")
@click.option("--pause", is_flag=True, help="Wait at each TIME until a key is pressed, at a terminal.")
def follow(file: Path, stops: tuple[tuple[str, datetime], ...], name: str, site: str | None, pause: bool) -> None:
    """Play FILE on a new store of its own, and show at each TIME the day's outings and who is out, as WHO sees them.

    Exits 1 where a step comes out otherwise than expected. Nothing is served: whoever reads a page is put on record,
    and this record keeps the time of its story.
    """
    script = scenarios.read(file)

    def look(playing: Playing) -> None:
        role = script.cast[name].partition(" at ")[0]
        at = playing.clock()
        output.console(soft_wrap=True).print(f"\n[bold]{to_local(at).replace('T', ' ')}[/]")
        boards(Asker(playing.service, playing.resolve(name), name, role, at), site)
        if pause:
            click.pause()

    if script.cast.get(name) not in LOOKERS:
        raise click.UsageError(f"Name one of the cast who sees outings: {', '.join(_lookers(script.cast))}.")
    steps = list(scenarios.run(script, stops=[at for _, at in stops], look=look))
    failed = [outcome for outcome in steps if not outcome.held]
    _say(f"{len(steps)} steps, {len(failed)} came out otherwise.", failed)
    if failed:
        sys.exit(1)


def _lookers(cast: Mapping[str, str]) -> list[str]:
    return [name for name, role in cast.items() if role in LOOKERS]


def _say(title: str, steps: list[Outcome]) -> None:
    out = output.console(soft_wrap=True)
    out.print(f"[bold]{escape(title)}[/]")
    for outcome in steps:
        step = outcome.step
        when = to_local(step.at).replace("T", " ")
        what = escape(f"{step.actor}: {step.does or step.asks}")
        mark = "[green]as expected[/]" if outcome.held else f"[red]expected {escape(outcome.expected)}[/]"
        out.print(f"  {when}  {what}  →  {escape(outcome.said)}  {mark}")


COMMANDS = (list_commands, scenario)
