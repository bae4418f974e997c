"""What the rules about sessions and films compared."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from domain.consent import FILM, SignedEntry
from domain.initiatives import AppearanceEntry, Session, ShowingEntry
from domain.judging.comparing.fact import (
    Fact,
    answered,
    closing,
    fact,
    in_force,
    known_since,
    open_there,
    site_on,
)
from domain.judging.facts import RECORDING, participation_item
from domain.judging.histories import Histories
from domain.judging.renewing import due_since
from domain.kernel.entries import as_known
from domain.kernel.time import FOREVER, london_day


def _began(session: Session) -> Fact:
    return fact(f"{session.kind.replace('_', ' ')} {session.session} began", session.held_at)


def _agreed(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    yield from answered(h, participation_item(session), session.held_at, "when it began")


def _known(h: Histories, session: Session) -> Iterator[Fact]:
    yield from _agreed(h, session)
    said = h.consent.answer(participation_item(session), session.held_at)
    yield known_since("written down", said if isinstance(said, SignedEntry) else None)


def _recorded(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    yield fact("audio-recorded", "yes" if session.recorded else "no")
    yield from answered(h, RECORDING, session.held_at, "when it began")


def _again(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    yield fact("its site", session.site)
    yield in_force(h, session.site, session.held_at, "version in force there")
    if signed := h.consent.latest_signing(session.held_at):
        yield fact("version signed last by its start", signed.number, signed.signed_at)
        yield from site_on(h, signed.signed_at)
        yield in_force(
            h, h.about.site_on(london_day(signed.signed_at)), signed.signed_at, "version in force there then"
        )


def _twice(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    came = as_known(h.study.attendance.get(h.person, ()), FOREVER)
    yield Fact("on the record at", tuple(a.session for a in came))


def _open(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    yield fact("its site", session.site)
    yield from site_on(h, session.held_at)
    for site in dict.fromkeys((session.site, h.about.site_on(london_day(session.held_at)))):
        yield from open_there(h, site)


def _closed(h: Histories, session: Session) -> Iterator[Fact]:
    yield _began(session)
    yield from closing(h, session.held_at)


def _filmed(h: Histories, entry: AppearanceEntry) -> Iterator[Fact]:
    yield fact("filmed", entry.filmed_at)
    yield from answered(h, FILM, entry.filmed_at, "at that moment")


def _filmed_after(h: Histories, entry: AppearanceEntry) -> Iterator[Fact]:
    yield fact("filmed", entry.filmed_at)
    yield from closing(h, entry.filmed_at)


def _filmed_lapsed(h: Histories, entry: AppearanceEntry) -> Iterator[Fact]:
    yield fact("filmed", entry.filmed_at)
    yield fact("consent is due again since", due_since(h, entry.filmed_at, item=FILM))


def _shown(h: Histories, entry: ShowingEntry) -> Iterator[Fact]:
    yield fact(f"{entry.film} shown", entry.channel, entry.shown_at)
    yield from answered(h, FILM, entry.shown_at, "at that moment")
    said = h.consent.answer(FILM, entry.shown_at)
    if isinstance(said, SignedEntry):
        yield Fact("channels agreed to", tuple(channel for channel, yes in (said.channels or {}).items() if yes))
        off = h.consent.off_channel(entry.channel, said.signed_at, entry.shown_at)
        if off is not None:
            yield fact(f"said stop to {entry.channel}", off.expressed_at)


COMPARED: Final[dict[str, Callable[[Histories, Any], Iterator[Fact]]]] = {
    "SE-01": _agreed,
    "SE-02": _known,
    "SE-03": _recorded,
    "SE-04": _again,
    "SE-05": _twice,
    "SI-02": _open,
    "CL-03": _closed,
    "FI-01": _filmed,
    "CL-04": _filmed_after,
    "FI-06": _filmed_lapsed,
    "FI-02": _shown,
    "FI-03": _shown,
}
