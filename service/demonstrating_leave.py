"""A forum to go to, and people who want to: requests in every state, told as history, in a demonstration's store alone.

Times are told as seen from the day on which it is made: the next forum is on a Thursday more than a week from then, and
people set off for today's in about an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.initiatives import JoinSite, RegisterInitiative
from domain.involvement import (
    INVOLVEMENT,
    ApproveRequest,
    DeclineRequest,
    DeferRequest,
    DraftPlan,
    GiveReasons,
    OfferAlternative,
    RegisterActivity,
    SetPlanItem,
    SignPlan,
    SubmitRequest,
)
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed, study_purpose
from domain.kernel.time import from_local, london_day
from domain.leave import AssignEscort, DraftLeave, GiveCopy, PlanEpisode, SetContingency, SignLeave
from domain.people import AssignResponsibleClinician, ChangeDetention, RegisterPerson

FORUM: Final = "wharfe-forum"
"""What the forum is called whose office knows these people."""
SITE: Final = "wharfe"
NEXT: Final = "Involvement forum in Wakefield"
TODAY: Final = "Afternoon forum in Wakefield"
ACTIVITIES: Final = (NEXT, TODAY)
"""What there is to go to: a forum in a week or two, and one to which people set off today."""
PEOPLE: Final = ("Dara", "Emlyn", "Fern", "Gethin", "Hana", "Iolo")
"""Who wants to go. To the next one: Dara waits, with a plan that is signed and an outing that is planned; so does
Emlyn, whose plan nobody of the staff has signed; Fern's is put off; Gethin was told no, for want of staff. Today Emlyn
and Iolo may go, and what Hana asked nobody decided in time.
"""
CLINICIAN: Final = "cyd.clinician"
LEAD: Final = "ira.involvement"
NURSE: Final = "wren.ward"
STAFF: Final = {CLINICIAN: "clinician", LEAD: "involvement_lead", NURSE: "ward"}
"""Who else has a part in it, with the role that each holds."""
_THURSDAY: Final = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what stands behind each name, who tells it, and when it is told."""

    refs: dict[str, Ref]
    operator: Ref
    now: datetime

    def told(self, days_ago: float = 0, **more: Any) -> dict[str, Any]:
        """What a command of something so many days ago says besides what it is about."""
        then = self.now - timedelta(days=days_ago)
        return {
            "actor": self.operator,
            "role": "records",
            "at": self.now,
            "occurred_at": then,
            "history": True,
            **more,
        }

    def of(self, name: str, days_ago: float = 0, **more: Any) -> dict[str, Any]:
        """The same of something about somebody."""
        return self.told(days_ago, person=self.refs[name], **more)

    def words(self, name: str, text: str, purpose: str = INVOLVEMENT) -> Sealed:
        """A personal text about somebody."""
        return Sealed(self.refs[name], purpose, text)


def story(stage: Stage) -> Iterator[Command]:
    """Everything that is told, in its order."""
    yield from _people(stage)
    yield from _activities(stage)
    yield from _waiting(stage)
    yield from _answered(stage)
    yield from _of_today(stage)
    yield from _outing(stage)


def next_day(now: datetime) -> str:
    """The local day of the next forum: the first Thursday that is more than a week away."""
    day = london_day(now) + timedelta(days=8)
    return (day + timedelta(days=(_THURSDAY - day.weekday()) % 7)).isoformat()


def _people(s: Stage) -> Iterator[Command]:
    forum, began = s.refs[FORUM], london_day(s.now) - timedelta(days=200)
    yield RegisterInitiative(initiative=forum, kind="forum", name=FORUM, **s.told(60))
    yield JoinSite(initiative=forum, site=SITE, security_level="medium", opened_on=began, **s.told(60))
    for name in PEOPLE:
        called = s.words(name, name, study_purpose(forum))
        yield RegisterPerson(kind="service_user", initiative=forum, office_id=called, site=SITE, **s.of(name, 60))
        yield ChangeDetention(section="s3", hospital=SITE, from_on=began, **s.of(name, 60))
        yield AssignResponsibleClinician(clinician=s.refs[CLINICIAN], from_on=began, **s.of(name, 60))


def _activities(s: Stage) -> Iterator[Command]:
    day, soon = next_day(s.now), s.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    monday = (datetime.fromisoformat(day) - timedelta(days=3)).date()
    there: dict[str, Any] = {"purpose": "forum", "setting": "community", "venue": "community-hall", "area": "wakefield"}
    yield RegisterActivity(
        activity=s.refs[NEXT],
        name=NEXT,
        starts_at=from_local(f"{day}T13:00"),
        ends_at=from_local(f"{day}T15:30"),
        depart_at=from_local(f"{day}T11:00"),
        return_by=from_local(f"{day}T17:00"),
        decide_by=from_local(f"{monday}T12:00"),
        **there,
        **s.told(30),
    )
    yield RegisterActivity(
        activity=s.refs[TODAY],
        name=TODAY,
        starts_at=soon + timedelta(hours=1),
        ends_at=soon + timedelta(hours=3),
        depart_at=soon,
        return_by=soon + timedelta(hours=4),
        decide_by=soon - timedelta(days=3),
        **there,
        **s.told(30),
    )


