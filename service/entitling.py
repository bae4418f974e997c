"""Who may ask what: one line for each command, asked on the road before anything else is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.governance import Asking, barred
from domain.judging import SAYS_YES, STOPS, stops
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.law import Citation, caldicott, gcp, hra, mca, mha, policy, protocol, uk_gdpr
from domain.kernel.rules import Refused
from domain.kernel.time import FOREVER, london_day
from domain.people import AssignRole, Person, Role, StrikeEntry
from domain.people.events import person_stream
from service.errors import NotEntitled
from service.facts import Reading
from service.store import SERVICE

RECORDS: Final = "records"
AUDITOR: Final = "auditor"
STUDY_TEAM: Final = "study_team"
WARD: Final = "ward"
PRIVACY: Final = "privacy"
ADVOCATE: Final = "advocate"
"""An independent mental health advocate, who is not the provider's."""
CLINICIAN: Final = "clinician"
"""A responsible clinician, or an approved clinician who covers; in charge of whom is asked of the person's record."""
MHA_OFFICE: Final = "mha_office"
"""The office that keeps and checks the papers of detention for the hospital managers."""
INVOLVEMENT_LEAD: Final = "involvement_lead"
"""Whoever runs involvement: makes activities, asks for people, offers something instead; decides nothing."""
COMMISSIONER: Final = "commissioner"
"""Whoever pays for services: comes to activities, and owns actions that follow from them."""
PARTICIPANT: Final = "participant"
"""Whoever is on the record, in their own matter; nobody is given this role."""
ROLES: Final = (
    RECORDS,
    AUDITOR,
    STUDY_TEAM,
    WARD,
    PRIVACY,
    ADVOCATE,
    CLINICIAN,
    MHA_OFFICE,
    INVOLVEMENT_LEAD,
    COMMISSIONER,
)
"""The roles that somebody who uses Byleave may be given."""
EVERY_ROLE: Final = (*ROLES, PARTICIPANT)
WHOLE_RECORD: Final = frozenset({RECORDS, AUDITOR, PRIVACY, PARTICIPANT})
"""Who reads all of somebody's record, as far as it is shown to them; others read what their pages are about."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Which roles may ask a command live, and which may tell it as history; why, and where that comes from."""

    live: frozenset[str]
    history: frozenset[str]
    says: str
    cite: Citation


def _row(
    commands: Iterable[type[Command]], live: Iterable[str], says: str, cite: Citation, *, history: bool = True
) -> dict[str, Entitlement]:
    line = Entitlement(frozenset(live), frozenset((RECORDS,) if history else ()), says, cite)
    return {command.tag: line for command in commands}


