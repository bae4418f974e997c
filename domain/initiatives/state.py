"""What an initiative's stream says: versions and where they are in force, delegation, sessions and who came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, TypeVar, assert_never

from domain.initiatives.events import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
    InitiativeRegistered,
    McaApproved,
    ModificationApproved,
    PartRecorded,
    SessionHeld,
    SiteClosed,
    SiteJoined,
    SiteRegistered,
    TakedownRecorded,
    TaskDelegated,
    TrainingRecorded,
    VersionImplemented,
)
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, as_known, put, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, Days
from domain.kernel.versions import version_number

CONSENT_FORM = "ICF"
ENGLISH, STANDARD = "en", "standard"
"""What a document is in where nothing is said of it."""
SUBSTANTIAL: Final = "substantial"
CLASSES: Final = (SUBSTANTIAL, "important_detail", "minor", "urgent_safety_measure")
"""The classes of a modification (HRA, from 28 April 2026; amendments before)."""
POLICIES: Final = ("all_active", "next_contact", "new_only", "inform_only")
"""Whom a modification asks for consent again: everybody now, each at the next contact, new people only, nobody."""
ASK_NOBODY_AGAIN: Final = frozenset({"new_only", "inform_only"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTakingPart(Entry):
    """A site, its security level and the local day from which it takes part.

    `claimed`: an office's logs say so, which say nothing of what was allowed before that day.
    """

    site: str
    security_level: str
    opened_on: date
    claimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Entry):
    """The local day from which a site, or the whole initiative, takes part no more."""

    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance(Entry):
    """In which film somebody can be seen, and when they were filmed."""

    film: str
    filmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing(Entry):
    """A film on a channel, and since when."""

    film: str
    channel: str
    shown_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown(Entry):
    """How far it has come to take a film off a channel for somebody's sake."""

    film: str
    channel: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Entry):
    """A version of a document, and the removal window that it promises."""

    document: str
    number: str
    approved_on: date
    removal_window_days: int
    sha256: str | None
    modification: str | None = None
    language: str = ENGLISH
    format: str = STANDARD

    def is_in(self, language: str | None, format_: str | None) -> bool:
        """Whether it is in this language and format; where nothing is said, English and the standard one are meant."""
        return (self.language, self.format) == (language or ENGLISH, format_ or STANDARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Entry):
    """An approval under the Mental Capacity Act, and its local days. `counts`: nothing stood against it when told."""

    days: Days
    counts: bool


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
    lead: Ref | None = None


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
    closings: Mapping[str, tuple[Closing, ...]] = field(default_factory=dict)
    ends: tuple[Closing, ...] = ()
    training: Mapping[Ref, tuple[Delegation, ...]] = field(default_factory=dict)
    appearances: Mapping[Ref, tuple[Appearance, ...]] = field(default_factory=dict)
    showings: tuple[Showing, ...] = ()
    takedowns: Mapping[Ref, tuple[Takedown, ...]] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()

    def mca_approved(self, day: date, known: datetime = FOREVER) -> bool:
        """Whether it is approved under the Mental Capacity Act on a local day."""
        return any(a.counts and a.known(known) and day in a.days for a in self.approvals)

    def opening(self, site: str, day: date, known: datetime = FOREVER) -> SiteTakingPart | None:
        """The joining under which a site takes part on a local day, if it had not been closed by then."""
        begun = [s for s in self.sites.get(site, ()) if s.opened_on <= day and s.known(known)]
        last = max(begun, key=lambda s: (s.opened_on, s.order), default=None)
        closed = self.closing(site, day, known)
        over = last and closed and (closed.closed_on, closed.order) > (last.opened_on, last.order)
        return None if over else last

    def closing(self, site: str, day: date, known: datetime = FOREVER) -> Closing | None:
        """What closed a site last by a local day; None where nothing did."""
        closed = (c for c in self.closings.get(site, ()) if c.closed_on <= day and c.known(known))
        return max(closed, key=lambda c: (c.closed_on, c.order), default=None)

    def open_at(self, site: str, day: date, known: datetime = FOREVER) -> bool | None:
        """Whether a site takes part on a local day; None where nothing on the record speaks to it."""
        if self.opening(site, day, known) is not None:
            return True
        joined = [s for s in self.sites.get(site, ()) if s.known(known)]
        told = any(not s.claimed for s in joined) or self.closing(site, day, known) is not None
        return False if told else None

    def ended(self, day: date, known: datetime = FOREVER) -> Closing | None:
        """What ended the initiative by a local day."""
        return None if not self.ends else next((e for e in as_known(self.ends, known) if e.closed_on <= day), None)

    def trained(self, person: Ref, task: str, day: date, known: datetime = FOREVER) -> bool | None:
        """Whether somebody's training for a task is in date on a local day; None where none is on the record."""
        had = [t for t in self.training.get(person, ()) if t.task == task and t.known(known)]
        return any(day in each.days for each in had) if had else None

    def appearing(self, film: str, known: datetime = FOREVER) -> tuple[Ref, ...]:
        """Everybody who can be seen in a film."""
        seen = self.appearances.items()
        return tuple(person for person, came in seen if any(a.film == film and a.known(known) for a in came))

    def shown(self, film: str, channel: str, known: datetime = FOREVER) -> Showing | None:
        """The first showing of a film on a channel."""
        told = as_known(self.showings, known)
        return next((s for s in told if (s.film, s.channel) == (film, channel)), None)

    def takedown(self, person: Ref, film: str, channel: str, known: datetime = FOREVER) -> str:
        """How far the taking down of a film from a channel has come for somebody; nothing where it was not asked."""
        told = as_known(self.takedowns.get(person, ()), known)
        return next((t.step for t in reversed(told) if (t.film, t.channel) == (film, channel)), "")

    def in_force(self, site: str | None, day: date, known: datetime = FOREVER) -> Implementation | None:
        """The version in force at a site on a local day: implemented latest; of two on one day, the higher number."""
        if site is None:
            return None
        begun = [i for i in self.implementations.get(site, ()) if i.known(known) and i.implemented_on <= day]
        return max(begun, key=lambda i: (i.implemented_on, version_number(i.number)), default=None)

    def form(
        self, version: str, known: datetime = FOREVER, language: str | None = None, format_: str | None = None
    ) -> Document | None:
        """The consent form published under a version in a language and format, as known then."""
        published = as_known(self.documents.get(version, ()), known)
        forms = (d for d in reversed(published) if d.document == CONSENT_FORM)
        return next((d for d in forms if d.is_in(language, format_)), None)

    def modification_of(self, version: str, known: datetime = FOREVER) -> Modification | None:
        """The modification that made a version, as known then; None where none did, or where it was not approved."""
        code = self._made_by(version, known)
        approved = as_known(self.modifications.get(code, ()), known) if code else []
        return approved[-1] if approved else None

    def approved(self, version: str, on: date, known: datetime = FOREVER) -> bool:
        """Whether what made a version lets it come into use on a local day.

        A version made by no modification needs none; a substantial one has a favourable opinion by then; of any other,
        an urgent safety measure among them, it is enough that it is on the record with its class.
        """
        made_by = self.modification_of(version, known)
        if made_by is None:
            return self._made_by(version, known) is None
        return made_by.classed != SUBSTANTIAL or made_by.decided_on <= on

    def published(self, version: str, on: date, known: datetime = FOREVER) -> bool:
        """Whether any document of a version was published that was approved by a local day."""
        return any(d.approved_on <= on for d in as_known(self.documents.get(version, ()), known))

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

    def published_in(self, version: str, language: str | None, format_: str | None, known: datetime = FOREVER) -> bool:
        """Whether any document of a version was published in a language and format."""
        return any(d.is_in(language, format_) for d in as_known(self.documents.get(version, ()), known))

    def removal_window_days(
        self, version: str, known: datetime = FOREVER, language: str | None = None, format_: str | None = None
    ) -> int | None:
        """The window that this version's consent form promises, else its information sheet; else None.

        Of several, the one in the language and format that were used; else the standard one; else the last.
        """
        published = as_known(self.documents.get(version, ()), known)
        forms = [document for document in published if document.document == CONSENT_FORM] or published
        for used in ((language, format_), (None, None)):
            if found := [document for document in forms if document.is_in(*used)]:
                return found[-1].removal_window_days
        return forms[-1].removal_window_days if forms else None

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
            return replace(state, sites=_written(state.sites, e.site, _site(e, recorded), corrects))
        case ModificationApproved() as e:
            approved = Modification(
                modification=e.modification, classed=e.classed, policy=e.policy, decided_on=e.decided_on, **book
            )
            return replace(state, modifications=_written(state.modifications, e.modification, approved, corrects))
        case DocumentPublished() as e:
            return replace(state, documents=_written(state.documents, e.version, _document(e, recorded), corrects))
        case VersionImplemented() as e:
            begun = Implementation(number=e.version, implemented_on=e.implemented_on, **book)
            return replace(state, implementations=_written(state.implementations, e.site, begun, corrects))
        case TaskDelegated() as e:
            held = Delegation(task=e.task, days=Days(e.from_on, e.to_on), **book)
            return replace(state, delegations=_written(state.delegations, e.person, held, corrects))
        case SessionHeld() as e:
            return replace(state, sessions=_written(state.sessions, e.session, _session(e, recorded), corrects))
        case AttendanceRecorded() as e:
            came = Attendance(session=e.session, **book)
            return replace(state, attendance=_written(state.attendance, e.person, came, corrects))
        case McaApproved() as e:
            approval = Approval(days=Days(e.approved_on, e.until_on), counts=not recorded.broken, **book)
            return replace(state, approvals=put(state.approvals, approval, corrects))
        case SiteClosed() | InitiativeEnded() | TrainingRecorded() | PartRecorded():
            return _went_on(state, recorded.event, recorded)
        case AppearanceRecorded() | FilmShown() | TakedownRecorded():
            return _filmed(state, recorded.event, recorded)
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of an initiative's stream")


