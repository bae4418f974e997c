"""What nobody else has compared with the evidence and may give something back, and a consent as if it were not told.

A correction takes an older entry's place; "entered in error" ends one, and stands in its place. A yes, the end of a
pause and the like may be told as history after a stop. Each can give back at once what was stopped. Until a second
person has compared it, whatever is decided live has to hold both as it stands and as it stood before
(ops/decisions/0011).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from domain.consent.capacity import DOUBTED, HAS, REGAINED, Advice, Consultee, Said
from domain.consent.state import Consent
from domain.consent.state.entries import Information, Lifting, PeerAnswer, Signing
from domain.kernel import corrections as kernel
from domain.kernel.entries import Entry
from domain.kernel.items import CONSENTS


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


def told_after_a_stop(consent: Consent, beside: Iterable[Consent] = ()) -> tuple[Entry, ...]:
    """What was told as history when a stop was on the record already, and may undo it, each version once.

    `beside`: the consents under the person's other records; a stop under one counts here too. What was recorded in one
    instant with a stop, as the rows of an import are, was not told after it.
    """
    given = {e.version: e for e in entries(consent) if e.told_at is not None and e.order == e.version and _gives(e)}
    if not given:
        return ()
    said = [stop for each in (consent, *beside) for stop in _against(each)]
    return tuple(e for e in given.values() if any(_undoes(e, stop, at) for stop, at in said))


def may_wait(consent: Consent) -> bool:
    """Whether anything of a consent may have to be compared, as far as that consent alone says."""
    return bool(corrections(consent) or told_after_a_stop(consent))


def _gives(entry: Entry) -> bool:
    """Whether an entry may allow something: a yes, being told, the end of a pause, what finds or replaces capacity."""
    match entry:
        case Signing():
            return any(entry.answers.values())
        case Said():
            return entry.what != DOUBTED
        case Advice():
            return entry.take_part
        case PeerAnswer():
            return entry.agrees
        case _:
            return isinstance(entry, Information | Lifting | Consultee)


def _against(consent: Consent) -> Iterator[tuple[Entry, datetime]]:
    """Each stop, no, objection, advice against, pause, doubt and lack of capacity, and since when it counts."""
    yield from ((stop, stop.expressed_at) for stop in consent.stops)
    yield from ((suspension, suspension.begins_at) for suspension in consent.suspensions)
    yield from ((said, said.said_at) for said in consent.capacity.said if said.what not in (HAS, REGAINED))
    yield from ((no, no.signed_at) for no in consent.signings if _noes(no))
    yield from ((no, no.said_at) for no in consent.peers if not no.agrees)


def _noes(signing: Signing) -> frozenset[str]:
    return frozenset(item for item, yes in signing.answers.items() if not yes and item in CONSENTS)


def _undoes(entry: Entry, stop: Entry, at: datetime) -> bool:
    """Whether an entry was told once a stop was on the record, and speaks of a time at which that counted already."""
    before = stop.position < entry.position and (stop.told_at is None or stop.told_at < (entry.told_at or at))
    if not before or (isinstance(stop, Signing) and not _turns(entry, stop)):
        return False
    if isinstance(entry, PeerAnswer) or isinstance(stop, PeerAnswer):
        return _of_one_peer(entry, stop)
    match entry:
        case Signing():
            return at <= entry.signed_at
        case Information():
            return at <= entry.informed_at
        case Lifting():
            return at <= entry.ends_at
        case _:
            return True


def _of_one_peer(entry: Entry, no: Entry) -> bool:
    return isinstance(entry, PeerAnswer) and isinstance(no, PeerAnswer) and entry.peer == no.peer


def _turns(entry: Entry, no: Signing) -> bool:
    """Whether an entry may turn a signed no: a yes to what was answered so, or any telling after a no to everything."""
    everything = not any(yes for item, yes in no.answers.items() if item in CONSENTS)
    if isinstance(entry, Signing):
        return everything or any(entry.answers.get(item) for item in _noes(no))
    return everything and isinstance(entry, Information)


def pending(consent: Consent, compared: Callable[[int], object], beside: Iterable[Consent] = ()) -> tuple[Entry, ...]:
    """The corrections, and what was told as history after a stop, that were not compared, nor was what took their
    place; `compared` is asked of a version.
    """
    return kernel.pending(entries(consent), compared, told_after_a_stop(consent, beside))


def without(consent: Consent, versions: frozenset[int]) -> Consent:
    """The consent as if the entries of these versions had not been told: what they ended stands again."""
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
