"""Which roles may ask which question of a scenario: the same as at every other door."""

from collections.abc import Mapping
from typing import Final

from service.entitling import (
    ADVOCATE,
    AUDITOR,
    CLINICIAN,
    INVOLVEMENT_LEAD,
    MAY_ASK,
    MHA_OFFICE,
    PARTICIPANT,
    PRIVACY,
    RECORDS,
    STUDY_TEAM,
    WARD,
    WHOLE_RECORD,
)
from service.tasking import SEES

_READERS: Final = WHOLE_RECORD
_OTHERS: Final = _READERS - {PARTICIPANT}
_OF_LEAVE: Final = frozenset({WARD, CLINICIAN, MHA_OFFICE, ADVOCATE, PARTICIPANT})
"""Of leave, nobody who asks for research: the wall."""
MAY_BE_ASKED: Final[Mapping[str, frozenset[str]]] = {
    "may_use": MAY_ASK["access.use_data"].live | {AUDITOR},
    "item": _READERS,
    "state": _READERS,
    "capacity": _READERS,
    "reconsent": _READERS,
    "finding": _OTHERS,
    "life": _OTHERS,
    "tasks": frozenset({AUDITOR, PRIVACY, RECORDS, STUDY_TEAM, *SEES}),
    "told": _READERS - {RECORDS},
    "takedowns": _OTHERS | {STUDY_TEAM},
    "may_depart": _OF_LEAVE,
    "leave": _OF_LEAVE,
    "request": _OF_LEAVE - {MHA_OFFICE} | {INVOLVEMENT_LEAD},
}
"""The answer would tell any other role what it may not know; a participant asks about themselves."""