_ROWS: Final[tuple[dict[str, Entitlement], ...]] = (
    # Agreement
    _row(
        (consent.Withdraw, consent.StopChannels, consent.Pause, consent.ObserveObjection),
        EVERY_ROLE,
        "Whoever hears or sees a stop reports it; a person says their own",
        hra("a participant may stop at any time, without a reason", "GK"),
    ),
    _row(
        (consent.DoubtCapacity,),
        ROLES,
        "Whoever has a doubt says so; nobody records one of themselves",
        mca("s1(2), s2; a doubt is what an assessment begins with", "GK"),
    ),
    _row(
        (consent.GiveInformation,),
        (RECORDS, STUDY_TEAM, WARD),
        "Consent is recorded by those who may be delegated to take it, and its papers are entered by those who keep the"
        " record; who takes it is asked by rules of its own",
        gcp("2.8, informed consent; 2.3, delegation of activities", "GK"),
    ),
    _row(
        (consent.GiveAnswers,),
        (RECORDS, STUDY_TEAM, WARD, PARTICIPANT),
        "Consent is recorded by those who may be delegated to take it, and its papers are entered by those who keep the"
        " record; a person answers what a taker went through with them (CN-11)",
        gcp("2.8, informed consent; 2.3, delegation of activities", "GK"),
    ),
    _row(
        (consent.ClarifyStop, consent.Resume),
        (STUDY_TEAM, WARD, ADVOCATE, PARTICIPANT),
        "Those who talk with the person record what was meant, and when it goes on; a person says so themselves",
        hra("what is stopped is what the person says is stopped", "GK"),
    ),
    _row(
        (consent.MarkEnteredInError, access.MarkEnteredInError),
        (),
        "What was entered for the wrong person is corrected, and corrections are told as history",
        gcp("4.2.2, changes are documented with their reasons", "GK"),
    ),
    _row(
        (consent.AssessCapacity, consent.RegainCapacity),
        (STUDY_TEAM, WARD),
        "Whoever needs the decision assesses, with those who know the person",
        mca("s2, s3", "GK"),
    ),
    _row(
        (consent.IdentifyConsultee, consent.ChangeConsultee),
        (STUDY_TEAM,),
        "Whoever does the research finds somebody to consult",
        mca("s32(2) and (3)"),
    ),
    _row(
        (consent.RecordAdvice,),
        (RECORDS, STUDY_TEAM, WARD, PRIVACY, ADVOCATE),
        "Whoever the consultee tells records it; an advice to stop may come through anybody",
        mca("s32(4) and (5)"),
    ),
    _row(
        (consent.AnswerAboutPeer,),
        (STUDY_TEAM, WARD, ADVOCATE, PARTICIPANT),
        "Whoever hears it writes down whether a person lets a user-researcher work with them whom they know; a person"
        " says so themselves, and nobody says it for their own sake (UR-05)",
        policy("user-researchers, and people on their own ward or known to them (C-peer)"),
    ),
    _row(
        (consent.TellConsultee,),
        (STUDY_TEAM, WARD, ADVOCATE),
        "Whoever works with the person, or speaks for them, tells their consultee",
        policy("a consultee is informed of an objection; MCA 2005 s33", "DES"),
    ),
    _row(
        (people.MakeStatement,),
        (RECORDS, STUDY_TEAM, WARD, ADVOCATE, PARTICIPANT),
        "Whoever hears what somebody wants for when they cannot decide writes it down; a person says so themselves",
        mca("s33: nothing contrary to an advance decision or statement"),
    ),
    _row(
        (people.TakeBackStatement,),
        (WARD, ADVOCATE, PARTICIPANT),
        "The person takes it back, or somebody hears them do so who gains nothing by it; whether they can, a rule asks",
        mca("s33, and s24(3)", "GK"),
    ),
    # An initiative's course
    _row(
        (
            initiatives.RegisterInitiative,
            initiatives.RegisterSite,
            initiatives.JoinSite,
            initiatives.CloseSite,
            initiatives.PublishDocument,
            initiatives.ImplementVersion,
            initiatives.ApproveModification,
            initiatives.RecordMcaApproval,
            initiatives.DelegateTask,
            initiatives.RecordTraining,
            initiatives.EndInitiative,
        ),
        (RECORDS, STUDY_TEAM),
        "An initiative's team keeps its books, or those who keep the record do: sites, documents, the delegation log",
        gcp("2.3, delegation of activities; essential records", "GK"),
    ),
    _row(
        (
            initiatives.HoldSession,
            initiatives.RecordAttendance,
            initiatives.RecordPart,
            initiatives.RecordAppearance,
            initiatives.ShowFilm,
            initiatives.RecordTakedown,
        ),
        (STUDY_TEAM,),
        "Whoever works with people records what was done with them: sessions, films, parts in the work",
        gcp("2.3, the investigator's responsibilities", "GK"),
    ),
    # Somebody's data
    _row(
        (access.UseData, access.OpenBreakGlass),
        (STUDY_TEAM, WARD, PRIVACY),
        "Those who work with the data open them, each use by its own rules; others only under break-glass",
        uk_gdpr("Art 5(1)(b) and (f)"),
    ),
    _row(
        (access.RequestGrant, access.ShareData),
        (STUDY_TEAM,),
        "Those who need data for the study ask for them, and pass on what may be passed on",
        uk_gdpr("Art 5(1)(b), purpose limitation"),
    ),
    _row(
        (access.GiveGrant, access.RevokeGrant),
        (PRIVACY, STUDY_TEAM),
        "Privacy decides who opens data, or whoever has that task on the delegation log (AG-08)",
        caldicott("principle 4, access is on a strict need-to-know basis", "GK"),
    ),
    _row(
        (access.SendRecall, access.AnswerRecall, access.RecordRemoval),
        (STUDY_TEAM, PRIVACY),
        "What was given away is called back, and what is to be removed is removed, by those who hold it",
        protocol("what was promised of removal, and that what was shared is called back", "GK"),
    ),
    _row(
        (access.ReviewBreakGlass, access.DelayTelling),
        (PRIVACY,),
        "What was opened without agreement is reviewed by privacy",
        caldicott("principle 8, and the Caldicott Guardian's review", "GK"),
    ),
    _row(
        (access.ReadPerson,),
        (RECORDS, AUDITOR, STUDY_TEAM, PRIVACY, WARD, CLINICIAN, MHA_OFFICE, INVOLVEMENT_LEAD, PARTICIPANT),
        "A record is read by its person, and by those who answer for it; its team reads whom there is to ask, those"
        " who let people out what that rests on, the Mental Health Act office what is found of leave too, the"
        " involvement lead who comes; each reading is recorded",
        uk_gdpr("Art 15; Art 5(2), accountability"),
    ),
    # Involvement
    _row(
        (involvement.RegisterActivity, involvement.ChangeActivity, involvement.CancelActivity),
        (INVOLVEMENT_LEAD,),
        "Whoever runs involvement says what there is to go to",
        policy("the involvement lead creates activities", "DES"),
    ),
    _row(
        (involvement.ExpressInterest,),
        (WARD, INVOLVEMENT_LEAD, ADVOCATE, PARTICIPANT),
        "Whoever hears that somebody would like to go writes it down; a person says so themselves",
        policy("ward staff record expressed wishes", "DES"),
    ),
    _row(
        (involvement.SubmitRequest,),
        (INVOLVEMENT_LEAD, PARTICIPANT),
        "A person asks for themselves, or the involvement lead for them",
        policy("separation of duties 1: requester, approver and releaser are three"),
    ),
    _row(
        (involvement.WithdrawRequest, involvement.RefuseAlternative),
        EVERY_ROLE,
        "Whoever hears that somebody does not want to go reports it; a person says so themselves",
        policy("involvement is voluntary: nobody is sent where they do not want to go", "DES"),
    ),
    _row(
        (involvement.DraftPlan, involvement.SetPlanItem, involvement.SignPlan),
        (WARD, CLINICIAN, PARTICIPANT),
        "The person and those who care for them make the plan together",
        policy("co-produced safety and support plan", "DES"),
    ),
    _row(
        (involvement.RecordDissent,),
        (WARD, CLINICIAN, ADVOCATE, PARTICIPANT),
        "Whoever had a part in a plan, or speaks for the person, may say that they do not agree",
        policy("dissent is on the record", "DES"),
    ),
    _row(
        (
            involvement.ApproveRequest,
            involvement.DeclineRequest,
            involvement.DeferRequest,
        ),
        (CLINICIAN,),
        "Clinicians answer a request; that it is the one in charge of the person that day, a rule asks (DC-01)",
        mha("s17(1); Code of Practice ch. 27", "GK"),
    ),
    _row(
        (
            involvement.NoteClinicalFinding,
            involvement.CallOffOuting,
            involvement.AnswerEscalation,
        ),
        (WARD, CLINICIAN),
        "Those who care for the person; what else must be so, rules ask (CO-01, ES-02)",
        policy("who is with the person sees how they are", "DES"),
    ),
    _row(
        (involvement.GiveReasons,),
        (WARD, CLINICIAN, ADVOCATE),
        "The person is told by those who care for them, or with an advocate's help",
        policy("reasons in a form that the person can use", "DES"),
    ),
    _row(
        (involvement.OfferAlternative, involvement.FailAlternative),
        (WARD, INVOLVEMENT_LEAD),
        "Ward and involvement lead see to what is offered instead",
        policy("every no has an alternative", "DES"),
    ),
    _row(
        (involvement.TakeAlternative,),
        (WARD, INVOLVEMENT_LEAD, ADVOCATE, PARTICIPANT),
        "Whoever hears the person's answer writes it down; a person gives it themselves",
        policy("every no has an alternative", "DES"),
    ),
    _row(
        (involvement.RequestReview,),
        (WARD, INVOLVEMENT_LEAD, ADVOCATE, PARTICIPANT),
        "A person asks for a review, or whoever speaks for them",
        policy("the person, and an advocate on their behalf, may request a review", "DES"),
    ),
    _row(
        (involvement.DecideReview,),
        (CLINICIAN, PRIVACY),
        "A no is looked at again by somebody who did not make it (RV-03)",
        policy("a review is by somebody else than the decider", "DES"),
    ),
    _row(
        (involvement.RecordComing, involvement.RecordContribution, involvement.RecordWellbeing),
        (WARD, INVOLVEMENT_LEAD, PARTICIPANT),
        "Whoever was there records who came and what they gave; a person says for themselves how it was",
        policy("presence, contribution and wellbeing are recorded", "DES"),
    ),
    _row(
        (involvement.AgreeAction, involvement.CloseAction, involvement.VerifyImpact),
        (WARD, INVOLVEMENT_LEAD, COMMISSIONER),
        "Those who run, fund and host involvement do something about what people said",
        policy("contribution, action and impact", "DES"),
    ),
    _row(
        (involvement.CosignAction,),
        (INVOLVEMENT_LEAD, PARTICIPANT),
        "A service user signs, or the involvement lead enters their signature",
        policy("separation of duties 10: a service user signs with whoever pays"),
    ),
    # People
    _row(
        (people.RegisterActor,),
        (RECORDS,),
        "Those who keep the record say who may use it",
        gcp("4.2.2, account creation is logged", "GK"),
    ),
    _row(
        (people.RegisterPerson,),
        (RECORDS, STUDY_TEAM),
        "An initiative's office registers whom it works with",
        gcp("essential records", "GK"),
    ),
    _row(
        (people.AssignRole, people.StrikeEntry),
        (RECORDS, STUDY_TEAM, WARD),
        "Study and ward say who does what among them; a role in Byleave only those who keep the record give (EN-04)",
        policy("who is who is recorded by those who know it"),
    ),
    _row(
        (
            people.AssignResponsibleClinician,
            people.ChangeDetention,
            people.BeginRestriction,
            people.EndRestriction,
            people.Transfer,
            people.Discharge,
            people.RecordDeath,
            people.ChangeName,
            people.ChangeGenderMarker,
        ),
        (RECORDS, WARD),
        "The hospital records who is in charge, where somebody is and by what right",
        mha("s34(1), the responsible clinician; the hospital keeps its patients' papers", "GK"),
    ),
    _row(
        (people.DeclareInterest, people.EndInterest),
        ROLES,
        "Everybody declares their interests",
        policy("separation of duties 9: the register of interests"),
    ),
    _row(
        (people.JoinRecords, people.PartRecords),
        (RECORDS,),
        "Those who keep the record say that two of them are of one person",
        hra("participants are identified without doubt", "GK"),
    ),
    # Leave
    _row(
        (
            leave.DraftApplication,
            leave.SendApplication,
            leave.RecordMinistryQuestion,
            leave.AnswerMinistry,
            leave.RecordMinistryGrant,
            leave.RecordMinistryRefusal,
            leave.RecordMinistryWithdrawal,
            leave.AskReport,
            leave.SettleReport,
        ),
        (CLINICIAN, MHA_OFFICE),
        "The clinician applies to the Ministry; what it answers is recorded from its letter by the office",
        mha("s41(3)(c); the Mental Health Act office records letters", "GK"),
    ),
    _row(
        (
            leave.SignLeave,
            leave.ExtendLeave,
            leave.ResumeLeave,
            leave.RevokeLeave,
            leave.RecallEpisode,
        ),
        (CLINICIAN,),
        "Leave is given and taken back by a clinician; that it is the one in charge is asked by rules of its own",
        mha("s17(1) and (4)"),
    ),
    _row(
        (leave.DraftLeave, leave.SetCondition, leave.SetContingency, leave.GiveCopy, leave.SuspendLeave),
        (CLINICIAN, WARD),
        "Clinician and ward write the papers together; nobody goes out under them before the clinician has signed",
        mha("Code of Practice ch. 27, recording leave", "GK"),
    ),
    _row(
        (leave.VoidLeave, leave.AuthoriseCustodian),
        (MHA_OFFICE,),
        "The office scrutinises the papers for the hospital managers, who authorise others in writing",
        mha("s17(3); Code of Practice ch. 27, the hospital managers", "GK"),
    ),
    _row(
        (leave.SetExclusion, leave.LiftExclusion),
        (CLINICIAN, MHA_OFFICE),
        "Who may know of victims' rights records where the person may not go; everybody else sees the area alone",
        policy("victim compartment", "DES"),
    ),
    _row(
        (leave.RecordIncident, leave.ReviewIncident, leave.CheckVenue),
        (CLINICIAN, WARD, MHA_OFFICE),
        "Whoever runs the ward or looks after its security records what leave has to wait for",
        policy("incidents and venues are looked at before leave"),
    ),
    _row(
        (
            leave.PlanEpisode,
            leave.MoveEpisode,
            leave.AssignEscort,
            leave.SubstituteEscort,
            leave.BriefEscort,
            leave.CheckEpisode,
            leave.ReleaseEpisode,
            leave.CheckIn,
            leave.RecordReturn,
            leave.DeclareAbsence,
            leave.EndAbsence,
            leave.CloseEpisode,
        ),
        (WARD,),
        "The ward plans and runs an outing under the authority that the clinician gave",
        mha("Code of Practice ch. 27, nurses operate leave", "GK"),
    ),
    _row(
        (leave.HoldBackEpisode, leave.CancelEpisode, leave.ExplainReasons, leave.RecordBreach, leave.NotifyAbsence),
        (WARD, CLINICIAN, MHA_OFFICE),
        "Whoever is answerable for an outing stops it, says why, and tells whoever has to know",
        mha("Code of Practice ch. 27; CQC (Registration) Regulations 2009, reg 17", "GK"),
    ),
    _row(
        (leave.SayToday, leave.RecordOutcome),
        (WARD, CLINICIAN, ADVOCATE, PARTICIPANT),
        "The person says whether they want to go and how it was; whoever hears it writes it down",
        policy("the person's own account is on the record", "DES"),
    ),
    # The record itself
    _row(
        (governance.VerifyEntry, governance.VerifyGrant),
        (RECORDS, STUDY_TEAM, WARD, PRIVACY),
        "A second person compares, whoever it is",
        policy("separation of duties 6: a second person verifies paper against entry"),
    ),
    _row(
        (governance.AssessFinding, governance.RecordCorrectiveAction, governance.CloseFinding),
        (RECORDS, STUDY_TEAM, PRIVACY),
        "Those who answer for what was done say what becomes of it; an auditor finds, and writes nothing",
        gcp("deviations are assessed and closed", "GK"),
    ),
    _row(
        (governance.ChangeSetting,),
        (RECORDS, PRIVACY),
        "Settings are changed by those who keep the record or its privacy, from now on",
        policy("who may change the provider's settings"),
        history=False,
    ),
    _row(
        (governance.RecordDue, governance.RecordGoingDue),
        (RECORDS,),
        "The service records what has fallen due, or those who keep the record let it",
        policy("what the clock does is computed, and recorded once", "DES"),
    ),
)

