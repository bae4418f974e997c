"""What a live decision has to hold of: the record as it stands, and as it stood before each pending correction.

Each correction that comes adds one more way in which the record stood, so none ever allows more than was allowed
before it, until somebody else has compared it with the evidence (ops/decisions/0011).
"""

from dataclasses import replace

from domain.access import of_grants
from domain.consent import pending, without
from domain.judging.histories import Histories


def as_stood(h: Histories) -> tuple[Histories, ...]:
    """The histories as they stand first; then as they stood before each pending correction under any of the records.

    What was told otherwise, and every correction that was compared, counts in each of them.
    """
    told = {position for each in (h, *h.joined) for position in (*_pending(each).values(), *_of_grants(each).values())}
    return (h, *(_before(h, position) for position in sorted(told, reverse=True)))


def _pending(h: Histories) -> dict[int, int]:
    """The versions of the corrections that nobody has compared, each with its position in the log."""
    return {each.version: each.position for each in pending(h.consent, h.checks.verified)}


def _of_grants(h: Histories) -> dict[int, int]:
    """The same of grants and their ends."""
    return {each.version: each.position for each in of_grants.pending(h.uses, h.checks.verified_grant)}


def _before(h: Histories, position: int) -> Histories:
    untold = frozenset(version for version, at in _pending(h).items() if at >= position)
    grants = frozenset(version for version, at in _of_grants(h).items() if at >= position)
    joined = tuple(_before(each, position) for each in h.joined)
    consent = without(h.consent, untold) if untold else h.consent
    uses = of_grants.without(h.uses, grants) if grants else h.uses
    return replace(h, joined=joined, consent=consent, uses=uses)
