"""Time as the record keeps it: instants in UTC, days in Europe/London, intervals half-open, spans absolute.

An instant is an aware `datetime` in UTC. A day is a `date` of the local calendar of Europe/London. Spans are
measured between instants, so a night on which the clocks change is 23 or 25 hours long.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""Known (or true) at every instant: earlier than anything that is asked."""
FOREVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""As late as can be asked: every row that still stands is known."""

DAY = timedelta(hours=24)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` until just before `end`, both UTC instants; no `end` is open."""

    start: datetime
    end: datetime | None = None

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole local days from `first` to `last`, both included, as people write them; no `last` is open."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class NoSuchLocalTime(ValueError):
    """The clocks went forward over this local time; it did not happen."""


def london_day(instant: datetime) -> date:
    """The local calendar day on which an instant falls."""
    return instant.astimezone(LONDON).date()


@lru_cache(maxsize=4096)
def end_of_day(day: date) -> datetime:
    """The instant (UTC) at which a local day ends: the midnight that begins the next one."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def working_days_after(instant: datetime, number: int) -> datetime:
    """The end of the so manieth working day (Monday to Friday, Europe/London) after the day of an instant.

    Bank holidays count as working days: what is due is never said to be due later than it is.
    """
    day = london_day(instant)
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return end_of_day(day)


def from_local(text: str) -> datetime:
    """The instant of a local time `YYYY-MM-DDTHH:MM[:SS]` without offset; of an hour that happens twice, the first.

    Raises ValueError where the text is no such time, NoSuchLocalTime where the clocks skipped it.
    """
    naive = datetime.fromisoformat(text)
    if naive.tzinfo is not None or len(text) < len("2011-10-08T11:30"):
        raise ValueError("a local time is written YYYY-MM-DDTHH:MM, without an offset")
    instant = naive.replace(tzinfo=LONDON).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != naive:
        raise NoSuchLocalTime("This time did not happen: the clocks went forward over it.")
    return instant


def to_local(instant: datetime) -> str:
    """An instant as people write it: local time, without offset, seconds only where there are any."""
    local = instant.astimezone(LONDON).replace(tzinfo=None)
    return local.isoformat(timespec="minutes" if not (local.second or local.microsecond) else "auto")


def offset(instant: datetime) -> timedelta:
    """How far Europe/London is ahead of UTC at an instant."""
    ahead = instant.astimezone(LONDON).utcoffset()
    return ahead or timedelta()


def twice(instant: datetime) -> bool:
    """Whether the local time of an instant happens twice that day, because the clocks go back."""
    hour = timedelta(hours=1)
    local = to_local(instant)
    return local in (to_local(instant - hour), to_local(instant + hour))


def to_local_exact(instant: datetime) -> str:
    """An instant as local time with its offset: what it says on the night on which the clocks change, too."""
    ahead = offset(instant)
    minutes = ahead // timedelta(minutes=1)
    return f"{to_local(instant)}+{minutes // 60:02}:{minutes % 60:02}"


def from_utc(text: str) -> datetime:
    """The instant written by `to_utc`. Raises ValueError where the text has no offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return instant


def to_utc(instant: datetime) -> str:
    """An instant as the record writes it: RFC 3339, UTC, six decimals, `Z`."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
