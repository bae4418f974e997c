"""Replay: every decision made again from its command and from what it relied on, and compared with what was recorded.

Sealed values are compared by reference, never opened, so that a replay also holds after keys were destroyed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.governance import AttemptRefused
from domain.kernel.decider import Accepted, Event, Folding, Recorded
from domain.kernel.ids import StreamId
from service.deciding import decide
from service.facts import At, Reading, States, folding_of
from service.store import Made, Record

PAGE = 1_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Differs:
    """A decision that came out otherwise: where its first event stands, what was asked, and what is different."""

    position: int
    asked: str
    said: str


class _Folded(States):
    """The streams as they stood at one position of the log.

    What was appended together was decided before it was known when that would be recorded: those decisions saw each
    other's events as of the time at which they were asked. Later ones see them as of when they were recorded.
    """

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._folded: dict[StreamId, At] = {}
        self._together: dict[StreamId, At] = {}
        self._appended: list[Recorded[Event]] = []

    def get(self, stream: StreamId, folding: Folding[Any]) -> At:
        return self._together.get(stream) or self._folded.get(stream) or At(0, folding.initial)

    def begin(self, recorded_at: datetime) -> None:
        """Goes on to what was recorded then: what was appended before is seen as it was recorded."""
        if self._appended and self._appended[-1].recorded_at != recorded_at:
            for recorded in self._appended:
                folding = folding_of(recorded.event)
                before = self._folded.get(recorded.stream) or At(0, folding.initial)
                self._folded[recorded.stream] = At(recorded.version, folding.evolve(before.state, recorded))
            self._appended.clear()
            self._together.clear()

    def take(self, recorded: Recorded[Event], asked_at: datetime) -> None:
        """The stream of an event, with it."""
        folding = folding_of(recorded.event)
        seen = replace(recorded, recorded_at=asked_at)
        state = folding.evolve(self.get(recorded.stream, folding).state, seen)
        self._together[recorded.stream] = At(recorded.version, state)
        self._appended.append(recorded)

    def version(self, stream: StreamId) -> int:
        """The version at which a stream stands; 0 where nothing was recorded in it."""
        at = self._together.get(stream) or self._folded.get(stream)
        return at.version if at else 0


def replay(record: Record, tell: Progress = lambda _, __: None) -> Iterator[Differs]:
    """Decides everything again, in the order of the log; yields what came out otherwise."""
    folded = _Folded(record)
    for decision in _decisions(_log(record, tell)):
        first = decision[0]
        folded.begin(first.recorded.recorded_at)
        yield from _differences(decision, folded)
        asked_at = first.command.at if first.command else first.recorded.recorded_at
        for made in decision:
            folded.take(made.recorded, asked_at)


def _log(record: Record, tell: Progress) -> Iterator[Made]:
    position, head = 0, record.head()
    while page := record.made(position, PAGE):
        yield from page
        position = page[-1].recorded.position
        tell(position, head)


def _decisions(log: Iterable[Made]) -> Iterator[list[Made]]:
    decision: list[Made] = []
    for made in log:
        if made.command is not None and decision:
            yield decision
            decision = []
        decision.append(made)
    if decision:
        yield decision


def _differences(decision: list[Made], folded: _Folded) -> Iterator[Differs]:
    first = decision[0]
    position = first.recorded.position
    if first.command is None:
        yield Differs(position, first.recorded.event.tag, "no command is recorded with it")
        return
    moved = [stream for stream, version in first.relied_on.items() if folded.version(stream) != version]
    if moved:
        said = f"it relied on {len(moved)} stream(s) at versions that the log does not have there"
        yield Differs(position, first.command.tag, said)
        return
    recorded, again = _recorded(decision), _again(first, folded)
    if recorded != again:
        yield Differs(position, first.command.tag, f"recorded {_words(recorded)}, decided again {_words(again)}")


def _recorded(decision: list[Made]) -> tuple[Any, ...]:
    first = decision[0].recorded
    if isinstance(first.event, AttemptRefused):
        return ("refused", first.event.broken, first.event.unjudged)
    verdicts = (first.broken, decision[0].unjudged) if first.history else ()
    return ("recorded", *verdicts, *(made.recorded.event for made in decision))


def _again(first: Made, folded: _Folded) -> tuple[Any, ...]:
    if first.command is None:
        raise TypeError("only a decision's first event has its command")
    answer = decide(first.command, Reading(folded))
    if not isinstance(answer, Accepted):
        return ("refused", answer.broken, answer.unjudged)
    verdicts = (answer.verdicts.broken, answer.verdicts.unjudged) if first.command.history else ()
    return ("recorded", *verdicts, *answer.events)


def _words(outcome: tuple[Any, ...]) -> str:
    """An outcome without what is in it: kinds of events, and rules by id."""
    return " ".join(part.tag if isinstance(part, Event) else str(part) for part in outcome)
