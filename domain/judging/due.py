"""What falls due by the clock alone: asked at any instant it is the same, whether anything has recorded it or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.consent import CONSENTS
from domain.judging.facts import closed_by
from domain.judging.histories import Histories
from domain.judging.renewing import due_since, lapses_at
from domain.kernel.time import FOREVER, end_of_day

RECONSENT: Final = "reconsent_due"
LAPSED: Final = "consent_lapsed"
CAPACITY: Final = "capacity_review_due"
GRANT: Final = "grant_expired"
BREAK_GLASS: Final = "break_glass_expired"
REVIEW: Final = "break_glass_review_due"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something that fell due: when, of which kind, and about what (a version, a decision, or a code)."""

    at: datetime
    kind: str
    about: str


def fallen_due(h: Histories, by: datetime) -> tuple[Due, ...]:
    """What has fallen due about one person in one initiative by an instant, in order."""
    found = (*_consent(h, by), *_capacity(h, by), *_access(h))
    return tuple(sorted(due for due in found if due.at <= by))


def _consent(h: Histories, by: datetime) -> Iterator[Due]:
    since, signed = due_since(h, by), h.consent.latest_signing(by)
    if since is None or signed is None or closed_by(h, since):
        return
    if any(h.consent.active(item, since) for item in CONSENTS):
        yield Due(since, RECONSENT, signed.number)
        yield Due(lapses_at(h, since), LAPSED, signed.number)


def _capacity(h: Histories, by: datetime) -> Iterator[Due]:
    for decision, day in h.consent.capacity.reviews_due(by):
        yield Due(end_of_day(day - timedelta(days=1)), CAPACITY, decision)


def _access(h: Histories) -> Iterator[Due]:
    for grant in h.uses.grants:
        if grant.known(FOREVER) and not h.uses.revoked(grant.grant, grant.until):
            yield Due(grant.until, GRANT, grant.grant)
    for opening in h.uses.openings:
        if opening.known(FOREVER):
            yield Due(opening.until, BREAK_GLASS, opening.opening)
            if h.uses.review(opening.opening, opening.review_by) is None:
                yield Due(opening.review_by, REVIEW, opening.opening)
