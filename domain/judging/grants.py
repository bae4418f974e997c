"""Grants: who may open a person's data at an instant. What rests on an item ends when the person stops that item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.access import EXPIRED, GRANTED, REQUESTED, REVOKED, GrantEntry, Granting
from domain.judging.advised import active
from domain.judging.histories import Histories
from domain.judging.pending import as_stood
from domain.judging.renewing import lapsed
from domain.judging.together import last_word, together
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, london_day

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class By:
    """Who opens data: of which fields (none: the whole), under which break-glass (None: under none)."""

    user: Ref
    fields: frozenset[str] = frozenset()
    opening: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A grant that is asked for: its code, for whom and by whom, what for, on which item, from when until when.

    `decides`: whether whoever gives it decides on grants; None where nobody says who gave it.
    """

    grant: str
    grantee: Ref
    giver: Ref
    pair: Pair
    basis: str
    begins_at: datetime
    until: datetime
    at: datetime
    corrects: bool = False
    decides: bool | None = None


def granting(h: Histories, asked: Asked) -> Granting:
    """What the rules of giving a grant need to know; what the person said last counts, whatever the clocks say."""
    at = max(asked.at, last_word(h))
    h = together(h, at)
    return Granting(
        pair=asked.pair,
        basis=asked.basis,
        basis_active=active(h, asked.basis, at),
        for_giver=asked.grantee == asked.giver,
        ends=asked.begins_at < asked.until,
        new=h.uses.granted(asked.grant) is None or asked.corrects,
        lapsed=lapsed(h, asked.basis, at),
        decides=asked.decides,
    )


def granted(h: Histories, pair: Pair, by: By, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether somebody is on a grant that stands, or the person's data are not opened on grants."""
    if not h.uses.works_with_grants(at, known):
        return True
    held = (g for g in h.uses.grants if g.grantee == by.user and g.opens(*pair, by.fields) and g.known(known))
    return any(grant_stands(h, grant, at, known) for grant in held)


def grant_stands(h: Histories, grant: GrantEntry, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether a grant opens data at an instant: it runs, its item was not given up, the person has not moved."""
    if not h.uses.runs(grant, at, known):
        return False
    h = together(h, at, known)
    if not active(h, grant.basis, at, known):
        return False
    if _moved(h, grant.begins_at, at, known):
        return False
    return not _given_up(h, grant.basis, grant.begins_at, at, known)


def _moved(h: Histories, since: datetime, at: datetime, known: datetime) -> bool:
    """Whether the person is at another site than when a grant began: it was for those who worked with them there."""
    return h.about.site_on(london_day(since), known) != h.about.site_on(london_day(at), known)


def _given_up(h: Histories, item: str, since: datetime, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether the person stopped an item, or answered no to it, between two instants (both included)."""
    stopped = (s.expressed_at for s in h.consent.stops if item in s.items and s.known(known))
    said_no = (s.signed_at for s in h.consent.signings if s.answers.get(item) is False and s.known(known))
    return any(since <= instant <= at for instant in (*stopped, *said_no))


def grant_state(h: Histories, grant: str, at: datetime) -> str | None:
    """The state of a grant at an instant; None where none was asked for or given under that code."""
    given, h = h.uses.granted(grant), together(h, at)
    if given is None:
        return None if not h.uses.requested(grant) else REVOKED if h.uses.revoked(grant, at) else REQUESTED
    if h.uses.revoked(grant, min(at, given.until)) or _given_up(h, given.basis, given.begins_at, min(at, given.until)):
        return REVOKED
    return EXPIRED if at >= given.until else GRANTED


def on_grants(people: Mapping[Ref, Histories], pair: Pair, user: Ref, at: datetime) -> frozenset[Ref]:
    """Of many people, those whose data somebody is on a standing grant to open for this at an instant, asked live.

    Whoever gave no grant to anybody is not among them: this asks for grants, not whether grants are worked with.
    """
    return frozenset(person for person, h in people.items() if _open_to(h, pair, user, at))


def _open_to(h: Histories, pair: Pair, user: Ref, at: datetime) -> bool:
    """Whether a grant stands, and one did before each pending correction."""
    return all(any(_standing(each, pair, user, at)) for each in as_stood(h))


def _standing(h: Histories, pair: Pair, user: Ref, at: datetime) -> Iterable[bool]:
    for grant in h.uses.grants:
        if grant.grantee == user and grant.known(FOREVER) and grant.opens(*pair, frozenset()):
            yield grant_stands(h, grant, at)
