"""Corrections among the entries of one stream: which nobody else has compared yet, and how it stood without them.

A correction takes an older entry's place. It can give back at once what that one stopped; until a second person has
compared it, whatever is decided live has to hold both as it stands and as it stood before (ops/decisions/0011).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from domain.kernel.entries import Entry
from domain.kernel.time import FOREVER

En = TypeVar("En", bound=Entry)


def corrections(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that took an older one's place, each version once."""
    return tuple({e.version: e for e in entries if e.order != e.version}.values())


def pending(
    entries: Iterable[Entry], compared: Callable[[int], object], beside: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """The corrections, and what is to be compared beside them, that were not compared, nor was one that took their
    place; `compared` is asked of a version.
    """
    if not (told := (*corrections(entries), *beside)):
        return ()
    settled = {c.order: c.version for c in sorted(told, key=lambda c: c.version) if compared(c.version)}
    return tuple(c for c in told if c.version > settled.get(c.order, 0))


def before(entries: Iterable[Entry], versions: frozenset[int]) -> Callable[[tuple[Any, ...]], Any]:
    """What leaves the corrections of these versions out of each tuple that holds some of the stream's entries: what
    they ended stands again.
    """
    stood: dict[int, int] = {}
    places: set[int] = set()
    for entry in entries:
        if entry.version in versions:
            places.add(entry.order)
        else:
            stood[entry.order] = max(stood.get(entry.order, 0), entry.version)

    def again(entry: En) -> En:
        stands = entry.order in places and entry.version == stood[entry.order]
        return replace(entry, known_until=FOREVER) if stands else entry

    return lambda told: tuple(again(each) for each in told if each.version not in versions)