MAY_ASK: Final[Mapping[str, Entitlement]] = {tag: line for row in _ROWS for tag, line in row.items()}


def check_known(command: Command, reading: Reading) -> None:
    """Raises NotEntitled for an actor whom nobody registered: nothing is shown to them, and nothing recorded."""
    if not _exempt(command) and not reading.person(command.actor).registrations:
        raise NotEntitled("Nobody is registered under this reference.", "Register them: byleave actor add NAME")


def bars(command: Command, reading: Reading) -> Refused | None:
    """The rules that keep the actor from asking this at all, or None. What it reads of the actor is relied on.

    Of whoever tells history row after row it is asked once in a batch, as long as nothing in it concerns themselves.
    """
    line = MAY_ASK[command.tag]
    if _exempt(command) or _told_before(command, line, reading):
        return None
    entitled = line.history if command.history else line.live
    stops = not command.history and _stops(command)
    if stops:  # an auditor writes nothing, but a stop is a stop
        entitled = entitled.union(ROLES)
    gives = isinstance(command, AssignRole) and command.assigned in ROLES
    takes = isinstance(command, StrikeEntry) and _is_role(command, reading)
    case = Asking(
        holds=_on_record(command, reading) if stops else _holds(command, reading),
        entitled=command.role in entitled,
        own=command.role != PARTICIPANT or _own(command, reading),
        to_oneself=gives and _about(command) == command.actor,
        by_keeper=not (gives or takes) or command.role == RECORDS,
    )
    no = barred(case, london_day(command.at))
    if no is None and command.history and _everywhere(command, reading):
        reading.tellers[command.actor, command.role, command.at] = reading.stands(person_stream(command.actor))
    return no


