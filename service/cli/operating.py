"""Running a store: rebuild the views, decide everything again, examine it, print the rule book."""

import sys
from dataclasses import asdict

import click

from service import config, doctor, rulebook
from service.cli import output
from service.cli.context import looked_at, opened
from service.errors import Tampered
from service.replaying import Differs, Progress, replay
from service.wiring import Service


@click.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Check the record, then make every view anew from it, beside the old ones, and switch."""
    service = opened(ctx)
    with output.progress_bar("Verifying") as tell:
        fault = next(service.record.verify(lambda done, total: tell("Verifying", done, total)), None)
        if fault is not None:
            raise Tampered(
                f"The record is not what it was, first at position {fault.position}: {fault.said}."
                " The views stay as they are.",
                "Keep the database as it is, restore a backup elsewhere and compare. byleave replay lists every fault.",
            )
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
    """Verify the log, make every decision again from what it relied on, and compare.

    Opens nothing sealed; exits 5 if the log is not whole or a decision differs.
    """
    service = looked_at(ctx)
    with output.progress_bar("Verifying") as tell:
        faults = list(service.record.verify(lambda done, total: tell("Verifying", done, total)))
        differing, stopped = _decided_again(service, lambda done, total: tell("Deciding again", done, total))
    if stopped is not None and not faults:
        raise stopped
    head = service.record.head()
    if to_json:
        said = {"faults": [asdict(each) for each in faults], "differ": [asdict(each) for each in differing]}
        output.as_json({"position": head, **said, "stopped": stopped and stopped.what})
    if faults and not to_json:
        rows = [(each.position, each.said) for each in faults]
        output.as_table(f"{len(rows)} faults in the log", ("position", "what is wrong"), rows)
    if differing and not to_json:
        told = [(each.position, each.asked, each.said) for each in differing]
        output.as_table(f"{len(told)} decisions come out otherwise", ("position", "asked", "what differs"), told)
    if stopped is not None and not to_json:
        output.say_error(stopped)
    if not (faults or differing or to_json):
        output.console(soft_wrap=True).print(f"Every decision up to position {head} comes out as it was recorded.")
    if faults or differing:
        sys.exit(Tampered.exit_code)


def _decided_again(service: Service, tell: Progress) -> tuple[list[Differs], Tampered | None]:
    """What comes out otherwise, as far as the log can be read, and what ended it before."""
    differing: list[Differs] = []
    try:
        differing.extend(replay(service.record, tell))
    except Tampered as error:
        return differing, error
    return differing, None


@click.command(name="openapi")
@click.option("--routes", is_flag=True, help="The table of who may ask what, as ops/routes.md holds it.")
def print_description(*, routes: bool) -> None:
    """Print the description of the API (OpenAPI 3.1) as ops/openapi.json holds it."""
    from service.http import api, policy  # noqa: PLC0415 - the door over HTTP takes a while to load
    from service.http.app import described  # noqa: PLC0415 - the same

    app = described()
    click.echo(policy.printed(app) if routes else api.written(app), nl=False)


COMMANDS = (rebuild, examine, decide_again, print_rulebook, print_description)
