"""How a consent stream is folded, event by event."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, assert_never

from domain.consent.capacity import (
    DOUBTED,
    OF_FORM,
    REGAINED,
    Advice,
    Consultee,
    Found,
    Said,
    resting_on,
)
from domain.consent.events import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ChannelsStopped,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    ConsulteeTold,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    PeerAnswered,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.consent.items import PARTICULAR, UNCLEAR, off, stopped_by
from domain.consent.state.consent import Consent
from domain.consent.state.entries import (
    ADVICE,
    OBJECTION,
    PAUSE,
    Information,
    Lifting,
    Mistake,
    PeerAnswer,
    Signing,
    Stop,
    Suspension,
    Told,
)
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import end, put, standing, vacate
from domain.kernel.items import CONSENTS
from domain.kernel.time import FOREVER


def evolve(state: Consent, recorded: Recorded[Event]) -> Consent:
    """The history with one more event."""
    match recorded.event:
        case InformationGiven() as e:
            told = Information(informed_at=recorded.occurred_at, number=e.version, by=e.by, **standing(recorded))
            return _displacing(replace(state, informed=put(state.informed, told, recorded.corrects)), recorded)
        case AnswersGiven() as e:
            signings = put(state.signings, _signing(e, recorded), recorded.corrects)
            return _displacing(replace(state, signings=signings), recorded)
        case EnteredInError() as e:
            return _in_error(state, e, recorded)
        case PeerAnswered() as e:
            answer = PeerAnswer(peer=e.peer, agrees=e.agrees, said_at=recorded.occurred_at, **standing(recorded))
            return replace(state, peers=put(state.peers, answer, recorded.corrects))
        case Withdrawn() | ChannelsStopped() | StopClarified() | ObjectionObserved() | Paused() | Resumed():
            return _stopping(state, recorded.event, recorded)
        case CapacityDoubted() | CapacityAssessed() | CapacityRegained() as e:
            said = put(state.capacity.said, _said(e, recorded), recorded.corrects)
            return replace(state, capacity=replace(state.capacity, said=said))
        case ConsulteeIdentified() | ConsulteeChanged() as e:
            asked = put(state.capacity.consultees, _consultee(e, recorded), recorded.corrects)
            return replace(state, capacity=replace(state.capacity, consultees=asked))
        case ConsulteeAdvised() as e:
            return _advised(state, e, recorded)
        case ConsulteeTold() as e:
            told_of = Told(consultee=e.consultee, entry=e.entry, counts=not recorded.broken, **standing(recorded))
            return replace(state, tellings=put(state.tellings, told_of, recorded.corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a consent stream")


def _stopping(
    state: Consent,
    event: Withdrawn | ChannelsStopped | StopClarified | ObjectionObserved | Paused | Resumed,
    recorded: Recorded[Event],
) -> Consent:
    """The history with one more thing that stops, rests or goes on."""
    match event:
        case Withdrawn() as e:
            return _withdrawn(state, e, recorded)
        case ChannelsStopped() as e:
            there = replace(_stop(PARTICULAR, off(e.off_channels), recorded), channels=frozenset(e.off_channels))
            return replace(state, stops=put(state.stops, there, recorded.corrects))
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
            assert_never(event)


def _in_error(state: Consent, event: EnteredInError, recorded: Recorded[Event]) -> Consent:
    """The signing or information of that version counts no longer; a stop is never ended so."""
    told = (*state.signings, *state.informed)
    wrong = next((e for e in told if e.version == event.entry and e.known_until is FOREVER), None)
    if wrong is None:
        return state
    ended = replace(Mistake(entry=event.entry, **standing(recorded)), order=wrong.order)
    not_theirs = (replace(wrong, known_from=recorded.known_at),) if isinstance(wrong, Signing) else ()
    return replace(
        state,
        signings=end(state.signings, event.entry, recorded.known_at),
        informed=end(state.informed, event.entry, recorded.known_at),
        in_error=(*state.in_error, *not_theirs),
        mistakes=(*state.mistakes, ended),
    )


def _displacing(state: Consent, recorded: Recorded[Event]) -> Consent:
    """Where it corrects what was said to be somebody else's, that is said no longer."""
    if recorded.corrects is None or not state.mistakes:
        return state
    told = (*state.signings, *state.informed)
    place = next((each.order for each in told if each.version == recorded.version), recorded.version)
    return replace(state, mistakes=vacate(state.mistakes, place, recorded.known_at))


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
