"""Evidence: the positions of the events on which a finding rests, so that anyone can read them again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.access.rules import ANALYSE_RECORDING, ANALYSE_TRANSCRIPT, RESTS_ON
from domain.consent import SignedEntry
from domain.judging.facts import RECORDING, participation_item
from domain.judging.histories import Histories
from domain.kernel.entries import Entry
from domain.kernel.time import london_day


def evidence(h: Histories, table: str, entry: Any, known: datetime) -> tuple[int, ...]:
    """The positions of the entry and of what the broken rules compared it with, ascending, each once."""
    gather = {"signings": _signing, "stops": _stop, "attendances": _presence, "uses": _use}[table]
    found: list[Entry | None] = [entry, *gather(h, entry, known)]
    return tuple(sorted({each.position for each in found if each is not None}))


def _signing(h: Histories, entry: SignedEntry, known: datetime) -> Iterator[Entry | None]:
    day = london_day(entry.signed_at)
    yield h.study.in_force(h.about.site(known), day, known)
    yield h.study.delegation(entry.taker, "consent", day, known)
    for held in h.about.in_charge:
        if held.clinician == entry.taker and held.known(known) and day in held.days:
            yield held
    if entry.witness:
        yield from (r for r in h.member(entry.witness).roles if r.known(known))


def _stop(h: Histories, entry: Any, known: datetime) -> Iterator[Entry | None]:
    if entry.level == "W6":
        yield from _session(h, known)


def _session(h: Histories, known: datetime) -> Iterator[Entry | None]:
    session = h.study.session_of(h.person, known)
    yield session
    yield from (a for a in h.study.attendance.get(h.person, ()) if a.known(known))
    if session:
        signed = h.consent.latest_signing(session.held_at, known)
        yield signed
        yield from h.study.documents.get(signed.number, ()) if signed else ()


def _presence(h: Histories, session: Any, known: datetime) -> Iterator[Entry | None]:
    yield from _session(h, known)
    yield h.study.in_force(session.site, london_day(session.held_at), known)
    for item in (participation_item(session), RECORDING):
        yield h.consent.answer(item, session.held_at, known)


def _use(h: Histories, entry: Any, known: datetime) -> Iterator[Entry | None]:
    pair = (entry.asset, entry.purpose)
    if item := RESTS_ON.get(pair):
        yield h.consent.answer(item, entry.used_at, known)
    if pair in (ANALYSE_TRANSCRIPT, ANALYSE_RECORDING):
        session = h.study.session_of(h.person, known)
        yield session
        if session:
            yield h.consent.answer(participation_item(session), session.held_at, known)
            yield h.consent.answer(RECORDING, session.held_at, known)
    yield from (s for s in h.consent.stops if s.level == "W6" and s.known(known) and s.expressed_at <= entry.used_at)
