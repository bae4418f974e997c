"""Running a store: rebuild the views, decide everything again, examine it, print the rule book."""

import sys
from dataclasses import asdict

import click

from service import config, doctor, rulebook
from service.cli import output
from service.cli.context import opened
from service.errors import Tampered
from service.replaying import replay


@click.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Make every view anew from the record, beside the old ones, and switch."""
    service = opened(ctx)
    with output.progress_bar("Rebuilding") as tell:
        service.views.rebuild(lambda done, total: tell("Rebuilding", done, total))
    output.console(soft_wrap=True).print(f"The views stand at position {service.record.head()}.")


@click.command(name="doctor")
@click.option("--json", "to_json", is_flag=True, help="JSON for programs.")
@click.pass_context
def examine(ctx: click.Context, to_json: bool) -> None:
    """Look at configuration, keys, disk, clock, positions and views, and say what to do. Exits 1 on a fault."""
    checked = list(doctor.examine(config.data_directory(ctx.obj["data"])))
    if to_json:
        output.as_json([asdict(each) for each in checked])
    else:
        rows = [(c.what, c.state, c.said, c.remedy) for c in checked]
        output.as_table("What there is to say", ("what", "state", "said", "what to do"), rows)
    if any(each.state == "fault" for each in checked):
        sys.exit(1)


@click.command(name="rulebook")
def print_rulebook() -> None:
    """Print the rule book as ops/rulebook.md holds it."""
    click.echo(rulebook.written(), nl=False)


@click.command(name="replay")
@click.option("--json", "to_json", is_flag=True, help="JSON for programs.")
@click.pass_context
def decide_again(ctx: click.Context, to_json: bool) -> None:
    """Make every decision again from what it relied on, and compare. Opens nothing sealed; exits 5 if one differs."""
    service = opened(ctx)
    with output.progress_bar("Deciding again") as tell:
        differing = list(replay(service.record, lambda done, total: tell("Deciding again", done, total)))
    head = service.record.head()
    if to_json:
        output.as_json({"position": head, "differ": [asdict(each) for each in differing]})
    elif differing:
        rows = [(each.position, each.asked, each.said) for each in differing]
        output.as_table(f"{len(rows)} decisions come out otherwise", ("position", "asked", "what differs"), rows)
    else:
        output.console(soft_wrap=True).print(f"Every decision up to position {head} comes out as it was recorded.")
    if differing:
        sys.exit(Tampered.exit_code)


COMMANDS = (rebuild, examine, decide_again, print_rulebook)