def _asked(s: Stage, name: str, activity: str, days_ago: float, by: str) -> Command:
    return SubmitRequest(activity=s.refs[activity], requester=s.refs[by], **s.of(name, days_ago))


def _planned(s: Stage, name: str, activity: str, days_ago: float, *signers: str) -> Iterator[Command]:
    of: dict[str, Any] = {"activity": s.refs[activity], **s.of(name, days_ago)}
    yield DraftPlan(
        purpose=s.words(name, "To speak about food and evenings on the ward"),
        benefits=s.words(name, "Being heard by those who decide about it"),
        what_helps=s.words(name, "Sitting near the door, and a break when I ask for one"),
        **of,
    )
    yield SetPlanItem(
        item="crowd",
        risk=s.words(name, "Many people in one room can be too much"),
        what_we_do=s.words(name, "We sit at the side, and go out together when I say so"),
        **of,
    )
    for signer in signers:
        yield SignPlan(signer=s.refs[signer], **of)


def _waiting(s: Stage) -> Iterator[Command]:
    yield _asked(s, "Dara", NEXT, 9, LEAD)
    yield from _planned(s, "Dara", NEXT, 7, "Dara", NURSE)
    yield _asked(s, "Emlyn", NEXT, 3, "Emlyn")
    yield from _planned(s, "Emlyn", NEXT, 2, "Emlyn")


def _answered(s: Stage) -> Iterator[Command]:
    to, by = s.refs[NEXT], s.refs[CLINICIAN]
    yield _asked(s, "Fern", NEXT, 6, "Fern")
    yield from _planned(s, "Fern", NEXT, 5, "Fern", NURSE)
    yield DeferRequest(
        activity=to,
        decider=by,
        until=s.now + timedelta(days=1),
        reason_code="R-TRANS",
        in_words=s.words("Fern", "We do not know yet whether there is a car. We will tell you tomorrow."),
        **s.of("Fern", 1),
    )
    yield _asked(s, "Gethin", NEXT, 8, LEAD)
    yield DeclineRequest(
        activity=to,
        decider=by,
        reason_code="R-STAFF",
        in_words=s.words("Gethin", "There are not enough staff that day. It is not because of you."),
        would_change=s.words("Gethin", "If another ward lends us one member of staff, you can go."),
        review_on=london_day(s.now) + timedelta(days=2),
        alternative="remote",
        **s.of("Gethin", 4),
    )
    yield GiveReasons(activity=to, by=s.refs[NURSE], format="spoken", **s.of("Gethin", 3.9))
    yield OfferAlternative(activity=to, alternative="remote", **s.of("Gethin", 3.8))


def _of_today(s: Stage) -> Iterator[Command]:
    to, by = s.refs[TODAY], s.refs[CLINICIAN]
    for name in ("Emlyn", "Iolo"):
        yield _asked(s, name, TODAY, 12, LEAD)
        yield from _planned(s, name, TODAY, 10, name, NURSE)
        yield ApproveRequest(activity=to, decider=by, **s.of(name, 6))
        yield GiveReasons(activity=to, by=s.refs[NURSE], format="spoken", **s.of(name, 5.9))
    yield _asked(s, "Hana", TODAY, 11, "Hana")
    yield from _planned(s, "Hana", TODAY, 9, "Hana", NURSE)


def _outing(s: Stage) -> Iterator[Command]:
    """Dara's outing to the next forum, which waits for the answer and for the day."""
    day = next_day(s.now)
    leave: dict[str, Any] = {"authorisation": "A-1"}
    begins, ends = from_local(f"{day}T10:30"), from_local(f"{day}T17:30")
    yield DraftLeave(
        form="specified_period",
        category="community",
        from_at=begins,
        to_at=ends,
        destinations=("community-hall",),
        areas=("wakefield",),
        purposes=("involvement",),
        escort="escorted",
        custody=True,
        **leave,
        **s.of("Dara", 3),
    )
    yield SetContingency(
        plan=s.words("Dara", "If it is too much we come home early.", CARE),
        telephone=s.words("Dara", "01632 960001", CARE),
        **leave,
        **s.of("Dara", 3),
    )
    yield SignLeave(signed_by=s.refs[CLINICIAN], **leave, **s.of("Dara", 2))
    yield GiveCopy(to="patient", format="easy_read", **leave, **s.of("Dara", 1.9))
    yield PlanEpisode(
        episode="O-1",
        purpose="involvement",
        destination="community-hall",
        area="wakefield",
        departs_at=from_local(f"{day}T11:00"),
        returns_at=from_local(f"{day}T17:00"),
        activity=s.refs[NEXT],
        requested_by=s.refs[LEAD],
        **leave,
        **s.of("Dara", 1.5),
    )
    yield AssignEscort(episode="O-1", staff=s.refs[NURSE], part="lead", band=5, **s.of("Dara", 1.5))
