"""Evidence: the positions of the events on which a finding rests, so that anyone can read them again."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from domain.access import ReviewEntry, ShareEntry, UseEntry
from domain.access.rules import ANALYSE_RECORDING, ANALYSE_TRANSCRIPT, CHARACTERISE, RESTS_ON
from domain.consent import (
    ADVICE,
    FILM,
    OBJECTION,
    PAUSE,
    TAKE_PART,
    UNCLEAR,
    Advice,
    ConsulteeEntry,
    SignedEntry,
    deciding,
    resting_on,
)
from domain.initiatives import AppearanceEntry, Session, ShowingEntry
from domain.judging.facts import (
    CONSENT,
    RECORDING,
    charged,
    closed_by,
    interests,
    leave_decision,
    on_care_team,
    participation_item,
)
from domain.judging.histories import Histories
from domain.judging.peers import of_peer
from domain.judging.together import joints, together
from domain.kernel.entries import Entry, as_known
from domain.kernel.time import london_day
from domain.people.state import SITE


def evidence(h: Histories, table: str, entry: Any, known: datetime) -> tuple[int, ...]:
    """The positions of the entry and of what the broken rules compared it with, ascending, each once."""
    found: list[Entry | None] = [entry, *_GATHER[table](h, entry, known)]
    return tuple(sorted({each.position for each in found if each is not None}))


def _beside(h: Histories, known: datetime, *instants: datetime) -> Iterator[Entry | None]:
    """What joined or parted the person's records, where at any of these instants another record is counted too."""
    if h.joined and any(together(h, at, then).beside for at in instants for then in {known, min(at, known)}):
        yield from joints(h, known)


def _signing(h: Histories, entry: SignedEntry, known: datetime) -> Iterator[Entry | None]:
    yield from _beside(h, known, entry.signed_at)
    h, day = together(h, entry.signed_at, known), london_day(entry.signed_at)
    yield h.about.registration(known)
    yield from (i for i in h.consent.informed if i.informed_at == entry.informed_at and i.known(known))
    yield h.study.in_force(h.about.site_on(day, known), day, known)
    yield from _open(h, h.about.site_on(day, known), entry.signed_at, known)
    yield charged(h, entry, known)
    declared = list(interests(h, entry, known))
    yield from declared
    yield leave_decision(h, entry, known)
    yield on_care_team(h, entry, known)
    yield from of_peer(h, entry.taker, known)
    yield from (t for t in h.study.training.get(entry.taker, ()) if t.task == CONSENT and t.known(known))
    yield h.study.delegation(entry.taker, "consent", day, known)
    yield h.study.form(entry.number, known, entry.language, entry.format) if entry.document_sha256 else None
    if h.consent.capacity.spoken_of:
        for item in entry.answers:
            yield from _capacity(h, item, entry.signed_at, known)
    for held in h.about.in_charge:
        if (declared or held.clinician == entry.taker) and held.known(known) and day in held.days:
            yield held
    if entry.witness:
        yield from (r for r in h.member(entry.witness).roles if r.known(known))


def _open(h: Histories, site: str | None, at: datetime, known: datetime) -> Iterator[Entry | None]:
    """What says where the person was, that the initiative was not open there, and that it or they had ended."""
    day = london_day(at)
    yield h.about.change(SITE, day, known)
    if site is not None and h.study.open_at(site, day, known) is False:
        yield from as_known(h.study.sites.get(site, ()), known)
        yield h.study.closing(site, day, known)
    yield from _closed(h, at, known)


def _closed(h: Histories, at: datetime, known: datetime) -> Iterator[Entry | None]:
    if closed_by(h, at, known):
        yield h.about.died(known)
        yield h.study.ended(london_day(at), known)


def _stop(h: Histories, entry: Any, known: datetime) -> Iterator[Entry | None]:
    if entry.level == "W6":
        yield from _window(h, known)


def _window(h: Histories, known: datetime) -> Iterator[Entry | None]:
    """What a removal window rests on: the session, and the form that was signed by its start."""
    yield from _session(h, known)
    if (session := h.study.session_of(h.person, known)) and (signed := _signed(h, session, known)):
        yield signed
        yield from as_known(h.study.documents.get(signed.number, ()), known)


def _session(h: Histories, known: datetime) -> Iterator[Entry | None]:
    yield h.study.session_of(h.person, known)
    yield from (a for a in h.study.attendance.get(h.person, ()) if a.known(known))


def _signed(h: Histories, session: Session, known: datetime) -> SignedEntry | None:
    return h.consent.latest_signing(session.held_at, known)


def _deciding(h: Histories, item: str, at: datetime, known: datetime) -> Iterator[Entry | None]:
    """What decides an item at an instant: the last answer or stop, and what suspended and resumed it since a yes."""
    said = h.consent.answer(item, at, known)
    yield said
    if isinstance(said, SignedEntry):
        begun = (s for s in h.consent.suspensions if item in s.items and said.signed_at <= s.begins_at <= at)
        ended = (s for s in h.consent.liftings if item in s.items and said.signed_at <= s.ends_at <= at)
        yield from (each for each in (*begun, *ended) if each.known(known))
        yield from _capacity(h, item, at, known)


