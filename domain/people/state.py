"""What a person's stream says: registrations, roles, who was in charge when, where they were, and whom they know."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, assert_never

from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, as_known, end, put, standing
from domain.kernel.ids import Ref
from domain.kernel.items import CONSENTS
from domain.kernel.time import FOREVER, Days, end_of_day
from domain.people.events import (
    ActorRegistered,
    DeathRecorded,
    DetentionStatusChanged,
    Discharged,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    InterestEnded,
    LeaveRequestDecided,
    NameChanged,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    StatementMade,
    StatementTakenBack,
    Transferred,
)

EVER: Final = Days(date.min)
STUDY_TEAM: Final = frozenset({"researcher", "user_researcher"})
USER_RESEARCHER: Final = "user_researcher"
WARD: Final = "ward"
NURSE_IN_CHARGE: Final = "nurse_in_charge"
COVERING: Final = "covering"
"""The basis of a responsible clinician who stands in for another, and so takes precedence."""
ACTOR: Final = "actor"
"""The kind of a registration as somebody who may use Byleave; every other kind is an office's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Entry):
    """How an office has the person on its books."""

    kind: str
    initiative: Ref | None
    site: str | None
    job_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Entry):
    """A role and the local days on which it is held."""

    role: str
    initiative: Ref | None
    site: str | None
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class InCharge(Entry):
    """A responsible clinician and the local days on which they are in charge."""

    clinician: Ref
    days: Days
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Entry):
    """Something that is so from a local day on, until the next of its kind: what it says depends on the kind.

    `by`: who recorded it.
    """

    kind: str
    on: date
    says: str = ""
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Entry):
    """From which instant on the person is dead, as far as is known, and who recorded it."""

    since: datetime
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Entry):
    """An interest in somebody that was declared, or (`declared` is False) the day from which it is one no more."""

    with_whom: Ref
    kind: str
    days: Days
    declared: bool
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint(Entry):
    """Another record of the same person; or, where `joined` is False, one that is not after all."""

    other: Ref
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDecision(Entry):
    """The person decided on a request of somebody's to go out: whose, and when."""

    whose: Ref
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Entry):
    """What the person said in advance must not be done: in which study (None: in any), of which items, and when."""

    study: Ref | None
    items: frozenset[str]
    said_at: datetime

    def covers(self, study: Ref, item: str) -> bool:
        """Whether it is about an item of a study."""
        return self.study in (None, study) and item in self.items


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Entry):
    """The statement of that version was taken back. Whether that counts, what is known of their capacity says."""

    entry: int
    said_at: datetime


DETENTION: Final = "detention"
RESTRICTION: Final = "restriction"
SITE: Final = "site"
NOT_DETAINED: Final = frozenset({"informal", "absolute", "conditional"})


