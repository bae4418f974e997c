"""Histories told row by row, as a study office would: each word here is one event, known always unless it says when."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from domain import access, consent, governance, initiatives, people
from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRevoked,
    RecallAnswered,
    RecallSent,
    RemovalDone,
    UseEnteredInError,
)
from domain.consent import (
    AnswersGiven,
    ChannelsStopped,
    EnteredInError,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.governance import EntryVerified, GrantVerified
from domain.initiatives import (
    AttendanceRecorded,
    DocumentPublished,
    ModificationApproved,
    SessionHeld,
    TaskDelegated,
    VersionImplemented,
)
from domain.judging import Histories, ever_joined
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import ALWAYS, from_local
from domain.people import (
    Person,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RoleAssigned,
)
from tests.given import D1, P1, P2, R1, STUDY, V1, recorded

Row = Recorded[Any]
NAME = Sealed(P1, STAFF, "somebody")
ENTERED = from_local("2012-06-01T09:00")
"""When the office's files were imported: later than anything told here happened."""


def told(event: Event, occurred_at: datetime, known: datetime = ALWAYS, **more: Any) -> Row:
    """An imported row: known to its office since then."""
    return recorded(event, ENTERED, occurred_at=occurred_at, entered_at=known, **more)


def registered(person: Ref = P1, site: str | None = "S1", **more: Any) -> Row:
    event = PersonRegistered(person=person, kind="service_user", initiative=STUDY, office_id=NAME, site=site)
    return told(event, ENTERED, **more)


def role(person: Ref, name: str, first: date | None = None, last: date | None = None, of: Ref = STUDY) -> Row:
    return told(RoleAssigned(person=person, role=name, initiative=of, from_on=first, to_on=last), ENTERED)


def in_charge(first: str, last: str | None = None, clinician: Ref = D1, basis: str = "substantive") -> Row:
    until = date.fromisoformat(last) if last else None
    event = ResponsibleClinicianAssigned(
        person=P1, clinician=clinician, from_on=date.fromisoformat(first), to_on=until, basis=basis
    )
    return told(event, ENTERED)


def modified(code: str, policy: str, on: str = "2011-11-01", **more: Any) -> Row:
    event = ModificationApproved(
        initiative=STUDY,
        modification=code,
        classed="substantial",
        policy=policy,
        decided_on=date.fromisoformat(on),
    )
    return told(event, ENTERED, **more)


def published(
    version: str,
    days: int,
    document: str = "ICF",
    sha256: str | None = None,
    modification: str | None = None,
    **more: Any,
) -> Row:
    day = date(2011, 9, 1)
    event = DocumentPublished(
        initiative=STUDY,
        document=document,
        version=version,
        dated=day,
        approved_on=day,
        removal_window_days=days,
        reconsent="all_active",
        sha256=sha256,
        modification=modification,
    )
    return told(event, ENTERED, **more)


def begun(version: str, on: str, site: str = "S1", **more: Any) -> Row:
    event = VersionImplemented(initiative=STUDY, site=site, version=version, implemented_on=date.fromisoformat(on))
    return told(event, ENTERED, **more)


def delegated(first: str, last: str | None = None, person: Ref = R1, task: str = "consent") -> Row:
    until = date.fromisoformat(last) if last else None
    event = TaskDelegated(initiative=STUDY, person=person, task=task, from_on=date.fromisoformat(first), to_on=until)
    return told(event, ENTERED)


def held(
    start: str,
    end: str | None = None,
    *,
    kind: str = "interview",
    site: str = "S1",
    recording: bool = True,
    session: str = "X1",
    **more: Any,
) -> Row:
    began = from_local(start)
    event = SessionHeld(
        initiative=STUDY,
        session=session,
        kind=kind,
        site=site,
        ended_at=from_local(end) if end else began + timedelta(hours=1),
        setting="ward",
        lead=R1,
        recorded=recording,
        commissioner_present=False,
    )
    return told(event, began, **more)


def came(session: str = "X1", person: Ref = P1, **more: Any) -> Row:
    return told(AttendanceRecorded(initiative=STUDY, session=session, person=person), ENTERED, **more)


def signed(
    at: str, answers: Mapping[str, bool] | str = "C01 C03", version: str = "1.0", known: str | None = None, **more: Any
) -> Row:
    """One signing; answers as words are all yes. Known since it was signed unless `known` says when."""
    said = dict.fromkeys(answers.split(), True) if isinstance(answers, str) else answers
    instant = from_local(at)
    of_event = {f.name for f in fields(AnswersGiven)}
    given: dict[str, Any] = {
        "informed_at": instant - timedelta(days=2),
        "taker": R1,
        "copy_given": "yes",
        **{name: value for name, value in more.items() if name in of_event},
    }
    event = AnswersGiven(person=P1, initiative=STUDY, version=version, answers=said, **given)
    of_envelope = {name: value for name, value in more.items() if name not in of_event}
    return told(event, instant, from_local(known) if known else instant, **of_envelope)


