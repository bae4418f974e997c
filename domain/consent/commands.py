"""What may be asked about consent. A stop is never refused for form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, assert_never

from domain.consent.events import AnswersGiven, InformationGiven, Withdrawn, consent_stream
from domain.consent.items import ITEMS, LEVELS
from domain.consent.rules import SIGNING, STOPPING, Signing, Stopping
from domain.consent.state import Consent
from domain.kernel.decider import Accepted, Command, Decision, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.sealed import Sealed
from domain.kernel.versions import version_number


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
    """Record that the person was told, from which version, by whom."""

    tag: ClassVar[str] = "consent.give_information"
    version: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAnswers(OfConsent):
    """Record one signing. `informed_at` may be left out live: then the information on the record counts."""

    tag: ClassVar[str] = "consent.give_answers"
    informed_at: datetime | None = None
    version: str
    document_sha256: str | None = None
    taker: Ref
    witness: Ref | None = None
    copy_given: str = "unknown"
    medium: str | None = None
    answers: Mapping[str, bool]

    def __post_init__(self) -> None:
        """Raises ValueError for an item that no form asks, and for a version that is no number."""
        version_number(self.version)
        if not set(self.answers) <= set(ITEMS):
            raise ValueError(f"the items are {', '.join(ITEMS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OfConsent):
    """Record a wish to stop. It needs no version, reason or form, and counts from `occurred_at`."""

    tag: ClassVar[str] = "consent.withdraw"
    level: str
    items: tuple[str, ...] = ()
    expressed_to: Sealed | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a level or an item that there is none of: what it would stop could not be said."""
        if self.level not in LEVELS or not set(self.items) <= set(ITEMS):
            raise ValueError(f"a stop is of a level {', '.join(LEVELS)}, and W1 lists items {', '.join(ITEMS)}")


ConsentCommand = GiveInformation | GiveAnswers | Withdraw
COMMANDS = (GiveInformation, GiveAnswers, Withdraw)


def decide(command: ConsentCommand, state: Consent, facts: Signing | Stopping | None = None) -> Decision:
    """What to record for a command about consent; `facts` come from judging for a signing and for a stop."""
    match command, facts:
        case GiveInformation() as c, None:
            return Accepted((InformationGiven(person=c.person, initiative=c.initiative, version=c.version, by=c.by),))
        case GiveAnswers(), Signing():
            return settle(command, SIGNING, facts, _answers(command, facts))
        case Withdraw() as c, Stopping():
            stop = Withdrawn(
                person=c.person, initiative=c.initiative, level=c.level, items=c.items, expressed_to=c.expressed_to
            )
            return settle(command, STOPPING, facts, stop)
        case ((GiveInformation() | GiveAnswers() | Withdraw()), _):
            raise TypeError(f"{command.tag} was given facts of another kind")
        case _:
            assert_never(command)


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
        answers=command.answers,
    )
