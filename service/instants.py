"""How a door reads a time: local (Europe/London), or with an offset; a day alone is its first minute."""

from datetime import UTC, datetime

from domain.kernel.time import NoSuchLocalTime, from_local

HOW = "Write a time as 2012-01-04T15:45 (Europe/London), or with an offset."


def read(text: str) -> datetime:
    """The instant of a text. Raises ValueError saying how a time is written."""
    try:
        stamped = datetime.fromisoformat(text)
        if stamped.tzinfo is not None:
            return stamped.astimezone(UTC)
        return from_local(text if "T" in text or " " in text else f"{text}T00:00")
    except NoSuchLocalTime as error:
        raise NoSuchLocalTime(f"{error} Write the time that the clock showed.") from None
    except (ValueError, OverflowError):
        raise ValueError(HOW) from None
