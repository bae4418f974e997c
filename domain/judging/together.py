"""The records of one person, judged together while they are joined: what stops anything under one stops it under all.

Records are joined from when that is known until it is known that they are not of one person after all. An audit holds
nothing against a stop under another record that nobody could have known to be the person's (ops/decisions/0009).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from domain.consent import heard
from domain.judging.histories import Histories
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER
from domain.people import Person
from domain.people.state import Death, Joint


def ever_joined(person: Ref, of: Callable[[Ref], Person]) -> tuple[Ref, ...]:
    """Every record that was ever joined with a person's, directly or through others; `of` reads one."""
    found = [person]
    for each in found:
        found += [joint.other for joint in of(each).joints if joint.other not in found]
    return tuple(dict.fromkeys(found[1:]))


def together(h: Histories, at: datetime, known: datetime = FOREVER) -> Histories:
    """The histories with whatever stops anything under the records that are joined with this one at an instant.

    Asked again of what it answered, it changes nothing.
    """
    if not h.joined:
        return h
    beside = tuple(_beside(h, at, known))
    if not beside:
        return replace(h, joined=())
    return replace(
        h,
        joined=(),
        beside=beside,
        about=replace(h.about, deaths=_deaths((h, *beside), known)),
        consent=heard(h.consent, {each.person: each.consent for each in beside}),
    )


def _beside(h: Histories, at: datetime, known: datetime) -> Iterator[Histories]:
    """The records joined with this one, directly or through others, by what was known then and still is."""
    by_person = {each.person: each for each in h.joined}
    reached, about = [h.person], {h.person: h.about} | {person: each.about for person, each in by_person.items()}
    for person in reached:
        then, still = about[person].others(min(at, known)), about[person].others(known)
        reached += [other for other in then if other in still and other in by_person and other not in reached]
    yield from (by_person[person] for person in reached[1:])


def _deaths(records: tuple[Histories, ...], known: datetime) -> tuple[Death, ...]:
    """The first death on the record of any of them."""
    died = [death for each in records if (death := each.about.died(known)) is not None]
    return (min(died, key=lambda death: death.since),) if died else ()


def joints(h: Histories, known: datetime = FOREVER) -> Iterator[Joint]:
    """What joined or parted the records of a person, as known then."""
    yield from (j for each in (h, *h.joined) for j in each.about.joints if j.known_from <= known)


def last_word(h: Histories) -> datetime:
    """The latest instant at which the person said something, under whichever record, or their records were joined."""
    records = (h, *h.joined, *h.beside)
    words = [each.consent.last_word() for each in records]
    words += [said.said_at for each in records for said in each.about.statements]
    return max(*words, *(j.known_from for j in joints(h)), ALWAYS)
