"""What a consent stream says: signings and stops, and so what is active at an instant as known at another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from domain.consent.capacity import (
    DOUBTED,
    OF_FORM,
    REGAINED,
    Advice,
    Capacity,
    Consultee,
    Found,
    Hold,
    Said,
    resting_on,
)
from domain.consent.events import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.consent.items import CONSENTS, FILM, UNCLEAR, stopped_by
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, end, put, standing, vacate
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
    how_signed: str | None = None
    language: str | None = None
    format: str | None = None
    channels: Mapping[str, bool] | None = None
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
ADVICE: Final = "advice"
PAUSE: Final = "pause"


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one initiative, folded."""

    informed: tuple[Information, ...] = ()
    signings: tuple[Signing, ...] = ()
    stops: tuple[Stop, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    liftings: tuple[Lifting, ...] = ()
    in_error: tuple[Signing, ...] = ()
    capacity: Capacity = field(default_factory=Capacity)

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

    def own_word(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | Stop | None":
        """What the person said or showed last of an item, whatever anybody advised."""
        own = tuple(stop for stop in self.stops if stop.level != ADVICE)
        return replace(self, stops=own).answer(item, at, known)

    def active(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether an item is active at an instant, as known at another: the last answer is yes, and not suspended.

        What continues on a consultee's advice is active.
        """
        last = self.answer(item, at, known)
        if not isinstance(last, Signing) or not last.answers[item]:
            return False
        if self.suspensions and self.suspension(item, at, known, last.signed_at) is not None:
            return False
        return self.capacity.hold(item, last.signed_at, at, known) is not Hold.SUSPENDED

    def suspended_for_capacity(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether the person's last answer is yes, and their capacity suspends it."""
        last = self.answer(item, at, known) if self.capacity.said else None
        if not isinstance(last, Signing) or not last.answers[item]:
            return False
        return self.capacity.hold(item, last.signed_at, at, known) is Hold.SUSPENDED

    def on_channel(self, channel: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether appearing in a film on a channel is agreed to: C06 is active, and its signing says yes to that."""
        last = self.answer(FILM, at, known)
        agreed = isinstance(last, Signing) and bool((last.channels or {}).get(channel))
        return agreed and self.active(FILM, at, known)

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
            and _before(suspension, lifting)
            and lifting.ends_at <= at
            and lifting.of in (None, suspension.version)
            and lifting.known(known)
            for lifting in self.liftings
        )

    def unclear(self, version: int, by: datetime) -> Suspension | None:
        """The unclear stop of that version, said by an instant, where it has not been clarified yet."""
        stands = (s for s in self.suspensions if s.kind == UNCLEAR and s.begins_at <= by and s.known(FOREVER))
        found = next((s for s in stands if s.version == version), None)
        return None if found is None or self._lifted(found, min(found.items), FOREVER, FOREVER) else found

    def told_in(self, version: int) -> bool:
        """Whether the entry of that version stands, and is a signing or tells that the person was informed."""
        return any(e.version == version and e.known_until is FOREVER for e in (*self.signings, *self.informed))

    def declined_at(self, by: datetime) -> datetime | None:
        """When the person last said no to everything that they were asked, where that still is their last word."""
        last = self.latest_signing(by)
        said = [yes for item, yes in last.answers.items() if item in CONSENTS] if last else []
        return last.signed_at if last and said and not any(said) else None

    def contact_barred(self, by: datetime) -> bool:
        """Whether the person has asked for no contact or for removal, or objected, and agreed to nothing since."""
        barring = ("W3", "W6", OBJECTION)
        stops = [s.expressed_at for s in self.stops if s.level in barring and s.expressed_at <= by and s.known(FOREVER)]
        agreed = (s for s in self.signings if s.signed_at <= by and s.known(FOREVER) and any(s.answers.values()))
        return bool(stops) and not any(s.signed_at > max(stops) for s in agreed)

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
        """The latest instant at which the person agreed, declined, stopped, paused or went on, or something was said of
        their capacity; ALWAYS where there is none.
        """
        said = [*(s.signed_at for s in self.signings), *(s.expressed_at for s in self.stops)]
        said += [*(s.begins_at for s in self.suspensions), *(lifting.ends_at for lifting in self.liftings)]
        return max([*said, *self.capacity.last_word()], default=ALWAYS)

    def told(self, version: str, by: datetime, known: datetime = FOREVER) -> datetime | None:
        """When the person was last told from this version, by an instant."""
        told = (i.informed_at for i in self.informed if i.number == version and i.known(known))
        return max((at for at in told if at <= by), default=None)


def _before(suspension: Suspension, lifting: Lifting) -> bool:
    """Whether a lifting is told of after what it ends; at one instant a pause holds, as every stop does."""
    if suspension.kind == PAUSE:
        return suspension.begins_at < lifting.ends_at
    return suspension.begins_at <= lifting.ends_at


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
        case EnteredInError() as e:
            return _in_error(state, e, recorded)
        case CapacityDoubted() | CapacityAssessed() | CapacityRegained() as e:
            said = put(state.capacity.said, _said(e, recorded), recorded.corrects)
            return replace(state, capacity=replace(state.capacity, said=said))
        case ConsulteeIdentified() | ConsulteeChanged() as e:
            asked = put(state.capacity.consultees, _consultee(e, recorded), recorded.corrects)
            return replace(state, capacity=replace(state.capacity, consultees=asked))
        case ConsulteeAdvised() as e:
            return _advised(state, e, recorded)
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a consent stream")


def _in_error(state: Consent, event: EnteredInError, recorded: Recorded[Event]) -> Consent:
    """The signing or information of that version counts no longer; a stop is never ended so."""
    wrong = tuple(s for s in state.signings if s.version == event.entry and s.known_until is FOREVER)
    return replace(
        state,
        signings=end(state.signings, event.entry, recorded.known_at),
        informed=end(state.informed, event.entry, recorded.known_at),
        in_error=(*state.in_error, *(replace(s, known_from=recorded.known_at) for s in wrong)),
    )


def _said(event: CapacityDoubted | CapacityAssessed | CapacityRegained, recorded: Recorded[Event]) -> Said:
    told: dict[str, Any] = {"decision": event.decision, "said_at": recorded.occurred_at, **standing(recorded)}
    match event:
        case CapacityDoubted():
            return Said(what=DOUBTED, **told)
        case CapacityRegained():
            return Said(what=REGAINED, **told)
        case CapacityAssessed() as e:
            return Said(
                what=e.outcome,
                review_by=e.review_by,
                sound=_nothing_against(recorded),
                found=found(e),
                **_entered(recorded),
                **told,
            )


def _nothing_against(recorded: Recorded[Event]) -> bool:
    """Whether it broke no rule when it was told, but for those of form."""
    return not set(recorded.broken) - OF_FORM


def _entered(recorded: Recorded[Event]) -> dict[str, Any]:
    return {"entered_at": recorded.entered_at or recorded.recorded_at, "explained": recorded.explained}


def found(event: CapacityAssessed) -> Found:
    """What an assessment says of itself."""
    return Found(
        assessor_named=event.assessor is not None and bool(event.assessor_role),
        functions=(event.understand, event.retain, event.use_weigh, event.communicate),
        impairment=event.impairment,
        causal_link=event.causal_link,
        supported=bool(event.support_given),
    )


def _consultee(event: ConsulteeIdentified | ConsulteeChanged, recorded: Recorded[Event]) -> Consultee:
    return Consultee(
        consultee=event.consultee,
        kind=event.consultee_kind,
        paid_or_professional=event.paid_or_professional,
        connected_with_project=event.connected_with_project,
        since=recorded.occurred_at,
        counts=_nothing_against(recorded),
        **standing(recorded),
    )


def _advised(state: Consent, event: ConsulteeAdvised, recorded: Recorded[Event]) -> Consent:
    """What a consultee advised; a no is a stop of what rests on the decision, which a correction ends with it."""
    given = Advice(
        consultee=event.consultee,
        decision=event.decision,
        take_part=event.take_part,
        advised_at=recorded.occurred_at,
        counts=_nothing_against(recorded),
        **_entered(recorded),
        **standing(recorded),
    )
    advice = put(state.capacity.advice, given, recorded.corrects)
    place = advice[-1].order
    stops = vacate(state.stops, place, recorded.known_at)
    if not event.take_part:
        stops = (*stops, replace(_stop(ADVICE, resting_on(event.decision), recorded), order=place))
    return replace(state, stops=stops, capacity=replace(state.capacity, advice=advice))


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
        how_signed=event.how_signed,
        language=event.language,
        format=event.format,
        channels=event.channels,
        paper=event.medium == "paper" and recorded.source != "import",
        **standing(recorded),
    )


def _stop(level: str, items: Iterable[str], recorded: Recorded[Event]) -> Stop:
    stopped = {OBJECTION: CONSENTS, ADVICE: frozenset(items)}
    return Stop(
        expressed_at=recorded.occurred_at,
        entered_at=recorded.entered_at or recorded.recorded_at,
        explained=recorded.explained,
        level=level,
        items=stopped[level] if level in stopped else stopped_by(level, items),
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
    """What was meant stops from the first expression on; the suspension of the rest ends here.

    What stops nothing makes nothing clear, however it was told: everything rests on.
    """
    meant = next((s for s in state.suspensions if s.kind == UNCLEAR and s.version == event.entry), None)
    if meant is None:
        return state
    stop = _stop(event.level, event.items, recorded)
    if not stop.items & CONSENTS:
        return state
    return replace(
        state,
        stops=put(state.stops, replace(stop, expressed_at=meant.begins_at), recorded.corrects),
        liftings=put(state.liftings, _lifting(recorded, UNCLEAR, CONSENTS, event.entry), recorded.corrects),
    )


FOLDING = Folding(Consent(), evolve)