def _capacity(h: Histories, item: str, at: datetime, known: datetime) -> Iterator[Entry | None]:
    """What was said by an instant of capacity for the decisions that an item rests on, and what was advised."""
    capacity = h.consent.capacity
    for other in h.beside:
        yield from _capacity(other, item, at, known)
    yield from (s for s in capacity.said if s.decision in deciding(item) and s.said_at <= at and s.known(known))
    if capacity.spoken_of:
        yield h.consent.answer(item, at, known)
        yield h.consent.agreed(item, at, known)
    if capacity.said:
        yield capacity.consultee(at, known)
        yield from (approval for approval in h.study.approvals if approval.known(known))
        advice = (a for a in capacity.advice if a.decision in deciding(item) and a.advised_at <= at)
        yield from (each for each in advice if each.known(known))
        yield from _in_advance(h, [item], known)


def _in_advance(h: Histories, items: Iterable[str], known: datetime) -> Iterator[Entry | None]:
    """What the person said in advance about any of these items, under whichever record, and took back."""
    for about in (h.about, *(each.about for each in h.beside)):
        said = [s for s in about.statements if s.known(known) and any(s.covers(h.initiative, i) for i in items)]
        yield from said
        entries = {each.version for each in said}
        yield from (back for back in about.taken_back if back.entry in entries and back.known(known))


def _presence(h: Histories, session: Session, known: datetime) -> Iterator[Entry | None]:
    yield from _beside(h, known, session.held_at)
    yield from _session(h, known)
    for then in {known, min(session.held_at, known)}:
        heard = together(h, session.held_at, then)
        yield from _deciding(heard, participation_item(session), session.held_at, then)
    h = together(h, session.held_at, known)
    yield from _deciding(h, RECORDING, session.held_at, known)
    for site in {session.site, h.about.site_on(london_day(session.held_at), known)}:
        yield from _open(h, site, session.held_at, known)
    yield h.study.in_force(session.site, london_day(session.held_at), known)
    if signed := _signed(h, session, known):
        yield signed
        yield h.about.registration(known)
        signed_on = london_day(signed.signed_at)
        yield h.about.change(SITE, signed_on, known)
        yield h.study.in_force(h.about.site_on(signed_on, known), signed_on, known)


def _use(h: Histories, entry: UseEntry, known: datetime) -> Iterator[Entry | None]:
    """As known now, and as known when the use was made: a rule compares the two."""
    yield from _beside(h, known, entry.used_at)
    for then in {known, min(entry.used_at, known)}:
        yield from _use_as_known(together(h, entry.used_at, then), entry, then)


def _unclear(h: Histories, at: datetime, known: datetime) -> Iterator[Entry | None]:
    """The stops that were not clear at first, what made them so, and the signing that may have ended them."""
    begun = [s for s in h.consent.suspensions if s.kind == UNCLEAR and s.known(known) and s.begins_at <= at]
    if begun:
        yield from begun
        yield from (each for each in h.consent.liftings if each.kind == UNCLEAR and each.known(known))
        yield h.consent.latest_signing(at, known)


def _opened_on(h: Histories, entry: UseEntry, known: datetime) -> Iterator[Entry | None]:
    """The grants and the break-glass that a use was made on, or should have been, and what ended them."""
    if entry.opening is not None:
        yield h.uses.opening(entry.opening, known)
        return
    given = [g for g in h.uses.grants if g.known(known) and g.begins_at <= entry.used_at]
    yield from given
    held = [g for g in given if g.grantee == entry.user and g.opens(entry.asset, entry.purpose, entry.fields)]
    codes = {grant.grant for grant in held}
    yield from (r for r in h.uses.revocations if r.grant in codes and r.known(known))
    yield from (change for change in h.about.changes if held and change.known(known))
    for grant in held:
        yield from _deciding(h, grant.basis, entry.used_at, known)
        since = (s for s in h.consent.stops if grant.basis in s.items and s.expressed_at >= grant.begins_at)
        refused = (s for s in h.consent.signings if s.answers.get(grant.basis) is False)
        yield from (s for s in (*since, *refused) if s.known(known))


def _use_as_known(h: Histories, entry: UseEntry, known: datetime) -> Iterator[Entry | None]:
    yield from _opened_on(h, entry, known)
    yield from _rests_on(h, (entry.asset, entry.purpose), entry.used_at, known)


def _asked_again(h: Histories, known: datetime) -> Iterator[Entry | None]:
    """What asks for consent again: modifications, the versions that they made, and where those came into use."""
    books = (h.study.modifications, h.study.documents, h.study.implementations)
    yield from (entry for book in books for entries in book.values() for entry in entries if entry.known(known))
    yield h.about.registration(known)
    for other in h.beside:
        yield other.about.registration(known)
        yield from (change for change in other.about.changes if change.known(known))
        yield from (signed for signed in other.consent.signings if signed.known(known))


