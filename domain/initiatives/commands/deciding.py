"""What is recorded for what is asked about initiatives and sites."""

from datetime import date
from typing import assert_never

from domain.initiatives.commands.asking import (
    ApproveModification,
    CloseSite,
    Course,
    DelegateTask,
    EndInitiative,
    Film,
    HoldSession,
    ImplementVersion,
    InitiativeCommand,
    JoinSite,
    Once,
    PublishDocument,
    RecordAppearance,
    RecordAttendance,
    RecordMcaApproval,
    RecordPart,
    RecordTakedown,
    RecordTraining,
    RegisterInitiative,
    RegisterSite,
    ShowFilm,
)
from domain.initiatives.events import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
    InitiativeRegistered,
    McaApproved,
    ModificationApproved,
    PartRecorded,
    SessionHeld,
    SiteClosed,
    SiteJoined,
    SiteRegistered,
    TakedownRecorded,
    TaskDelegated,
    TrainingRecorded,
    VersionImplemented,
)
from domain.initiatives.rules import (
    APPROVING,
    CLOSING,
    FILMING,
    PARTS,
    REGISTERING,
    SHOWING,
    TAKING_DOWN,
    TAKING_PART,
    TELLING,
    Approving,
    Closing,
    Filming,
    Part,
    Presence,
    Registering,
    Showing,
    TakingDown,
    Telling,
)
from domain.initiatives.state import Initiative, Site
from domain.kernel.decider import Accepted, Decision, Event, as_told, settle
from domain.kernel.time import london_day

Facts = Presence | Part | Filming | Showing


def decide(command: InitiativeCommand, state: Initiative | Site, facts: Facts | None = None) -> Decision:
    """What to record for a command about an initiative. `facts` come from judging where other streams speak to it."""
    match command:
        case RegisterInitiative() as c:
            known = isinstance(state, Initiative) and bool(state.kind) and c.corrects is None
            new = InitiativeRegistered(initiative=c.initiative, kind=c.kind, name=c.name)
            return settle(command, REGISTERING, Registering(already_known=known), new)
        case DelegateTask() as c:
            held = TaskDelegated(
                initiative=c.initiative, person=c.person, task=c.task, from_on=c.from_on, to_on=c.to_on
            )
            return Accepted((held,))
        case RecordAttendance() as c:
            came = AttendanceRecorded(initiative=c.initiative, session=c.session, person=c.person)
            presence = facts if isinstance(facts, Presence) else Presence(None, None, None, None, None)
            return settle(command, TAKING_PART, presence, came)
        case RecordMcaApproval() as c:
            approved = McaApproved(
                initiative=c.initiative,
                body=c.body,
                body_kind=c.body_kind,
                approved_on=c.approved_on,
                until_on=c.until_on,
            )
            return settle(command, APPROVING, Approving(c.body_kind, _come(c, c.approved_on)), approved)
        case CloseSite() | EndInitiative() | RecordTraining() | RecordPart():
            return _went_on(command, _of_initiative(state), facts)
        case RecordAppearance() | ShowFilm() | RecordTakedown():
            return _filmed(command, _of_initiative(state), facts)
        case (
            RegisterSite() | JoinSite() | ApproveModification() | PublishDocument() | ImplementVersion() | HoldSession()
        ):
            return settle(command, TELLING, _telling(command, state), _event(command))
        case _:
            assert_never(command)


def _telling(command: Once, state: Initiative | Site) -> Telling:
    already = _told(command, state) and command.corrects is None
    return Telling(already, _approved(command, state), _decided(command), _published(command, state))


def _published(command: Once, state: Initiative | Site) -> bool:
    """Whether a version that comes into use was published as approved by that day; asked live alone."""
    if command.history or not isinstance(command, ImplementVersion) or not isinstance(state, Initiative):
        return True
    return state.published(command.version, command.implemented_on)


def _decided(command: Once) -> bool:
    """Whether the decision that something rests on has been taken by the time of asking."""
    match command:
        case PublishDocument() as c:
            return _come(c, c.approved_on)
        case ApproveModification() as c:
            return _come(c, c.decided_on)
        case _:
            return True


def _come(command: InitiativeCommand, day: date) -> bool:
    """Whether a local day has come; of what is told as history nobody asks."""
    return command.history or day <= london_day(command.at)


def _approved(command: Once, state: Initiative | Site) -> bool:
    """Whether what a version is brought into use by was approved by that day; a first version needs nothing more."""
    if not isinstance(command, ImplementVersion) or not isinstance(state, Initiative):
        return True
    return state.approved(command.version, command.implemented_on)


