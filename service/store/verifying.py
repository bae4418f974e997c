"""Whether a log is what it says it is: every entry and leaf made anew from what is stored (ops/log-format.md)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from domain.kernel.time import to_utc
from service.store.leaf import LONGEST, entry, entry_tail, leaf

PAGE: Final = 2_000
BEFORE_ALL: Final = -(2**63)
"""Before every position that a database can hold."""

Pages = Callable[[int, int], tuple[int, list[Any]]]
"""(after, limit) -> the position that was given last, and then the rows behind `after`, in order."""
_AT: Final = slice(len('{"at":"'), len('{"at":"2026-11-23T10:00:00.000001Z'))
_SUBJECTS: Final = '"subjects":['
_REFS: Final = re.compile(r'(?:"[0-9a-f]{32}"(?:,"[0-9a-f]{32}")*)?')


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the log is not what it should be, and what is wrong there; never what stands in an event."""

    position: int
    said: str


def verify(pages: Pages, tell: Callable[[int, int], None] = lambda _, __: None) -> Iterator[Fault]:
    """Goes through the whole log, over holes too, and yields everything that is wrong with it."""
    last, before, versions = 0, "", dict[str, int]()
    after = BEFORE_ALL
    while True:
        given, rows = pages(after, PAGE)
        for row in rows:
            position, stream, version = row["position"], row["originator_id"], row["originator_version"]
            if position != last + 1:
                yield Fault(position, f"it stands behind position {last}")
            if version != (due := versions.get(stream, 0) + 1):
                yield Fault(position, f"it is version {version} of its stream, where {due} is due")
            stamp = _stamp(row["recorded_at"])
            if stamp < before:
                yield Fault(position, "it was recorded before the event that stands before it")
            for said in _wrong(row, stamp):
                yield Fault(position, said)
            last, before, versions[stream] = position, stamp, version
        if not rows:
            break
        after = last
        tell(last, max(given, last))
    if last != given:
        yield Fault(last, f"the log ends here, but the last position that was given is {given}")


def _wrong(row: Any, stamp: str) -> list[str]:
    """What of a row's entry and leaf is not what its other columns give."""
    text, wrong = row["entry"], []
    try:
        begin = text.index(_SUBJECTS) + len(_SUBJECTS)
        end = text.index("]", begin)
        bare = entry_tail(row["topic"], row["originator_id"], row["originator_version"], row["state"], ())
        if text[_AT] != stamp:
            wrong.append("it was recorded at another time than its entry says")
        made = entry(text[_AT], bare)
        if text[:begin] + text[end:] != made or not _about(text[begin:end]) or len(text) > LONGEST:
            wrong.append("its entry is not that of what is stored")
        if row["leaf"] != leaf(text):
            wrong.append("its leaf is not that of its entry")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        wrong.append(f"its entry cannot be made anew ({type(error).__name__})")
    return wrong


def _about(subjects: str) -> bool:
    """Whether these are references, sorted and distinct; whether they are the event's own only its content says."""
    if not _REFS.fullmatch(subjects):
        return False
    named = subjects.split(",")
    return len(named) == 1 or named == sorted(set(named))


@lru_cache(maxsize=1024)
def _stamp(recorded_at: Any) -> str:
    """When a row was recorded, as entries write it; SQLite keeps it so."""
    return to_utc(recorded_at) if isinstance(recorded_at, datetime) else str(recorded_at)
