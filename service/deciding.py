"""Which state and which facts a command is decided on. Everything read is relied on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.access import (
    DATA_ACCESS,
    AccessCommand,
    GiveGrant,
    OnState,
    OpenBreakGlass,
    ReadPerson,
    RecordRemoval,
    ShareData,
    Terms,
    UseData,
    Using,
)
from domain.consent import (
    PARTICULAR,
    AnswerAboutPeer,
    AssessCapacity,
    CapacityCommand,
    ChangeConsultee,
    ClarifyStop,
    ConsulteeEntry,
    DoubtCapacity,
    GiveAnswers,
    GiveInformation,
    Hearing,
    IdentifyConsultee,
    ObserveObjection,
    Pause,
    RecordAdvice,
    RegainCapacity,
    Resume,
    SignedEntry,
    StopChannels,
    StopEntry,
    TellConsultee,
    Wish,
    Withdraw,
    off,
    stopped_by,
)
from domain.governance import (
    BREAK_GLASS_MINUTES,
    LATE_HOURS,
    RE_APPROACH_DAYS,
    REVIEW_WORKING_DAYS,
    AssessFinding,
    ChangeSetting,
    Fallen,
    Falling,
    GovernanceCommand,
    OfFinding,
    RecordDue,
    RecordGoingDue,
    VerifyEntry,
    VerifyGrant,
)
from domain.initiatives import (
    Part,
    Presence,
    RecordAppearance,
    RecordAttendance,
    RecordPart,
    RegisterSite,
    Session,
    ShowFilm,
)
from domain.judging import (
    Asked,
    By,
    Due,
    Histories,
    advising,
    approaching,
    around,
    as_stood,
    assessing,
    can_take_back,
    consulting,
    fallen_due,
    filming,
    granting,
    hearing,
    presence,
    presence_now,
    removing,
    sharing,
    showing,
    showing_now,
    signing,
    stopping,
    together,
    using,
    using_now,
    verifying,
    verifying_grant,
    with_decider,
    witness_bound,
)
from domain.judging.leaving import GoingDue, fallen_going, leaving
from domain.judging.leaving.due import NO_ACTIVITY
from domain.kernel.decider import Command, Decision, amended
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from domain.people import JoinRecords, PartRecords
from service.entitling import PARTICIPANT, PRIVACY, STUDY_TEAM, bars
from service.facts import Reading


def decide(command: Command, reading: Reading) -> Decision:
    """The decision on a command, on what `reading` reads.

    Whoever is not entitled to ask is refused before anything else is read. Raises KeyError for a command of which
    nothing says who may ask it, TypeError for one that no slice knows.
    """
    if (no := bars(command, reading)) is not None:
        return no
    return _decided(command, reading)


def _decided(command: Command, reading: Reading) -> Decision:
    """What the rules of what is asked say, whoever asks."""
    match command:
        case GiveInformation():
            h = reading.histories(command.person, command.initiative)
            alone = reading.settings().days(RE_APPROACH_DAYS, command.happened_at)
            return _as_stood(h, lambda each: _informed(command, each, alone))
        case AnswerAboutPeer() | ClarifyStop() | Pause() | Resume() | ObserveObjection() | consent.MarkEnteredInError():
            return _said(command, reading)
        case _ if isinstance(command, consent.OF_CAPACITY):
            return _capacity(command, reading)
        case GiveAnswers():
            h = reading.histories(command.person, command.initiative)
            alone = reading.settings().days(RE_APPROACH_DAYS, command.happened_at)
            return _as_stood(h, lambda each: _signed(command, each, alone))
        case Withdraw() | StopChannels():
            h = reading.histories(command.person, command.initiative)
            return consent.decide(command, h.consent, stopping(h, _as_stop(command)))
        case _ if isinstance(command, AccessCommand):
            return _access(command, reading)
        case RecordAttendance() | RecordAppearance() | ShowFilm() | RecordPart():
            return _with_others(command, reading)
        case _ if isinstance(command, (RegisterSite, *initiatives.OF_INITIATIVE)):
            return initiatives.decide(command, _course_of(command, reading))
        case _ if isinstance(command, GovernanceCommand):
            return _governance(command, reading)
        case involvement.OfActivity() | involvement.OfRequest() | leave.OfLeave():
            return _going_out(command, reading)
        case _ if isinstance(command, people.COMMANDS):
            other = reading.person(command.other) if isinstance(command, JoinRecords | PartRecords) else None
            able = _able(command, reading) if isinstance(command, people.TakeBackStatement) else None
            return people.decide(command, reading.person(command.person), other, able=able)
        case _:
            raise TypeError(f"nobody decides {command.tag}")


def _able(command: people.TakeBackStatement, reading: Reading) -> bool:
    """Whether the person can decide about what they take back, in every study that it is about and they are in."""
    about, at = reading.person(command.person), command.happened_at
    said = about.statement(command.entry, at)
    if said is None:
        return True
    studies = {said.study} if said.study else {each.initiative for each in about.registrations if each.initiative}
    return all(can_take_back(reading.histories(command.person, study), said.items, at) for study in studies)


def _going_out(command: involvement.OfActivity | involvement.OfRequest | leave.OfLeave, reading: Reading) -> Decision:
    """An activity, a wish to go to one, or leave: each is decided by its own stream and what is known around it."""
    match command:
        case involvement.OfActivity():
            return involvement.decide(command, reading.activity(command.activity))
        case involvement.OfRequest():
            return _requested(command, reading)
        case leave.OfLeave():
            going = reading.going(command.person)
            return leave.decide(command, going.leave, leaving(command, going))


def _requested(command: involvement.OfRequest, reading: Reading) -> Decision:
    """A request is judged by what is known around it of whoever decides, or is named as a co-signer."""
    h = reading.involved(command.person, command.activity)
    facts = around(h, _concerned(command), command.happened_at)
    return with_decider(command, involvement.decide(command, h.request, facts))


def _concerned(command: involvement.OfRequest) -> Ref:
    """Whom the facts around a request are about: a co-signer, or whoever decides, else whoever asks."""
    match command:
        case involvement.CosignAction():
            return command.cosigner
        case involvement.Answer():
            return involvement.who(command, "decider")
        case _:
            return command.actor


def _course_of(command: Any, reading: Reading) -> Any:
    """What decides a command about a site, or about an initiative's course."""
    if isinstance(command, RegisterSite):
        return reading.site(command.scope, command.site)
    return reading.initiative(command.initiative)


