"""What may be asked about consent. A stop is never refused for form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, assert_never

from domain.consent.events import (
    AnswersGiven,
    ChannelsStopped,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    PeerAnswered,
    Resumed,
    StopClarified,
    Withdrawn,
    consent_stream,
)
from domain.consent.items import (
    CHANNELS,
    FORMATS,
    LEVELS,
    MANNERS,
    PARTICULAR,
    SIGNS,
    UNCLEAR,
    WAYS,
    stopped_by,
)
from domain.consent.rules import (
    ABOUT_PEER,
    APPROACHING,
    CLARIFYING,
    MARKING,
    RESUMING,
    SIGNING,
    STOPPING,
    Answering,
    Approach,
    Clarifying,
    Hearing,
    Marking,
    Open,
    Resuming,
    Signing,
    Stopping,
)
from domain.consent.state import Consent
from domain.kernel.codes import Code, Hash, OneOf, Version
from domain.kernel.decider import Accepted, Command, Decision, as_told, permit, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.items import CONSENTS, ITEMS
from domain.kernel.rules import Refused
from domain.kernel.sealed import Sealed

Item = Annotated[str, OneOf("the items are", tuple(ITEMS))]
Pausable = Annotated[str, OneOf("the items are", tuple(sorted(CONSENTS)))]
Level = Annotated[str, OneOf("a stop is of a level", tuple(LEVELS))]
Clear = Annotated[str, OneOf("what was meant is of a level", tuple(level for level in LEVELS if level != UNCLEAR))]
Manner = Annotated[str, OneOf("a stop is expressed in one of these ways:", MANNERS)]
Sign = Annotated[str, OneOf("an objection is seen by", SIGNS)]
Way = Annotated[str, OneOf("one signs by", WAYS)]
Format = Annotated[str, OneOf("a form is", FORMATS)]
Channel = Annotated[str, OneOf("a film is shown on", CHANNELS)]
CopyGiven = Annotated[str, OneOf("whether a copy was given is", ("yes", "no", "unknown"))]
Medium = Annotated[str, OneOf("a form is signed on", ("paper", "screen", "phone"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConsent(Command):
    """A command decided by one person's consent to one initiative."""

    person: Ref
    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return consent_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveInformation(OfConsent):
    """Record that the person was told, from which version, by whom; `came_forward`: the person asked for it."""

    tag: ClassVar[str] = "consent.give_information"
    version: Version
    by: Ref
    came_forward: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAnswers(OfConsent):
    """Record one signing. `informed_at` may be left out live: then the information on the record counts."""

    tag: ClassVar[str] = "consent.give_answers"
    informed_at: datetime | None = None
    version: Version
    document_sha256: Hash | None = None
    taker: Ref
    witness: Ref | None = None
    copy_given: CopyGiven = "unknown"
    medium: Medium | None = None
    how_signed: Way | None = None
    language: Code | None = None
    format: Format | None = None
    answers: Mapping[Item, bool]
    channels: Mapping[Channel, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OfConsent):
    """Record a wish to stop. It needs no version, reason or form, and counts from `occurred_at`."""

    tag: ClassVar[str] = "consent.withdraw"
    level: Level
    items: tuple[Item, ...] = ()
    expressed_to: Sealed | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChannels(OfConsent):
    """Record a wish to be shown in films no more on these channels; where none is named, on any.

    Like every stop it needs no reason or form, and counts from `occurred_at`.
    """

    tag: ClassVar[str] = "consent.stop_channels"
    off_channels: tuple[Channel, ...] = ()
    expressed_to: Sealed | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarifyStop(OfConsent):
    """Record what the person meant by an unclear stop; `entry` is its version in their consent's stream.

    `expressed_to` is who heard it, where that is not whoever records it.
    """

    tag: ClassVar[str] = "consent.clarify_stop"
    entry: int
    level: Clear
    items: tuple[Item, ...] = ()
    expressed_to: Ref | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfItems(OfConsent):
    """A command about some items, or about everything where none is listed."""

    items: tuple[Pausable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(OfItems):
    """Record that the person wants a pause, of these items or of everything."""

    tag: ClassVar[str] = "consent.pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OfItems):
    """Record that the person ends their pause, of these items or of everything; `expressed_to` is who heard it."""

    tag: ClassVar[str] = "consent.resume"
    expressed_to: Ref | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveObjection(OfConsent):
    """Record that the person was seen to object. It is never refused, and nobody else takes it back."""

    tag: ClassVar[str] = "consent.observe_objection"
    observer: Ref
    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEnteredInError(OfConsent):
    """Say that a signing, or information given, was not this person's; told as a correction only."""

    tag: ClassVar[str] = "consent.mark_entered_in_error"
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAboutPeer(OfConsent):
    """Record whether the person lets a user-researcher work with them whom they know, or who is where they are.

    A no is never refused, and holds at once.
    """

    tag: ClassVar[str] = "consent.answer_about_peer"
    peer: Ref
    agrees: bool

    def __post_init__(self) -> None:
        """Raises ValueError where the person is their own peer."""
        Command.__post_init__(self)
        if self.peer == self.person:
            raise ValueError("nobody is a peer of themselves")


Saying = AnswerAboutPeer | Pause | ObserveObjection
GoingOn = ClarifyStop | Resume
Wish = Withdraw | StopChannels
ConsentCommand = GiveInformation | GiveAnswers | Wish | Saying | GoingOn | MarkEnteredInError
COMMANDS = (
    GiveInformation,
    GiveAnswers,
    Withdraw,
    StopChannels,
    ClarifyStop,
    Pause,
    Resume,
    ObserveObjection,
    MarkEnteredInError,
    AnswerAboutPeer,
)


def decide(
    command: ConsentCommand, state: Consent, facts: Signing | Stopping | Open | Hearing | None = None
) -> Decision:
    """What to record for a command about consent; `facts` come from judging, unless the person's own word is enough."""
    match command, facts:
        case GiveInformation() as c, (Open() | None):
            of = {"person": c.person, "initiative": c.initiative}
            told = InformationGiven(version=c.version, by=c.by, came_forward=c.came_forward, **of)
            case = _approach(c.happened_at, state, facts or Open(), came_forward=bool(c.came_forward))
            return settle(c, APPROACHING, case, told)
        case GiveAnswers(), Signing():
            return _signed(command, state, facts)
        case Withdraw() | StopChannels() as c, Stopping():
            return settle(c, STOPPING, facts, _withdrawn(c) if isinstance(c, Withdraw) else as_told(ChannelsStopped, c))
        case ClarifyStop() | Resume(), Hearing():
            return _goes_on(command, state, facts)
        case AnswerAboutPeer() | Pause() | ObserveObjection(), None:
            return _said(command, state)
        case MarkEnteredInError() as c, None:
            error = EnteredInError(person=c.person, initiative=c.initiative, entry=c.entry)
            return settle(c, MARKING, Marking(told=state.told_in(c.entry)), error)
        case ((GiveInformation() | GiveAnswers() | Withdraw() | StopChannels() | ClarifyStop() | Pause()), _):
            raise TypeError(f"{command.tag} was given facts of another kind")
        case ((Resume() | ObserveObjection() | MarkEnteredInError() | AnswerAboutPeer()), _):
            raise TypeError(f"{command.tag} was given facts of another kind")
        case _:
            assert_never(command)


def _said(command: Saying, state: Consent) -> Decision:
    """What the person's own word, or what was seen of them, gives; their consent's stream alone is relied on."""
    of = {"person": command.person, "initiative": command.initiative}
    match command:
        case AnswerAboutPeer() as c:
            about = Answering(own=c.actor == c.peer, agrees=c.agrees)
            return settle(c, ABOUT_PEER, about, as_told(PeerAnswered, c))
        case Pause() as c:
            return Accepted((Paused(items=c.items, **of),))
        case ObserveObjection() as c:
            return Accepted((ObjectionObserved(observer=c.observer, sign=c.sign, **of),))
        case _:
            assert_never(command)


def _goes_on(command: GoingOn, state: Consent, facts: Hearing) -> Decision:
    """What goes on again by the person's word: all that an unclear stop did not mean, or what was paused."""
    match command:
        case ClarifyStop() as c:
            unclear = state.unclear(c.entry, c.happened_at) is not None
            clear = Clarifying(unclear, bool(stopped_by(c.level, c.items) & CONSENTS), facts.outside)
            return settle(c, CLARIFYING, clear, as_told(StopClarified, c))
        case Resume() as c:
            paused = state.paused(c.items or CONSENTS, c.happened_at)
            return settle(c, RESUMING, Resuming(paused, facts.outside), as_told(Resumed, c))
        case _:
            assert_never(command)


def _signed(command: GiveAnswers, state: Consent, facts: Signing) -> Decision:
    """The decision on a signing. A yes that another telling must have led to is held to the rules of that telling."""
    answer = settle(command, SIGNING, facts, _answers(command, facts))
    again = None if facts.again is None else _again(command, state, facts, facts.again)
    no = None if again is None or command.history else permit(APPROACHING, again, command.day)
    if no is not None and isinstance(answer, Refused):
        return Refused((*answer.broken, *no.broken), answer.unjudged)
    return no or answer


def _again(command: GiveAnswers, state: Consent, facts: Signing, open_: Open) -> Approach | None:
    """The approach that a yes speaks of: after a no or a bar, where nothing on the record tells of one since."""
    at = command.happened_at
    said_no = (state.declined_at(at), open_.declined_at, state.barred_since(at))
    since = max((instant for instant in said_no if instant is not None), default=None)
    agrees = any(yes for item, yes in command.answers.items() if item in CONSENTS)
    if since is None or not agrees or state.told_between(since, at):
        return None
    told = facts.informed_at
    return _approach(told if told is not None and since < told else at, state, open_)


def _approach(at: datetime, state: Consent, facts: Open, *, came_forward: bool = False) -> Approach:
    declined = state.declined_at(at), facts.declined_at
    declined_at = max((instant for instant in declined if instant is not None), default=None)
    since = [i for i in state.informed if declined_at is not None and i.informed_at > declined_at]
    return Approach(
        at,
        declined_at,
        len(since),
        facts.left_alone,
        facts.closed_by,
        barred=state.contact_barred(at),
        came_forward=came_forward,
    )


def _withdrawn(command: Withdraw) -> Withdrawn:
    """The stop. Who stops particular things without saying which has said stop: everything rests until they say."""
    nothing_named = command.level == PARTICULAR and not set(command.items) & CONSENTS
    return Withdrawn(
        person=command.person,
        initiative=command.initiative,
        level=UNCLEAR if nothing_named else command.level,
        items=command.items,
        expressed_to=command.expressed_to,
        manner=command.manner,
    )


def _answers(command: GiveAnswers, facts: Signing) -> AnswersGiven:
    return AnswersGiven(
        person=command.person,
        initiative=command.initiative,
        informed_at=facts.informed_at,
        version=command.version,
        document_sha256=command.document_sha256 or facts.document_sha256,
        taker=command.taker,
        witness=command.witness,
        copy_given=command.copy_given,
        medium=command.medium,
        how_signed=command.how_signed,
        language=command.language,
        format=command.format,
        answers=command.answers,
        channels=command.channels,
    )
