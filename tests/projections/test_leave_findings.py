"""Findings about leave and requests: judged anew whenever something is told of what they rest on, and of that alone."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from domain.involvement import (
    INVOLVEMENT,
    ApproveRequest,
    CancelActivity,
    ChangeActivity,
    DeclineRequest,
    GiveReasons,
    RecordComing,
    RegisterActivity,
    SubmitRequest,
    WithdrawRequest,
)
from domain.judging import TAKES_BACK, audit_request
from domain.judging.leaving import audit_leave
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed
from domain.kernel.time import london_day
from domain.leave import (
    AssignEscort,
    CheckEpisode,
    CheckVenue,
    HoldBackEpisode,
    PlanEpisode,
    RecordIncident,
    RecordMinistryWithdrawal,
    ReleaseEpisode,
    ResumeLeave,
    SayToday,
    SetExclusion,
    SignLeave,
    SuspendLeave,
    VoidLeave,
)
from domain.people import (
    AssignResponsibleClinician,
    AssignRole,
    ChangeDetention,
    DeclareInterest,
    EndRestriction,
    StrikeEntry,
    Transfer,
)
from projections import leave_findings
from service import wiring
from service.wiring import Service
from tests import stores
from tests.given import hours, ref
from tests.leave.at_the_door import DR_A, DR_B, NURSE, furnish, letting_out
from tests.players import Clock
from tests.projections.wild import dump, hold_rebuilt_equal_to_live
from tests.store.workers import person_of

P = person_of(0)
FORUM: Final = ref("forum")
CLERK: Final = ref("clerk")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Service]:
    with stores.made(tmp_path / "data", clock=Clock()) as service:
        furnish(service, 2)
        stores.cast(service, CLERK, roles=("records", "involvement_lead", "mha_office", "auditor"))
        yield service


def clock(store: Service) -> Clock:
    assert isinstance(store.clock, Clock)
    return store.clock


def told(store: Service, ago: timedelta, role: str = "records", **more: Any) -> dict[str, Any]:
    """What the office tells of some time ago."""
    when = {"occurred_at": store.clock() - ago, "history": True} if role == "records" else {}
    return {"actor": CLERK, "role": role, "at": store.clock(), **when, **more}


def asked(store: Service, command: Command) -> int:
    """The version of what was recorded."""
    outcome = store.road.ask(with_reason(command))
    assert outcome.refused is None, outcome.refused
    return store.record.at(outcome.positions)[0].version


def with_reason(command: Command) -> Command:
    """What corrects or takes back something says why."""
    if command.corrects is None and not isinstance(command, TAKES_BACK):
        return command
    return replace(command, reason=Sealed(getattr(command, "person", FORUM), CARE, "the paper says otherwise"))


def stood(store: Service, **how: Any) -> list[leave_findings.LeaveFinding]:
    """What an audit is told now."""
    with store.views.read("leave_findings") as looking:
        return leave_findings.stood(looking.db, **{"valid_at": store.clock(), "known_at": store.clock(), **how})


def kinds(store: Service, **how: Any) -> list[tuple[str, str]]:
    return [(each.suffix, each.kind) for each in stood(store, **how)]


def test_of_somebody_let_out_in_order_nothing_is_found_until_their_no_is_told(store: Service) -> None:
    asked(store, letting_out(store, P))
    assert kinds(store) == []
    went = store.clock()
    clock(store).move(hours(20))
    no = SayToday(person=P, episode="O-1", agrees=False, **told(store, hours(20) + timedelta(minutes=1)))
    version = asked(store, replace(no, occurred_at=went - timedelta(milliseconds=1)))
    (found,) = stood(store)
    assert (found.kind, found.rules, found.happened_at) == ("away-without-agreement", ("MD-09",), went)
    assert found.known_since == store.clock(), "it happened then, and is known since it was told"
    assert stood(store, known_at=store.clock() - timedelta(seconds=1)) == []
    clock(store).move(hours(1))
    right = replace(no, agrees=True, corrects=version, occurred_at=went - timedelta(milliseconds=1), at=store.clock())
    asked(store, right)
    assert stood(store) == []
    (ended,) = stood(store, ended=True)
    assert ended.until == store.clock(), "it stands no more, and is not forgotten"


def test_a_departure_told_as_history_is_found_at_once_and_names_nobody_who_let_out(store: Service) -> None:
    asked(store, ReleaseEpisode(person=P, episode="O-1", **told(store, timedelta())))
    assert kinds(store) == [("@O-1", "departure-told-as-history")]


def test_a_role_that_was_struck_afterwards_counts_for_whoever_let_somebody_out(store: Service) -> None:
    asked(store, letting_out(store, P))
    assert kinds(store) == []
    clock(store).move(hours(1))
    roles = store.road.person(NURSE).roles
    (held,) = (each.version for each in roles if each.role == "nurse_in_charge")
    asked(store, StrikeEntry(person=NURSE, entry=held, **told(store, timedelta())))
    assert kinds(store) == [("@O-1", "released-by-another")]


def forum(store: Service) -> RegisterActivity:
    now = store.clock()
    names = ("depart_at", "starts_at", "ends_at", "return_by")
    times = {name: now + hours(40 + 2 * n) for n, name in enumerate(names)}
    where = {"setting": "community", "venue": "hall", "area": "wakefield", "purpose": "forum", "name": "Forum"}
    by = told(store, timedelta(), "involvement_lead")
    return RegisterActivity(activity=FORUM, decide_by=now + hours(20), **where, **times, **by)


def test_what_a_deadline_brings_is_found_when_it_has_passed_though_nobody_records_anything(store: Service) -> None:
    of = {"person": P, "activity": FORUM}
    asked(store, forum(store))
    asked(store, SubmitRequest(**of, **told(store, timedelta(), "involvement_lead")))
    assert stood(store) == []
    clock(store).move(hours(20))
    (missed,) = stood(store)
    assert (missed.kind, missed.about, missed.known_since) == ("decided-too-late", FORUM, store.clock())
    clock(store).move(hours(24))
    assert {each.kind for each in stood(store)} == {"decided-too-late", "reasons-given-late"}
    assert stood(store, known_at=store.clock() - hours(25)) == [], "before the deadline nothing was to be known"
    assert stood(store, valid_at=store.clock() - hours(25)) == [], "nor had it come to anything"


def test_what_was_decided_before_the_deadline_was_never_found(store: Service) -> None:
    of = {"person": P, "activity": FORUM}
    asked(store, forum(store))
    asked(store, SubmitRequest(**of, **told(store, timedelta(), "involvement_lead")))
    stood(store)
    clock(store).move(hours(1))
    asked(store, WithdrawRequest(**of, **told(store, timedelta(), "mha_office")))
    clock(store).move(hours(60))
    assert stood(store, ended=True) == []


WORDS: Final = Sealed(P, INVOLVEMENT, "in words")


class Telling:
    """Moves at random, told as history of anything between now and some days ago, and corrected at times."""

    def __init__(self, store: Service, dice: random.Random) -> None:
        self.store = store
        self.dice = dice
        self.told: list[tuple[Command, int]] = []

    def move(self) -> None:
        """Tells something."""
        if self.dice.random() < 0.6:
            clock(self.store).move(hours(self.dice.choice([0.001, 1, 5, 30])))
        command = self.new()
        if self.told and self.dice.random() < 0.2:
            said, version = self.dice.choice(self.told)
            command = replace(said, corrects=version, at=self.store.clock(), occurred_at=self.when())
        outcome = self.store.road.ask(with_reason(command))
        if outcome.refused is None:
            self.told.append((command, self.store.record.at(outcome.positions)[0].version))

    def when(self) -> datetime:
        """Now, or some time ago."""
        return self.store.clock() - hours(self.dice.choice([0, 0.5, 2, 20, 60]))

    def new(self) -> Command:
        """Something of leave, of a request, or of somebody."""
        by = {**told(self.store, timedelta()), "occurred_at": self.when()}
        person = self.dice.choice([P, person_of(1)])
        made = self.dice.choice((self.of_leave, self.of_leave, self.of_request, self.of_people))
        return made(person, by)

    def of_leave(self, person: Ref, by: dict[str, Any]) -> Command:
        dice, out = self.dice, {"person": person, "episode": self.dice.choice(["O-1", "O-2"]), **by}
        of = {"person": person, **by}
        now = self.store.clock()
        plan = {"destination": "hall", "area": "wakefield", "departs_at": now - hours(2), "returns_at": now + hours(9)}
        words = Sealed(person, CARE, "in words")
        return dice.choice(  # type: ignore[no-any-return]
            (
                lambda: SayToday(agrees=dice.random() < 0.5, **out),
                lambda: ReleaseEpisode(**out),
                lambda: ReleaseEpisode(**out),
                lambda: HoldBackEpisode(reason_code=dice.choice(["R-CLIN", "R-STAFF"]), says=words, **out),
                lambda: CheckVenue(clear=dice.random() < 0.7, **out),
                lambda: CheckEpisode(outcome="release", conditions_explained=True, telephone_tested=True, **out),
                lambda: AssignEscort(staff=NURSE, part="lead", **out),
                lambda: PlanEpisode(authorisation="A-1", activity=FORUM, purpose="involvement", **plan, **out),
                lambda: SignLeave(authorisation="A-1", signed_by=dice.choice([DR_A, DR_B]), **of),
                lambda: SuspendLeave(authorisation="A-1", why="incident", **of),
                lambda: ResumeLeave(authorisation="A-1", **of),
                lambda: VoidLeave(authorisation="A-1", why="paperwork", **of),
                lambda: RecordMinistryWithdrawal(consent="M-1", **of),
                lambda: RecordIncident(incident=dice.choice(["I-1", "I-2"]), kind="other", **of),
                lambda: SetExclusion(
                    exclusion=dice.choice(["X-1", "X-2"]), area=dice.choice(["wakefield", "leeds"]), **of
                ),
            )
        )()

    def of_request(self, person: Ref, by: dict[str, Any]) -> Command:
        dice, of = self.dice, {"person": person, "activity": FORUM, **by}
        later = self.store.clock() + hours(dice.choice([-5, 1, 10]))
        return dice.choice(  # type: ignore[no-any-return]
            (
                lambda: SubmitRequest(requester=dice.choice([person, NURSE, DR_A]), **of),
                lambda: ApproveRequest(decider=dice.choice([DR_A, DR_B, NURSE]), **of),
                lambda: DeclineRequest(decider=DR_A, reason_code="R-SOS", **of),
                lambda: WithdrawRequest(**of),
                lambda: GiveReasons(by=NURSE, format="spoken", **of),
                lambda: RecordComing(way="in_person", commissioner_present=False, **of),
                lambda: replace(forum(self.store), **by),
                lambda: ChangeActivity(activity=FORUM, decide_by=later, **by),
                lambda: CancelActivity(activity=FORUM, reason_code="R-VENUE", **by),
            )
        )()

    def of_people(self, person: Ref, by: dict[str, Any]) -> Command:
        dice = self.dice
        day = london_day(self.store.clock() - hours(24 * dice.choice([0, 1, 3])))
        of = {"person": person, **by}
        charge = {"from_on": day, "basis": dice.choice(["covering", "substantive"])}
        return dice.choice(  # type: ignore[no-any-return]
            (
                lambda: AssignResponsibleClinician(clinician=DR_B, to_on=day, **charge, **of),
                lambda: AssignRole(person=NURSE, assigned="nurse_in_charge", site="S2", from_on=day, **by),
                lambda: ChangeDetention(section=dice.choice(["s3", "s35"]), hospital="S1", from_on=day, **of),
                lambda: EndRestriction(on=day, **of),
                lambda: Transfer(from_site="S1", to_site="S2", on=day, **of),
                lambda: DeclareInterest(person=DR_A, with_whom=person, interest="relative", from_on=day, **by),
                lambda: StrikeEntry(entry=dice.randint(2, 9), **of),
            )
        )()


def hold_equal_an_audit(store: Service) -> None:
    """What the view holds is what an audit finds that reads everything anew."""
    audited = set()
    for person in (P, person_of(1)):
        of_request = audit_request(store.road.involved(person, FORUM))
        audited |= {(person, person, *_said(each)) for each in audit_leave(store.road.going(person))}
        audited |= {(FORUM, person, *_said(each)) for each in of_request}
    table = leave_findings.TABLES.findings
    with store.views.read("leave_findings") as looking:
        rows = looking.db.execute(sa.select(table).where(table.c.until.is_(None))).all()
    kept = {(row.about, row.person, *_said(leave_findings._finding(row))) for row in rows}
    assert kept == audited


def _said(found: Any) -> tuple[Any, ...]:
    return found.kind, found.suffix, found.rules, found.happened_at, found.evidence


@pytest.mark.parametrize("seed", range(stores.repeats(30)))
def test_whatever_is_told_of_whenever_the_view_holds_what_a_whole_audit_finds(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with (
        stores.made(tmp_path / "data", clock=Clock()) as made,
        wiring.open_store(tmp_path / "data", made.clock) as other,
    ):
        furnish(made, 2)
        stores.cast(made, CLERK, roles=("records", "involvement_lead", "mha_office"))
        play = Telling(made, dice)
        for _ in range(40):
            play.move()
            if dice.random() < 0.4:
                dice.choice([made.views, made.views, other.views]).catch_up(size=dice.choice([1, 2, 7, 500]))
        hold_equal_an_audit(made)
        hold_rebuilt_equal_to_live(made.views)
        assert dump(made.views)["leave_findings"], "a play in which nothing is found proves nothing"


def test_a_study_s_events_pass_by_and_leave_s_are_found_by_no_study(store: Service) -> None:
    """The wall, both ways: neither view reads what is on the other side."""
    asked(store, ReleaseEpisode(person=P, episode="O-1", **told(store, timedelta())))
    assert not any(
        name.startswith(("consent.", "use.", "initiatives.")) for name in (e.tag for e in leave_findings.READ)
    )
    with store.views.read("findings", "leave_findings") as looking:
        studies = looking.db.execute(sa.text("SELECT count(*) FROM findings")).scalar()
        rows = leave_findings.stood(looking.db, store.clock())
    assert studies == 0
    tags = {e.event.tag for row in rows for e in store.record.at(row.evidence)}
    assert tags
    assert not any(tag.startswith(("consent.", "access.", "initiatives.", "people.person_registered")) for tag in tags)
