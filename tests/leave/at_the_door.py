"""Processes of their own at a ward's door: one lets people out, the other takes away what that rests on."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed, study_purpose
from domain.kernel.time import london_day
from domain.leave import (
    CheckEpisode,
    CheckVenue,
    DraftApplication,
    DraftLeave,
    EpisodeReleased,
    GiveCopy,
    PlanEpisode,
    RecordMinistryGrant,
    RecordMinistryWithdrawal,
    ReleaseEpisode,
    RevokeLeave,
    SayToday,
    SendApplication,
    SetContingency,
    SignLeave,
    SuspendLeave,
)
from domain.people import AssignResponsibleClinician, AssignRole, BeginRestriction, ChangeDetention, RegisterPerson
from service import wiring
from service.store import Draft, Stale
from service.wiring import Service
from tests.given import STUDY, hours, ref
from tests.store.workers import Window, person_of
from tests.stores import cast, operator

NURSE, DR_A, DR_B = ref("nurse"), ref("dr a"), ref("dr b")
LETTER: Final = "4f" * 32


def furnish(store: Service, people: int) -> None:
    """Everybody of the coming rounds is restricted and may go out: every clause of the gate holds."""
    cast(store, NURSE, roles=("ward",))
    cast(store, DR_A, DR_B, roles=("clinician",))
    persons = [person_of(number) for number in range(people)]
    store.keys.ensure((person, purpose) for person in persons for purpose in (CARE, study_purpose(STUDY)))
    today = london_day(store.clock())
    in_charge = AssignRole(person=NURSE, assigned="nurse_in_charge", site="S1", from_on=today, **operator(store))
    store.road.ask(in_charge)
    batch = store.road.batch()
    for person in persons:
        for command in ready(store, person):
            batch.decide(command, "c" * 32)
    store.record.append(batch.drafts, batch.reading.expected())
    store.road.states.forget()


def ready(store: Service, person: Ref) -> Iterator[Command]:
    """What the office tells of somebody for whom everything is in order."""
    told = operator(store)
    now = told["at"]
    words, day = Sealed(person, CARE, "in words"), london_day(now)
    of: dict[str, Any] = {"person": person, "history": True, "occurred_at": now - hours(0.01), **told}
    leave, outing, consent = of | {"authorisation": "A-1"}, of | {"episode": "O-1"}, of | {"consent": "M-1"}
    name = Sealed(person, study_purpose(STUDY), "a name")
    yield RegisterPerson(kind="service_user", initiative=STUDY, site="S1", office_id=name, **of)
    yield ChangeDetention(section="s37", hospital="S1", from_on=day - timedelta(days=9), **of)
    yield BeginRestriction(basis="s41", from_on=day - timedelta(days=9), **of)
    yield AssignResponsibleClinician(clinician=DR_A, from_on=day - timedelta(days=9), basis="substantive", **of)
    yield DraftApplication(level="overnight", **consent)
    yield SendApplication(**consent)
    yield RecordMinistryGrant(level="overnight", letter_sha256=LETTER, **consent)
    terms = {"form": "specified_period", "category": "community", "escort": "unescorted", "custody": False}
    yield DraftLeave(from_at=now - hours(1), to_at=now + hours(30), **terms, **leave)
    yield SetContingency(plan=words, telephone=words, **leave)
    yield SignLeave(signed_by=DR_A, **leave)
    yield GiveCopy(to="patient", format="standard", **leave)
    where = {"destination": "hall", "area": "wakefield", "purpose": "family"}
    times = {"departs_at": now - hours(0.005), "returns_at": now + hours(20)}
    yield PlanEpisode(authorisation="A-1", requested_by=person, **where, **times, **outing)
    yield CheckVenue(clear=True, **outing)
    yield CheckEpisode(outcome="release", conditions_explained=True, telephone_tested=True, **outing)
    yield SayToday(agrees=True, **outing)


def letting_out(store: Service, person: Ref) -> Command:
    """The nurse in charge lets the person out."""
    return ReleaseEpisode(person=person, episode="O-1", actor=NURSE, role="ward", at=store.clock())


def revoking(store: Service, person: Ref) -> Command:
    """The clinician takes the leave back."""
    who = {"actor": DR_A, "role": "clinician", "at": store.clock()}
    return RevokeLeave(person=person, authorisation="A-1", why="information", **who)


def suspending(store: Service, person: Ref) -> Command:
    """The clinician lets the leave rest."""
    who = {"actor": DR_A, "role": "clinician", "at": store.clock()}
    return SuspendLeave(person=person, authorisation="A-1", why="incident", **who)


def losing_consent(store: Service, person: Ref) -> Command:
    """The Ministry takes back its consent."""
    who = {"actor": DR_A, "role": "clinician", "at": store.clock()}
    return RecordMinistryWithdrawal(person=person, consent="M-1", **who)


def changing_hands(store: Service, person: Ref) -> Command:
    """Somebody else is in charge as well from today on: there is no longer one clinician who is."""
    told = operator(store)
    day = london_day(told["at"])
    return AssignResponsibleClinician(person=person, clinician=DR_B, from_on=day, basis="substantive", **told)


Taking = Callable[[Service, Ref], Command]
"""What takes away something that letting out rests on."""


def let_out(tell: Connection, directory: Path, rounds: int, window: Window, guarded: bool) -> None:
    """In each round lets one person out, once. Tells how often it was decided again, and how many went."""
    with wiring.open_store(directory) as service:
        appending = service.record.append
        held, again, went = False, 0, 0

        def append(drafts: Any, expect: Any, repeats: Any = ()) -> Any:
            nonlocal held, again
            if not held and _releases(drafts):
                held = True
                window.hold()
            try:
                return appending(drafts, expect if guarded else {}, repeats)
            except Stale:
                again += 1
                raise

        service.record.append = append  # type: ignore[method-assign]
        for number in range(rounds):
            held = False
            window.begin.wait()
            if not window.certain:
                time.sleep(random.uniform(0, 0.012))
            went += service.road.ask(letting_out(service, person_of(number))).refused is None
    tell.send((again, went))


def _releases(drafts: list[Draft]) -> bool:
    return isinstance(drafts[0].event, EpisodeReleased)


def take_away(tell: Connection, directory: Path, rounds: int, window: Window, taking: Taking) -> None:
    """In each round takes away, once, what letting the person out rests on."""
    with wiring.open_store(directory) as service:
        for number in range(rounds):
            window.begin.wait()
            with window.stopping():
                outcome = service.road.ask(taking(service, person_of(number)))
            assert outcome.refused is None
    tell.send(rounds)
