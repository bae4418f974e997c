"""What an initiative's stream says: versions and where they are in force, delegation, sessions and who came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, TypeVar

from domain.initiatives.events import (
    AttendanceRecorded,
    DocumentPublished,
    InitiativeRegistered,
    ModificationApproved,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    TaskDelegated,
    VersionImplemented,
)
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, as_known, put, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, Days
from domain.kernel.versions import version_number

CONSENT_FORM = "ICF"
URGENT: Final = "urgent_safety_measure"
CLASSES: Final = ("substantial", "important_detail", "minor", URGENT)
"""The classes of a modification (HRA, from 28 April 2026; amendments before)."""
POLICIES: Final = ("all_active", "next_contact", "new_only", "inform_only")
"""Whom a modification asks for consent again: everybody now, each at the next contact, new people only, nobody."""
ASK_NOBODY_AGAIN: Final = frozenset({"new_only", "inform_only"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTakingPart(Entry):
    """A site, its security level and the local day from which it takes part."""

    site: str
    security_level: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Entry):
    """A version of a document, and the removal window that it promises."""

    document: str
    number: str
    removal_window_days: int
    sha256: str | None
    modification: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification(Entry):
    """An approved modification: its class, whom it asks for consent again, and the local day of the decision."""

    modification: str
    classed: str
    policy: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation(Entry):
    """A version and the local day from which it is in use at a site."""

    number: str
    implemented_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Entry):
    """A task and the local days on which somebody may do it."""

    task: str
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Entry):
    """A session: its times are instants, `recorded` says whether it was audio-recorded."""

    session: str
    kind: str
    site: str
    held_at: datetime
    ended_at: datetime
    recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance(Entry):
    """Which session somebody came to."""

    session: str


Key = TypeVar("Key")
En = TypeVar("En", bound=Entry)


def _written(
    book: Mapping[Key, tuple[En, ...]], key: Key, new: En, corrects: int | None
) -> Mapping[Key, tuple[En, ...]]:
    return {**book, key: put(book.get(key, ()), new, corrects)}


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative's folded history."""

    kind: str = ""
    name: str = ""
    sites: Mapping[str, tuple[SiteTakingPart, ...]] = field(default_factory=dict)
    modifications: Mapping[str, tuple[Modification, ...]] = field(default_factory=dict)
    documents: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    implementations: Mapping[str, tuple[Implementation, ...]] = field(default_factory=dict)
    delegations: Mapping[Ref, tuple[Delegation, ...]] = field(default_factory=dict)
    sessions: Mapping[str, tuple[Session, ...]] = field(default_factory=dict)
    attendance: Mapping[Ref, tuple[Attendance, ...]] = field(default_factory=dict)

    def in_force(self, site: str | None, day: date, known: datetime = FOREVER) -> Implementation | None:
        """The version in force at a site on a local day: implemented latest; of two on one day, the higher number."""
        if site is None:
            return None
        begun = [i for i in self.implementations.get(site, ()) if i.known(known) and i.implemented_on <= day]
        return max(begun, key=lambda i: (i.implemented_on, version_number(i.number)), default=None)

    def form(self, version: str, known: datetime = FOREVER) -> Document | None:
        """The consent form published under a version, as known then."""
        published = as_known(self.documents.get(version, ()), known)
        return next((d for d in reversed(published) if d.document == CONSENT_FORM), None)

    def modification_of(self, version: str, known: datetime = FOREVER) -> Modification | None:
        """The modification that made a version, as known then; None where none did, or where it was not approved."""
        code = self._made_by(version, known)
        approved = as_known(self.modifications.get(code, ()), known) if code else []
        return approved[-1] if approved else None

    def approved(self, version: str, on: date, known: datetime = FOREVER) -> bool:
        """Whether the modification that made a version was approved by a local day.

        A version made by none needs none; an urgent safety measure comes into use first and is decided afterwards.
        """
        made_by = self.modification_of(version, known)
        if made_by is None:
            return self._made_by(version, known) is None
        return made_by.classed == URGENT or made_by.decided_on <= on

    def asks_again(self, since: str, version: str, known: datetime = FOREVER) -> bool:
        """Whether somebody who signed one version is to be asked again for a newer one.

        Each version between asks again, unless the modification that made it asks new people only, or none.
        """
        low, high = version_number(since), version_number(version)
        there = {each for each, documents in self.documents.items() if as_known(documents, known)}
        newer = [each for each in {*there, version} if low < version_number(each) <= high]
        made = [self.modification_of(each, known) for each in newer]
        return any(by is None or by.policy not in ASK_NOBODY_AGAIN for by in made)

    def _made_by(self, version: str, known: datetime) -> str | None:
        published = as_known(self.documents.get(version, ()), known)
        return next((d.modification for d in reversed(published) if d.modification), None)

    def removal_window_days(self, version: str, known: datetime = FOREVER) -> int | None:
        """The window that this version's consent form promises, else its information sheet; else None."""
        published = as_known(self.documents.get(version, ()), known)
        forms = [document for document in published if document.document == CONSENT_FORM]
        return (forms or published)[-1].removal_window_days if published else None

    def delegation(self, person: Ref, task: str, day: date, known: datetime = FOREVER) -> Delegation | None:
        """The delegation under which somebody may do a task on a local day."""
        held = self.delegations.get(person, ())
        return next((d for d in held if d.task == task and d.known(known) and day in d.days), None)

    def session(self, session: str, known: datetime = FOREVER) -> Session | None:
        """A session as known then."""
        return next(iter(as_known(self.sessions.get(session, ()), known)[::-1]), None)

    def session_of(self, person: Ref, known: datetime = FOREVER) -> Session | None:
        """The session somebody came to; each person comes to one."""
        came = as_known(self.attendance.get(person, ()), known)
        return self.session(came[-1].session, known) if came else None


