"""What is recorded of a wish to go: interest, the request, the plan that is made together."""

from dataclasses import dataclass
from typing import ClassVar

from domain.involvement.events.request import OfRequest
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestExpressed(OfRequest):
    """The person would like to go."""

    tag: ClassVar[str] = "involvement.interest_expressed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSubmitted(OfRequest):
    """It is asked that the person may go; `requester` is the person, or whoever asks for them."""

    tag: ClassVar[str] = "involvement.request_submitted.v1"
    requester: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(OfRequest):
    """The person does not want to go, whatever was decided; in their words, where they gave any."""

    tag: ClassVar[str] = "involvement.request_withdrawn.v1"
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted(OfRequest):
    """A plan that the person and staff make together: what it is for, what good it does, what helps the person.

    There is no score in it and no label. A later draft takes the place of this one, with items of its own.
    """

    tag: ClassVar[str] = "involvement.plan_drafted.v1"
    purpose: Sealed
    benefits: Sealed
    what_helps: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItemSet(OfRequest):
    """One thing that could go wrong, and what we do about it; `item` is its code, by which a decision names it."""

    tag: ClassVar[str] = "involvement.plan_item_set.v1"
    item: str
    risk: Sealed
    what_we_do: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSigned(OfRequest):
    """The plan as it stands is signed by the person, or by a member of staff."""

    tag: ClassVar[str] = "involvement.plan_signed.v1"
    signer: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentRecorded(OfRequest):
    """Somebody who had a part in the plan does not agree with it, or with one item of it."""

    tag: ClassVar[str] = "involvement.dissent_recorded.v1"
    by: Ref
    in_words: Sealed
    item: str | None = None


ASKING_EVENTS = (
    InterestExpressed,
    RequestSubmitted,
    RequestWithdrawn,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    DissentRecorded,
)
