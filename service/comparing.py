"""The facts that a rule compared, in words: local times, with the offset wherever the clocks changed between them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from domain.judging import Fact, Span, Value, Who
from domain.kernel.ids import Ref
from domain.kernel.time import Days, offset, to_local, to_local_exact, twice

HOUR = timedelta(hours=1)


def people(facts: Iterable[Fact]) -> set[Ref]:
    """Whoever is named in these facts."""
    return {value.person for fact in facts for value in fact.values if isinstance(value, Who)}


def in_words(facts: Iterable[Fact], names: dict[Ref, str]) -> list[dict[str, str]]:
    """Each fact: what it is of, and what the record has of it."""
    told = tuple(facts)
    instants = list(_instants(told))
    exact = len({offset(at) for at in instants}) > 1 or any(twice(at) for at in instants)
    return [{"fact": fact.of, "is": _values(fact, names, exact=exact)} for fact in told]


def _values(fact: Fact, names: dict[Ref, str], *, exact: bool) -> str:
    return ", ".join(_value(value, names, exact=exact) for value in fact.values) or "nothing on the record"


def _value(value: Value, names: dict[Ref, str], *, exact: bool) -> str:
    match value:
        case datetime():
            return to_local_exact(value) if exact else to_local(value)
        case date():
            return value.isoformat()
        case Span():
            return _span(value)
        case timedelta():
            return _lasts(value)
        case Days():
            return f"{value.first} to {value.last or 'no end'}"
        case Who():
            return names[value.person]
        case _:
            return str(value)


def _instants(facts: Iterable[Fact]) -> Iterator[datetime]:
    for value in (value for fact in facts for value in fact.values):
        if isinstance(value, datetime):
            yield value
        elif isinstance(value, Span):
            yield from (value.since, value.until)


def _span(span: Span) -> str:
    """How long it was by an absolute clock, and that a clock on the wall said something else."""
    lasts = _lasts(abs(span.lasts))
    if span.lasts < timedelta():
        lasts = f"{lasts} the other way round: the second came first"
    moved = offset(span.until) - offset(span.since)
    if not moved:
        return lasts
    return f"{lasts} (the clocks went {'forward' if moved > timedelta() else 'back'} in between)"


def _lasts(time: timedelta) -> str:
    hours, rest = divmod(time, HOUR)
    minutes = rest // timedelta(minutes=1)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
