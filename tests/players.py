"""A small study in play: anybody may ask for anything at any time, on a store whose clock the play moves.

Nothing here knows what is allowed: it asks, live or as history, and hands back what was answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.access import (
    GiveGrant,
    MarkEnteredInError,
    OpenBreakGlass,
    ReadPerson,
    ReviewBreakGlass,
    RevokeGrant,
    ShareData,
    UseData,
)
from domain.consent import (
    AssessCapacity,
    ClarifyStop,
    DoubtCapacity,
    GiveAnswers,
    GiveInformation,
    IdentifyConsultee,
    ObserveObjection,
    Pause,
    RecordAdvice,
    RegainCapacity,
    Resume,
    Withdraw,
)
from domain.consent import MarkEnteredInError as MarkPaperInError
from domain.governance import VerifyEntry
from domain.initiatives import (
    CloseSite,
    DelegateTask,
    EndInitiative,
    HoldSession,
    ImplementVersion,
    JoinSite,
    PublishDocument,
    RecordAttendance,
    RecordMcaApproval,
    RecordTraining,
    RegisterInitiative,
    RegisterSite,
)
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import london_day
from domain.people import (
    AssignResponsibleClinician,
    AssignRole,
    DeclareInterest,
    EndInterest,
    JoinRecords,
    PartRecords,
    RecordDeath,
    RegisterPerson,
    StrikeEntry,
    Transfer,
)
from service.handling import Outcome
from service.wiring import Service
from tests.given import D1, P1, P2, R1, R2, V1, at, hours, ref
from tests.stores import cast, reasoned

STUDY: Final = ref("talk2")
PEOPLE: Final = (P1, P2, ref("p3"))
TEAM: Final = (R1, R2, D1, V1)
HEARER: Final = ref("nurse-outside")
"""A nurse with no part in the study, who keeps records too: to whom people say what they meant, and that they go on."""
SITES: Final = ("S1", "S2")
VERSIONS: Final = ("1.0", "2.0", "10.0")
SESSIONS: Final = ("X1", "X2")
KINDS: Final = ("interview", "paired_interview", "focus_group")
LEVELS: Final = ("W0", "W1", "W2", "W3", "W4", "W5", "W6")
ITEMS: Final = ("C01", "C02", "C03", "C05", "C07", "C09")
DECISIONS: Final = ("take_part", "C05")
OUTCOMES: Final = ("has", "lacks", "unable_to_complete")
PAIRS: Final = (
    ("transcript", "analysis"),
    ("recording", "analysis"),
    ("transcript", "quotation"),
    ("clinical_record", "characteristics"),
    ("contact_details", "recontact"),
)
UNNAMED: Final = ("film", "broadcast")
BEGINS: Final = at("2026-03-28T20:00")
"""The evening before the clocks go forward, so that a play of a few days crosses a day of 23 hours."""


@dataclass
class Clock:
    """What time it is in the play; it stands still between two moves, so that several things happen at one instant."""

    now: datetime = BEGINS

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        """Lets time pass."""
        self.now += by


@dataclass
class Play:
    """What is asked of one store, by whom, and how many uses there have been."""

    service: Service
    clock: Clock
    asked: list[Command] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Everybody of the team holds every role in Byleave, so that only what they do and to whom speaks."""
        cast(self.service, *TEAM)
        cast(self.service, HEARER, roles=("ward", "records"))

    def ask(self, command: Command, service: Service | None = None) -> Outcome:
        """Asks, live or as history, and remembers what was asked; what takes something back says why."""
        command = reasoned(command)
        self.asked.append(command)
        return (service or self.service).road.ask(command)

    def told(self, ago: float = 0, actor: Ref = R1, role: str = "study_team", **more: Any) -> dict[str, Any]:
        """What the server adds, for something that happened some hours ago."""
        when = {"occurred_at": self.clock.now - hours(ago)} if ago else {}
        return {"actor": actor, "role": role, "at": self.clock.now, **when, **more}

    def of_ward(self, ago: float = 0, **more: Any) -> dict[str, Any]:
        """The same, for what the hospital records."""
        return self.told(ago, **{"role": "ward", **more})

    def register_initiative(self, **more: Any) -> Command:
        return RegisterInitiative(initiative=STUDY, kind="study", name="talk2", **self.told(**more))

    def register_site(self, site: str, level: str = "medium", **more: Any) -> Command:
        return RegisterSite(scope=STUDY, site=site, name="Rowan", security_level=level, **self.told(**more))

    def join(self, site: str, level: str = "medium", **more: Any) -> Command:
        return JoinSite(initiative=STUDY, site=site, security_level=level, opened_on=self.day(9), **self.told(**more))

    def register(self, person: Ref, site: str = "S1", kind: str = "service_user", **more: Any) -> Command:
        office_id = Sealed(person, study_purpose(STUDY), f"office id of {person[:6]}")
        return RegisterPerson(
            person=person, kind=kind, initiative=STUDY, site=site, office_id=office_id, **self.told(**more)
        )

    def give_role(self, person: Ref, name: str, days: tuple[int, int] | None = None, **more: Any) -> Command:
        first, last = (self.day(days[0]), self.day(days[1])) if days else (None, None)
        return AssignRole(
            person=person, assigned=name, initiative=STUDY, from_on=first, to_on=last, **self.told(**more)
        )

    def put_in_charge(self, person: Ref, clinician: Ref, days: tuple[int, int] = (9, -9), **more: Any) -> Command:
        first, last = self.day(days[0]), self.day(days[1])
        return AssignResponsibleClinician(
            person=person, clinician=clinician, from_on=first, to_on=last, **self.of_ward(**more)
        )

    def put_ward_in_charge(self, nurse: Ref, site: str, days: tuple[int, int] = (9, -9), **more: Any) -> Command:
        first, last = self.day(days[0]), self.day(days[1])
        role = {"assigned": "nurse_in_charge", "site": site, "from_on": first, "to_on": last}
        return AssignRole(person=nurse, **role, **self.told(**more))

    def declare_interest(self, person: Ref, with_whom: Ref, days: tuple[int, int] = (9, -9), **more: Any) -> Command:
        first, last = self.day(days[0]), self.day(days[1])
        told = {"interest": "co_author", "from_on": first, "to_on": last, **self.told(**more)}
        return DeclareInterest(person=person, with_whom=with_whom, **told)

    def end_interest(self, person: Ref, with_whom: Ref, days_ago: int = 0, **more: Any) -> Command:
        on = self.day(days_ago)
        return EndInterest(person=person, with_whom=with_whom, interest="co_author", on=on, **self.told(**more))

    def transfer(self, person: Ref, from_site: str, to_site: str, days_ago: int = 0, **more: Any) -> Command:
        on = self.day(days_ago)
        return Transfer(person=person, from_site=from_site, to_site=to_site, on=on, **self.of_ward(**more))

    def die(self, person: Ref, ago: float = 0, **more: Any) -> Command:
        return RecordDeath(person=person, on=london_day(self.clock.now - hours(ago)), **self.of_ward(ago, **more))

    def join_records(self, person: Ref, other: Ref, **more: Any) -> Command:
        return JoinRecords(person=person, other=other, **self.told(role="records", **more))

    def part_records(self, person: Ref, other: Ref, **more: Any) -> Command:
        return PartRecords(person=person, other=other, **self.told(role="records", **more))

    def strike(self, person: Ref, entry: int, **more: Any) -> Command:
        """Somebody else than who told the entry strikes it."""
        return StrikeEntry(person=person, entry=entry, **self.told(**{"actor": D1, **more}))

    def train(self, member: Ref, days: tuple[int, int] = (9, -9), **more: Any) -> Command:
        first, last = self.day(days[0]), self.day(days[1])
        held = {"task": "consent", "trained_on": first, "valid_until": last}
        return RecordTraining(initiative=STUDY, person=member, **held, **self.told(**more))

    def close(self, site: str, days_ago: int = 0, **more: Any) -> Command:
        return CloseSite(initiative=STUDY, site=site, closed_on=self.day(days_ago), **self.told(**more))

    def end(self, days_ago: int = 0, **more: Any) -> Command:
        on = self.day(days_ago)
        return EndInitiative(initiative=STUDY, ended_on=on, ended_as="completed", **self.told(**more))

    def publish(self, version: str, window: int = 0, sha256: str | None = None, **more: Any) -> Command:
        return PublishDocument(
            initiative=STUDY,
            document="ICF",
            version=version,
            dated=self.day(9),
            approved_on=self.day(9),
            removal_window_days=window,
            reconsent="all_active",
            sha256=sha256,
            **self.told(**more),
        )

    def implement(self, site: str, version: str, days_ago: int = 9, **more: Any) -> Command:
        on = self.day(days_ago)
        return ImplementVersion(initiative=STUDY, site=site, version=version, implemented_on=on, **self.told(**more))

    def delegate(self, member: Ref, days: tuple[int, int] = (9, -9), task: str = "consent", **more: Any) -> Command:
        first, last = self.day(days[0]), self.day(days[1])
        return DelegateTask(initiative=STUDY, person=member, task=task, from_on=first, to_on=last, **self.told(**more))

    def inform(self, person: Ref, version: str = "1.0", ago: float = 0, **more: Any) -> Command:
        return GiveInformation(person=person, initiative=STUDY, version=version, by=R1, **self.told(ago, **more))

    def sign(
        self, person: Ref, answers: Mapping[str, bool], version: str = "1.0", ago: float = 0, **more: Any
    ) -> Command:
        of_command = ("taker", "witness", "informed_at", "document_sha256", "copy_given", "how_signed")
        said = {"taker": R1, "copy_given": "yes", **{name: more.pop(name) for name in of_command if name in more}}
        return GiveAnswers(
            person=person, initiative=STUDY, version=version, answers=dict(answers), **said, **self.told(ago, **more)
        )

    def stop(self, person: Ref, level: str, items: tuple[str, ...] = (), ago: float = 0, **more: Any) -> Command:
        return Withdraw(person=person, initiative=STUDY, level=level, items=items, **self.told(ago, **more))

    def clarify(self, person: Ref, entry: int, level: str, items: tuple[str, ...] = (), **more: Any) -> Command:
        told = self.of_ward(**{"actor": HEARER, **more})
        return ClarifyStop(person=person, initiative=STUDY, entry=entry, level=level, items=items, **told)

    def pause(self, person: Ref, items: tuple[str, ...] = (), ago: float = 0, **more: Any) -> Command:
        return Pause(person=person, initiative=STUDY, items=items, **self.told(ago, **more))

    def resume(self, person: Ref, items: tuple[str, ...] = (), ago: float = 0, **more: Any) -> Command:
        told = self.of_ward(ago, **{"actor": HEARER, **more})
        return Resume(person=person, initiative=STUDY, items=items, **told)

    def object(self, person: Ref, ago: float = 0, **more: Any) -> Command:
        return ObserveObjection(person=person, initiative=STUDY, observer=R1, sign="leaving", **self.told(ago, **more))

    def doubt(self, person: Ref, decision: str = "take_part", ago: float = 0, **more: Any) -> Command:
        told = self.told(ago, **more)
        return DoubtCapacity(person=person, initiative=STUDY, decision=decision, doubt="distress", by=R1, **told)

    def assess(
        self, person: Ref, outcome: str, decision: str = "take_part", days: int | None = None, **more: Any
    ) -> Command:
        """An assessment that says what the law asks of one, to be made again after so many days."""
        return AssessCapacity(
            person=person,
            initiative=STUDY,
            decision=decision,
            outcome=outcome,
            assessor=D1,
            assessor_role="responsible clinician",
            use_weigh=False,
            impairment=True,
            causal_link=True,
            support_given=("plain_words",),
            review_by=None if days is None else self.day(-days),
            **self.told(**more),
        )

    def regain(self, person: Ref, decision: str = "take_part", **more: Any) -> Command:
        return RegainCapacity(person=person, initiative=STUDY, decision=decision, by=D1, **self.told(**more))

    def consult(self, person: Ref, consultee: Ref, kind: str = "nominated", **more: Any) -> Command:
        return IdentifyConsultee(
            person=person,
            initiative=STUDY,
            consultee=consultee,
            consultee_kind=kind,
            paid_or_professional=False,
            connected_with_project=False,
            **self.told(**more),
        )

    def advise(self, person: Ref, consultee: Ref, take_part: bool, decision: str = "take_part", **more: Any) -> Command:
        of = {"person": person, "initiative": STUDY, "decision": decision}
        return RecordAdvice(consultee=consultee, take_part=take_part, **of, **self.told(**more))

    def approve(self, **more: Any) -> Command:
        of = {"initiative": STUDY, "body": "Bridge REC", "body_kind": "nhs_rec"}
        days = {"approved_on": self.day(9), "until_on": more.pop("until_on", None)}
        return RecordMcaApproval(**days, **of, **self.told(**more))

    def another_s(self, person: Ref, entry: int, **more: Any) -> Command:
        return MarkPaperInError(person=person, initiative=STUDY, entry=entry, **self.told(**more))

    def compare(self, person: Ref, entry: int, by: Ref = R2, **more: Any) -> Command:
        of = {"person": person, "initiative": STUDY, "entry": entry, "evidence_sha256": "ab" * 32}
        return VerifyEntry(**of, **self.told(actor=by, **more))

    def hold(self, session: str, kind: str = "interview", site: str = "S1", ago: float = 0, **more: Any) -> Command:
        recorded = more.pop("recording", True)
        return HoldSession(
            initiative=STUDY,
            session=session,
            kind=kind,
            site=site,
            ended_at=self.clock.now - hours(ago) + hours(1),
            setting="ward",
            lead=R1,
            recorded=recorded,
            commissioner_present=False,
            **self.told(ago, **more),
        )

    def attend(self, person: Ref, session: str, **more: Any) -> Command:
        return RecordAttendance(initiative=STUDY, session=session, person=person, **self.told(**more))

    def use(self, person: Ref, pair: tuple[str, str], ago: float = 0, **more: Any) -> Command:
        code = f"U{len(self.asked)}"
        return UseData(
            person=person,
            initiative=STUDY,
            use=code,
            user=R1,
            asset=pair[0],
            purpose=pair[1],
            **self.told(ago, **more),
        )

    def grant(self, person: Ref, pair: tuple[str, str], basis: str, grantee: Ref = R1, **more: Any) -> Command:
        return GiveGrant(
            person=person,
            initiative=STUDY,
            grant=f"G-{pair[1]}",
            grantee=grantee,
            asset=pair[0],
            purpose=pair[1],
            basis=basis,
            until=self.clock.now + hours(40),
            **self.told(**{"actor": R2, "role": "privacy", **more}),
        )

    def revoke(self, person: Ref, pair: tuple[str, str], **more: Any) -> Command:
        return RevokeGrant(person=person, initiative=STUDY, grant=f"G-{pair[1]}", **self.told(**more))

    def break_glass(self, person: Ref, **more: Any) -> Command:
        told = {"opening": "B-1", "ground": "public_interest", "fields": ("disclosures",)}
        return OpenBreakGlass(person=person, initiative=STUDY, **told, **self.told(**more))

    def review(self, person: Ref, found: str = "justified", **more: Any) -> Command:
        told = self.told(actor=R2, role="privacy", **more)
        return ReviewBreakGlass(person=person, initiative=STUDY, opening="B-1", found=found, **told)

    def share(self, person: Ref, pair: tuple[str, str], **more: Any) -> Command:
        told = {"share": f"S{len(self.asked)}", "recipient": "university", "asset": pair[0], "purpose": pair[1]}
        return ShareData(person=person, initiative=STUDY, **told, **self.told(**more))

    def not_theirs(self, person: Ref, entry: int, **more: Any) -> Command:
        return MarkEnteredInError(person=person, initiative=STUDY, use="U0", entry=entry, **self.told(**more))

    def read(self, person: Ref, what: str = "timeline", **more: Any) -> Command:
        return ReadPerson(person=person, what=what, **self.told(**{"role": "auditor", **more}))

    def as_history(self, command: Command, entered_at: datetime | None = None, **more: Any) -> Command:
        """The same, told by the office's records as something that happened."""
        return replace(command, role="records", history=True, source="import", entered_at=entered_at, **more)

    def late(self, person: Ref) -> Sealed:
        """Why something was entered late."""
        return Sealed(person, study_purpose(STUDY), "the ward had no computer")

    def day(self, days_ago: int) -> date:
        """A local day, so many days ago (or ahead, where negative)."""
        return self.clock.now.date() - timedelta(days=days_ago)

    def open_the_books(self) -> None:
        """What every study has before anybody is asked: sites, a team, a version in use."""
        for command in (
            self.register_initiative(),
            *(self.register_site(site) for site in SITES),
            *(self.join(site) for site in SITES),
            self.register(R1, kind="team"),
            self.give_role(R1, "researcher"),
            self.delegate(R1),
            self.publish("1.0", window=1),
            *(self.implement(site, "1.0") for site in SITES),
            *(self.register(person) for person in PEOPLE[:2]),
        ):
            assert self.ask(command).refused is None
