"""A forum's whole day, played once on a store that the tests of boards and pages look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.kernel.ids import Ref
from domain.kernel.time import from_local
from service import scenarios
from service.outings import Looker, When
from service.scenarios import Hand
from service.wiring import Service
from tests import stores

SCRIPT: Final = Path(__file__).parents[1] / "ops" / "demo" / "forum-day.yaml"
THURSDAY: Final = "2027-01-14"
STOPS: Final = ("09:00", "11:05", "14:10", "17:30")


def clock_at(hour: str) -> datetime:
    """An hour of that day."""
    return from_local(f"{THURSDAY}T{hour}")


@dataclass(frozen=True)
class ForumDay:
    """The store of the day, its clock, and who is behind each name."""

    service: Service
    clock: Hand
    refs: dict[str, Ref]
    roles: dict[str, str]

    def looker(self, name: str) -> Looker:
        """Somebody of the cast who looks."""
        return Looker(self.refs[name], self.roles[name])

    def when(self, hour: str, known: str | None = None) -> When:
        """An hour of the day, as known at another; seen from long after."""
        return When(self.clock.at, clock_at(hour), clock_at(known or hour))


@contextmanager
def played(directory: Path, until: str = "23:59") -> Iterator[ForumDay]:
    """The day played until an hour, at which its clock stands then."""
    script = scenarios.read(SCRIPT)
    kept = tuple(step for step in script.steps if step.at <= clock_at(until))
    clock = Hand(script.steps[0].at)
    with stores.made(directory, clock=clock) as service:
        playing = scenarios.cast(service, clock, scenarios.Scenario(script.file, "", "", script.cast, kept))
        for outcome in scenarios.play(playing):
            assert outcome.held, f"{outcome.step.line}: {outcome.said}"
        clock.at = clock_at(until)
        yield ForumDay(service, clock, playing.refs, dict(script.cast))
