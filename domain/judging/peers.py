"""User-researchers and the people whom they know, or with whom they are: nothing of theirs without a yes (C-peer)."""

from collections.abc import Iterator
from datetime import datetime

from domain.judging.histories import Histories
from domain.judging.together import together
from domain.kernel.entries import Entry, as_known
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, london_day
from domain.people import USER_RESEARCHER
from domain.people.state import SITE


def is_peer(h: Histories, who: Ref | None, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether somebody is user-researcher of the initiative then, and knows the person or is at the same site.

    Sites are what the record has: who is at the person's site may be on another ward there.
    """
    day = london_day(at)
    if who is None or USER_RESEARCHER not in (them := h.member(who)).team_roles(h.initiative, day, known):
        return False
    site = them.site_on(day, known)
    together_there = site is not None and site == h.about.site_on(day, known)
    return together_there or bool(them.interest(h.person, day, known) or h.about.interest(who, day, known))


def unagreed_peer(h: Histories, who: Ref | None, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether somebody is a peer of the person who has not agreed to their working with them."""
    if not is_peer(h, who, at, known) or who is None:
        return False
    return not together(h, at, known).consent.agrees_to_peer(who, at, known)


def of_peer(h: Histories, who: Ref | None, known: datetime) -> Iterator[Entry | None]:
    """The entries that make somebody a peer of the person, and what the person said of it."""
    if who is None:
        return
    them = h.member(who)
    roles = [r for r in as_known(them.roles, known) if r.role == USER_RESEARCHER and r.initiative == h.initiative]
    if not roles:
        return
    yield from roles
    for one, other in ((them, h.person), (h.about, who)):
        yield one.registration(known)
        yield from (change for change in as_known(one.changes, known) if change.kind == SITE)
        yield from (interest for interest in as_known(one.interests, known) if interest.with_whom == other)
    yield from (answer for answer in as_known(h.consent.peers, known) if answer.peer == who)
