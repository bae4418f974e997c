"""Questions about who goes out: today's outings, one of them clause by clause, and who is out now.

Of everybody who is named it is put on the record first that they were read of.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

import click

from domain.access import ReadPerson
from domain.kernel.ids import Ref
from domain.kernel.time import london_day, to_local
from service import outing_words as words
from service import outings as found
from service.cli import output
from service.cli.context import Asker, Instant, asker_of, study_of, with_study
from service.cli.people import known
from service.entitling import CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, WARD
from service.outings import LOOKERS, THOSE_WHO_LET_OUT, Looker, When

_IN_ORDER: Final = (WARD, CLINICIAN, MHA_OFFICE, INVOLVEMENT_LEAD)
"""In which role somebody asks who holds several: in the one that is shown most."""


class Day(click.ParamType[Any]):
    """A local day."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The day. Fails saying how one is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2027-01-14.", param, ctx)


def _clocks(command: Any) -> Any:
    for name, says in (("known", "As known when (default: now)."), ("valid", "True when (default: now).")):
        command = click.option(f"--{name}-at", type=Instant(), metavar="TIME", help=says)(command)
    return click.option("--site", metavar="SITE", help="At one site (default: wherever your role reaches).")(command)


@click.command()
@click.option("--day", type=Day(), metavar="DAY", help="Of which local day (default: today).")
@_clocks
@output.paged
@output.formats
@click.pass_context
def outings(ctx: click.Context, /, day: date | None, site: str | None, **how: Any) -> None:
    """The outings of a day, the earliest first; the involvement lead is shown who can come, and no reason."""
    who = asker_of(ctx, [role for role in _IN_ORDER if role in LOOKERS])
    when = _when(who, how)
    _releases(who, day or london_day(when.valid), site, when, how)


def _releases(who: Asker, day: date, site: str | None, when: When, how: dict[str, Any]) -> None:
    rows = found.releases(who.service, Looker(who.actor, who.role), day, site, when)
    if who.role == INVOLVEMENT_LEAD:
        rows = [each for each in rows if each.activity]
    page, foot = output.page_of(rows, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    _read(who, (each.person for each in page), found.RELEASES)
    names, gated = words.called(who.service, page), found.gated(page, Looker(who.actor, who.role))
    told = [words.release_row(each, names, who.role) for each in words.in_order(gated, names)]
    at = f"as at {to_local(when.valid)[:16].replace('T', ' ')}"
    _say(f"{len(rows)} {'outing' if len(rows) == 1 else 'outings'}, {at}", words.columns(who.role), told, foot, how)


@click.command()
@_clocks
@output.paged
@output.formats
@click.pass_context
def out(ctx: click.Context, /, site: str | None, **how: Any) -> None:
    """Who is out now: due back, overdue, with whom, and whom to call."""
    who = asker_of(ctx, [role for role in _IN_ORDER if role in THOSE_WHO_LET_OUT])
    _out(who, site, _when(who, how), how)


def boards(who: Asker, site: str | None) -> None:
    """Today's outings and who is out, as they stand now; whoever runs involvement is shown who can come."""
    when, how = When.at(who.at), {"page": 1, "whole": True, "to_json": False, "to_csv": False}
    _releases(who, london_day(who.at), site, when, how)
    if who.role in THOSE_WHO_LET_OUT:
        _out(who, site, when, how)


def _out(who: Asker, site: str | None, when: When, how: dict[str, Any]) -> None:
    rows = found.out_now(who.service, Looker(who.actor, who.role), site, when)
    page, foot = output.page_of(rows, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    _read(who, (each.person for each in page), found.OUT)
    names = words.called(who.service, page)
    told = [
        words.out_row(each, names, words.contingency(who.service, each).telephone) for each in words.by_due(page, names)
    ]
    at = f"as at {to_local(when.valid)[:16].replace('T', ' ')}"
    _say(f"{len(rows)} out, {at}", words.OUT, told, foot, how)


@click.command()
@click.argument("person_id", metavar="ID")
@click.argument("code", metavar="CODE")
@with_study
@output.formats
@click.pass_context
def outing(ctx: click.Context, person_id: str, code: str, study: str | None, to_json: bool, to_csv: bool) -> None:
    """One outing (CODE) of somebody (ID), with the gate clause by clause as it stands now."""
    who = asker_of(ctx, [role for role in _IN_ORDER if role in THOSE_WHO_LET_OUT])
    person = known(who, study_of(who.service, study), person_id)
    _read(who, [person], found.ONE)
    each = found.one(who.service, person, code, When.at(who.at), who.actor)
    names, proof = words.called(who.service, [each]), words.evidence(who.service, each.gate)
    columns = ("clause", "says", "rests on", "what to do", "rule")
    told = [words.clause_row(clause, proof) for clause in each.gate]
    if to_json or to_csv:
        _say("", columns, told, "", {"to_json": to_json, "to_csv": to_csv})
        return
    row = words.release_row(each, names, who.role)
    output.as_table(f"Outing {code}", ("what", "is"), zip(words.RELEASES, row, strict=True))
    if told:
        output.as_table("The gate, asked now", columns, told, "\n".join(words.WARNINGS[w] for w in each.warned))


def _when(who: Asker, how: dict[str, Any]) -> When:
    def given(name: str) -> datetime:
        at: datetime = how[name][1] if how[name] else who.at
        return at

    return When(who.at, given("valid_at"), given("known_at"))


def _read(who: Asker, people: Iterable[Ref], what: str) -> None:
    told: dict[str, Any] = {"actor": who.actor, "role": who.role, "at": who.at, "what": what}
    if readings := [ReadPerson(person=person, **told) for person in dict.fromkeys(people)]:
        who.service.road.ask_together(readings)


def _say(title: str, columns: Any, rows: list[tuple[str, ...]], foot: str, how: dict[str, Any]) -> None:
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    else:
        output.as_table(title, columns, rows, foot)


COMMANDS = (outings, outing, out)
