"""The walls, in the bytes: what somebody may not know stands in no answer that they get, at whatever door they ask.

Every route and every command that only asks is asked in every role; what is new is asked as well, and in nobody's list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from domain.access import ReadPerson
from domain.consent import Withdraw
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, VICTIM, Sealed, study_purpose
from domain.leave import (
    DraftLeave,
    PlanEpisode,
    RecordOutcome,
    SetCondition,
    SetContingency,
    SetExclusion,
    SignLeave,
)
from service import firewall
from service.cli import main
from service.entitling import EVERY_ROLE, PARTICIPANT, RECORDS
from service.http import policy
from service.http.app import create_app
from service.http.callers import STAFF, demo
from service.wiring import Service
from tests import stores
from tests.http.asking import OTHER, Asking
from tests.http.asking import PARTICIPANT as WHOSE
from tests.service import office

PAGE: Final = Path(__file__).parents[2] / "ops" / "firewall.md"
MARKS: Final[dict[str, tuple[str, ...]]] = {
    "why an area is barred": ("Quillfeather",),
    "the area that is barred": ("barrowby",),
    "that there is leave": ("paper-x7", "outing-x7", "leave.signed.v1", "Papers for your leave"),
    "what is said of leave in words": ("Tanglewood",),
    "that somebody takes part in a study": ("X002", "consent.answers_given.v1", "Marrowbone", "You said yes to"),
}
"""What each line of the table is known by, wherever it comes to stand."""
WRITES: Final = frozenset({"init", "serve", "import", "rebuild", "tick", "actor", "scenario", "openapi"})
"""Commands that make or change something, do not end, or say what the API is; all the others are asked."""
ASKED_OF: Final = {"person_id": WHOSE, "key": "x", "tag": "leave.sign_leave"}


pytestmark = pytest.mark.slow


@dataclass
class Heard:
    """What the roles were told, and where."""

    by: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    def hear(self, role: str, where: str, said: bytes) -> None:
        self.answers[role] = self.answers.get(role, 0) + 1
        for name, marks in MARKS.items():
            if any(mark.encode() in said for mark in marks):
                self.by.setdefault((role, name), set()).add(where)


def put_on_record(service: Service, person: Ref, initiative: Ref) -> None:
    """Leave with everything that is said of it, an exclusion with a victim behind it, and a stop in a study."""
    at = service.clock()
    clerk = service.keys.references("actor", [name for name, role in STAFF.items() if role == RECORDS])
    told: dict[str, Any] = {"actor": next(iter(clerk.values())), "role": RECORDS, "at": at, "history": True}
    of = {"person": person, "occurred_at": at - timedelta(minutes=1), **told}
    service.keys.ensure((person, purpose) for purpose in (CARE, VICTIM, study_purpose(initiative)))
    care = Sealed(person, CARE, "Tanglewood is what they said")
    for command in (*_leave(of, care, person, at), *_study(of, person, initiative)):
        outcome = service.road.ask(command)
        assert outcome.refused is None, command.tag
    service.views.catch_up()


def _leave(of: dict[str, Any], care: Sealed, person: Ref, at: datetime) -> Iterator[Command]:
    paper, outing = {"authorisation": "paper-x7", **of}, {"episode": "outing-x7", **of}
    terms = {"form": "specified_period", "category": "community", "escort": "unescorted", "custody": False}
    yield DraftLeave(from_at=at, to_at=at + timedelta(days=2), **terms, **paper)
    yield SetCondition(condition="phone", says=care, justification=care, plan_item="item", **paper)
    yield SetContingency(plan=care, telephone=care, **paper)
    yield SignLeave(signed_by=of["actor"], **paper)
    why = Sealed(person, VICTIM, "Quillfeather lives there")
    yield SetExclusion(exclusion="X-1", area="barrowby", why=why, **of)
    where = {"destination": "hall", "area": "wakefield", "purpose": "shopping"}
    times = {"departs_at": at, "returns_at": at + timedelta(hours=2)}
    yield PlanEpisode(authorisation="paper-x7", requested_by=person, **where, **times, **outing)
    yield RecordOutcome(voice="staff", went="mixed", account=care, **outing)


def _study(of: dict[str, Any], person: Ref, initiative: Ref) -> Iterator[Command]:
    said = Sealed(person, study_purpose(initiative), "Marrowbone heard it")
    yield Withdraw(initiative=initiative, level="W5", expressed_to=said, **of)
    yield ReadPerson(what="timeline", **{**of, "history": False, "occurred_at": None})


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("walls")
    with stores.made(folder / "data") as service:
        office.importing(service, office.small(folder / "study"))
        asking = Asking(create_app(service, demo(service)).test_client(), service)
        put_on_record(service, asking.person, asking.initiative)
        yield asking


@pytest.fixture(scope="module")
def heard(ask: Asking) -> Heard:
    """Everything that everybody is told about the participant, or about everybody."""
    told = Heard()
    for name, role in [*STAFF.items(), (WHOSE, PARTICIPANT)]:
        for method, rule in _routes(ask):
            place = _filled(ask, rule)
            answer = ask.get(place, name) if method == "GET" else ask.post(place, who=name, key=None)
            told.hear(role, f"{method} {rule}", b"%r %b" % (dict(answer.headers), answer.data))
        for words in _commands():
            for how in ([], ["--json"], ["--csv"]):
                ran = CliRunner().invoke(main, ["--data", str(ask.service.directory), "--as", name, *words, *how])
                told.hear(role, f"byleave {' '.join([*words, *how])}", ran.output.encode())
    return told


def _routes(ask: Asking) -> list[tuple[str, str]]:
    """Every question and page; and every route that records, with nothing to record. Not what anybody may see."""
    rules = ask.client.application.url_map.iter_rules()
    somebody_s = [rule for rule in rules if rule.endpoint not in policy.NOBODY_NEEDED]
    return sorted((method, rule.rule) for rule in somebody_s for method in (rule.methods or set()) & {"GET", "POST"})


def _filled(ask: Asking, rule: str) -> str:
    """The address with the participant, the study and, for the rest, something of each."""
    for name, value in (
        ("person", ask.person),
        ("initiative", ask.initiative),
        ("scope", ask.initiative),
        ("activity", "a" * 32),
        ("authorisation", "paper-x7"),
        ("episode", "outing-x7"),
    ):
        rule = rule.replace(f"<ref:{name}>", value).replace(f"<{name}>", value)
    for name, value in {"kind": "x", "path:suffix": "x", "act": "stop", "item": "C01"}.items():
        rule = rule.replace(f"<{name}>", value)
    return rule


def _commands() -> Iterator[list[str]]:
    """Every command of the command line that only asks, about the participant where it is about one."""
    for name, command in main.commands.items():
        if name not in WRITES:
            yield [
                name,
                *(ASKED_OF.get(each.name or "", "x") for each in command.params if each.param_type_name == "argument"),
            ]


@pytest.mark.parametrize("kept", firewall.KEPT, ids=lambda kept: kept.name)
def test_what_somebody_may_not_know_stands_in_no_answer_of_theirs(heard: Heard, kept: firewall.Kept) -> None:
    told = {role: sorted(heard.by.get((role, kept.name), ())) for role in EVERY_ROLE if role not in kept.roles}
    assert {role: where for role, where in told.items() if where} == {}


def test_the_person_is_told_what_binds_them_and_never_why(heard: Heard) -> None:
    assert heard.by[PARTICIPANT, "the area that is barred"] >= {"GET /me/story"}
    assert (PARTICIPANT, "why an area is barred") not in heard.by
    assert heard.by["auditor", "that somebody takes part in a study"] >= {f"byleave person {WHOSE}", "GET /api/feed"}
    assert all(heard.answers[role] > 100 for role in EVERY_ROLE)


def test_somebody_else_is_told_nothing_of_it(ask: Asking) -> None:
    for method, rule in _routes(ask):
        if method == "GET":
            answer = ask.get(_filled(ask, rule), OTHER)
            for marks in MARKS.values():
                assert not any(mark in answer.get_data(as_text=True) for mark in marks if mark.islower()), rule


def test_every_mark_is_on_the_record(ask: Asking) -> None:
    assert set(MARKS) == {kept.name for kept in firewall.KEPT}
    sealed = ("Quillfeather", "Tanglewood", "Marrowbone")
    files = b"".join(path.read_bytes() for path in ask.service.directory.rglob("*") if path.is_file())
    assert [mark for mark in sealed if mark.encode() in files] == []
    assert b"barrowby" in files


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == firewall.written(), "write it anew: make rulebook"
