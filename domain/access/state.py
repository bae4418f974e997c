"""What a use stream says: each use of the person's data, and since when it has been known."""

from dataclasses import dataclass
from datetime import datetime

from domain.access.events import DataUsed, PersonRead, UseEnteredInError
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, end, put, standing
from domain.kernel.ids import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Entry):
    """One use: who opened which asset for which purpose, when."""

    use: str
    used_at: datetime
    user: Ref
    asset: str
    purpose: str
    told_as_history: bool = False


@dataclass(frozen=True, slots=True)
class Uses:
    """The uses of one person's data in one initiative, folded."""

    uses: tuple[Use, ...] = ()


def evolve(state: Uses, recorded: Recorded[Event]) -> Uses:
    """The history with one more event."""
    match recorded.event:
        case DataUsed() as e:
            use = Use(
                use=e.use,
                used_at=recorded.occurred_at,
                user=e.user,
                asset=e.asset,
                purpose=e.purpose,
                told_as_history=recorded.history and recorded.source != "import",
                **standing(recorded),
            )
            return Uses(put(state.uses, use, recorded.corrects))
        case UseEnteredInError() as e:
            return Uses(end(state.uses, e.entry, recorded.known_at))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a use stream")


FOLDING = Folding(Uses(), evolve)


def evolve_readings(state: int, recorded: Recorded[Event]) -> int:
    """How often the record was read; no rule relies on it."""
    match recorded.event:
        case PersonRead():
            return state + 1
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a reading stream")


READING_FOLDING = Folding(0, evolve_readings)