def _rests_on(h: Histories, pair: tuple[str, str], at: datetime, known: datetime) -> Iterator[Entry | None]:
    """What decides whether an asset may be used for a purpose at an instant."""
    yield from _unclear(h, at, known)
    yield from _closed(h, at, known)
    if item := RESTS_ON.get(pair):
        yield from _deciding(h, item, at, known)
    if pair == CHARACTERISE and h.study.modifications:
        yield from _asked_again(h, known)
    if pair not in (ANALYSE_TRANSCRIPT, ANALYSE_RECORDING):
        return
    yield from _session(h, known)
    if session := h.study.session_of(h.person, known):
        yield from _deciding(h, participation_item(session), session.held_at, known)
        yield from _capacity(h, participation_item(session), at, known)
        yield from _rested(h, participation_item(session), at, known)
        yield from _deciding(h, RECORDING, session.held_at, known)
    asked = [s for s in h.consent.stops if s.level == "W6" and s.known(known) and s.expressed_at <= at]
    yield from asked
    if asked:
        yield from _window(h, known)


def _rested(h: Histories, item: str, at: datetime, known: datetime) -> Iterator[Entry | None]:
    """What rests the analysis of what somebody said: pauses with their ends, objections, and the last yes."""
    said: tuple[tuple[datetime, Entry], ...] = (
        *((s.begins_at, s) for s in h.consent.suspensions if s.kind == PAUSE and item in s.items),
        *((s.ends_at, s) for s in h.consent.liftings if s.kind == PAUSE and item in s.items),
        *((s.expressed_at, s) for s in h.consent.stops if s.level in (OBJECTION, ADVICE) and item in s.items),
    )
    if said:
        yield h.consent.agreed(item, at, known)
    yield from (entry for instant, entry in said if instant <= at and entry.known(known))


def _assessment(_: Histories, __: Any, ___: datetime) -> Iterator[Entry | None]:
    """An assessment speaks for itself."""
    yield from ()


def _consultee(h: Histories, entry: ConsulteeEntry | Advice, known: datetime) -> Iterator[Entry | None]:
    """The study's approvals, the roles of whoever was asked, and for advice what was known of capacity then."""
    yield from (a for a in h.study.approvals if a.known(known))
    yield from (r for r in h.member(entry.consultee).roles if r.known(known))
    if isinstance(entry, Advice):
        yield h.consent.capacity.consultee(entry.advised_at, known)
        said = [s for s in h.consent.capacity.said if s.said_at <= entry.advised_at and s.known(known)]
        yield from (each for each in said if each.decision in {TAKE_PART, entry.decision})
        yield from _beside(h, known, entry.advised_at)
        yield from _in_advance(together(h, entry.advised_at, known), resting_on(entry.decision), known)


def _filming(h: Histories, entry: AppearanceEntry, known: datetime) -> Iterator[Entry | None]:
    yield from _beside(h, known, entry.filmed_at)
    h = together(h, entry.filmed_at, known)
    yield from _deciding(h, FILM, entry.filmed_at, known)
    yield from _closed(h, entry.filmed_at, known)
    if h.study.modifications:
        yield from _asked_again(h, known)


def _showing(h: Histories, entry: ShowingEntry, known: datetime) -> Iterator[Entry | None]:
    yield from _beside(h, known, entry.shown_at)
    h = together(h, entry.shown_at, known)
    yield from (a for a in as_known(h.study.appearances.get(h.person, ()), known) if a.film == entry.film)
    yield from _deciding(h, FILM, entry.shown_at, known)
    off = (s for s in h.consent.stops if entry.channel in s.channels and s.expressed_at <= entry.shown_at)
    yield from (stop for stop in off if stop.known(known))


def _share(h: Histories, entry: ShareEntry, known: datetime) -> Iterator[Entry | None]:
    """As known now: what was shared is held against the same as what is opened, by whoever shared it."""
    opened = UseEntry(
        version=entry.version,
        position=entry.position,
        order=entry.order,
        known_from=entry.known_from,
        use=entry.share,
        used_at=entry.shared_at,
        user=entry.user,
        asset=entry.asset,
        purpose=entry.purpose,
    )
    yield from _beside(h, known, entry.shared_at)
    h = together(h, entry.shared_at, known)
    yield from _opened_on(h, opened, known)
    yield from _rests_on(h, (entry.asset, entry.purpose), entry.shared_at, known)


def _review(h: Histories, entry: ReviewEntry, known: datetime) -> Iterator[Entry | None]:
    yield h.uses.opening(entry.opening, known)


_GATHER: Final[dict[str, Callable[[Histories, Any, datetime], Iterator[Entry | None]]]] = {
    "signings": _signing,
    "stops": _stop,
    "attendances": _presence,
    "uses": _use,
    "assessments": _assessment,
    "consultees": _consultee,
    "filmings": _filming,
    "showings": _showing,
    "shares": _share,
    "reviews": _review,
}