def _told_before(command: Command, line: Entitlement, reading: Reading) -> bool:
    """Whether the actor was found to be entitled to tell history, and nothing was decided about them since.

    What gives a role, or takes one away, is asked about each time.
    """
    if not command.history or isinstance(command, AssignRole | StrikeEntry) or command.role not in line.history:
        return False
    asked = reading.tellers.get((command.actor, command.role, command.at))
    return asked is not None and asked == reading.stands(person_stream(command.actor))


def _everywhere(command: Command, reading: Reading) -> bool:
    """Whether the actor's role is held everywhere, so that it matters no more what they tell of."""
    held = _of_today(command, reading)
    return any(role.initiative is None and role.site is None for role in held)


def _exempt(command: Command) -> bool:
    """The one exemption: the service itself, before anybody is registered, and where nobody but the clock asks."""
    return command.actor == SERVICE


def reported_by_anybody(tag: str) -> bool:
    """Whether a command of this tag stops something whatever it says, so that anybody registered reports it."""
    return any(tag == command.tag for command in STOPS if command not in SAYS_YES)


def _stops(command: Command) -> bool:
    """Whether it stops something, or may: then anybody registered reports it, whatever role they hold today."""
    return stops(command)


def _on_record(command: Command, reading: Reading) -> bool:
    return bool(reading.person(command.actor).registrations)


