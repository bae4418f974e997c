"""The auditor's pages: findings with their lives and explanations, the register with two clocks, a person's trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from domain.consent import ITEMS
from domain.kernel.ids import Ref, is_ref
from domain.kernel.time import to_local
from projections import characteristics, consent_register, timeline
from projections import findings as view_of_findings
from service import instants
from service.auditing import KINDS, REGISTER_ITEMS, Listed, Shown, listed
from service.explaining import COLUMNS, as_rows, explained
from service.http.callers import caller
from service.http.pages.drawing import csv_file, door, page, when
from service.http.pages.mine import called
from service.http.pages.paging import paged
from service.http.reading import read, read_all

pages = Blueprint("audit", __name__, url_prefix="/audit")


@dataclass(frozen=True, slots=True)
class Asked:
    """A time as it was typed, and the instant that it is; what is wrong with it, where it is none."""

    typed: str
    at: datetime
    wrong: str = ""

    @property
    def told(self) -> str:
        """The instant in full, as it was asked about: to the minute where one was typed, else to the last digit."""
        return to_local(self.at) if not self.typed else to_local(self.at)[: max(16, len(self.typed))]


@pages.get("")
def overview() -> Answer:
    """The initiatives in parts, with how many findings stand of each kind."""
    with door().service.views.read("characteristics", "findings") as view:
        part = paged(characteristics.initiatives(view.db), request.args.get("page"))
        counts = view_of_findings.counted(view.db, [each.reference for each in part.rows])
    return page("audit/overview.html", part=part, counts=counts)


@pages.get("/<initiative>/findings")
def findings(initiative: str) -> Answer:
    """The findings of an initiative, of one kind where one is named, in parts."""
    of, kind = _initiative(initiative), request.args.get("kind") or None
    part = paged(_listed(of.reference, kind), request.args.get("page"))
    read_all(door(), caller(), (s.row.person for s in part.rows), "findings")
    return page("audit/findings.html", of=of, part=part, kind=kind, kinds=KINDS, ended=_ended())


@pages.get("/<initiative>/findings.csv")
def findings_as_csv(initiative: str) -> Answer:
    """The same, all of it, for programs."""
    of, kind = _initiative(initiative), request.args.get("kind") or None
    shown = _listed(of.reference, kind)[:]
    read_all(door(), caller(), (s.row.person for s in shown), "findings")
    columns = ("kind", "key", "rules", "happened at", "what became of it", "known since", "stood until")
    return csv_file(f"findings-{of.name}", columns, (_row(s) for s in shown))


@pages.get("/<initiative>/findings/<kind>/<person>/<path:suffix>")
def finding(initiative: str, kind: str, person: str, suffix: str) -> Answer:
    """One finding explained. Its evidence is about a person, so that reading it is put on the record first."""
    of = _initiative(initiative)
    wanted = (kind, person, suffix)
    meant = listed(
        door().service, of.reference, ended=True, meant=lambda row: (row.kind, row.person, row.suffix) == wanted
    )[:]
    if not meant:
        raise NotFound
    read(door(), caller(), meant[0].row.person, "finding")
    told = [explained(door().service, s.kind, s.key, s.row, s.life) for s in meant]
    return page("audit/finding.html", of=of, told=told, person=person, rows=as_rows, columns=COLUMNS)


@pages.get("/<initiative>/register")
def register(initiative: str) -> Answer:
    """How many had each item active at one time, as it was known at another."""
    of, valid, known = _initiative(initiative), _time("valid_at"), _time("known_at")
    wrong = bool(valid.wrong or known.wrong)
    rows, claimed, position = ([], 0, 0) if wrong else _active(of.reference, valid, known)
    status = 422 if wrong else 200
    return page(
        "audit/register.html",
        status,
        of=of,
        valid=valid,
        known=known,
        rows=rows,
        claimed=claimed,
        position=position,
        address=address,
    )


@pages.get("/<initiative>/register.csv")
def register_as_csv(initiative: str) -> Answer:
    """The same for programs, with both times in it."""
    of, valid, known = _initiative(initiative), _time("valid_at"), _time("known_at")
    if valid.wrong or known.wrong:
        return redirect(address(endpoint="audit.register"), 303)
    rows, _, position = _active(of.reference, valid, known)
    also = (valid.told, known.told, position)
    columns = ("item", "means", "active", "valid at", "known at", "position")
    return csv_file(f"register-{of.name}", columns, ((*row, *also) for row in rows))


@pages.get("/<initiative>/people")
def people(initiative: str) -> Answer:
    """Where somebody is looked up by the id that the study's office gave them."""
    return page("audit/people.html", of=_initiative(initiative), wrong="", typed="")


