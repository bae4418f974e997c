"""By whose authority somebody may be away: under which section, and how an authorisation really stands."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from domain.judging.leaving.histories import Going
from domain.kernel.time import FOREVER, london_day
from domain.leave import BEFORE, LIVE, Authorisation, AuthorisationState, Episode, EpisodeState, Ministry
from domain.people import Person
from domain.people.state import DETENTION, NOT_DETAINED

SECTION_17: Final = frozenset({"s2", "s3", "s37", "s37/41", "s45A", "s47", "s47/49", "s48", "s48/49", "cpia"})
"""The sections to which section 17 applies (s40(4), Sch 1); not the court's remands and interim orders [GK]."""


def alive(about: Person, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether no death by an instant is on the record."""
    death = about.died(known)
    return death is None or at < death.since


def outing(h: Going, code: str, at: datetime, known: datetime = FOREVER) -> Episode | None:
    """An outing as it really stands: one that had not begun when the person died does not take place.

    What the stream of leave says alone is in `Leave.episode`.
    """
    there = h.leave.episode(code, at, known)
    if there is None or alive(h.about, at, known) or there.state not in BEFORE:
        return there
    return replace(there, state=EpisodeState.CANCELLED)


def needed(about: Person, day: date, known: datetime = FOREVER) -> bool | None:
    """Whether leave is needed at all: somebody who is not detained needs none. None where nothing was told."""
    return about.detained(day, known)


def under_section(about: Person, day: date, known: datetime = FOREVER) -> bool | None:
    """Whether section 17 applies to the section on a local day; None where none is known."""
    status = about.change(DETENTION, day, known)
    if status is None:
        return None
    return status.says in SECTION_17 or status.says in NOT_DETAINED


def standing(h: Going, code: str, at: datetime, known: datetime = FOREVER) -> Authorisation | None:
    """An authorisation as it really stands: void where whoever signed was not in charge, expired once the person moved.

    What was never good does not expire, and is not revoked. What the stream of leave says alone is in
    `Leave.authorisation`.
    """
    given = h.leave.authorisation(code, at, known)
    if given is None or given.signature is None:
        return given
    if not signed_in_charge(h, given, known):
        return replace(given, state=AuthorisationState.VOID)
    moved = h.about.site_on(london_day(given.signature.at), known) != h.about.site_on(london_day(at), known)
    if given.state in LIVE and moved:
        return replace(given, state=AuthorisationState.EXPIRED)
    return given


def signed_in_charge(h: Going, given: Authorisation, known: datetime = FOREVER) -> bool:
    """Whether whoever signed was the one clinician in charge on the day of signing."""
    if given.signature is None or given.signed_by is None:
        return False
    return h.about.is_in_charge(given.signed_by, london_day(given.signature.at), known) is True


def consented_here(h: Going, asked: Ministry, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether the person is still in the hospital where they were when the Secretary of State decided.

    After a transfer the terms are asked for afresh [GK].
    """
    if asked.decided is None:
        return True
    return h.about.site_on(london_day(asked.decided.at), known) == h.about.site_on(london_day(at), known)
