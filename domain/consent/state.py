"""What a consent stream says: signings and stops, and so what is active at an instant as known at another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.consent.events import (
    AnswersGiven,
    InformationGiven,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.consent.items import CONSENTS, UNCLEAR, stopped_by
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, put, standing, vacate
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Information(Entry):
    """The person was told from a version at an instant."""

    informed_at: datetime
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing(Entry):
    """One signing, as its row or its command told it. `entered_at` is when somebody wrote it down.

    `paper`: somebody here entered it from a paper; what an office imports it has compared in its own way.
    """

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
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Entry):
    """One expression of a wish to stop, and the items that it stops."""

    expressed_at: datetime
    entered_at: datetime
    explained: bool
    level: str
    items: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(Entry):
    """Items suspended from an instant on, by a pause or by a stop that is not clear yet (`kind`)."""

    kind: str
    items: frozenset[str]
    begins_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting(Entry):
    """The end of a suspension of a kind for some items; `of` is the version of the one that it ends, where it says."""

    kind: str
    items: frozenset[str]
    ends_at: datetime
    of: int | None


OBJECTION: Final = "objection"
PAUSE: Final = "pause"


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one initiative, folded."""

    informed: tuple[Information, ...] = ()
    signings: tuple[Signing, ...] = ()
    stops: tuple[Stop, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    liftings: tuple[Lifting, ...] = ()

    def latest_signing(self, by: datetime, known: datetime = FOREVER) -> Signing | None:
        """The last signing at or before an instant: by time signed, then by order."""
        signed = [s for s in self.signings if s.signed_at <= by and s.known(known)]
        return max(signed, key=lambda s: (s.signed_at, s.order), default=None)

    def answer(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | Stop | None":
        """What decides an item at an instant: the latest yes, no or stop by then; at one instant a stop wins."""
        said = [s for s in self.signings if item in s.answers and s.signed_at <= at and s.known(known)]
        signing = max(said, key=lambda s: (s.signed_at, s.order)) if len(said) > 1 else said[0] if said else None
        if not self.stops:
            return signing
        stops = [s for s in self.stops if item in s.items and s.expressed_at <= at and s.known(known)]
        stop = max(stops, key=lambda s: (s.expressed_at, s.order), default=None)
        if signing is None or stop is None:
            return signing or stop
        return stop if stop.expressed_at >= signing.signed_at else signing

    def active(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether an item is active at an instant, as known at another: the last answer is yes, and not suspended."""
        last = self.answer(item, at, known)
        if not isinstance(last, Signing) or not last.answers[item]:
            return False
        return not self.suspensions or self.suspension(item, at, known, last.signed_at) is None

    def suspension(
        self, item: str, at: datetime, known: datetime = FOREVER, signed_at: datetime = ALWAYS
    ) -> Suspension | None:
        """What suspends an item at an instant; what began before a signing was ended by it."""
        begun = [s for s in self.suspensions if item in s.items and signed_at <= s.begins_at <= at and s.known(known)]
        return next((s for s in begun if not self._lifted(s, item, at, known)), None)

    def _lifted(self, suspension: Suspension, item: str, at: datetime, known: datetime) -> bool:
        return any(
            lifting.kind == suspension.kind
            and item in lifting.items
            and suspension.begins_at <= lifting.ends_at <= at
            and lifting.of in (None, suspension.version)
            and lifting.known(known)
            for lifting in self.liftings
        )

    def unclear(self, version: int, by: datetime) -> Suspension | None:
        """The unclear stop of that version, said by an instant, where it has not been clarified yet."""
        stands = (s for s in self.suspensions if s.kind == UNCLEAR and s.begins_at <= by and s.known(FOREVER))
        found = next((s for s in stands if s.version == version), None)
        return None if found is None or self._lifted(found, min(found.items), FOREVER, FOREVER) else found

    def declined_at(self, by: datetime) -> datetime | None:
        """When the person last said no to everything that they were asked, where that still is their last word."""
        last = self.latest_signing(by)
        said = [yes for item, yes in last.answers.items() if item in CONSENTS] if last else []
        return last.signed_at if last and said and not any(said) else None

    def paused(self, items: Iterable[str], at: datetime) -> bool:
        """Whether any of these items is paused at an instant."""
        held = [self.suspension(item, at) for item in items]
        return any(suspension is not None and suspension.kind == PAUSE for suspension in held)

    def stop_unclear(self, items: Iterable[str], at: datetime, known: datetime = FOREVER) -> bool:
        """Whether a stop is not clear yet at an instant, for what rests on any of these items.

        It ends where the person has said what they meant, or has agreed again to one of the items: a new no, an
        acknowledgement or a yes to something else ends nothing.
        """
        begun = [s for s in self.suspensions if s.kind == UNCLEAR and s.begins_at <= at and s.known(known)]
        return any(
            not self._lifted(s, min(s.items), at, known) and not self._agreed_since(s.begins_at, items, at, known)
            for s in begun
        )

    def _agreed_since(self, since: datetime, items: Iterable[str], at: datetime, known: datetime) -> bool:
        wanted = tuple(items)
        signed = (s for s in self.signings if since < s.signed_at <= at and s.known(known))
        return any(s.answers.get(item, False) for s in signed for item in wanted)

    def last_word(self) -> datetime:
        """The latest instant at which the person agreed, declined, stopped, paused or went on; ALWAYS where none."""
        said = [*(s.signed_at for s in self.signings), *(s.expressed_at for s in self.stops)]
        said += [*(s.begins_at for s in self.suspensions), *(lifting.ends_at for lifting in self.liftings)]
        return max(said, default=ALWAYS)

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
            return _withdrawn(state, e, recorded)
        case StopClarified() as e:
            return _clarified(state, e, recorded)
        case ObjectionObserved():
            return replace(state, stops=put(state.stops, _stop(OBJECTION, (), recorded), recorded.corrects))
        case Paused() as e:
            pause = _suspension(recorded, PAUSE, frozenset(e.items) or CONSENTS)
            return replace(state, suspensions=put(state.suspensions, pause, recorded.corrects))
        case Resumed() as e:
            ended = _lifting(recorded, PAUSE, frozenset(e.items) or CONSENTS)
            return replace(state, liftings=put(state.liftings, ended, recorded.corrects))
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
        paper=event.medium == "paper" and recorded.source != "import",
        **standing(recorded),
    )


def _stop(level: str, items: Iterable[str], recorded: Recorded[Event]) -> Stop:
    return Stop(
        expressed_at=recorded.occurred_at,
        entered_at=recorded.entered_at or recorded.recorded_at,
        explained=recorded.explained,
        level=level,
        items=CONSENTS if level == OBJECTION else stopped_by(level, items),
        **standing(recorded),
    )


def _suspension(recorded: Recorded[Event], kind: str, items: frozenset[str]) -> Suspension:
    return Suspension(kind=kind, items=items, begins_at=recorded.occurred_at, **standing(recorded))


def _lifting(recorded: Recorded[Event], kind: str, items: frozenset[str], of: int | None = None) -> Lifting:
    return Lifting(kind=kind, items=items, ends_at=recorded.occurred_at, of=of, **standing(recorded))


def _withdrawn(state: Consent, event: Withdrawn, recorded: Recorded[Event]) -> Consent:
    """A stop; an unclear one suspends everything too, until it is clarified or corrected into a clear one."""
    stops = put(state.stops, _stop(event.level, event.items, recorded), recorded.corrects)
    place = stops[-1].order
    suspensions = vacate(state.suspensions, place, recorded.known_at)
    if event.level == UNCLEAR:
        suspensions = (*suspensions, replace(_suspension(recorded, UNCLEAR, CONSENTS), order=place))
    return replace(state, stops=stops, suspensions=suspensions)


def _clarified(state: Consent, event: StopClarified, recorded: Recorded[Event]) -> Consent:
    """What was meant stops from the first expression on; the suspension of the rest ends here."""
    meant = next((s for s in state.suspensions if s.kind == UNCLEAR and s.version == event.entry), None)
    if meant is None:
        return state
    stop = _stop(event.level, event.items, recorded)
    return replace(
        state,
        stops=put(state.stops, replace(stop, expressed_at=meant.begins_at), recorded.corrects),
        liftings=put(state.liftings, _lifting(recorded, UNCLEAR, CONSENTS, event.entry), recorded.corrects),
    )


FOLDING = Folding(Consent(), evolve)
