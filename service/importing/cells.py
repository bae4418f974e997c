"""How a cell is read. Each reader raises ValueError with what to write instead."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from domain.consent import ITEMS
from domain.initiatives import version_number
from domain.kernel.codes import CODE, TITLE, Limit
from domain.kernel.time import NoSuchLocalTime, from_local

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)
FORM: Final = "YYYY-MM-DDTHH:MM"
"""How a local time is written."""
_EARLIEST: Final = date(1850, 1, 1)
_LATEST: Final = date(2200, 1, 1)


def day(cell: str) -> date:
    """A local day."""
    try:
        read = date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
    except ValueError:
        read = None
    if read is None:
        raise ValueError("Write a day that there is as YYYY-MM-DD.")
    if not _EARLIEST <= read < _LATEST:
        raise ValueError(f"Write a day between {_EARLIEST.year} and {_LATEST.year}.")
    return read


def instant(cell: str) -> datetime:
    """A local time, as an instant."""
    if not _TIME.fullmatch(cell):
        raise ValueError(f"Write a local time as {FORM}, without an offset.")
    try:
        day(cell[:10])
    except ValueError as error:
        raise ValueError(str(error).replace("a day", "the time of a day").replace("YYYY-MM-DD", FORM)) from None
    try:
        return from_local(cell)
    except NoSuchLocalTime as error:
        raise ValueError(f"{error} Write the time that the clock showed.") from None
    except ValueError:
        raise ValueError(f"Write a time of day that there is, as {FORM}.") from None


def past(cell: str) -> datetime:
    """A local time that has come."""
    read = instant(cell)
    if read > datetime.now(UTC):
        raise ValueError("This time has not come yet; write when it happened.")
    return read


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(cell: str) -> str:
        if cell not in words:
            raise ValueError(f"Write {' or '.join(words)}.")
        return cell

    return read


def yes_no(cell: str) -> bool:
    """Yes or no."""
    return one_of("yes", "no")(cell.lower()) == "yes"


def code(cell: str) -> str:
    """A code, which stands in the record in clear: no name, no sentence."""
    return _clear(CODE, cell)


def words(cell: str) -> str:
    """A few plain words that stand in the record in clear, such as the name of a site."""
    return _clear(TITLE, cell)


def _clear(limit: Limit, cell: str) -> str:
    if (said := limit.refused(cell)) is not None:
        raise ValueError(f"{said[0].upper()}{said[1:]}.")
    return cell


def version(cell: str) -> str:
    """A version number."""
    try:
        version_number(cell)
    except ValueError:
        raise ValueError("Write a version as numbers with dots, such as 2.0.") from None
    return cell


def whole_number(cell: str) -> int:
    """A number of days."""
    if not _NUMBER.fullmatch(cell):
        raise ValueError("Write a whole number of days, such as 14.")
    return int(cell)


def items(cell: str) -> tuple[str, ...]:
    """Consent items, separated by semicolons."""
    listed = tuple(part.strip() for part in cell.split(";") if part.strip())
    consents = [item for item in ITEMS if item.startswith("C")]
    if not listed or not set(listed) <= set(consents):
        raise ValueError(f"List items of {consents[0]} to {consents[-1]}, separated by semicolons.")
    return listed
