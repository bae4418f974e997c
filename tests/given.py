"""given/when/then over deciders, and the cast that the tests share. Nothing here touches a store."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from domain.kernel.decider import Accepted, Command, Event, Folding, Recorded
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused

_numbers = count(1)


def ref(name: str) -> Ref:
    """A reference that is always the same for a name."""
    return Ref(name.encode().hex().ljust(32, "0")[:32])


STUDY = ref("talk2")
P1, P2 = ref("p1"), ref("p2")
R1, R2, D1, N1, V1 = ref("r1"), ref("r2"), ref("d1"), ref("n1"), ref("v1")
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(number: float) -> timedelta:
    """A span."""
    return timedelta(hours=number)


def told(actor: Ref = R1, when: datetime = NOON, **more: Any) -> dict[str, Any]:
    """What the server adds to a command."""
    return {"actor": actor, "role": "study_team", "at": when, **more}


def recorded(event: Event, when: datetime = NOON, *, version: int = 1, **more: Any) -> Recorded[Event]:
    """An event as if it had been recorded."""
    envelope: dict[str, Any] = {
        "position": next(_numbers),
        "recorded_at": when,
        "occurred_at": when,
        "actor": R1,
        "role": "records",
        "source": "screen",
    }
    return Recorded(event=event, stream=event.stream, version=version, **{**envelope, **more})


def folded(folding: Folding[Any], *history: Recorded[Event]) -> Any:
    """The state that a history leaves; versions are numbered here."""
    state = folding.initial
    for version, each in enumerate(history, 1):
        state = folding.evolve(state, replace(each, version=version))
    return state


@dataclass(frozen=True)
class Decided:
    """What a decider answered, to be held against what was expected."""

    answer: Accepted | Refused

    def then(self, *events: type[Event]) -> Accepted:
        """Accepted, with events of these kinds."""
        assert isinstance(self.answer, Accepted), f"refused by {self.answer}"
        assert [type(event) for event in self.answer.events] == list(events)
        return self.answer

    def then_breaks(self, *rules: str) -> None:
        """Refused by exactly these rules; by none where none is named."""
        found = self.answer.broken if isinstance(self.answer, Refused) else ()
        assert found == rules, f"breaks {found}, expected {rules}"

    def then_cannot_judge(self, *rules: str) -> None:
        """Refused because these could not be judged."""
        assert isinstance(self.answer, Refused)
        assert self.answer.unjudged == rules


@dataclass(frozen=True)
class Given:
    """A state, ready for a command."""

    decide: Callable[..., Accepted | Refused]
    state: Any

    def when(self, command: Command, facts: Any = None) -> Decided:
        """Asks."""
        return Decided(
            self.decide(command, self.state, facts) if facts is not None else self.decide(command, self.state)
        )


def given(decide: Callable[..., Accepted | Refused], folding: Folding[Any], *history: Recorded[Event]) -> Given:
    """A decider and what happened before."""
    return Given(decide, folded(folding, *history))
