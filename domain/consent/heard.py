"""What somebody said under another record of theirs: a no reaches every record of the person, a yes only its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from domain.consent.state import Consent, Signing, Stop
from domain.kernel.ids import Ref

REFUSED: Final = "no"
"""The level of a stop that is a signed no under another record."""


def heard(own: Consent, others: Mapping[Ref, Consent]) -> Consent:
    """A consent with whatever stops, pauses or suspends anything under the person's other records.

    What was stopped there goes on here once the person agrees to it here, afterwards; a pause, and a stop that is not
    clear yet, end where they were told. A doubt or a lack there suspends what was agreed to here, whoever advised.
    """
    said = others.values()
    return replace(
        own,
        stops=(*own.stops, *(stop for each in said for stop in (*each.stops, *_refusals(each)))),
        suspensions=(*own.suspensions, *(replace(s, record=r) for r, each in others.items() for s in each.suspensions)),
        liftings=(*own.liftings, *(replace(s, record=r) for r, each in others.items() for s in each.liftings)),
        peers=(*own.peers, *(answer for each in said for answer in each.peers if not answer.agrees)),
        capacity=replace(own.capacity, others=tuple(each.capacity for each in said if each.capacity.said)),
    )


def _refusals(consent: Consent) -> Iterator[Stop]:
    for signing in consent.signings:
        if noes := frozenset(item for item, yes in signing.answers.items() if not yes):
            yield _refusal(signing, noes)
        if off := frozenset(channel for channel, yes in (signing.channels or {}).items() if not yes):
            yield replace(_refusal(signing, frozenset()), channels=off)


def _refusal(signing: Signing, noes: frozenset[str]) -> Stop:
    return Stop(
        version=signing.version,
        position=signing.position,
        order=signing.order,
        known_from=signing.known_from,
        known_until=signing.known_until,
        author=signing.author,
        expressed_at=signing.signed_at,
        entered_at=signing.entered_at,
        explained=signing.explained,
        level=REFUSED,
        items=noes,
    )