def evolve(state: Initiative, recorded: Recorded[Event]) -> Initiative:
    """The history with one more event."""
    book, corrects = standing(recorded), recorded.corrects
    match recorded.event:
        case InitiativeRegistered() as e:
            return replace(state, kind=e.kind, name=e.name)
        case SiteJoined() as e:
            site = SiteTakingPart(site=e.site, security_level=e.security_level, opened_on=e.opened_on, **book)
            return replace(state, sites=_written(state.sites, e.site, site, corrects))
        case ModificationApproved() as e:
            approved = Modification(
                modification=e.modification, classed=e.classed, policy=e.policy, decided_on=e.decided_on, **book
            )
            return replace(state, modifications=_written(state.modifications, e.modification, approved, corrects))
        case DocumentPublished() as e:
            document = Document(
                document=e.document,
                number=e.version,
                removal_window_days=e.removal_window_days,
                sha256=e.sha256,
                modification=e.modification,
                **book,
            )
            return replace(state, documents=_written(state.documents, e.version, document, corrects))
        case VersionImplemented() as e:
            begun = Implementation(number=e.version, implemented_on=e.implemented_on, **book)
            return replace(state, implementations=_written(state.implementations, e.site, begun, corrects))
        case TaskDelegated() as e:
            held = Delegation(task=e.task, days=Days(e.from_on, e.to_on), **book)
            return replace(state, delegations=_written(state.delegations, e.person, held, corrects))
        case SessionHeld() as e:
            session = Session(
                session=e.session,
                kind=e.kind,
                site=e.site,
                held_at=recorded.occurred_at,
                ended_at=e.ended_at,
                recorded=e.recorded,
                **book,
            )
            return replace(state, sessions=_written(state.sessions, e.session, session, corrects))
        case AttendanceRecorded() as e:
            came = Attendance(session=e.session, **book)
            return replace(state, attendance=_written(state.attendance, e.person, came, corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of an initiative's stream")


FOLDING = Folding(Initiative(), evolve)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry(Entry):
    """A site's name and security level."""

    name: str
    security_level: str


@dataclass(frozen=True, slots=True)
class Site:
    """One site's folded history."""

    entries: tuple[SiteEntry, ...] = ()


def evolve_site(state: Site, recorded: Recorded[Event]) -> Site:
    """The history with one more event."""
    match recorded.event:
        case SiteRegistered() as e:
            entry = SiteEntry(name=e.name, security_level=e.security_level, **standing(recorded))
            return Site(put(state.entries, entry, recorded.corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a site's stream")


SITE_FOLDING = Folding(Site(), evolve_site)