@pages.post("/<initiative>/people")
def looked_up(initiative: str) -> Answer:
    """Goes to the trail of somebody; their id is in no address."""
    of, typed = _initiative(initiative), request.form.get("person", "").strip()
    there = door().service.keys.references(of.reference, [typed]).get(typed)
    if there is None:
        wrong = "This study has nobody of that id. Check it against the office's own list."
        return page("audit/people.html", 422, of=of, wrong=wrong, typed=typed)
    return redirect(url_for("audit.trail", initiative=initiative, person=there), 303)


@pages.get("/<initiative>/people/<person>/trail.csv")
def trail_as_csv(initiative: str, person: str) -> Answer:
    """The same, all of it, for programs."""
    of = _initiative(initiative)
    lines = _trail(of, person)
    names = called(reference for line in lines for reference in line.references)
    told = [
        (when(line.occurred_at), timeline.said(line, names), when(line.known_from), line.position) for line in lines
    ]
    return csv_file(f"trail-{person[:8]}", ("when", "what happened", "known since", "position"), told)


@pages.get("/<initiative>/people/<person>")
def trail(initiative: str, person: str) -> Answer:
    """Everything that happened to one person. The reading is put on the record first."""
    of = _initiative(initiative)
    part = paged(_trail(of, person)[::-1], request.args.get("page"))
    names = called([Ref(person), *(reference for line in part.rows for reference in line.references)])
    told = [(line.occurred_at, timeline.said(line, names), line.known_from, line.position) for line in part.rows]
    return page("audit/trail.html", of=of, told=told, part=part, name=names[Ref(person)], person=person)


def _trail(of: characteristics.Named, person: str) -> list[timeline.Line]:
    """What happened to one of the initiative's people, after the reading was recorded. Raises NotFound."""
    if not is_ref(person) or not _is_of(Ref(person), of.reference):
        raise NotFound
    read(door(), caller(), Ref(person), "timeline")
    with door().service.views.read("timeline") as view:
        return timeline.of_person(view.db, Ref(person), caller().role)


def address(endpoint: str) -> str:
    """The address of another page that is asked the same."""
    asked: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict()}
    return url_for(endpoint, **asked)


def _is_of(person: Ref, initiative: Ref) -> bool:
    return initiative in {each.initiative for each in door().service.road.person(person).registrations}


def _initiative(reference: str) -> characteristics.Named:
    of = door().service.road.initiative(Ref(reference)) if is_ref(reference) else None
    if of is None or not of.kind:
        raise NotFound
    return characteristics.Named(Ref(reference), of.kind, of.name)


def _listed(initiative: Ref, kind: str | None) -> Listed:
    """The findings of an initiative that are asked for: of one kind where one is named."""
    return listed(door().service, initiative, ended=_ended(), meant=lambda row: kind in (None, row.kind))


def _ended() -> bool:
    return request.args.get("ended") == "yes"


def _time(name: str) -> Asked:
    """A time that was typed; now, where none was."""
    typed, now = request.args.get(name, "").strip(), door().now()
    if not typed:
        return Asked("", now)
    try:
        return Asked(typed, instants.read(typed))
    except ValueError as error:
        return Asked(typed, now, str(error))


def _active(initiative: Ref, valid: Asked, known: Asked) -> tuple[list[tuple[str, str, int]], int, int]:
    with door().service.views.read("consent_register") as view:
        answer = consent_register.register(view.db, initiative, REGISTER_ITEMS, valid.at, known.at, as_recorded=False)
        return [(item, ITEMS[item], number) for item, number in answer.active.items()], answer.claimed, view.position


def _row(s: Shown) -> tuple[str, ...]:
    until = to_local(s.row.until)[:16] if s.row.until else ""
    since = to_local(s.row.known_since)[:16]
    return s.kind, s.key, " ".join(s.row.rules), to_local(s.row.happened_at), str(s.life), since, until