def _as_stood(h: Histories, decided: Callable[[Histories], Decision]) -> Decision:
    """The decision on the record as it stands, or the first no of how it stood before each pending correction.

    What is told as history is refused in none of them, and breaks what it breaks by the record as it stands.
    """
    answer, *before = (decided(each) for each in as_stood(h))
    return next((each for each in (answer, *before) if isinstance(each, Refused)), answer)


def _informed(command: GiveInformation, h: Histories, alone: timedelta) -> Decision:
    said = together(h, command.happened_at).consent
    return consent.decide(command, said, approaching(h, command.happened_at, alone))


def _said(
    command: AnswerAboutPeer | ClarifyStop | Pause | Resume | ObserveObjection | consent.MarkEnteredInError,
    reading: Reading,
) -> Decision:
    """What rests or is a no stands on the person's own consent alone; who heard that something goes on is judged.

    What was told before of a pause or of a stop, and waits to be compared, keeps nobody from ending it themselves: what
    stood before that can be ended too.
    """
    if not isinstance(command, ClarifyStop | Resume):
        return consent.decide(command, reading.consent(command.person, command.initiative))
    h = reading.histories(command.person, command.initiative)
    heard = _heard(command, h)
    answers = [consent.decide(command, each.consent, heard) for each in as_stood(h)]
    return min(answers, key=lambda each: len(each.broken) if isinstance(each, Refused) else 0)


def _heard(command: ClarifyStop | Resume, h: Histories) -> Hearing:
    """Who heard that something goes on: the person says so themselves, or to whoever records it live, or is named.

    Whoever acts for the study is of its team, whatever else they are; of history nobody says that the teller heard it.
    """
    if command.role == PARTICIPANT:
        return Hearing(outside=True)
    named = () if command.expressed_to is None else (command.expressed_to,)
    if command.history:
        return hearing(h, named, command.happened_at) if named else Hearing(outside=None)
    own = () if command.role == STUDY_TEAM else (command.actor,)
    return hearing(h, (*own, *named), command.happened_at)


def _signed(command: GiveAnswers, h: Histories, left_alone: timedelta) -> Decision:
    """A yes live is held to the rules of telling too, but for that of somebody who comes forward and answers alone."""
    alone, at = _alone(command), command.happened_at
    case = replace(
        signing(h, _as_signing(command, h)),
        alone=alone,
        opened=h.consent.told_by(command.taker, command.version, at),
        again=None if alone or command.history else approaching(h, at, left_alone),
        witness_bound=not command.history and witness_bound(h, command.witness, at),
    )
    return consent.decide(command, together(h, at).consent, case)


