"""Running a store: rebuild the views, examine everything, print the rule book."""

import sys
from dataclasses import asdict

import click

from service import config, doctor, rulebook
from service.cli import output
from service.cli.context import opened


@click.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Make every view anew from the record, beside the old ones, and switch."""
    service = opened(ctx)
    with output.progress_bar("Rebuilding") as tell:
        service.views.rebuild(lambda done, total: tell("Rebuilding", done, total))
    output.console().print(f"The views stand at position {service.record.head()}.")


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


COMMANDS = (rebuild, examine, print_rulebook)
