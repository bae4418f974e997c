"""Today's outings of a demonstration: one to be let out, one for which something is missing, and what came of others.

Told as history, as seen from the hour at which it is made: whoever is out has been for a while, and one is overdue.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from domain.kernel.decider import Command
from domain.kernel.sealed import CARE
from domain.kernel.time import end_of_day, london_day
from domain.leave import (
    AssignEscort,
    BriefEscort,
    CheckEpisode,
    CheckVenue,
    DraftLeave,
    GiveCopy,
    HoldBackEpisode,
    PlanEpisode,
    RecordReturn,
    ReleaseEpisode,
    SayToday,
    SetContingency,
    SignLeave,
)
from domain.people import AssignRole
from service.demonstrating_leave import CLINICIAN, LEAD, NURSE, SITE, TODAY, Stage

ESCORTS: Final = ("nell.nurse", "otis.nurse")
"""Who may go along; Nell does, and Otis could in her place."""
STAFF: Final = dict.fromkeys(ESCORTS, "ward")
CODE: Final = "today"
"""What the outing of today is called, and the paper that it rests on, of everybody who has one."""
_TELEPHONES: Final = {"Emlyn": "01632 960002", "Iolo": "01632 960003", "Fern": "01632 960004"}


def story(s: Stage) -> Iterator[Command]:
    """Everything that is told, in its order: Emlyn may go now, Iolo's escort is not briefed and nobody has asked him,
    Fern is out, Gethin is overdue, Hana is back, and there was nobody to go with Dara.
    """
    begun = london_day(s.now) - timedelta(days=60)
    for nurse in (s.refs[NURSE], s.operator):  # whoever tells of a day is taken to be who let people out on it
        yield AssignRole(person=nurse, assigned="nurse_in_charge", site=SITE, from_on=begun, **s.told(60))
    to_forum: dict[str, Any] = {"activity": s.refs[TODAY], "requested_by": s.refs[LEAD]}
    soon, back = _today(s, minutes=-1), s.now + timedelta(hours=4)
    for name in ("Emlyn", "Iolo"):
        yield from _planned(s, name, soon, back, escort="escorted", **to_forum)
    yield from _ready(s, "Emlyn", minutes=20)
    yield CheckVenue(episode=CODE, clear=True, **_then(s, "Iolo", 60))
    yield from _walked(s, "Fern", out=60, back=-120)
    yield from _walked(s, "Gethin", out=150, back=25)
    yield from _walked(s, "Hana", out=200, back=80)
    yield RecordReturn(episode=CODE, **_then(s, "Hana", 85))
    yield from _planned(s, "Dara", _today(s, minutes=-90), _today(s, minutes=-30), escort="escorted")
    short = s.words("Dara", "There is nobody to go with you this morning. It is not because of you.", CARE)
    yield HoldBackEpisode(episode=CODE, reason_code="R-STAFF", says=short, **_then(s, "Dara", 95))


def _today(s: Stage, minutes: float) -> datetime:
    """So many minutes from now (before, where they are negative), but no earlier than the day began."""
    begins = end_of_day(london_day(s.now) - timedelta(days=1))
    return max(s.now + timedelta(minutes=minutes), begins)


def _then(s: Stage, name: str, minutes: float) -> dict[str, Any]:
    """What a command of something so many minutes ago, and today, says besides what it is about."""
    return {**s.of(name), "occurred_at": _today(s, -minutes)}


def _planned(s: Stage, name: str, departs: datetime, returns: datetime, *, escort: str, **to: Any) -> Iterator[Command]:
    """The papers, and the outing under them."""
    paper: dict[str, Any] = {"authorisation": CODE}
    escorted = escort == "escorted"
    returns = max(returns, departs + timedelta(minutes=1))
    yield DraftLeave(
        form="specified_period",
        category="community" if escorted else "local",
        from_at=s.now - timedelta(days=2),
        to_at=s.now + timedelta(days=4),
        escort=escort,
        custody=escorted,
        **paper,
        **s.of(name, 4),
    )
    said = s.words(name, "If it is too much you come back early, or call the ward.", CARE)
    telephone = s.words(name, _TELEPHONES.get(name, "01632 960005"), CARE)
    yield SetContingency(plan=said, telephone=telephone, **paper, **s.of(name, 4))
    yield SignLeave(signed_by=s.refs[CLINICIAN], **paper, **s.of(name, 3))
    yield GiveCopy(to="patient", format="easy_read", **paper, **s.of(name, 2.9))
    there: dict[str, Any] = {
        "purpose": "involvement" if to else "walk",
        "destination": "community-hall" if to else "park",
        "area": "wakefield",
        "departs_at": departs,
        "returns_at": returns,
        "requested_by": s.refs[name],
        **to,
    }
    yield PlanEpisode(episode=CODE, **there, **paper, **s.of(name, 2))
    if escorted:
        yield AssignEscort(episode=CODE, staff=s.refs[ESCORTS[0]], part="lead", band=5, **s.of(name, 2))


def _ready(s: Stage, name: str, minutes: float) -> Iterator[Command]:
    """What is done on the day, so many minutes ago."""
    of: dict[str, Any] = {"episode": CODE, **_then(s, name, minutes)}
    yield CheckVenue(clear=True, **of)
    yield BriefEscort(staff=s.refs[ESCORTS[0]], **of)
    yield CheckEpisode(outcome="release", findings=("settled",), conditions_explained=True, telephone_tested=True, **of)
    yield SayToday(agrees=True, **of)


def _walked(s: Stage, name: str, out: float, back: float) -> Iterator[Command]:
    """Somebody went out alone so many minutes ago, to be back so many minutes ago, or from now."""
    departs = _today(s, -out)
    of: dict[str, Any] = {"episode": CODE}
    yield from _planned(s, name, departs, _today(s, -back), escort="unescorted")
    before: dict[str, Any] = {**of, **_then(s, name, out + 5)}
    yield CheckVenue(clear=True, **before)
    yield CheckEpisode(
        outcome="release", findings=("settled",), conditions_explained=True, telephone_tested=True, **before
    )
    yield SayToday(agrees=True, **before)
    yield ReleaseEpisode(**of, **_then(s, name, out))
