"""Corrections that nobody else has compared with the evidence, and a consent as if one had not been told.

A correction takes an older entry's place; "entered in error" ends one, and stands in its place. Either can give back
at once what was stopped. Until a second person has compared it, whatever is decided live has to hold both as it stands
and as it stood before (ops/decisions/0011).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from domain.consent.state import Consent
from domain.kernel import corrections as kernel
from domain.kernel.entries import Entry


def entries(consent: Consent) -> Iterator[Entry]:
    """Every entry of a consent, those that were corrected too."""
    yield from consent.informed
    yield from consent.signings
    yield from consent.stops
    yield from consent.suspensions
    yield from consent.liftings
    yield from consent.mistakes
    yield from consent.peers
    yield from (*consent.capacity.said, *consent.capacity.consultees, *consent.capacity.advice)


def corrections(consent: Consent) -> tuple[Entry, ...]:
    """The entries that took an older one's place, each version once."""
    return kernel.corrections(entries(consent))


def pending(consent: Consent, compared: Callable[[int], object]) -> tuple[Entry, ...]:
    """The corrections that were not compared, nor was one that took their place; `compared` is asked of a version."""
    return kernel.pending(entries(consent), compared)


def without(consent: Consent, versions: frozenset[int]) -> Consent:
    """The consent as if the corrections of these versions had not been told: what they ended stands again."""
    then = kernel.before(entries(consent), versions)
    return replace(
        consent,
        informed=then(consent.informed),
        signings=then(consent.signings),
        stops=then(consent.stops),
        suspensions=then(consent.suspensions),
        liftings=then(consent.liftings),
        mistakes=then(consent.mistakes),
        peers=then(consent.peers),
        capacity=replace(
            consent.capacity,
            said=then(consent.capacity.said),
            consultees=then(consent.capacity.consultees),
            advice=then(consent.capacity.advice),
        ),
    )