def _site(event: SiteJoined, recorded: Recorded[Event]) -> SiteTakingPart:
    return SiteTakingPart(
        site=event.site,
        security_level=event.security_level,
        opened_on=event.opened_on,
        claimed=recorded.source == "import",
        **standing(recorded),
    )


def _document(event: DocumentPublished, recorded: Recorded[Event]) -> Document:
    return Document(
        document=event.document,
        number=event.version,
        approved_on=event.approved_on,
        removal_window_days=event.removal_window_days,
        sha256=event.sha256,
        modification=event.modification,
        language=event.language or ENGLISH,
        format=event.format or STANDARD,
        **standing(recorded),
    )


def _session(event: SessionHeld, recorded: Recorded[Event]) -> Session:
    return Session(
        session=event.session,
        kind=event.kind,
        site=event.site,
        held_at=recorded.occurred_at,
        ended_at=event.ended_at,
        recorded=event.recorded,
        lead=event.lead,
        **standing(recorded),
    )


def _went_on(
    state: Initiative, event: SiteClosed | InitiativeEnded | TrainingRecorded | PartRecorded, recorded: Recorded[Event]
) -> Initiative:
    """The history with one more thing that the initiative went through; a part in the work is decided on by nobody."""
    book, corrects = standing(recorded), recorded.corrects
    match event:
        case SiteClosed() as e:
            closed = Closing(closed_on=e.closed_on, **book)
            return replace(state, closings=_written(state.closings, e.site, closed, corrects))
        case InitiativeEnded() as e:
            return replace(state, ends=put(state.ends, Closing(closed_on=e.ended_on, **book), corrects))
        case TrainingRecorded() as e:
            trained = Delegation(task=e.task, days=Days(e.trained_on, e.valid_until), **book)
            return replace(state, training=_written(state.training, e.person, trained, corrects))
        case PartRecorded():
            return state
        case _:
            assert_never(event)


def _filmed(
    state: Initiative, event: AppearanceRecorded | FilmShown | TakedownRecorded, recorded: Recorded[Event]
) -> Initiative:
    """The history with one more thing told of a film."""
    book, corrects = standing(recorded), recorded.corrects
    match event:
        case AppearanceRecorded() as e:
            seen = Appearance(film=e.film, filmed_at=recorded.occurred_at, **book)
            return replace(state, appearances=_written(state.appearances, e.person, seen, corrects))
        case FilmShown() as e:
            showing = Showing(film=e.film, channel=e.channel, shown_at=recorded.occurred_at, **book)
            return replace(state, showings=put(state.showings, showing, corrects))
        case TakedownRecorded() as e:
            step = Takedown(film=e.film, channel=e.channel, step=e.step, **book)
            return replace(state, takedowns=_written(state.takedowns, e.person, step, corrects))
        case _:
            assert_never(event)


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