def _holds(command: Command, reading: Reading) -> bool:
    """Whether the actor holds the role on the day of asking, for the initiative and the site that this is about."""
    if command.role == PARTICIPANT:
        return _on_record(command, reading)
    return any(_covers(role, command, reading) for role in _of_today(command, reading))


def _of_today(command: Command, reading: Reading) -> Iterator[Role]:
    """The entries by which the actor holds the role on the day of asking, wherever that is."""
    return held_on(reading.person(command.actor), command.role, london_day(command.at))


def held_on(who: Person, role: str, day: date) -> Iterator[Role]:
    """The entries by which somebody holds a role on a local day, wherever that is."""
    return (each for each in who.roles if each.role == role and each.known(FOREVER) and day in each.days)


def _covers(role: Role, command: Command, reading: Reading) -> bool:
    """Whether a role is held there: everywhere, or in the initiative or at the site for which it was given."""
    in_initiative = role.initiative is None or role.initiative == _initiative(command, reading)
    return in_initiative and (role.site is None or role.site == _site(command, reading))


def _is_role(command: StrikeEntry, reading: Reading) -> bool:
    """Whether what is struck is a role in Byleave."""
    held = reading.person(command.person).roles
    return any(role.version == command.entry and role.role in ROLES for role in held)


def _about(command: Command) -> Ref | None:
    person: Ref | None = getattr(command, "person", None)
    return person


def _own(command: Command, reading: Reading) -> bool:
    """Whether it is about the actor: under this record, or under one that is joined with it."""
    about = _about(command)
    return about is not None and about in (command.actor, *reading.person(command.actor).others())


def _initiative(command: Command, reading: Reading) -> Ref | None:
    """The initiative that a command is about: its own, or that of whoever it is about."""
    named: Ref | None = getattr(command, "initiative", None) or getattr(command, "scope", None)
    if named is not None or (about := _about(command)) is None:
        return named
    registered = reading.person(about).registration()
    return registered.initiative if registered else None


def _site(command: Command, reading: Reading) -> str | None:
    """The site that a command is about: its own, or where whoever it is about is on that day."""
    named: str | None = getattr(command, "site", None)
    if named is not None or (about := _about(command)) is None:
        return named
    return reading.person(about).site_on(london_day(command.at))
