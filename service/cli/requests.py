"""Questions about who wants to go out: what waits for an answer, and one request with what its answer rests on.

Of everybody who is named it is put on the record first that they were read of.
"""

from collections.abc import Iterable
from typing import Any, Final

import click

from domain.access import ReadPerson
from domain.kernel.ids import Ref
from projections import requests as view_of_requests
from projections.requests import Wish
from service import request_words as words
from service import requests as found
from service.cli import output
from service.cli.context import Asker, Instant, asker_of, study_of, with_study
from service.cli.people import known
from service.entitling import CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, WARD
from service.errors import NotFound
from service.outings import Looker, When
from service.requests import Whole

_IN_ORDER: Final = (CLINICIAN, WARD, MHA_OFFICE, INVOLVEMENT_LEAD)
"""In which role somebody asks who holds several: in the one that is shown most."""


def _clocks(command: Any) -> Any:
    for name, says in (("known", "As known when (default: now)."), ("valid", "True when (default: now).")):
        command = click.option(f"--{name}-at", type=Instant(), metavar="TIME", help=says)(command)
    return command


@click.command()
@click.option("--answered", is_flag=True, help="With those that are answered, or over.")
@_clocks
@output.paged
@output.formats
@click.pass_context
def requests(ctx: click.Context, /, answered: bool, **how: Any) -> None:
    """Requests to go out that wait for an answer, the longest wait first, with the days that are left to decide."""
    who = asker_of(ctx, _IN_ORDER)
    when, looker = _when(who, how), Looker(who.actor, who.role)
    rows = (found.every if answered else found.waiting)(who.service, looker, when)
    page, foot = output.page_of(rows, how["page"], how["whole"] or how["to_json"] or how["to_csv"])
    _read(who, (each.person for each in page), found.LIST)
    names = words.called(who.service, words.refs(page))
    columns, told = words.columns(who.role), [words.row(each, names, who.role) for each in page]
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in told])
    elif how["to_csv"]:
        output.as_csv(columns, told)
    else:
        output.as_table(f"{len(rows)} requests, as at {words.minute(when.valid)}", columns, told, foot)


@click.command()
@click.argument("person_id", metavar="ID")
@click.option("--activity", metavar="NAME", help="To which activity, where there is more than one request.")
@with_study
@_clocks
@output.formats
@click.pass_context
def request(ctx: click.Context, /, person_id: str, activity: str | None, study: str | None, **how: Any) -> None:
    """One request to go out: how it stands, the plan, the answer, and the gate clause by clause."""
    who = asker_of(ctx, _IN_ORDER)
    person = known(who, study_of(who.service, study), person_id)
    _read(who, [person], found.ONE)
    whole = _one(who, person, activity, _when(who, how))
    if how["to_json"] or how["to_csv"]:
        _for_programs(who, whole, to_csv=how["to_csv"])
        return
    output.as_table("Request", ("what", "is"), _told(who, whole))
    if whole.gate:
        output.as_table("The gate", words.GATE, words.gate_rows(whole))


def _one(who: Asker, person: Ref, activity: str | None, when: When) -> Whole:
    """The request that is meant: to the activity of that name, or the only one. Raises NotFound."""
    with who.service.views.read("requests") as view:
        wishes = view_of_requests.of_person(view.db, person)
    there = [_looked_at(who, wish, when) for wish in wishes]
    meant = [each for each in there if activity in (None, each.asked.terms.name, each.asked.activity)]
    if not meant:
        raise NotFound("There is no such request.", "List them: byleave requests --answered")
    if len(meant) > 1:
        names = ", ".join(sorted(each.asked.terms.name for each in meant))
        raise NotFound("There is more than one request of theirs.", f"Name one with --activity: {names}")
    return meant[0]


def _looked_at(who: Asker, wish: Wish, when: When) -> Whole:
    return found.one(who.service, Looker(who.actor, who.role), wish, when)


def _told(who: Asker, whole: Whole) -> list[tuple[str, str | int]]:
    asked = whole.asked
    names = words.called(who.service, words.refs([asked]))
    told = list(zip(words.columns(who.role), words.row(asked, names, who.role), strict=True))
    if who.role not in found.WHO_CARE:
        return told
    texts = words.texts(who.service, whole)
    told += [(f"plan: {name.replace('_', ' ')}", text) for name, text in texts.plan.items()]
    told += [(f"plan, {item}", "; ".join(said.values())) for item, said in texts.items.items()]
    told += [("plan signed by", ", ".join(sorted(names[ref] for ref in asked.plan.signers)))] if asked.plan else []
    told += [(f"does not agree: {names[by]}", said) for by, said in texts.against]
    if asked.answer:
        told.append(("answer", f"{words.OUTCOMES[asked.answer.outcome]} by {names[asked.answer.decider]}"))
        told += [("why", words.reasons(asked.answer))] if asked.answer.reasons else []
        told += [(name.replace("_", " "), text) for name, text in texts.answer.items()]
    return told


def _for_programs(who: Asker, whole: Whole, *, to_csv: bool) -> None:
    told, gate = _told(who, whole), words.gate_rows(whole)
    if to_csv:
        output.as_csv(("what", "is"), [*told, *((f"gate, {row[0]}", row[1]) for row in gate)])
    else:
        output.as_json({**dict(told), "gate": [dict(zip(words.GATE, row, strict=True)) for row in gate]})


def _when(who: Asker, how: dict[str, Any]) -> When:
    valid, at_known = (how[name][1] if how[name] else who.at for name in ("valid_at", "known_at"))
    return When(who.at, valid, at_known)


def _read(who: Asker, people: Iterable[Ref], what: str) -> None:
    told: dict[str, Any] = {"actor": who.actor, "role": who.role, "at": who.at, "what": what}
    if readings := [ReadPerson(person=person, **told) for person in dict.fromkeys(people)]:
        who.service.road.ask_together(readings)


COMMANDS = (requests, request)