def _capacity(command: CapacityCommand, reading: Reading) -> Decision:
    """Who may be asked in somebody's place is judged by the study's approval and by the roles of whoever is asked."""
    match command:
        case AssessCapacity() as c:
            late = reading.settings().hours(LATE_HOURS, c.happened_at)
            return consent.decide_capacity(c, reading.consent(c.person, c.initiative), late)
        case DoubtCapacity() | RegainCapacity() | TellConsultee():
            return consent.decide_capacity(command, reading.consent(command.person, command.initiative))
        case IdentifyConsultee() | ChangeConsultee() as c:
            h = reading.histories(c.person, c.initiative)
            case = consulting(h, _as_consultee(c), c.happened_at)
            lacking = c.history or h.consent.capacity.lacks_anything(c.happened_at)
            return consent.decide_capacity(c, h.consent, replace(case, found_lacking=lacking))
        case RecordAdvice() as c:
            h = reading.histories(c.person, c.initiative)
            return consent.decide_capacity(
                c, h.consent, advising(h, c.consultee, c.decision, c.happened_at, take_part=c.take_part)
            )
        case _:
            assert_never(command)


def _governance(command: GovernanceCommand, reading: Reading) -> Decision:
    match command:
        case AssessFinding() as c:
            life = reading.life(c.initiative, c.person, c.finding, c.key)
            h = replace(reading.of_uses(c.person, c.initiative), checks=reading.checks(c.person, c.initiative))
            return governance.decide(c, life, assessing(h, c.finding, c.key, c.assessed, c.actor, life))
        case VerifyEntry() as c:
            checks = reading.checks(c.person, c.initiative)
            return governance.decide(c, checks, verifying(reading.histories(c.person, c.initiative), c.entry, c.actor))
        case VerifyGrant() as c:
            checks, h = reading.checks(c.person, c.initiative), reading.of_uses(c.person, c.initiative)
            return governance.decide(c, checks, verifying_grant(h, c.entry, c.actor))
        case OfFinding() as c:
            return governance.decide(c, reading.life(c.initiative, c.person, c.finding, c.key))
        case ChangeSetting() as c:
            return governance.decide(c, reading.settings())
        case RecordDue() as c:
            fallen = reading.fallen(c.person, c.initiative)
            return governance.decide(c, fallen, _falling(c, reading.of_uses(c.person, c.initiative), fallen))
        case RecordGoingDue() as c:
            return governance.decide(c, reading.going_fallen(c.person), _going_falling(c, reading))
        case _:
            assert_never(command)


def _falling(command: RecordDue, h: Histories, fallen: Fallen) -> Falling:
    due = Due(command.happened_at, command.due, command.code)
    return Falling(fell_due=due in fallen_due(h, command.at), already=(due.kind, due.about, due.at) in fallen)


def _going_falling(command: RecordGoingDue, reading: Reading) -> Falling:
    wishes = () if command.activity is None else (command.activity,)
    due = GoingDue(command.happened_at, command.due, command.code, command.activity or NO_ACTIVITY)
    already = (due.kind, due.about, due.at, command.activity) in reading.going_fallen(command.person)
    return Falling(fell_due=due in fallen_going(reading.going(command.person), wishes, command.at), already=already)


def _access(command: AccessCommand, reading: Reading) -> Decision:
    if isinstance(command, ReadPerson):
        return access.decide(command, None)
    if isinstance(command, OnState):
        return access.decide(command, reading.uses(command.person, command.initiative))
    h = reading.of_uses(command.person, command.initiative)
    match command:
        case UseData() as c:
            return access.decide(c, h.uses, _using(c, h))
        case GiveGrant() as c:
            asked = _as_asked(c, h)
            return _as_stood(h, lambda each: access.decide(c, h.uses, granting(each, asked)))
        case ShareData() as c:
            told = c.history or c.corrects is not None
            return access.decide(
                c, h.uses, sharing(h, c.share, (c.asset, c.purpose), c.happened_at, By(c.actor), told=told)
            )
        case RecordRemoval() as c:
            return access.decide(c, h.uses, removing(h, c.asset, c.came_to))
        case OpenBreakGlass() as c:
            minutes, days = (h.settings.value(s, c.happened_at) for s in (BREAK_GLASS_MINUTES, REVIEW_WORKING_DAYS))
            return access.decide(c, h.uses, Terms(minutes, days))
        case _:
            assert_never(command)


def _as_asked(command: GiveGrant, h: Histories) -> Asked:
    return Asked(
        grant=command.grant,
        grantee=command.grantee,
        giver=command.actor,
        decides=_decides_grants(command, h),
        pair=(command.asset, command.purpose),
        basis=command.basis,
        begins_at=command.begins,
        until=command.until,
        at=command.happened_at,
        corrects=command.corrects is not None,
    )