@dataclass(frozen=True, slots=True)
class Person:
    """One person's folded history.

    `changes`: detention and discharge (a section, informal, absolute or conditional), restriction (its basis, or
    nothing where it ended), and the site moved to, each from a local day on.
    """

    registrations: tuple[Registration, ...] = ()
    roles: tuple[Role, ...] = ()
    in_charge: tuple[InCharge, ...] = ()
    changes: tuple[Change, ...] = ()
    deaths: tuple[Death, ...] = ()
    interests: tuple[Interest, ...] = ()
    joints: tuple[Joint, ...] = ()
    leave_decisions: tuple[LeaveDecision, ...] = ()
    statements: tuple[Statement, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

    def registration(self, known: datetime = FOREVER) -> Registration | None:
        """The registration with an office as known then, the latest where there are several; else that as an actor."""
        standing = as_known(self.registrations, known)[::-1]
        return next((each for each in standing if each.kind != ACTOR), next(iter(standing), None))

    def registered_as_actor(self) -> bool:
        """Whether the person is registered as somebody who may use Byleave."""
        return any(each.kind == ACTOR for each in self.registrations)

    def site(self, known: datetime = FOREVER) -> str | None:
        """The site on the books as known then."""
        return registered.site if (registered := self.registration(known)) else None

    def roles_on(self, day: date, known: datetime = FOREVER) -> frozenset[str]:
        """The roles held on a local day, anywhere."""
        return frozenset(role.role for role in self.roles if role.known(known) and day in role.days)

    def team_roles(self, initiative: Ref, day: date, known: datetime = FOREVER) -> frozenset[str]:
        """The roles held in an initiative on a local day."""
        held = (role for role in self.roles if role.initiative == initiative and role.known(known))
        return frozenset(role.role for role in held if day in role.days)

    def on_study_team(self, initiative: Ref, day: date, known: datetime = FOREVER) -> bool:
        """Whether the person is researcher or user-researcher of the initiative on that local day."""
        return any(
            role.role in STUDY_TEAM and role.initiative == initiative and role.known(known) and day in role.days
            for role in self.roles
        )

    def responsible_clinicians(self, day: date, known: datetime = FOREVER) -> frozenset[Ref]:
        """Everybody recorded as in charge on that local day, cover included."""
        return frozenset(held.clinician for held in self.in_charge if held.known(known) and day in held.days)

    def in_charge_on(self, day: date, known: datetime = FOREVER) -> frozenset[Ref]:
        """Whoever acts as responsible clinician on a local day: whoever covers, while somebody does; else whose patient
        it is. More than one where the record does not say which of them.
        """
        held = [each for each in self.in_charge if each.known(known) and day in each.days]
        covering = frozenset(each.clinician for each in held if each.basis == COVERING)
        return covering or frozenset(each.clinician for each in held)

    def is_in_charge(self, who: Ref, day: date, known: datetime = FOREVER) -> bool | None:
        """Whether somebody is the one who acts as responsible clinician that day; None where nobody is known to be."""
        clinicians = self.in_charge_on(day, known)
        return None if not clinicians else clinicians == {who}

    def nurse_in_charge(self, site: str | None, day: date, known: datetime = FOREVER) -> Role | None:
        """The role of nurse in charge held at a site on a local day; an office's role in its study is not that."""
        held = (r for r in self.roles if r.role == NURSE_IN_CHARGE and r.initiative is None and r.known(known))
        return next((r for r in held if day in r.days and (r.site is None or r.site == site)), None)

    def on_ward(self, site: str | None, day: date, known: datetime = FOREVER) -> Role | None:
        """The role on the ward that is held at a site on a local day; held everywhere it is at none in particular."""
        held = (r for r in self.roles if r.role == WARD and r.site is not None and r.site == site and r.known(known))
        return next((role for role in held if day in role.days), None)

    def change(self, kind: str, day: date, known: datetime = FOREVER) -> Change | None:
        """What was so of a kind on a local day: the latest change by then; of two on one day, the one told last."""
        begun = [c for c in self.changes if c.kind == kind and c.on <= day and c.known(known)]
        return max(begun, key=lambda c: (c.on, c.order), default=None)

    def site_on(self, day: date, known: datetime = FOREVER) -> str | None:
        """Where the person is on a local day: the site last moved to by then, else the site on the books."""
        if self.changes and (moved := self.change(SITE, day, known)) is not None:
            return moved.says
        return self.site(known)

    def detained(self, day: date, known: datetime = FOREVER) -> bool | None:
        """Whether the person is detained on a local day; None where nothing was told."""
        status = self.change(DETENTION, day, known)
        return None if status is None else status.says not in NOT_DETAINED

    def restricted(self, day: date, known: datetime = FOREVER) -> bool:
        """Whether a restriction is in force on a local day; an absolute discharge ends it."""
        restriction, status = self.change(RESTRICTION, day, known), self.change(DETENTION, day, known)
        if restriction is None or not restriction.says:
            return False
        return status is None or status.says != "absolute" or status.on < restriction.on

    def died(self, known: datetime = FOREVER) -> Death | None:
        """The death on the record as known then."""
        return None if not self.deaths else next(iter(as_known(self.deaths, known)[::-1]), None)

    def interest(self, with_whom: Ref, day: date, known: datetime = FOREVER) -> Interest | None:
        """The interest in somebody that the person declared, where it is one on that local day."""
        if not self.interests:
            return None
        told = [i for i in self.interests if i.with_whom == with_whom and i.known(known)]
        ended = [i for i in told if not i.declared]
        held = (i for i in told if i.declared and day in i.days)
        return next((i for i in held if not any(_ends(e, i) and day in e.days for e in ended)), None)

    def decided_leave(
        self, of: frozenset[Ref], after: datetime, until: datetime, known: datetime = FOREVER
    ) -> LeaveDecision | None:
        """The latest decision on a request of one of these to go out, after an instant and until another, inclusive."""
        made = (d for d in self.leave_decisions if d.whose in of and after < d.at <= until and d.known(known))
        return max(made, key=lambda each: (each.at, each.order), default=None)

    def others(self, known: datetime = FOREVER) -> tuple[Ref, ...]:
        """The other records of the same person, as known then."""
        last = {joint.other: joint.joined for joint in as_known(self.joints, known)}
        return tuple(other for other, joined in last.items() if joined)

    def statement(self, version: int, by: datetime) -> Statement | None:
        """What the person said in advance in the entry of that version, where they had by an instant."""
        return next((said for said in self.statements if said.version == version and said.said_at <= by), None)

    def stands(self, version: int) -> bool:
        """Whether the entry of that version is one that can be struck: it is no registration, and it still stands."""
        entries = (*self.roles, *self.in_charge, *self.changes, *self.deaths, *self.interests)
        return any(entry.version == version and entry.known(FOREVER) for entry in entries)

    def recorded_by(self, version: int) -> Ref | None:
        """Who recorded the change, death or interest of that version; None for another entry."""
        entries: tuple[Change | Death | Interest, ...] = (*self.changes, *self.deaths, *self.interests)
        return next((entry.by for entry in entries if entry.version == version), None)

    def concerns(self, version: int, person: Ref) -> frozenset[Ref]:
        """Whom the role, the charge or the interest of that version bars from something, `person` being who this is."""
        charges = {c.clinician for c in self.in_charge if c.version == version}
        interests = {who for i in self.interests if i.version == version for who in (i.with_whom, person)}
        roles = {person for r in self.roles if r.version == version}
        return frozenset(charges | interests | roles)


def _ends(ended: Interest, declared: Interest) -> bool:
    return ended.kind == declared.kind and ended.order > declared.order


def evolve(state: Person, recorded: Recorded[Event]) -> Person:
    """The history with one more event."""
    match recorded.event:
        case ActorRegistered() | PersonRegistered() as e:
            registrations = put(state.registrations, _registration(e, recorded), recorded.corrects)
            return replace(state, registrations=registrations)
        case RoleAssigned() as e:
            days = Days(e.from_on or date.min, e.to_on)
            role = Role(role=e.role, initiative=e.initiative, site=e.site, days=days, **standing(recorded))
            return replace(state, roles=put(state.roles, role, recorded.corrects))
        case ResponsibleClinicianAssigned() as e:
            held = InCharge(clinician=e.clinician, days=Days(e.from_on, e.to_on), basis=e.basis, **standing(recorded))
            return replace(state, in_charge=put(state.in_charge, held, recorded.corrects))
        case DetentionStatusChanged() | RestrictionBegun() | RestrictionEnded() | Transferred() | Discharged() as e:
            return replace(state, changes=put(state.changes, _changed(e, recorded), recorded.corrects))
        case DeathRecorded() as e:
            since = min(recorded.occurred_at, end_of_day(e.on))
            death = Death(since=since, by=recorded.actor, **standing(recorded))
            return replace(state, deaths=put(state.deaths, death, recorded.corrects))
        case InterestDeclared() | InterestEnded() as e:
            return replace(state, interests=put(state.interests, _interest(e, recorded), recorded.corrects))
        case RecordsJoined() | RecordsParted() as e:
            joint = Joint(other=e.other, joined=isinstance(e, RecordsJoined), **standing(recorded))
            return replace(state, joints=put(state.joints, joint, recorded.corrects))
        case LeaveRequestDecided() as e:
            made = LeaveDecision(whose=e.whose, at=recorded.occurred_at, **standing(recorded))
            return replace(state, leave_decisions=(*state.leave_decisions, made))
        case StatementMade() | StatementTakenBack() as e:
            return _said_in_advance(state, e, recorded)
        case EntryStruck() as e:
            return _struck(state, e.entry, recorded.known_at)
        case NameChanged() | GenderMarkerChanged():
            return state
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a person's stream")


def _registration(event: ActorRegistered | PersonRegistered, recorded: Recorded[Event]) -> Registration:
    if isinstance(event, ActorRegistered):
        return Registration(kind=ACTOR, initiative=None, site=None, job_title=None, **standing(recorded))
    return Registration(
        kind=event.kind,
        initiative=event.initiative,
        site=event.site,
        job_title=event.job_title,
        **standing(recorded),
    )


def _changed(
    event: DetentionStatusChanged | RestrictionBegun | RestrictionEnded | Transferred | Discharged,
    recorded: Recorded[Event],
) -> Change:
    book: dict[str, Any] = {"by": recorded.actor, **standing(recorded)}
    match event:
        case DetentionStatusChanged() as e:
            return Change(kind=DETENTION, on=e.from_on, says=e.section, **book)
        case Discharged() as e:
            return Change(kind=DETENTION, on=e.on, says=e.how, **book)
        case RestrictionBegun() as e:
            return Change(kind=RESTRICTION, on=e.from_on, says=e.basis, **book)
        case RestrictionEnded() as e:
            return Change(kind=RESTRICTION, on=e.on, **book)
        case Transferred() as e:
            return Change(kind=SITE, on=e.on, says=e.to_site, **book)
        case _:
            assert_never(event)


def _interest(event: InterestDeclared | InterestEnded, recorded: Recorded[Event]) -> Interest:
    declared = isinstance(event, InterestDeclared)
    days = Days(event.from_on or date.min, event.to_on) if isinstance(event, InterestDeclared) else Days(event.on)
    return Interest(
        with_whom=event.with_whom,
        kind=event.interest,
        days=days,
        declared=declared,
        by=recorded.actor,
        **standing(recorded),
    )


def _said_in_advance(state: Person, event: StatementMade | StatementTakenBack, recorded: Recorded[Event]) -> Person:
    """What the person said in advance, or took back; neither is corrected: only the person unsays it."""
    at, book = recorded.occurred_at, standing(recorded)
    if isinstance(event, StatementMade):
        said = Statement(study=event.study, items=frozenset(event.items) or CONSENTS, said_at=at, **book)
        return replace(state, statements=(*state.statements, said))
    return replace(state, taken_back=(*state.taken_back, TakenBack(entry=event.entry, said_at=at, **book)))


def _struck(state: Person, version: int, at: datetime) -> Person:
    """The history without an entry that was never so: it was known until then and is no longer."""
    return replace(
        state,
        roles=end(state.roles, version, at),
        in_charge=end(state.in_charge, version, at),
        changes=end(state.changes, version, at),
        deaths=end(state.deaths, version, at),
        interests=end(state.interests, version, at),
    )


FOLDING = Folding(Person(), evolve)
