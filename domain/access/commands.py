"""What may be asked about using somebody's data and reading somebody's record."""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never

from domain.access.events import DataUsed, PersonRead, UseEnteredInError, reading_stream, use_stream
from domain.access.rules import USING, Using
from domain.kernel.decider import Accepted, Command, Decision, settle
from domain.kernel.ids import Ref, StreamId


@dataclass(frozen=True, slots=True, kw_only=True)
class UseData(Command):
    """Open an asset of somebody's for a purpose. Asked live it takes no time of its own: it happens now."""

    tag: ClassVar[str] = "access.use_data"
    person: Ref
    initiative: Ref
    use: str
    user: Ref
    asset: str
    purpose: str

    @property
    def stream(self) -> StreamId:
        return use_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEnteredInError(Command):
    """Say that a use on the record was not this person's; told as a correction only."""

    tag: ClassVar[str] = "access.mark_entered_in_error"
    person: Ref
    initiative: Ref
    use: str
    entry: int

    @property
    def stream(self) -> StreamId:
        return use_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPerson(Command):
    """Read a person's record; `what` names the view that is opened."""

    tag: ClassVar[str] = "reading.read_person"
    person: Ref
    what: str

    @property
    def stream(self) -> StreamId:
        return reading_stream(self.person)


AccessCommand = UseData | MarkEnteredInError | ReadPerson
COMMANDS = (UseData, MarkEnteredInError, ReadPerson)


def decide(command: AccessCommand, state: Any, facts: Using | None = None) -> Decision:
    """What to record for a use or a reading; a use needs the facts that judging builds."""
    match command, facts:
        case UseData(), Using():
            return settle(command, USING, facts, _used(command))
        case MarkEnteredInError() as c, _:
            error = UseEnteredInError(person=c.person, initiative=c.initiative, use=c.use, entry=c.entry)
            return Accepted((error,))
        case ReadPerson() as c, _:
            return Accepted((PersonRead(person=c.person, reader=c.actor, what=c.what),))
        case UseData(), _:
            raise TypeError(f"{command.tag} was given no facts")
        case _:
            assert_never(command)


def _used(command: UseData) -> DataUsed:
    """The use; asked live, it is the one who asks that opens the data, whoever is named."""
    user = command.user if command.history else command.actor
    return DataUsed(
        person=command.person,
        initiative=command.initiative,
        use=command.use,
        user=user,
        asset=command.asset,
        purpose=command.purpose,
    )
