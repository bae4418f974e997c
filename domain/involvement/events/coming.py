"""What is recorded of what came of it: who came, what they gave, what was done with that, how they felt."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.involvement.events.request import OfRequest
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CameAlong(OfRequest):
    """The person came, in_person or remote, from the instant in the envelope on; whether a commissioner was there."""

    tag: ClassVar[str] = "involvement.came_along.v1"
    way: str
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRecorded(OfRequest):
    """What the person said or did there that asks for an answer, under a code."""

    tag: ClassVar[str] = "involvement.contribution_recorded.v1"
    contribution: str
    in_words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAgreed(OfRequest):
    """Somebody does something about a contribution until a local day; `funder` pays for it, where that is known."""

    tag: ClassVar[str] = "involvement.action_agreed.v1"
    action: str
    contribution: str
    owner: Ref
    due_on: date
    in_words: Sealed
    funder: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionClosed(OfRequest):
    """An action is done, or is not_done and will not be; what the person is told of it is sealed."""

    tag: ClassVar[str] = "involvement.action_closed.v1"
    action: str
    closed_as: str
    by: Ref
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCosigned(OfRequest):
    """A service user says that an action was done as it is said to be."""

    tag: ClassVar[str] = "involvement.action_cosigned.v1"
    action: str
    cosigner: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactVerified(OfRequest):
    """Somebody found that an action that is done has changed something."""

    tag: ClassVar[str] = "involvement.impact_verified.v1"
    action: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class WellbeingRecorded(OfRequest):
    """How the person says that they are before or after, each from 0 to 10, and in their own words.

    The six are those of the study that this service is built upon; what was not asked, or not answered, is left out.
    """

    tag: ClassVar[str] = "involvement.wellbeing_recorded.v1"
    moment: str
    control: int | None = None
    confidence: int | None = None
    self_esteem: int | None = None
    being_heard: int | None = None
    frustration: int | None = None
    tiredness: int | None = None
    in_words: Sealed | None = None


COMING_EVENTS = (
    CameAlong,
    ContributionRecorded,
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    ImpactVerified,
    WellbeingRecorded,
)