def stopped(at: str, level: str = "W6", items: Iterable[str] = (), known: str | None = None, **more: Any) -> Row:
    instant = from_local(at)
    event = Withdrawn(person=P1, initiative=STUDY, level=level, items=tuple(items))
    return told(event, instant, from_local(known) if known else instant, **more)


def off(at: str, *channels: str, known: str | None = None, **more: Any) -> Row:
    """The person stops being shown on these channels, or on any."""
    event = ChannelsStopped(person=P1, initiative=STUDY, off_channels=channels)
    return told(event, from_local(at), from_local(known or at), **more)


def paused(at: str, items: Iterable[str] = (), known: str | None = None) -> Row:
    event = Paused(person=P1, initiative=STUDY, items=tuple(items))
    return told(event, from_local(at), from_local(known or at))


def resumed(at: str, items: Iterable[str] = (), known: str | None = None) -> Row:
    event = Resumed(person=P1, initiative=STUDY, items=tuple(items))
    return told(event, from_local(at), from_local(known or at))


def clarified(at: str, entry: int, level: str, known: str | None = None) -> Row:
    event = StopClarified(person=P1, initiative=STUDY, entry=entry, level=level)
    return told(event, from_local(at), from_local(known or at))


def objected(at: str, known: str | None = None) -> Row:
    event = ObjectionObserved(person=P1, initiative=STUDY, observer=R1, sign="leaving")
    return told(event, from_local(at), from_local(known or at))


def used(
    at: str,
    asset: str = "transcript",
    purpose: str = "analysis",
    use: str = "A1",
    *,
    user: Ref = R1,
    fields: tuple[str, ...] | None = None,
    opening: str | None = None,
    **more: Any,
) -> Row:
    event = DataUsed(
        person=P1,
        initiative=STUDY,
        use=use,
        user=user,
        asset=asset,
        purpose=purpose,
        fields=fields,
        opening=opening,
    )
    return told(event, from_local(at), **more)


def granted(
    at: str,
    until: str,
    pair: tuple[str, str] = ("contact_details", "recontact"),
    *,
    basis: str = "C09",
    grantee: Ref = R1,
    grant: str = "G-1",
    known: str | None = None,
    fields: tuple[str, ...] = (),
) -> Row:
    event = GrantGiven(
        person=P1,
        initiative=STUDY,
        grant=grant,
        grantee=grantee,
        asset=pair[0],
        purpose=pair[1],
        fields=fields,
        basis=basis,
        begins_at=from_local(at),
        until=from_local(until),
    )
    return told(event, from_local(at), from_local(known or at))


def revoked(at: str, grant: str = "G-1", known: str | None = None) -> Row:
    return told(GrantRevoked(person=P1, initiative=STUDY, grant=grant), from_local(at), from_local(known or at))


def opened(at: str, user: Ref = R1, fields: tuple[str, ...] = ("disclosures",), opening: str = "B-1") -> Row:
    began = from_local(at)
    event = BreakGlassOpened(
        person=P1,
        initiative=STUDY,
        opening=opening,
        user=user,
        ground="public_interest",
        fields=fields,
        until=began + timedelta(hours=1),
        review_by=began + timedelta(days=3),
    )
    return told(event, began, began)


def reviewed(at: str, found: str = "justified", opening: str = "B-1") -> Row:
    event = BreakGlassReviewed(person=P1, initiative=STUDY, opening=opening, reviewer=V1, found=found)
    return told(event, from_local(at), from_local(at))


def shared(at: str, pair: tuple[str, str] = ("transcript", "quotation"), share: str = "S-1") -> Row:
    event = DataShared(
        person=P1, initiative=STUDY, share=share, recipient="university", user=R1, asset=pair[0], purpose=pair[1]
    )
    return told(event, from_local(at), from_local(at))


def recalled(at: str, answer: str | None = None, share: str = "S-1") -> Row:
    of = {"person": P1, "initiative": STUDY, "share": share}
    event = RecallSent(**of) if answer is None else RecallAnswered(**of, answer=answer)  # type: ignore[arg-type]
    return told(event, from_local(at), from_local(at))


def removed(at: str, asset: str, outcome: str = "destroyed") -> Row:
    event = RemovalDone(person=P1, initiative=STUDY, asset=asset, came_to=outcome)
    return told(event, from_local(at), from_local(at))


def not_theirs(entry: int, at: str, use: str = "A1") -> Row:
    event = UseEnteredInError(person=P1, initiative=STUDY, use=use, entry=entry)
    return recorded(event, from_local(at))


