"""Who is shown which task of leave and of wishes to go out, and who does it: one table, the same at every door.

Those who answer for research see none of these, and those who decide about leave see no study's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.judging import REQUEST_KINDS, Task, request_tasks
from domain.judging.leaving import LEAVE_KINDS, leave_tasks
from domain.judging.leaving.again import AGAIN, REPLAN, UNSETTLED
from domain.judging.leaving.away import AUTHORITY, EXPLANATION, LATE, NOTIFICATION, OUTCOME, RECALL
from domain.judging.leaving.papers import COPY, OVERLAP, RENEWAL, REPORT
from domain.judging.requesting import ACTION, ALTERNATIVE, DECISION, ESCALATION, LOOK_AGAIN, REASONS
from domain.kernel.ids import Ref
from domain.kernel.time import london_day
from projections import going
from service.asof import of_going, of_wish
from service.entitling import ADVOCATE, CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, WARD, held_on
from service.facts import Reading
from service.wiring import Service

KINDS: Final = (*REQUEST_KINDS, *LEAVE_KINDS)
SEES: Final[Mapping[str, frozenset[str]]] = {
    WARD: frozenset(KINDS),
    CLINICIAN: frozenset(KINDS),
    MHA_OFFICE: frozenset(LEAVE_KINDS),
    ADVOCATE: frozenset({*REQUEST_KINDS, COPY, EXPLANATION, OUTCOME}),
    INVOLVEMENT_LEAD: frozenset({*REQUEST_KINDS, AGAIN, REPLAN}),
}
"""Which kinds of task a role is shown; whoever runs involvement is shown of outings those to an activity."""
_UNTOLD: Final[Mapping[str, frozenset[str]]] = {INVOLVEMENT_LEAD: frozenset({REASONS, ESCALATION, AGAIN, REPLAN})}
"""Of which tasks a role is told that there is one, and not why: availability, not reasons."""

_DOES: Final[Mapping[str, tuple[str, ...]]] = {
    DECISION: (CLINICIAN,),
    REASONS: (CLINICIAN, WARD),
    ALTERNATIVE: (INVOLVEMENT_LEAD, WARD),
    LOOK_AGAIN: (CLINICIAN,),
    ESCALATION: (WARD,),
    ACTION: (INVOLVEMENT_LEAD, WARD),
    REPORT: (CLINICIAN, MHA_OFFICE),
    COPY: (WARD,),
    OVERLAP: (CLINICIAN,),
    RENEWAL: (CLINICIAN,),
    LATE: (WARD,),
    AUTHORITY: (CLINICIAN,),
    RECALL: (CLINICIAN,),
    NOTIFICATION: (MHA_OFFICE, WARD),
    EXPLANATION: (CLINICIAN, WARD),
    OUTCOME: (WARD,),
    REPLAN: (WARD,),
    UNSETTLED: (WARD,),
}
_CLAUSE: Final[Mapping[str, tuple[str, ...]]] = {
    "B1": (MHA_OFFICE,),
    "B2": (CLINICIAN,),
    "B3": (CLINICIAN,),
    "B4": (CLINICIAN, WARD),
    "B5": (CLINICIAN, MHA_OFFICE),
    "B6": (WARD,),
    "B7": (MHA_OFFICE, WARD),
    "B8": (WARD,),
    "B9": (WARD,),
    "B10": (CLINICIAN, WARD),
    "B11": (WARD,),
    "B12": (WARD,),
    "B13": (WARD,),
}
"""Who can do something about each clause of the gate."""


@dataclass(frozen=True, slots=True)
class Due:
    """A task as it is shown to somebody: whom it is about, and which roles do it."""

    person: Ref
    task: Task
    does: tuple[str, ...]


def done_by(task: Task) -> tuple[str, ...]:
    """The roles that can do something about a task."""
    if task.kind != AGAIN:
        return _DOES[task.kind]
    return tuple(sorted({role for clause in re.findall(r"B\d+", task.stage) for role in _CLAUSE[clause]}))


def shown_to(role: str, person: Ref, tasks: Iterable[Task]) -> Iterator[Due]:
    """Those of some tasks about somebody that a role is shown, as it is shown them."""
    for task in tasks:
        hidden = role == INVOLVEMENT_LEAD and task.activity is None
        if task.kind not in SEES.get(role, ()) or hidden:
            continue
        if task.kind in _UNTOLD.get(role, ()):
            yield Due(person, replace(task, stage="", evidence=()), ())
        else:
            yield Due(person, task, done_by(task))


def of_person(service: Service, person: Ref, wishes: Sequence[Ref], role: str, at: datetime) -> list[Due]:
    """What somebody in a role is shown of what was to be done about one person by an instant, as it stands now."""

    def judge(reading: Reading) -> list[Task]:
        asked = [request_tasks(reading.involved(person, activity), at) for activity in wishes]
        return [*leave_tasks(reading.going(person), at), *(task for each in asked for task in each)]

    return list(shown_to(role, person, service.road.judged(judge)))


def of_person_as_known(
    service: Service, person: Ref, wishes: Sequence[Ref], role: str, at: datetime, known_at: datetime
) -> list[Due]:
    """The same as it was known at another instant."""
    asked = [request_tasks(of_wish(service, person, activity, known_at), at) for activity in wishes]
    found = leave_tasks(of_going(service, person, known_at), at)
    return list(shown_to(role, person, [*found, *(task for each in asked for task in each)]))


def of_everybody(
    service: Service, asker: Ref, role: str, at: datetime, known_at: datetime | None = None
) -> tuple[list[Due], int]:
    """The same about everybody at the sites for which the role is held; what is to be done first before the rest.

    With the position of the record that it stands on.
    """
    day = london_day(service.clock())
    sites = {held.site for held in held_on(service.road.person(asker), role, day)}
    with service.views.read("going") as view:
        everybody, position = going.everybody(view.db), view.position
    found: list[Due] = []
    for person, wishes in everybody.items():
        if None not in sites and service.road.person(person).site_on(day) not in sites:
            continue
        if known_at is None:
            found.extend(of_person(service, person, wishes, role, at))
        else:
            found.extend(of_person_as_known(service, person, wishes, role, at, known_at))
    found.sort(key=lambda d: (d.task.due or d.task.since, d.task.kind, d.person, d.task.about))
    return found, position
