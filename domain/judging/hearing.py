"""Who heard that something goes on again, and whether any of them is outside the study's own team."""

from collections.abc import Sequence
from datetime import datetime

from domain.consent import Hearing
from domain.judging.histories import Histories
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, london_day
from domain.people.state import STUDY_TEAM

ENTITLED = "study_team"
"""The role in Byleave of whoever works for a study."""


def hearing(h: Histories, hearers: Sequence[Ref], at: datetime) -> Hearing:
    """Whether one of these heard it who is outside the team. Live, whoever records it is one of them."""
    return Hearing(any(_outside(h, each, at) for each in hearers))


def _outside(h: Histories, who: Ref, at: datetime) -> bool:
    """Whether somebody is on record as an actor, is not the person, and is not of the study's team on that day.

    Of the team is who has a role in it, or any task on its delegation log.
    """
    if who == h.person or who in h.about.others() or not (them := h.member(who)).registered_as_actor():
        return False
    day = london_day(at)
    roles = [role for role in them.roles if role.known(FOREVER) and day in role.days]
    held = {role.role for role in roles if role.initiative in (None, h.initiative)}
    delegated = any(task.known(FOREVER) and day in task.days for task in h.study.delegations.get(who, ()))
    return not delegated and not held & {ENTITLED, *STUDY_TEAM}
