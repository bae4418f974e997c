"""What sentences of every slice share: how they name people, places and days."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.kernel.ids import Ref

Fields = Mapping[str, Any]
"""The fields of an event that stand in clear."""
Names = Mapping[Ref, str]
"""What people are called, for a reader who may see it."""
Telling = Callable[[Fields, Names], str]


def named(fields: Fields, names: Names, field: str) -> str:
    """The name of the person in a field, or the start of the reference where nobody may see more."""
    reference = Ref(fields[field])
    return names.get(reference, reference[:8])


def at_site(fields: Fields) -> str:
    """Where, if anything is said of it."""
    return f" at {fields['site']}" if fields.get("site") else ""


def days(f: Fields) -> str:
    """From which day to which, as far as is said."""
    begins = f" from {f['from_on']}" if f.get("from_on") else ""
    return begins + (f" until {f['to_on']}" if f.get("to_on") else "")