def in_error(entry: int, at: str = "2012-06-02T09:00") -> Row:
    """A signing that was somebody else's, told by us as a correction."""
    return recorded(EnteredInError(person=P1, initiative=STUDY, entry=entry), from_local(at), history=True)


def instead(entry: int, row: Row, at: str = "2012-06-02T09:00") -> Row:
    """The same, told in the place of an older entry of the consent."""
    return replace(row, corrects=entry, recorded_at=from_local(at), history=True)


def afterwards(row: Row, at: str = "2012-06-02T09:00") -> Row:
    """The same, told as history afterwards and in nothing's place."""
    return replace(row, recorded_at=from_local(at), history=True)


def compared(entry: int, **more: Any) -> Row:
    """A second person compared that entry of the consent with the evidence."""
    event = EntryVerified(person=P1, initiative=STUDY, entry=entry, evidence_sha256="ab", by=V1)
    return recorded(event, from_local("2012-06-03T09:00"), actor=V1, **more)


def compared_grant(entry: int, **more: Any) -> Row:
    """A second person compared that grant, or the end of one, with the evidence."""
    event = GrantVerified(person=P1, initiative=STUDY, entry=entry, evidence_sha256="ab", by=V1)
    return recorded(event, from_local("2012-06-03T09:00"), actor=V1, **more)


def under(person: Ref, row: Row) -> Row:
    """The same, told under another record."""
    event = replace(row.event, person=person)
    return replace(row, event=event, stream=event.stream)


def joined(at: str, one: Ref = P1, other: Ref = P2, *, parted: bool = False) -> tuple[Row, Row]:
    """What tells that two records are of one person, or (`parted`) are not after all: in both their streams."""
    kind = RecordsParted if parted else RecordsJoined
    instant = from_local(at)
    a, b = kind(person=one, other=other), kind(person=other, other=one)
    return told(a, instant, instant), told(b, instant, instant)


_FOLDINGS: dict[type[Event], Folding[Any]] = {
    **dict.fromkeys(people.EVENTS, people.FOLDING),
    **dict.fromkeys(initiatives.EVENTS, initiatives.FOLDING),
    **dict.fromkeys(consent.EVENTS, consent.FOLDING),
    **dict.fromkeys(access.EVENTS, access.FOLDING),
    EntryVerified: governance.CHECKING_FOLDING,
    GrantVerified: governance.CHECKING_FOLDING,
}


def histories(*rows: Row) -> Histories:
    """What these rows leave, each stream numbered in their order. The person is P1 and the initiative STUDY."""
    states: dict[str, Any] = {}
    versions: dict[str, int] = {}
    for row in rows:
        folding = _FOLDINGS[type(row.event)]
        versions[row.stream] = versions.get(row.stream, 0) + 1
        numbered = replace(row, version=versions[row.stream])
        states[row.stream] = folding.evolve(states.get(row.stream, folding.initial), numbered)

    @cache
    def member(person: Ref) -> Person:
        state: Person = states.get(people.events.person_stream(person), people.FOLDING.initial)
        return state

    def of(person: Ref) -> Histories:
        return Histories(
            person=person,
            initiative=STUDY,
            about=member(person),
            study=states.get(initiatives.initiative_stream(STUDY), initiatives.FOLDING.initial),
            consent=states.get(consent.consent_stream(person, STUDY), consent.FOLDING.initial),
            uses=states.get(access.use_stream(person, STUDY), access.FOLDING.initial),
            checks=states.get(governance.checking_stream(person, STUDY), governance.CHECKING_FOLDING.initial),
            member=member,
        )

    return replace(of(P1), joined=tuple(of(other) for other in ever_joined(P1, member)))


def only(h: Histories, positions: Iterable[int]) -> Histories:
    """The same histories with the entries at these positions and no others."""
    kept = frozenset(positions)
    states = {name: _only(getattr(h, name), kept) for name in ("about", "study", "consent", "uses")}
    joined = tuple(only(each, kept) for each in h.joined)
    return replace(h, **states, joined=joined, member=lambda person: _only(h.member(person), kept))


def _only(state: Any, kept: frozenset[int]) -> Any:
    return replace(state, **{f.name: _filtered(getattr(state, f.name), kept) for f in fields(state)})


def _filtered(value: Any, kept: frozenset[int]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filtered(entries, kept) for key, entries in value.items()}
    if isinstance(value, tuple):
        return tuple(entry for entry in value if isinstance(entry, Entry) and entry.position in kept)
    if isinstance(value, consent.Capacity):
        return _only(value, kept)
    return value


GOOD = (
    registered(),
    published("1.0", 14),
    begun("1.0", "2011-10-01"),
    delegated("2011-10-01"),
    role(R1, "researcher"),
    signed("2011-11-18T10:00", "C01 C02 C03 C05 C07 C09"),
    held("2011-11-20T14:00"),
    came(),
)
"""Somebody who agreed to everything in time, and came to an interview."""
