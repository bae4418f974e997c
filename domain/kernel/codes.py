"""What a text that stands in clear may hold: one of a few words, a code, or a name of a few words; never a sentence.

A field's type says which: `section: Section` where `Section = Annotated[str, OneOf(...)]`. It is checked when a command
is made, so that nothing personal comes into the log in clear. What is on the record already is read as it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Protocol, get_args, get_type_hints


class Limit(Protocol):
    """What a text in clear may be."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The words that it is one of; none where it is any code."""

    def refused(self, text: str) -> str | None:
        """What to write instead; None where the text may stand."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words that the domain knows; `says` begins the sentence that lists them."""

    says: str
    allowed: tuple[str, ...]

    def refused(self, text: str) -> str | None:
        return None if text in self.allowed else f"{self.says} {', '.join(self.allowed)}"


@dataclass(frozen=True, slots=True)
class Written:
    """Any text of a pattern; `says` is what to write."""

    pattern: re.Pattern[str]
    says: str
    allowed: tuple[str, ...] = ()

    def refused(self, text: str) -> str | None:
        return None if self.pattern.fullmatch(text) else self.says


CODE: Final = Written(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,63}"),
    "write a code of letters, digits and _ . / - (64 at the most), and no name of a person",
)
TITLE: Final = Written(
    re.compile(r"(?=.{0,64}$)([\w&,'()./-]+( [\w&,'()./-]+){0,5})?"),
    "write a few plain words (six, and 64 characters, at the most), and no name of a person",
)
VERSION: Final = Written(
    re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}"), "a version is numbers with dots between them, such as 2.0"
)
MARK: Final = Written(
    re.compile(r"@?[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}"),
    "write the key as it is listed, without the person's id, such as @2011-10-25T10:00 or A00023",
)
HASH: Final = Written(re.compile(r"[0-9a-f]{64}"), "write the SHA-256 of the paper, 64 digits of 0-9 and a-f")
INTERVAL: Final = Written(
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z"),
    "an interval is two instants in UTC with / between them, such as 2027-01-14T11:00Z/2027-01-14T17:00Z",
)

Code = Annotated[str, CODE]
"""A code, such as `clinical_record` or `S1`."""
Title = Annotated[str, TITLE]
"""What a thing or a job is called, such as `Aire Lodge`: never a person."""
Version = Annotated[str, VERSION]
"""The version of a document."""
Occasion = Annotated[str, INTERVAL]
"""When something may happen, as an ISO 8601 interval."""
Mark = Annotated[str, MARK]
"""Where a finding is, within a person's record."""
Hash = Annotated[str, HASH]
"""The fingerprint of a paper as it was scanned: its SHA-256."""


def limits(hint: Any) -> Iterator[Limit]:
    """What the texts of a type may be: its own, those in a list, the keys of a mapping."""
    for part in get_args(hint):
        if isinstance(part, OneOf | Written):
            yield part
        else:
            yield from limits(part)


def refused(hint: Any, value: Any) -> str | None:
    """What to write instead of a value, by its type; None where it may stand."""
    return next((said for limit in limits(hint) for said in _refused(limit, value)), None)


def check(told: Any) -> None:
    """Raises ValueError where a dataclass holds a text in clear that may not stand there, saying what to write."""
    for name, limit in _checked(type(told)):
        for said in _refused(limit, getattr(told, name)):
            raise ValueError(f"{name}: {said}" if limit.allowed == () else said)


def _refused(limit: Limit, value: Any) -> Iterator[str]:
    texts = () if value is None else (value,) if isinstance(value, str) else value
    for text in texts:
        if (said := limit.refused(text)) is not None:
            yield said


_CHECKED: dict[type, tuple[tuple[str, Limit], ...]] = {}


def _checked(kind: type) -> tuple[tuple[str, Limit], ...]:
    if (known := _CHECKED.get(kind)) is None:
        hints = get_type_hints(kind, include_extras=True)
        known = tuple((each.name, limit) for each in fields(kind) for limit in limits(hints[each.name]))
        _CHECKED[kind] = known
    return known
