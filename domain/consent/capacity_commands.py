"""What may be asked about capacity and consultees. A doubt and a consultee's no are never refused."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Final, assert_never

from domain.consent.capacity import CONSULTEES, DECISIONS, DOUBTS, OUTCOMES, SUPPORTS
from domain.consent.capacity_rules import (
    ADVISING,
    ASSESSING,
    NAMING,
    REGAINING,
    TELLING,
    Assessing,
    Consulting,
    Regaining,
    Telling,
    explained_if_late,
)
from domain.consent.commands import OfConsent
from domain.consent.events import (
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    ConsulteeTold,
)
from domain.consent.rules import LATE
from domain.consent.state import Consent, found
from domain.kernel.codes import OneOf, Title
from domain.kernel.decider import Accepted, Command, Decision, as_told, settle
from domain.kernel.ids import Ref
from domain.kernel.rules import judge
from domain.kernel.sealed import Sealed

OnDecision = Annotated[str, OneOf("a decision is", DECISIONS)]
Doubt = Annotated[str, OneOf("a doubt is", DOUBTS)]
Outcome = Annotated[str, OneOf("an outcome is", OUTCOMES)]
Support = Annotated[str, OneOf("support is", SUPPORTS)]
ConsulteeKind = Annotated[str, OneOf("a consultee is", CONSULTEES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDecision(OfConsent):
    """A command about one decision: to take part (everything), or one item. Never about the person as such."""

    decision: OnDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtCapacity(OfDecision):
    """Record that somebody doubts that the person can make a decision now, and why. It is never refused."""

    tag: ClassVar[str] = "consent.doubt_capacity"
    doubt: Doubt
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessCapacity(OfDecision):
    """Record an assessment: who made it, what was found, what was done to help the person decide."""

    tag: ClassVar[str] = "consent.assess_capacity"
    outcome: Outcome
    assessor: Ref | None = None
    assessor_role: Title | None = None
    understand: bool | None = None
    retain: bool | None = None
    use_weigh: bool | None = None
    communicate: bool | None = None
    impairment: bool | None = None
    causal_link: bool | None = None
    support_given: tuple[Support, ...] = ()
    review_by: date | None = None
    on_understanding: Sealed | None = None
    on_retaining: Sealed | None = None
    on_weighing: Sealed | None = None
    on_communicating: Sealed | None = None
    on_impairment: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegainCapacity(OfDecision):
    """Record that the person can make the decision again; then they are asked themselves."""

    tag: ClassVar[str] = "consent.regain_capacity"
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConsultee(OfConsent):
    """Who is asked what the person would want, and what is declared of them."""

    consultee: Ref
    consultee_kind: ConsulteeKind
    paid_or_professional: bool
    connected_with_project: bool

    def __post_init__(self) -> None:
        """Raises ValueError for a kind that there is none of, and for the person themselves."""
        Command.__post_init__(self)
        if self.consultee == self.person:
            raise ValueError("nobody is their own consultee")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyConsultee(NameConsultee):
    """Record who is the person's consultee, personal or nominated."""

    tag: ClassVar[str] = "consent.identify_consultee"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConsultee(NameConsultee):
    """Record that somebody else is the person's consultee from now on."""

    tag: ClassVar[str] = "consent.change_consultee"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdvice(OfDecision):
    """Record what the consultee advises about a decision, and what the person would likely wish."""

    tag: ClassVar[str] = "consent.record_advice"
    consultee: Ref
    take_part: bool
    likely_wishes: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellConsultee(OfConsent):
    """Record that the consultee was told of an objection; `entry` is its version in the person's consent."""

    tag: ClassVar[str] = "consent.tell_consultee"
    consultee: Ref
    entry: int
    by: Ref


Consulted = IdentifyConsultee | ChangeConsultee | RecordAdvice | TellConsultee
"""What is about somebody who is asked in the person's place."""
CapacityCommand = DoubtCapacity | AssessCapacity | RegainCapacity | Consulted
COMMANDS: Final = (
    DoubtCapacity,
    AssessCapacity,
    RegainCapacity,
    IdentifyConsultee,
    ChangeConsultee,
    RecordAdvice,
    TellConsultee,
)


