"""The storage format of one person's leave: the Ministry's consents, section 17 authorisations, outings.

A tag is never reused; bytes are pinned by a test. Everything stands in the person's one stream of leave, so that no
release can stand beside a revocation that it did not see.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


def leave_stream(person: Ref) -> StreamId:
    """The stream of one person's leave."""
    return stream("leave", person)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLeave(Event):
    """Every event of a leave stream is about one person."""

    person: Ref

    @property
    def stream(self) -> StreamId:
        return leave_stream(self.person)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMinistry(OfLeave):
    """About one consent of the Secretary of State, by its code."""

    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryDrafted(OfMinistry):
    """An application is being written: for which level of leave, where, for what."""

    tag: ClassVar[str] = "leave.ministry_drafted.v1"
    level: str
    areas: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryApplied(OfMinistry):
    """The application was sent; `reference` is the caseworkers' own."""

    tag: ClassVar[str] = "leave.ministry_applied.v1"
    reference: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryAskedMore(OfMinistry):
    """The Ministry asked for more information; nothing is decided until it has it."""

    tag: ClassVar[str] = "leave.ministry_asked_more.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryToldMore(OfMinistry):
    """The information that was asked for was sent."""

    tag: ClassVar[str] = "leave.ministry_told_more.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryGranted(OfMinistry):
    """The Secretary of State consents, within these terms; none named in a list is none limited.

    `escort` is the least that must accompany; `max_minutes` and `max_nights` bound one outing; `supersedes` is the
    consent that this one takes the place of.
    """

    tag: ClassVar[str] = "leave.ministry_granted.v1"
    level: str
    areas: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    escort: str | None = None
    max_minutes: int | None = None
    max_nights: int | None = None
    conditions: tuple[str, ...] = ()
    discretion: bool = False
    expires_on: date | None = None
    letter_sha256: str
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryRefused(OfMinistry):
    """The Secretary of State refuses. Whatever the clinician or the Tribunal recommends, it is not permitted."""

    tag: ClassVar[str] = "leave.ministry_refused.v1"
    letter_sha256: str
    reasons: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinistryWithdrew(OfMinistry):
    """The consent was taken back."""

    tag: ClassVar[str] = "leave.ministry_withdrew.v1"
    reasons: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFellDue(OfMinistry):
    """A report on completed leave is due to the Ministry by the end of a local day."""

    tag: ClassVar[str] = "leave.report_fell_due.v1"
    report: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettled(OfMinistry):
    """A report that was due was sent, or the Ministry said that it asks for none; `how` says which."""

    tag: ClassVar[str] = "leave.report_settled.v1"
    report: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAuthorisation(OfLeave):
    """About one section 17 authorisation, by its code."""

    authorisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDrafted(OfAuthorisation):
    """The terms of an authorisation, before anybody signs it; none named in a list is none limited.

    `occasions` are ISO 8601 intervals; at most `max_times` outings in each local day, week (from Monday) or month
    (`per`), each of at most `max_minutes`. `escorts` members of staff for each `patients`, of at least `band`.
    """

    tag: ClassVar[str] = "leave.drafted.v1"
    form: str
    category: str
    from_at: datetime
    to_at: datetime | None = None
    review_on: date | None = None
    occasions: tuple[str, ...] = ()
    max_times: int | None = None
    per: str | None = None
    max_minutes: int | None = None
    destinations: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    escort: str
    escorts: int = 1
    patients: int = 1
    band: int | None = None
    escort_gender: str | None = None
    custody: bool = False
    ministry: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSet(OfAuthorisation):
    """A condition of the leave, with why it is necessary for this person, and the item of their plan that it serves."""

    tag: ClassVar[str] = "leave.condition_set.v1"
    condition: str
    says: Sealed
    justification: Sealed
    plan_item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencySet(OfAuthorisation):
    """What is done if something goes wrong, whom to call, and on which telephone the outing is reached."""

    tag: ClassVar[str] = "leave.contingency_set.v1"
    plan: Sealed
    telephone: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSigned(OfAuthorisation):
    """The clinician in charge signed; `community_order_considered` where it makes the absence longer than a week."""

    tag: ClassVar[str] = "leave.signed.v1"
    signed_by: Ref
    community_order_considered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveExtended(OfAuthorisation):
    """The leave lasts longer than it said; it may be extended while the person is away."""

    tag: ClassVar[str] = "leave.extended.v1"
    signed_by: Ref
    to_at: datetime
    community_order_considered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSuspended(OfAuthorisation):
    """The authority stands but is not used for now."""

    tag: ClassVar[str] = "leave.suspended.v1"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveResumed(OfAuthorisation):
    """It is used again."""

    tag: ClassVar[str] = "leave.resumed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRevoked(OfAuthorisation):
    """The clinician in charge took the leave back."""

    tag: ClassVar[str] = "leave.revoked.v1"
    why: str
    says: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveVoided(OfAuthorisation):
    """The authorisation was never good: the office that checks the papers says why."""

    tag: ClassVar[str] = "leave.voided.v1"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGiven(OfAuthorisation):
    """A copy was given, or offered and `refused`: to whom, and in which format."""

    tag: ClassVar[str] = "leave.copy_given.v1"
    to: str
    format: str
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodianAuthorised(OfAuthorisation):
    """The hospital managers authorised somebody in writing to have the person in custody while away."""

    tag: ClassVar[str] = "leave.custodian_authorised.v1"
    custodian: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionSet(OfLeave):
    """An area that the person may not enter. Why is sealed apart, for those who look after victims' rights alone."""

    tag: ClassVar[str] = "leave.exclusion_set.v1"
    exclusion: str
    area: str
    why: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionLifted(OfLeave):
    """The person may enter an area again."""

    tag: ClassVar[str] = "leave.exclusion_lifted.v1"
    exclusion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecorded(OfLeave):
    """Something happened that leave has to wait for until somebody has looked at it."""

    tag: ClassVar[str] = "leave.incident_recorded.v1"
    incident: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReviewed(OfLeave):
    """The incident was looked at."""

    tag: ClassVar[str] = "leave.incident_reviewed.v1"
    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEpisode(OfLeave):
    """About one outing, by its code."""

    episode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodePlanned(OfEpisode):
    """An outing under an authorisation: where, which way, from when until when, what for, and who asked for it.

    `activity` is the forum or session that it is for; `together` says how many patients share the escorts;
    `handcuffs` that somebody holds they would be needed.
    """

    tag: ClassVar[str] = "leave.episode_planned.v1"
    authorisation: str
    activity: Ref | None = None
    requested_by: Ref | None = None
    purpose: str
    destination: str
    area: str
    route: tuple[str, ...] = ()
    departs_at: datetime
    returns_at: datetime
    together: int = 1
    handcuffs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeMoved(OfEpisode):
    """The outing goes elsewhere, another way or at another time; what was checked for the old one does not count."""

    tag: ClassVar[str] = "leave.episode_moved.v1"
    destination: str
    area: str
    route: tuple[str, ...] = ()
    departs_at: datetime
    returns_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortAssigned(OfEpisode):
    """Somebody escorts the outing; `band` and `gender_as_asked` say how they meet what the authorisation asks for."""

    tag: ClassVar[str] = "leave.escort_assigned.v1"
    staff: Ref
    part: str
    band: int | None = None
    gender_as_asked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortSubstituted(OfEpisode):
    """Somebody escorts the outing in another's place; both names are kept."""

    tag: ClassVar[str] = "leave.escort_substituted.v1"
    staff: Ref
    instead_of: Ref
    part: str
    band: int | None = None
    gender_as_asked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortBriefed(OfEpisode):
    """An escort was told the plan, the conditions and what to do if something goes wrong."""

    tag: ClassVar[str] = "leave.escort_briefed.v1"
    staff: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueChecked(OfEpisode):
    """Venue and route were held against every exclusion; `clear` says that nothing stands against them."""

    tag: ClassVar[str] = "leave.venue_checked.v1"
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeChecked(OfEpisode):
    """The check before leave: `outcome` is release, do_not_release or defer; `findings` are what it rests on."""

    tag: ClassVar[str] = "leave.episode_checked.v1"
    outcome: str
    findings: tuple[str, ...] = ()
    conditions_explained: bool
    telephone_tested: bool
    notes: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidToday(OfEpisode):
    """Whether the person wants to go, as they say it today."""

    tag: ClassVar[str] = "leave.said_today.v1"
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeReleased(OfEpisode):
    """The person went out of the gate."""

    tag: ClassVar[str] = "leave.episode_released.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeNotReleased(OfEpisode):
    """The person was not let go that day: a coded reason, the finding of the check that it rests on, plain words."""

    tag: ClassVar[str] = "leave.episode_not_released.v1"
    reason_code: str
    finding: str | None = None
    says: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeCancelled(OfEpisode):
    """The outing does not take place."""

    tag: ClassVar[str] = "leave.episode_cancelled.v1"
    reason_code: str
    says: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn(OfEpisode):
    """Somebody on the outing said that all is well."""

    tag: ClassVar[str] = "leave.checked_in.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionBreached(OfEpisode):
    """A condition was not kept."""

    tag: ClassVar[str] = "leave.condition_breached.v1"
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRecalled(OfEpisode):
    """The clinician in charge called the person back, by notice in writing to them or to whoever is in charge of them.

    That revokes the leave (s17(4)).
    """

    tag: ClassVar[str] = "leave.episode_recalled.v1"
    notice_to: str
    why: str
    says: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsExplained(OfEpisode):
    """Why they were not let go, or were called back, was explained to the person."""

    tag: ClassVar[str] = "leave.reasons_explained.v1"
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeReturned(OfEpisode):
    """The person came back."""

    tag: ClassVar[str] = "leave.episode_returned.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDeclared(OfEpisode):
    """The person is absent without leave: an escape, an abscond or a failure to return."""

    tag: ClassVar[str] = "leave.absence_declared.v1"
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceNotified(OfEpisode):
    """Somebody who has to be was told of the absence, or of its end."""

    tag: ClassVar[str] = "leave.absence_notified.v1"
    whom: str
    of_return: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(OfEpisode):
    """The person who was absent without leave is back."""

    tag: ClassVar[str] = "leave.absence_ended.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(OfEpisode):
    """How it went, in somebody's own words: the patient's, or the escort's."""

    tag: ClassVar[str] = "leave.outcome_recorded.v1"
    voice: str
    went: str
    account: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeClosed(OfEpisode):
    """Nothing more is to be recorded of the outing."""

    tag: ClassVar[str] = "leave.episode_closed.v1"


EVENTS: tuple[type[OfLeave], ...] = (
    MinistryDrafted,
    MinistryApplied,
    MinistryAskedMore,
    MinistryToldMore,
    MinistryGranted,
    MinistryRefused,
    MinistryWithdrew,
    ReportFellDue,
    ReportSettled,
    LeaveDrafted,
    ConditionSet,
    ContingencySet,
    LeaveSigned,
    LeaveExtended,
    LeaveSuspended,
    LeaveResumed,
    LeaveRevoked,
    LeaveVoided,
    CopyGiven,
    CustodianAuthorised,
    ExclusionSet,
    ExclusionLifted,
    IncidentRecorded,
    IncidentReviewed,
    EpisodePlanned,
    EpisodeMoved,
    EscortAssigned,
    EscortSubstituted,
    EscortBriefed,
    VenueChecked,
    EpisodeChecked,
    SaidToday,
    EpisodeReleased,
    EpisodeNotReleased,
    EpisodeCancelled,
    CheckedIn,
    ConditionBreached,
    EpisodeRecalled,
    ReasonsExplained,
    EpisodeReturned,
    AbsenceDeclared,
    AbsenceNotified,
    AbsenceEnded,
    OutcomeRecorded,
    EpisodeClosed,
)