def _of_initiative(state: Initiative | Site) -> Initiative:
    if not isinstance(state, Initiative):
        raise TypeError("this is decided by an initiative's stream")
    return state


def _went_on(command: Course, state: Initiative, facts: Facts | None) -> Decision:
    match command:
        case CloseSite() as c:
            until = c.corrects is not None or state.opening(c.site, c.closed_on) is not None
            return settle(command, CLOSING, Closing(open_until_then=until), as_told(SiteClosed, command))
        case EndInitiative() as c:
            already = Closing(ended_already=c.corrects is None and state.ended(date.max) is not None)
            return settle(command, CLOSING, already, as_told(InitiativeEnded, command))
        case RecordTraining():
            return Accepted((as_told(TrainingRecorded, command),))
        case RecordPart():
            part = facts if isinstance(facts, Part) else Part(user_researcher=None)
            return settle(command, PARTS, part, as_told(PartRecorded, command))
        case _:
            assert_never(command)


def _filmed(command: Film, state: Initiative, facts: Facts | None) -> Decision:
    match command:
        case RecordAppearance():
            filming = facts if isinstance(facts, Filming) else Filming(agreed=None)
            return settle(command, FILMING, filming, as_told(AppearanceRecorded, command))
        case ShowFilm() as c:
            showing = facts if isinstance(facts, Showing) else Showing(anybody_known=False, all_agree=False)
            seen = state.appearing(c.film)
            shown = FilmShown(initiative=c.initiative, film=c.film, channel=c.channel, about=seen)
            return settle(command, SHOWING, showing, shown)
        case RecordTakedown() as c:
            there = state.shown(c.film, c.channel) is not None and c.person in state.appearing(c.film)
            case_ = TakingDown(c.step, there, state.takedown(c.person, c.film, c.channel))
            return settle(command, TAKING_DOWN, case_, as_told(TakedownRecorded, command))
        case _:
            assert_never(command)


def _told(command: Once, state: Initiative | Site) -> bool:
    """Whether this is on the record already, under the codes that tell it from others."""
    if isinstance(state, Site):
        return bool(state.entries)
    match command:
        case JoinSite() as c:
            closed = state.closing(c.site, c.opened_on) and not state.opening(c.site, c.opened_on)
            return c.site in state.sites and not closed
        case ApproveModification() as c:
            return c.modification in state.modifications
        case PublishDocument() as c:
            there = state.documents.get(c.version, ())
            return any(each.document == c.document and each.is_in(c.language, c.format) for each in there)
        case ImplementVersion() as c:
            return any(each.number == c.version for each in state.implementations.get(c.site, ()))
        case HoldSession() as c:
            return c.session in state.sessions
        case RegisterSite():
            return False
        case _:
            assert_never(command)


def _event(command: Once) -> Event:
    match command:
        case RegisterSite() as c:
            return SiteRegistered(scope=c.scope, site=c.site, name=c.name, security_level=c.security_level)
        case JoinSite():
            return _joined(command)
        case ApproveModification() as c:
            return ModificationApproved(
                initiative=c.initiative,
                modification=c.modification,
                classed=c.classed,
                policy=c.policy,
                decided_on=c.decided_on,
            )
        case PublishDocument():
            return _document(command)
        case ImplementVersion() as c:
            return VersionImplemented(
                initiative=c.initiative, site=c.site, version=c.version, implemented_on=c.implemented_on
            )
        case HoldSession():
            return _session(command)
        case _:
            assert_never(command)


def _joined(command: JoinSite) -> SiteJoined:
    return SiteJoined(
        initiative=command.initiative,
        site=command.site,
        security_level=command.security_level,
        opened_on=command.opened_on,
    )


def _document(command: PublishDocument) -> DocumentPublished:
    return DocumentPublished(
        initiative=command.initiative,
        document=command.document,
        version=command.version,
        dated=command.dated,
        approved_on=command.approved_on,
        removal_window_days=command.removal_window_days,
        reconsent=command.reconsent,
        sha256=command.sha256,
        modification=command.modification,
        language=command.language,
        format=command.format,
    )


def _session(command: HoldSession) -> SessionHeld:
    return SessionHeld(
        initiative=command.initiative,
        session=command.session,
        kind=command.kind,
        site=command.site,
        ended_at=command.ended_at,
        setting=command.setting,
        lead=command.lead,
        recorded=command.recorded,
        commissioner_present=command.commissioner_present,
    )
