"""What the sentences of every slice share: to the person, in words that a child of ten reads."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from domain.consent import TAKE_PART
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from service.http.pages.words import ITEM_WORDS

Fields = Mapping[str, Any]
Names = Mapping[Ref, str]
Yours = Callable[[Fields, Names], str]
"""One thing that happened, said to the person: from the event's fields in clear, and what people are called."""

_ASSETS: Final = {"clinical_record": "health record"}


def things(items: Iterable[str]) -> str:
    """Items that somebody can agree to, in a row."""
    return "; ".join(ITEM_WORDS[item].lower() for item in items if item in ITEM_WORDS)


def who(fields: Fields, names: Names, field: str) -> str:
    """What somebody in a field is called."""
    return names.get(Ref(fields[field]), "somebody") if fields.get(field) else "somebody"


def sentence(text: str) -> str:
    """It begins with a capital, unless with a name, which is written as it is."""
    return f"S{text[1:]}" if text.startswith("somebody") else text


def plain(code: Any) -> str:
    """A code as words."""
    return str(code).replace("_", " ").replace("-", " ")


def asset(fields: Fields) -> str:
    """What is held of the person."""
    return _ASSETS.get(fields["asset"], plain(fields["asset"]))


def to_decide(fields: Fields) -> str:
    """What is to be decided, after "whether to"."""
    decision = fields["decision"]
    return "take part" if decision == TAKE_PART else ITEM_WORDS.get(decision, plain(decision)).lower()


def a_day(at: datetime | str) -> str:
    """A day as people say it: 4 January 2012 (Europe/London)."""
    year, month, number = (at if isinstance(at, str) else to_local(at))[:10].split("-")
    return f"{int(number)} {calendar.month_name[int(month)]} {year}"


def days(fields: Fields) -> str:
    """From which day to which, as far as is said."""
    begins = f" from {a_day(fields['from_on'])}" if fields.get("from_on") else ""
    return begins + (f" until {a_day(fields['to_on'])}" if fields.get("to_on") else "")


def at_place(fields: Fields, field: str = "site") -> str:
    """Where, if anything is said of it."""
    return f" at {fields[field]}" if fields.get(field) else ""
