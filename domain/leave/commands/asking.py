"""What may be asked about leave, as dataclasses: each names what it is about by a code of its own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

from domain.kernel.codes import Code, Hash, Occasion, OneOf
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, StreamId
from domain.kernel.reasons import REASONS
from domain.kernel.sealed import OfCare, OfVictim
from domain.leave.events import leave_stream
from domain.leave.state import ESCORTS, LEVELS

FORMS: Final = ("indefinite", "specified_occasions", "specified_period")
CATEGORIES: Final = ("ground", "local", "community", "overnight", "trial", "medical", "compassionate")
PERS: Final = ("day", "week", "month")
GENDERS: Final = ("female", "male")
COPIES_TO: Final = ("patient", "carer", "ward", "escort", "other")
COPY_FORMATS: Final = ("standard", "easy_read", "audio", "translated")
PARTS: Final = ("lead", "second")
OUTCOMES: Final = ("release", "do_not_release", "defer")
NOTICES: Final = ("patient", "person_in_charge")
ABSENCES: Final = ("escape", "abscond", "failure_to_return")
ESCAPE: Final = "escape"
NOTIFIED: Final = ("police", "cqc", "ministry", "family", "responsible_clinician")
WENT: Final = ("went_well", "mixed", "concerns")
VOICES: Final = ("patient", "staff")
SETTLED: Final = ("sent", "not_requested")
WHY_CHANGED: Final = ("incident", "mental_state", "information", "transfer", "paperwork", "wrong_signatory", "other")
INCIDENTS: Final = ("aggression", "self_harm", "substance", "absence", "condition_breach", "other")

Form = Annotated[str, OneOf("the form of leave is one of", FORMS)]
Category = Annotated[str, OneOf("a category of leave is one of", CATEGORIES)]
Per = Annotated[str, OneOf("so often in each", PERS)]
Gender = Annotated[str, OneOf("an escort's gender is asked for as", GENDERS)]
EscortLevel = Annotated[str, OneOf("somebody is away", ESCORTS)]
Level = Annotated[str, OneOf("a level of leave is one of", LEVELS)]
CopyTo = Annotated[str, OneOf("a copy goes to", COPIES_TO)]
CopyFormat = Annotated[str, OneOf("a copy is", COPY_FORMATS)]
Part = Annotated[str, OneOf("an escort's part is", PARTS)]
Outcome = Annotated[str, OneOf("a check says", OUTCOMES)]
Reason = Annotated[str, OneOf("the reason is one of", tuple(REASONS))]
NoticeTo = Annotated[str, OneOf("a recall is served on", NOTICES)]
Absence = Annotated[str, OneOf("an absence is", ABSENCES)]
Notified = Annotated[str, OneOf("whoever is told is one of", NOTIFIED)]
Went = Annotated[str, OneOf("an outing went", WENT)]
Voice = Annotated[str, OneOf("the account is that of", VOICES)]
Settled = Annotated[str, OneOf("a report is", SETTLED)]
WhyChanged = Annotated[str, OneOf("the reason is one of", WHY_CHANGED)]
IncidentKind = Annotated[str, OneOf("an incident is one of", INCIDENTS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLeave(Command):
    """A command decided by one person's leave."""

    person: Ref

    @property
    def stream(self) -> StreamId:
        return leave_stream(self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMinistry(OfLeave):
    """A command about one application to the Secretary of State."""

    consent: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftApplication(OfMinistry):
    """Begin an application to the Secretary of State."""

    tag: ClassVar[str] = "leave.draft_application"
    level: Level
    areas: tuple[Code, ...] = ()
    purposes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendApplication(OfMinistry):
    """Record that the application was sent."""

    tag: ClassVar[str] = "leave.send_application"
    reference: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMinistryQuestion(OfMinistry):
    """Record that the Ministry asked for more information."""

    tag: ClassVar[str] = "leave.record_ministry_question"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMinistry(OfMinistry):
    """Record that the information was sent."""

    tag: ClassVar[str] = "leave.answer_ministry"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMinistryGrant(OfMinistry):
    """Record that the Secretary of State consents, on the terms of the letter; a list without names limits nothing."""

    tag: ClassVar[str] = "leave.record_ministry_grant"
    level: Level
    areas: tuple[Code, ...] = ()
    purposes: tuple[Code, ...] = ()
    escort: EscortLevel | None = None
    max_minutes: int | None = None
    max_nights: int | None = None
    conditions: tuple[Code, ...] = ()
    discretion: bool = False
    expires_on: date | None = None
    letter_sha256: Hash
    supersedes: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMinistryRefusal(OfMinistry):
    """Record that the Secretary of State refuses."""

    tag: ClassVar[str] = "leave.record_ministry_refusal"
    letter_sha256: Hash
    reasons: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMinistryWithdrawal(OfMinistry):
    """Record that the Secretary of State takes the consent back."""

    tag: ClassVar[str] = "leave.record_ministry_withdrawal"
    reasons: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReport(OfMinistry):
    """Record that a report on completed leave is due to the Ministry by the end of a local day."""

    tag: ClassVar[str] = "leave.ask_report"
    report: Code
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReport(OfMinistry):
    """Record that a report was sent, or is not asked for."""

    tag: ClassVar[str] = "leave.settle_report"
    report: Code
    how: Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAuthorisation(OfLeave):
    """A command about one section 17 authorisation."""

    authorisation: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLeave(OfAuthorisation):
    """Write down the terms of an authorisation; nobody may go out under it before it is signed.

    A list without names limits nothing. `occasions` are intervals in UTC; `escorts` members of staff for each
    `patients`.
    """

    tag: ClassVar[str] = "leave.draft_leave"
    form: Form
    category: Category
    from_at: datetime
    to_at: datetime | None = None
    review_on: date | None = None
    occasions: tuple[Occasion, ...] = ()
    max_times: int | None = None
    per: Per | None = None
    max_minutes: int | None = None
    destinations: tuple[Code, ...] = ()
    areas: tuple[Code, ...] = ()
    purposes: tuple[Code, ...] = ()
    escort: EscortLevel
    escorts: int = 1
    patients: int = 1
    band: int | None = None
    escort_gender: Gender | None = None
    custody: bool = False
    ministry: Code | None = None
    supersedes: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCondition(OfAuthorisation):
    """Add a condition, with why it is necessary for this person and the item of their plan that it serves."""

    tag: ClassVar[str] = "leave.set_condition"
    condition: Code
    says: OfCare
    justification: OfCare
    plan_item: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContingency(OfAuthorisation):
    """Write down what is done if something goes wrong, and the telephone of the outing."""

    tag: ClassVar[str] = "leave.set_contingency"
    plan: OfCare
    telephone: OfCare


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLeave(OfAuthorisation):
    """Sign an authorisation, as the responsible clinician of the day."""

    tag: ClassVar[str] = "leave.sign_leave"
    signed_by: Ref
    community_order_considered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendLeave(OfAuthorisation):
    """Let leave last longer, also while the person is away."""

    tag: ClassVar[str] = "leave.extend_leave"
    signed_by: Ref
    to_at: datetime
    community_order_considered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendLeave(OfAuthorisation):
    """Stop the use of an authorisation for now."""

    tag: ClassVar[str] = "leave.suspend_leave"
    why: WhyChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeLeave(OfAuthorisation):
    """Let a suspended authorisation be used again."""

    tag: ClassVar[str] = "leave.resume_leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeLeave(OfAuthorisation):
    """Take the leave back."""

    tag: ClassVar[str] = "leave.revoke_leave"
    why: WhyChanged
    says: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLeave(OfAuthorisation):
    """Say that an authorisation was never good."""

    tag: ClassVar[str] = "leave.void_leave"
    why: WhyChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCopy(OfAuthorisation):
    """Record that a copy was given, or offered and refused."""

    tag: ClassVar[str] = "leave.give_copy"
    to: CopyTo
    format: CopyFormat
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoriseCustodian(OfAuthorisation):
    """Record that the hospital managers authorised somebody in writing to have the person in custody."""

    tag: ClassVar[str] = "leave.authorise_custodian"
    custodian: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExclusion(OfLeave):
    """Record an area that the person may not enter; why is for those who look after victims' rights alone."""

    tag: ClassVar[str] = "leave.set_exclusion"
    exclusion: Code
    area: Code
    why: OfVictim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftExclusion(OfLeave):
    """Record that the person may enter an area again."""

    tag: ClassVar[str] = "leave.lift_exclusion"
    exclusion: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIncident(OfLeave):
    """Record something that leave has to wait for until somebody has looked at it."""

    tag: ClassVar[str] = "leave.record_incident"
    incident: Code
    kind: IncidentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewIncident(OfLeave):
    """Record that an incident was looked at, and leave need not wait for it."""

    tag: ClassVar[str] = "leave.review_incident"
    incident: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEpisode(OfLeave):
    """A command about one outing."""

    episode: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEpisode(OfEpisode):
    """Plan an outing under an authorisation: where to, which way, from when until when, what for."""

    tag: ClassVar[str] = "leave.plan_episode"
    authorisation: Code
    activity: Ref | None = None
    requested_by: Ref | None = None
    purpose: Code
    destination: Code
    area: Code
    route: tuple[Code, ...] = ()
    departs_at: datetime
    returns_at: datetime
    together: int = 1
    handcuffs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEpisode(OfEpisode):
    """Record that an outing goes elsewhere, another way or at another time; what was checked is checked again."""

    tag: ClassVar[str] = "leave.move_episode"
    destination: Code
    area: Code
    route: tuple[Code, ...] = ()
    departs_at: datetime
    returns_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignEscort(OfEpisode):
    """Say who escorts the outing."""

    tag: ClassVar[str] = "leave.assign_escort"
    staff: Ref
    part: Part
    band: int | None = None
    gender_as_asked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteEscort(OfEpisode):
    """Say who escorts the outing in another's place."""

    tag: ClassVar[str] = "leave.substitute_escort"
    staff: Ref
    instead_of: Ref
    part: Part
    band: int | None = None
    gender_as_asked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefEscort(OfEpisode):
    """Record that an escort was told the plan, the conditions and what to do if something goes wrong."""

    tag: ClassVar[str] = "leave.brief_escort"
    staff: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckVenue(OfEpisode):
    """Record that venue and route were held against every exclusion, and whether any stands against them."""

    tag: ClassVar[str] = "leave.check_venue"
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEpisode(OfEpisode):
    """Record the check before leave: what it says, and what was found."""

    tag: ClassVar[str] = "leave.check_episode"
    outcome: Outcome
    findings: tuple[Code, ...] = ()
    conditions_explained: bool
    telephone_tested: bool
    notes: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayToday(OfEpisode):
    """Record whether the person wants to go today, as they say it."""

    tag: ClassVar[str] = "leave.say_today"
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEpisode(OfEpisode):
    """Let the person out, now: every clause of the gate is asked at this very moment."""

    tag: ClassVar[str] = "leave.release_episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBackEpisode(OfEpisode):
    """Record that somebody is not let out today: why, on which finding it rests, and what they are told."""

    tag: ClassVar[str] = "leave.hold_back_episode"
    reason_code: Reason
    finding: Code | None = None
    says: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelEpisode(OfEpisode):
    """Record that an outing does not take place."""

    tag: ClassVar[str] = "leave.cancel_episode"
    reason_code: Reason
    says: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(OfEpisode):
    """Record that somebody on the outing said that all is well."""

    tag: ClassVar[str] = "leave.check_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBreach(OfEpisode):
    """Record that a condition was not kept."""

    tag: ClassVar[str] = "leave.record_breach"
    condition: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallEpisode(OfEpisode):
    """Call the person back, by notice in writing to them or to whoever is in charge of them; that revokes the leave."""

    tag: ClassVar[str] = "leave.recall_episode"
    notice_to: NoticeTo
    why: WhyChanged
    says: OfCare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainReasons(OfEpisode):
    """Record that the reasons were explained to the person."""

    tag: ClassVar[str] = "leave.explain_reasons"
    format: CopyFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn(OfEpisode):
    """Record that the person came back."""

    tag: ClassVar[str] = "leave.record_return"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareAbsence(OfEpisode):
    """Declare somebody absent without leave. An escape from the hospital itself takes a code of its own."""

    tag: ClassVar[str] = "leave.declare_absence"
    kind: Absence


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyAbsence(OfEpisode):
    """Record that somebody who has to be was told of an absence, or of its end."""

    tag: ClassVar[str] = "leave.notify_absence"
    whom: Notified
    of_return: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence(OfEpisode):
    """Record that somebody who was absent without leave is back."""

    tag: ClassVar[str] = "leave.end_absence"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(OfEpisode):
    """Record how an outing went, in the words of the patient or of the staff who went along."""

    tag: ClassVar[str] = "leave.record_outcome"
    voice: Voice
    went: Went
    account: OfCare


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseEpisode(OfEpisode):
    """Say that nothing more is to be recorded of an outing."""

    tag: ClassVar[str] = "leave.close_episode"


ToMinistry = (
    DraftApplication
    | SendApplication
    | RecordMinistryQuestion
    | AnswerMinistry
    | RecordMinistryGrant
    | RecordMinistryRefusal
    | RecordMinistryWithdrawal
    | AskReport
    | SettleReport
)
ByClinician = SignLeave | ExtendLeave | ResumeLeave | RevokeLeave | RecallEpisode
"""What the clinician in charge alone does."""
