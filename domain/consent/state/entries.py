"""What a consent stream holds: signings, stops, suspensions and their ends, one entry each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.kernel.entries import Entry
from domain.kernel.ids import Ref

OBJECTION: Final = "objection"
ADVICE: Final = "advice"
PAUSE: Final = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Information(Entry):
    """The person was told from a version at an instant, by somebody."""

    informed_at: datetime
    number: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing(Entry):
    """One signing, as its row or its command told it. `entered_at` is when somebody wrote it down.

    `paper`: somebody here entered it from a paper; what an office imports it has compared in its own way.
    """

    signed_at: datetime
    informed_at: datetime | None
    entered_at: datetime
    explained: bool
    number: str
    taker: Ref
    witness: Ref | None
    copy_given: str
    answers: Mapping[str, bool]
    document_sha256: str | None = None
    how_signed: str | None = None
    language: str | None = None
    format: str | None = None
    channels: Mapping[str, bool] | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Entry):
    """One expression of a wish to stop, and the items that it stops.

    `channels`: those on which films in which the person can be seen are shown no more, where it is of these alone.
    """

    expressed_at: datetime
    entered_at: datetime
    explained: bool
    level: str
    items: frozenset[str]
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Entry):
    """Items suspended from an instant on, by a pause or by a stop that is not clear yet (`kind`).

    `record`: under which other record of the person it was told; None under this one.
    """

    kind: str
    items: frozenset[str]
    begins_at: datetime
    record: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting(Entry):
    """The end of a suspension of a kind for some items; `of` is the version of the one that it ends, where it says."""

    kind: str
    items: frozenset[str]
    ends_at: datetime
    of: int | None
    record: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake(Entry):
    """A signing, or information, was said to be somebody else's; it stands in the place of what it ended (`entry`)."""

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Entry):
    """A consultee was told of an objection (`entry`). `counts`: nothing stood against that when it was told."""

    consultee: Ref
    entry: int
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAnswer(Entry):
    """What the person said last of a user-researcher whom they know: whether that one may work with them."""

    peer: Ref
    agrees: bool
    said_at: datetime