def _decides_grants(command: GiveGrant, h: Histories) -> bool | None:
    """Whether whoever gives a grant decides on grants; of one told as history nobody says who gave it."""
    if command.history:
        return None
    return command.role == PRIVACY or h.study.delegation(command.actor, DATA_ACCESS, command.day) is not None


def _using(command: UseData, h: Histories) -> Using:
    fields = frozenset(command.fields or ())
    if not command.history:
        by = By(command.actor, fields, command.opening)
        return using_now(h, command.asset, command.purpose, command.at, by)
    by = By(command.user, fields, command.opening)
    case = using(h, command.asset, command.purpose, command.happened_at, by=by)
    return replace(case, told_as_history=command.source != "import")


def _with_others(command: RecordAttendance | RecordAppearance | ShowFilm | RecordPart, reading: Reading) -> Decision:
    """What an initiative is told on facts of the people whom it is about."""
    match command:
        case RecordAttendance():
            return _attendance(command, reading)
        case RecordAppearance():
            h = reading.histories(command.person, command.initiative)
            return _as_stood(h, lambda each: initiatives.decide(command, h.study, filming(each, command.happened_at)))
        case ShowFilm():
            return _showing(command, reading)
        case RecordPart() as c:
            roles = reading.person(c.person).team_roles(c.initiative, c.from_on)
            return initiatives.decide(c, reading.initiative(c.initiative), Part(people.USER_RESEARCHER in roles))
        case _:
            assert_never(command)


def _attendance(command: RecordAttendance, reading: Reading) -> Decision:
    """Judged as of the session's start, by the rules of its day, as an audit judges it afterwards."""
    h = reading.histories(command.person, command.initiative)
    session = h.study.session(command.session)
    if session is None:
        return initiatives.decide(command, h.study)
    then = amended(command, occurred_at=session.held_at)
    return _as_stood(h, lambda each: initiatives.decide(then, h.study, _present(command, each, session)))


def _present(command: RecordAttendance, h: Histories, session: Session) -> Presence:
    return presence(h, session) if command.history else presence_now(h, session)


def _showing(command: ShowFilm, reading: Reading) -> Decision:
    """Everybody who can be seen is asked of; shown live, they must agree at the moment of deciding too, and must have
    agreed before each pending correction.
    """
    study = reading.initiative(command.initiative)
    cast = [reading.histories(person, command.initiative) for person in study.appearing(command.film)]
    stood = cast if command.history else [each for h in cast for each in as_stood(h)]
    then = showing(stood, command.channel, command.happened_at)
    if command.history or not then.all_agree:
        return initiatives.decide(command, study, then)
    return initiatives.decide(command, study, showing_now(cast, command.channel, command.at))


def _standing(command: Command) -> dict[str, Any]:
    return {"version": 0, "position": 0, "order": 0, "known_from": _entered(command)}


def _entered(command: Command) -> datetime:
    return command.entered_at or command.at


def _alone(command: GiveAnswers) -> bool:
    """Whether the person answers for themselves: then when they were told is what the record says of it."""
    return not command.history and command.role == PARTICIPANT


def _as_signing(command: GiveAnswers, h: Histories) -> SignedEntry:
    told = h.consent.told(command.version, command.happened_at)
    return SignedEntry(
        signed_at=command.happened_at,
        informed_at=told if _alone(command) else command.informed_at or told,
        entered_at=_entered(command),
        explained=command.late_reason is not None,
        number=command.version,
        taker=command.taker,
        witness=command.witness,
        copy_given=command.copy_given,
        answers=command.answers,
        document_sha256=command.document_sha256,
        how_signed=command.how_signed,
        language=command.language,
        format=command.format,
        channels=command.channels,
        **_standing(command),
    )


def _as_consultee(command: IdentifyConsultee | ChangeConsultee) -> ConsulteeEntry:
    return ConsulteeEntry(
        consultee=command.consultee,
        kind=command.consultee_kind,
        paid_or_professional=command.paid_or_professional,
        connected_with_project=command.connected_with_project,
        since=command.happened_at,
        **_standing(command),
    )


def _as_stop(command: Wish) -> StopEntry:
    return StopEntry(
        expressed_at=command.happened_at,
        entered_at=_entered(command),
        explained=command.late_reason is not None,
        level=command.level if isinstance(command, Withdraw) else PARTICULAR,
        items=stopped_by(command.level, command.items) if isinstance(command, Withdraw) else off(command.off_channels),
        **_standing(command),
    )
