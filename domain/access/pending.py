"""Corrections of grants that nobody else has compared, and what was done with the data as if one had not been told.

A corrected grant can open data at once to somebody else, or for longer; a corrected end of one can open them again.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from domain.access.state import Grant, Revocation, Uses
from domain.kernel import corrections as kernel
from domain.kernel.entries import Entry


def on_grants(uses: Uses) -> Iterator[Grant | Revocation]:
    """The grants and what ended them, those that were corrected too."""
    yield from uses.grants
    yield from uses.revocations


def corrections(uses: Uses) -> tuple[Entry, ...]:
    """The grants, and the ends of some, that took an older one's place."""
    return kernel.corrections(on_grants(uses))


def pending(uses: Uses, compared: Callable[[int], object]) -> tuple[Entry, ...]:
    """Those that were not compared, nor was one that took their place; `compared` is asked of a version."""
    return kernel.pending(on_grants(uses), compared)


def without(uses: Uses, versions: frozenset[int]) -> Uses:
    """The same as if the corrections of these versions had not been told: what they ended stands again."""
    then = kernel.before(on_grants(uses), versions)
    return replace(uses, grants=then(uses.grants), revocations=then(uses.revocations))