def decide_capacity(command: CapacityCommand, state: Consent, facts: Consulting | timedelta | None = None) -> Decision:
    """What to record of capacity; `facts` come from judging for a consultee and for their advice, and for an assessment
    say after how long an entry is late, where the provider has set that.
    """
    of: dict[str, Any] = {"person": command.person, "initiative": command.initiative}
    match command, facts:
        case DoubtCapacity() as c, None:
            return Accepted((CapacityDoubted(decision=c.decision, doubt=c.doubt, by=c.by, **of),))
        case AssessCapacity() as c, (timedelta() | None):
            assessed = _assessed(c)
            case = Assessing(c.outcome, found(assessed), _explained(c, LATE if facts is None else facts))
            return settle(c, ASSESSING, case, assessed)
        case RegainCapacity() as c, None:
            case_ = Regaining(lacking=state.capacity.lacks(c.decision, c.happened_at))
            return settle(c, REGAINING, case_, CapacityRegained(decision=c.decision, by=c.by, **of))
        case TellConsultee() as c, None:
            return settle(c, TELLING, _telling(c, state), as_told(ConsulteeTold, c))
        case (IdentifyConsultee() | ChangeConsultee()) as c, Consulting():
            return settle(c, NAMING, facts, _named(c))
        case RecordAdvice() as c, Consulting():
            return _advice(c, facts)
        case ((DoubtCapacity() | AssessCapacity() | RegainCapacity() | IdentifyConsultee()), _):
            raise TypeError(f"{command.tag} was given facts of another kind")
        case ((ChangeConsultee() | RecordAdvice() | TellConsultee()), _):
            raise TypeError(f"{command.tag} was given facts of another kind")
        case _:
            assert_never(command)


def _explained(command: CapacityCommand, late: timedelta) -> bool:
    entered_at, explained = command.entered_at or command.at, command.late_reason is not None
    return explained_if_late(command.happened_at, entered_at, explained=explained, late=late)


def _telling(command: TellConsultee, state: Consent) -> Telling:
    at = command.happened_at
    asked = state.capacity.consultee(at)
    return Telling(
        objection=state.objection(command.entry, at) is not None,
        asked=asked is not None and asked.consultee == command.consultee,
    )


def _advice(command: RecordAdvice, facts: Consulting) -> Decision:
    """Advice in favour is refused by what stands against it; a no is a stop, and never refused for form."""
    facts = replace(facts, explained_if_late=_explained(command, facts.late))
    advised = ConsulteeAdvised(
        person=command.person,
        initiative=command.initiative,
        consultee=command.consultee,
        decision=command.decision,
        take_part=command.take_part,
        likely_wishes=command.likely_wishes,
    )
    if command.take_part:
        return settle(command, ADVISING, facts, advised)
    return Accepted((advised,), judge(ADVISING, facts, command.day))


def _named(command: IdentifyConsultee | ChangeConsultee) -> ConsulteeIdentified | ConsulteeChanged:
    event = ConsulteeIdentified if isinstance(command, IdentifyConsultee) else ConsulteeChanged
    return event(
        person=command.person,
        initiative=command.initiative,
        consultee=command.consultee,
        consultee_kind=command.consultee_kind,
        paid_or_professional=command.paid_or_professional,
        connected_with_project=command.connected_with_project,
    )


def _assessed(command: AssessCapacity) -> CapacityAssessed:
    return CapacityAssessed(
        person=command.person,
        initiative=command.initiative,
        decision=command.decision,
        outcome=command.outcome,
        assessor=command.assessor,
        assessor_role=command.assessor_role,
        understand=command.understand,
        retain=command.retain,
        use_weigh=command.use_weigh,
        communicate=command.communicate,
        impairment=command.impairment,
        causal_link=command.causal_link,
        support_given=command.support_given,
        review_by=command.review_by,
        on_understanding=command.on_understanding,
        on_retaining=command.on_retaining,
        on_weighing=command.on_weighing,
        on_communicating=command.on_communicating,
        on_impairment=command.on_impairment,
    )
