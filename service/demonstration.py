"""People to try things out with, told as history, in a demonstration's store alone.

There is a study that runs today, and a forum that people want to go to (`service.demonstrating_leave`).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.consent import CONSENTS, GiveAnswers, GiveInformation
from domain.initiatives import (
    DelegateTask,
    ImplementVersion,
    JoinSite,
    PublishDocument,
    RecordTraining,
    RegisterInitiative,
)
from domain.involvement import INVOLVEMENT
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import london_day
from domain.people import RegisterPerson
from service import demonstrating_leave, demonstrating_outings, identity, sheets
from service.demonstrating_leave import ACTIVITIES, FORUM, STAFF, Stage
from service.errors import Conflict
from service.importing.study import INITIATIVE
from service.store import OfficeId
from service.wiring import Service

ACTIVITY: Final = "activity"
"""Under which the names of activities are kept."""
NAME: Final = "ward-voices"
"""What the study of the demonstration is called."""
SITE: Final = "wharfe"
VERSION: Final = "1.0"
WORDS: Final = "ward-voices-1.0.txt"
"""The file that holds the words of that version."""
TAKER: Final = "sam.study"
"""The member of its team who goes through it with people."""
PEOPLE: Final = ("Ash", "Bryn", "Cleo")
"""Who takes part: Ash was told and has not answered, Bryn has said yes, nobody has gone through it with Cleo."""


def furnish(service: Service) -> None:
    """Puts the people of the demonstration on the record, where they are not. Raises Conflict for any other store."""
    if not service.config.demo:
        raise Conflict(
            "This is no demonstration store, and nobody can sign in yet.",
            "Make one for trying out: byleave --data DIR init --demo",
        )
    operator = service.keys.references(identity.SCOPE, [identity.OPERATOR])[identity.OPERATOR]
    _study(service, operator)
    _forum(service, operator)


def _study(service: Service, operator: Ref) -> None:
    refs = _references(service, NAME, PEOPLE)
    taker = identity.register(service.road, TAKER, ("study_team",), service.clock(), by=operator)
    if not service.road.initiative(refs[NAME]).kind:
        service.road.ask_together(list(_story(refs, operator, taker, service.clock())))


def _forum(service: Service, operator: Ref) -> None:
    now = service.clock()
    refs = _references(service, FORUM, demonstrating_leave.PEOPLE)
    roles = {**STAFF, **demonstrating_outings.STAFF}
    staff = {name: identity.register(service.road, name, (role,), now, by=operator) for name, role in roles.items()}
    there = _known_or_new(service, ACTIVITY, ACTIVITIES, INVOLVEMENT)
    if not service.road.initiative(refs[FORUM]).kind:
        stage = Stage({**refs, **staff, **there}, operator, now)
        service.road.ask_together([*demonstrating_leave.story(stage), *demonstrating_outings.story(stage)])


def _references(service: Service, initiative: str, people: Sequence[str]) -> dict[str, Ref]:
    """Who and what stands behind each name; durable before any event."""
    there = _known_or_new(service, INITIATIVE, [initiative], "")
    return there | _known_or_new(service, there[initiative], people, study_purpose(there[initiative]))


def _known_or_new(service: Service, scope: str, names: Sequence[str], purpose: str) -> dict[str, Ref]:
    keys, known = service.keys, service.keys.references(scope, names)
    made = {name: Ref(os.urandom(16).hex()) for name in names if name not in known}
    new = [OfficeId(name, ref, purpose or study_purpose(ref)) for name, ref in made.items()]
    keys.ensure((each.reference, each.purpose) for each in new)
    return known | keys.register(scope, new)


def _story(refs: dict[str, Ref], operator: Ref, taker: Ref, now: datetime) -> Iterator[Command]:
    study, purpose = refs[NAME], study_purpose(refs[NAME])
    begun, told_on = now - timedelta(days=30), now - timedelta(days=5)
    day = london_day(begun)

    def told(at: datetime, **more: Any) -> dict[str, Any]:
        return {"actor": operator, "role": "records", "at": now, "occurred_at": at, "history": True, **more}

    of: dict[str, Any] = {"initiative": study}
    yield RegisterInitiative(kind="study", name=NAME, **of, **told(begun))
    yield JoinSite(site=SITE, security_level="medium", opened_on=day, **of, **told(begun))
    yield from _published(day, {**of, **told(begun)})
    yield ImplementVersion(site=SITE, version=VERSION, implemented_on=day, **of, **told(begun))
    yield RecordTraining(person=taker, task="consent", trained_on=day, **of, **told(begun))
    yield DelegateTask(person=taker, task="consent", from_on=day, **of, **told(begun))
    for name in PEOPLE:
        called = Sealed(refs[name], purpose, name)
        yield RegisterPerson(person=refs[name], kind="service_user", office_id=called, site=SITE, **of, **told(begun))
    for name in PEOPLE[:2]:
        yield GiveInformation(person=refs[name], version=VERSION, by=taker, **of, **told(told_on))
    signed = now - timedelta(days=3)
    late = Sealed(refs[PEOPLE[1]], purpose, "told when the demonstration was made")
    yield GiveAnswers(
        person=refs[PEOPLE[1]],
        version=VERSION,
        informed_at=told_on,
        taker=taker,
        copy_given="yes",
        answers={item: item not in {"C04", "C06", "C10"} for item in sorted(CONSENTS)},
        late_reason=late,
        **of,
        **told(signed),
    )


def _published(day: date, told: Mapping[str, Any]) -> Iterator[Command]:
    """The study's words, as the office dated and approved them: one paper is sheet and form."""
    for document in ("PIS", "ICF"):
        yield PublishDocument(
            document=document,
            version=VERSION,
            dated=day,
            approved_on=day,
            removal_window_days=28,
            reconsent="new_only",
            sha256=sheets.hash_of(WORDS),
            **told,
        )
