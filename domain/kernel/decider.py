"""Deciders: a command asked of a state and of facts gives events or a refusal; events evolve the state.

All of it is pure. The actor and the deciding time come with the command from the server; the store adds where and
when an event was recorded.
"""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from domain.kernel.codes import check
from domain.kernel.ids import Ref, StreamId
from domain.kernel.rules import HOLDS, Case, Refused, Rule, Verdicts, judge, refusal
from domain.kernel.sealed import Sealed
from domain.kernel.time import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, as it is stored. `tag` is the storage name: never reused, never a Python path."""

    tag: ClassVar[str]

    @property
    def stream(self) -> StreamId:
        """The stream that holds it."""
        raise TypeError(f"{type(self).__name__} says no stream")

    @property
    def subjects(self) -> tuple[Ref, ...]:
        """Whom it is about (ops/log-format.md): never actors, takers, witnesses or clinicians in charge."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked. `actor`, `role`, `at` and `history` come from the server, never from a body or a file.

    `occurred_at` is when it took effect (`at` where not given); `entered_at` is an import's claim of when its office
    wrote it down (ALWAYS where the file does not say); `corrects` is the version of the entry that this one
    replaces, `reason` why.
    """

    tag: ClassVar[str]
    actor: Ref
    role: str
    at: datetime
    source: str = "screen"
    occurred_at: datetime | None = None
    entered_at: datetime | None = None
    late_reason: Sealed | None = None
    history: bool = False
    corrects: int | None = None
    reason: Sealed | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a text in clear that may not stand in its field."""
        check(self)

    @property
    def stream(self) -> StreamId:
        """The stream whose state decides it."""
        raise TypeError(f"{type(self).__name__} says no stream")

    @property
    def happened_at(self) -> datetime:
        """When what it tells took effect (UTC)."""
        return self.at if self.occurred_at is None else self.occurred_at

    @property
    def day(self) -> date:
        """The local day on which it took effect."""
        return london_day(self.happened_at)


C = TypeVar("C", bound=Command)


def as_stored(kind: type[C], /, **given: Any) -> C:
    """A command as it was asked once: what may be asked today is not held against it."""
    command = object.__new__(kind)
    for each in fields(kind):
        object.__setattr__(command, each.name, given.get(each.name, each.default))
    if missing := [each.name for each in fields(kind) if getattr(command, each.name) is MISSING]:
        raise KeyError(f"{kind.__name__} without {', '.join(missing)}")
    return command


def amended(command: C, /, **changes: Any) -> C:
    """The same command with some fields otherwise; the rest is as it was asked."""
    was = {each.name: getattr(command, each.name) for each in fields(command)}
    return as_stored(type(command), **{**was, **changes})


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Generic[E_co]):
    """An event with what its envelope says: where it stands, when it took effect, since when it has been known."""

    event: E_co
    stream: StreamId
    version: int
    position: int
    recorded_at: datetime
    occurred_at: datetime
    actor: Ref
    role: str
    source: str
    entered_at: datetime | None = None
    late_reason: Sealed | None = None
    corrects: int | None = None
    history: bool = False
    broken: tuple[str, ...] = ()

    @property
    def known_at(self) -> datetime:
        """Since when it has been known: for a row of an import its office's claim, else our own clock."""
        if self.entered_at is None or self.corrects is not None:
            return self.recorded_at
        return self.entered_at

    @property
    def explained(self) -> bool:
        """Whether a reason was given for recording it late."""
        return self.late_reason is not None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer yes: what to record, and for history which rules it broke or could not be held against."""

    events: tuple[Event, ...]
    verdicts: Verdicts = HOLDS


Decision = Accepted | Refused

E = TypeVar("E", bound=Event)


def as_told(kind: type[E], command: Command) -> E:
    """The event of a kind whose every field the command has under the same name."""
    return kind(**{each.name: getattr(command, each.name) for each in fields(kind)})


State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Folding(Generic[State]):
    """How one kind of stream is folded: the state before anything happened, and what each event makes of it."""

    initial: State
    evolve: Callable[[State, Recorded[Event]], State]


def settle(command: Command, rules: Sequence[Rule[Case]], case: Case, *events: Event) -> Decision:
    """Events where nothing stands against them; history always, with what it broke; else the refusal."""
    verdicts = judge(rules, case, command.day)
    if not command.history and (no := refusal(rules, verdicts)):
        return no
    return Accepted(events, verdicts)


def permit(rules: Sequence[Rule[Case]], case: Case, on: date) -> Refused | None:
    """The no of rules that history is held to as well as what is asked live, or None where nothing stands against."""
    return refusal(rules, judge(rules, case, on))
