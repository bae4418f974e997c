"""What a consent stream says: signings and stops, and so what is active at an instant as known at another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.consent.events import AnswersGiven, InformationGiven, Withdrawn
from domain.consent.items import stopped_by
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, put, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Information(Entry):
    """The person was told from a version at an instant."""

    informed_at: datetime
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing(Entry):
    """One signing, as its row or its command told it. `entered_at` is when somebody wrote it down."""

    signed_at: datetime
    informed_at: datetime | None
    entered_at: datetime
    explained: bool
    number: str
    taker: Ref
    witness: Ref | None
    copy_given: str
    answers: Mapping[str, bool]
    document_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Entry):
    """One expression of a wish to stop, and the items that it stops."""

    expressed_at: datetime
    entered_at: datetime
    explained: bool
    level: str
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one initiative, folded."""

    informed: tuple[Information, ...] = ()
    signings: tuple[Signing, ...] = ()
    stops: tuple[Stop, ...] = ()

    def latest_signing(self, by: datetime, known: datetime = FOREVER) -> Signing | None:
        """The last signing at or before an instant: by time signed, then by order."""
        signed = [s for s in self.signings if s.signed_at <= by and s.known(known)]
        return max(signed, key=lambda s: (s.signed_at, s.order), default=None)

    def answer(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | Stop | None":
        """What decides an item at an instant: the latest yes, no or stop by then; at one instant a stop wins."""
        said = [s for s in self.signings if item in s.answers and s.signed_at <= at and s.known(known)]
        stops = [s for s in self.stops if item in s.items and s.expressed_at <= at and s.known(known)]
        signing = max(said, key=lambda s: (s.signed_at, s.order), default=None)
        stop = max(stops, key=lambda s: (s.expressed_at, s.order), default=None)
        if signing is None or stop is None:
            return signing or stop
        return stop if stop.expressed_at >= signing.signed_at else signing

    def active(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether an item is active at an instant, as known at another."""
        last = self.answer(item, at, known)
        return isinstance(last, Signing) and last.answers[item]

    def told(self, version: str, by: datetime, known: datetime = FOREVER) -> datetime | None:
        """When the person was last told from this version, by an instant."""
        told = (i.informed_at for i in self.informed if i.number == version and i.known(known))
        return max((at for at in told if at <= by), default=None)


def evolve(state: Consent, recorded: Recorded[Event]) -> Consent:
    """The history with one more event."""
    match recorded.event:
        case InformationGiven() as e:
            told = Information(informed_at=recorded.occurred_at, number=e.version, **standing(recorded))
            return replace(state, informed=put(state.informed, told, recorded.corrects))
        case AnswersGiven() as e:
            return replace(state, signings=put(state.signings, _signing(e, recorded), recorded.corrects))
        case Withdrawn() as e:
            return replace(state, stops=put(state.stops, _stop(e, recorded), recorded.corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a consent stream")


def _signing(event: AnswersGiven, recorded: Recorded[Event]) -> Signing:
    return Signing(
        signed_at=recorded.occurred_at,
        informed_at=event.informed_at,
        entered_at=recorded.entered_at or recorded.recorded_at,
        explained=recorded.explained,
        number=event.version,
        taker=event.taker,
        witness=event.witness,
        copy_given=event.copy_given,
        answers=event.answers,
        document_sha256=event.document_sha256,
        **standing(recorded),
    )


def _stop(event: Withdrawn, recorded: Recorded[Event]) -> Stop:
    return Stop(
        expressed_at=recorded.occurred_at,
        entered_at=recorded.entered_at or recorded.recorded_at,
        explained=recorded.explained,
        level=event.level,
        items=stopped_by(event.level, event.items),
        **standing(recorded),
    )


FOLDING = Folding(Consent(), evolve)
