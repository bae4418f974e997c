"""What a live decision has to hold of: the record as it stands, and as it stood before each pending entry.

An entry is pending that corrects another one, or was told as history after a stop, and that nobody else has compared
with the evidence yet (`consent.pending`). Each that comes adds one more way in which the record stood, so none ever
allows more than was allowed before it (ops/decisions/0011).
"""

from dataclasses import replace

from domain.access import of_grants
from domain.consent import pending, without
from domain.judging.histories import Histories
from domain.kernel.ids import Ref


def as_stood(h: Histories) -> tuple[Histories, ...]:
    """The histories as they stand first; then as they stood before each pending entry under any of the records.

    What was told otherwise, and every such entry that was compared, counts in each of them.
    """
    records = (h, *h.joined)
    waits = {each.person: _pending(each, records) for each in records}
    grants = {each.person: _of_grants(each) for each in records}
    told = {position for each in (*waits.values(), *grants.values()) for position in each.values()}
    return (h, *(_before(h, waits, position) for position in sorted(told, reverse=True)))


def _pending(h: Histories, records: tuple[Histories, ...]) -> dict[int, int]:
    """The versions of the entries that wait to be compared, each with its position in the log."""
    beside = tuple(other.consent for other in records if other.person != h.person)
    return {each.version: each.position for each in pending(h.consent, h.checks.verified, beside)}


def _of_grants(h: Histories) -> dict[int, int]:
    """The same of grants and their ends."""
    return {each.version: each.position for each in of_grants.pending(h.uses, h.checks.verified_grant)}


def _before(h: Histories, waits: dict[Ref, dict[int, int]], position: int) -> Histories:
    untold = frozenset(version for version, at in waits[h.person].items() if at >= position)
    grants = frozenset(version for version, at in _of_grants(h).items() if at >= position)
    joined = tuple(_before(each, waits, position) for each in h.joined)
    consent = without(h.consent, untold) if untold else h.consent
    uses = of_grants.without(h.uses, grants) if grants else h.uses
    return replace(h, joined=joined, consent=consent, uses=uses)
