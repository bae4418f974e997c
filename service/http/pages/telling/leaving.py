"""Leave, said to you: the papers that let you out, the day itself, and coming home."""

from typing import Final

from domain.leave import (
    AbsenceDeclared,
    AbsenceEnded,
    AbsenceNotified,
    CheckedIn,
    ConditionBreached,
    ConditionSet,
    ContingencySet,
    CopyGiven,
    CustodianAuthorised,
    EpisodeCancelled,
    EpisodeChecked,
    EpisodeClosed,
    EpisodeMoved,
    EpisodeNotReleased,
    EpisodePlanned,
    EpisodeRecalled,
    EpisodeReleased,
    EpisodeReturned,
    EscortAssigned,
    EscortBriefed,
    EscortSubstituted,
    ExclusionLifted,
    ExclusionSet,
    IncidentRecorded,
    IncidentReviewed,
    LeaveDrafted,
    LeaveExtended,
    LeaveResumed,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    LeaveVoided,
    MinistryApplied,
    MinistryAskedMore,
    MinistryDrafted,
    MinistryGranted,
    MinistryRefused,
    MinistryToldMore,
    MinistryWithdrew,
    OutcomeRecorded,
    ReasonsExplained,
    ReportFellDue,
    ReportSettled,
    SaidToday,
    VenueChecked,
)
from service.http.pages.telling.going import at_time, because
from service.http.pages.telling.wording import Fields, Names, Yours, a_day, plain, sentence, who

_LEVELS: Final = {
    "escorted": "with staff beside you",
    "accompanied": "with somebody you know beside you",
    "unescorted": "on your own",
}
_BODIES: Final = {
    "police": "The police",
    "cqc": "The Care Quality Commission",
    "ministry": "The Ministry of Justice",
    "family": "Your family",
    "responsible_clinician": "The doctor in charge of you",
}
_WENT: Final = {"went_well": "it went well", "mixed": "some of it went well", "concerns": "something was not right"}


def _drafted(f: Fields, _: Names) -> str:
    until = f" until {at_time(f, 'to_at')}" if f.get("to_at") else ""
    level = _LEVELS.get(f["escort"], plain(f["escort"]))
    return (
        f"Papers for your leave were written, {level}, from {at_time(f, 'from_at')}{until}."
        " They are not yet agreed to: they let nobody out."
    )


def _agreed(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'signed_by')} agreed to your leave, by name.")


def _extended(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'signed_by')} lets your leave last longer, until {at_time(f, 'to_at')}.")


def _copy(f: Fields, _: Names) -> str:
    if f["to"] != "patient":
        return f"A copy of the papers for your leave went to: {plain(f['to'])}."
    if f.get("refused"):
        return "You were offered a copy of the papers for your leave, and did not want one. You can still ask for it."
    return "You were given a copy of the papers for your leave."


def _planned(f: Fields, names: Names) -> str:
    to = f" ({named})" if (named := who(f, names, "activity")) != "somebody" else ""
    when = f"{plain(f['destination'])}, {at_time(f, 'departs_at')}, back by {f['returns_at'][11:16]}"
    return f"An outing is planned for you{to}: {when}."


def _moved(f: Fields, _: Names) -> str:
    now = f"{plain(f['destination'])}, {at_time(f, 'departs_at')}, back by {f['returns_at'][11:16]}"
    return f"Your outing has changed: {now}. It is checked again before you go."


def _substituted(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'staff')} goes with you, instead of {who(f, names, 'instead_of')}.")


def _venue(f: Fields, _: Names) -> str:
    return (
        "The way and the place were checked: you can go there." if f["clear"] else "The place is not permitted to you."
    )


def _checked(f: Fields, _: Names) -> str:
    if f["outcome"] == "release":
        return "You were asked and looked at before your outing: nothing stands against it."
    return "You were asked and looked at before your outing: it does not go ahead as it is. You can ask why."


def _said(f: Fields, _: Names) -> str:
    return "You said today that you want to go." if f["agrees"] else "You said today that you do not want to go."


def _held(f: Fields, _: Names) -> str:
    return f"You could not go out this time. {because(f)}"


def _cancelled(f: Fields, _: Names) -> str:
    return f"Your outing was cancelled. {because(f)}"


def _absent(f: Fields, _: Names) -> str:
    how = "you were not back in time" if f["kind"] == "failure_to_return" else "you had gone without leave"
    return f"It was written down that {how}."


def _notified(f: Fields, _: Names) -> str:
    whom = _BODIES.get(f["whom"], plain(f["whom"]).capitalize())
    return f"{whom} heard from the ward that you {'are back' if f.get('of_return') else 'were away without leave'}."


def _outcome(f: Fields, _: Names) -> str:
    said = "You said how your outing was" if f["voice"] == "patient" else "Staff wrote down how your outing was"
    return f"{said}: {_WENT.get(f['went'], plain(f['went']))}."


LEAVING: Final[dict[str, Yours]] = {
    MinistryDrafted.tag: lambda *_: "The ward is writing to the Ministry of Justice about your leave.",
    MinistryApplied.tag: lambda *_: "The Ministry of Justice was asked for your leave.",
    MinistryAskedMore.tag: lambda *_: "The Ministry of Justice wants to know more before it answers about your leave.",
    MinistryToldMore.tag: lambda *_: "The Ministry of Justice got what it had asked for about your leave.",
    MinistryGranted.tag: lambda *_: (
        "The Ministry of Justice said yes to your leave. The doctor in charge decides next."
    ),
    MinistryRefused.tag: lambda *_: (
        "The Ministry of Justice said no to your leave. You can ask an advocate to help you."
    ),
    MinistryWithdrew.tag: lambda *_: "The Ministry of Justice took back its yes to your leave.",
    ReportFellDue.tag: lambda f, _: (
        f"The ward has to report to the Ministry of Justice on your leave by {a_day(f['due_on'])}."
    ),
    ReportSettled.tag: lambda *_: "The report to the Ministry of Justice on your leave is dealt with.",
    LeaveDrafted.tag: _drafted,
    ConditionSet.tag: lambda *_: "Your leave has a condition that you keep to, with why it is needed.",
    ContingencySet.tag: lambda *_: (
        "It was agreed what is done, and who is called, if something goes wrong on your leave."
    ),
    LeaveSigned.tag: _agreed,
    LeaveExtended.tag: _extended,
    LeaveSuspended.tag: lambda *_: "Your leave rests for now. You can ask why, and until when.",
    LeaveResumed.tag: lambda *_: "Your leave can be used again.",
    LeaveRevoked.tag: lambda *_: "Your leave was taken back. You can ask why.",
    LeaveVoided.tag: lambda *_: (
        "The papers for your leave were not right, and never counted. This was not because of you."
    ),
    CopyGiven.tag: _copy,
    CustodianAuthorised.tag: lambda f, names: sentence(
        f"{who(f, names, 'custodian')} may go with you, and be in charge."
    ),
    ExclusionSet.tag: lambda f, _: f"You may not go into: {plain(f['area'])}.",
    ExclusionLifted.tag: lambda *_: "You may go again where you could not for a while.",
    IncidentRecorded.tag: lambda *_: "Something happened. Until it was looked at you cannot go out.",
    IncidentReviewed.tag: lambda *_: "What happened was looked at. It does not keep you from going out any more.",
    EpisodePlanned.tag: _planned,
    EpisodeMoved.tag: _moved,
    EscortAssigned.tag: lambda f, names: sentence(f"{who(f, names, 'staff')} goes with you on your outing."),
    EscortSubstituted.tag: _substituted,
    EscortBriefed.tag: lambda f, names: sentence(f"{who(f, names, 'staff')} knows the plan for your outing."),
    VenueChecked.tag: _venue,
    EpisodeChecked.tag: _checked,
    SaidToday.tag: _said,
    EpisodeReleased.tag: lambda *_: "You went out.",
    EpisodeNotReleased.tag: _held,
    EpisodeCancelled.tag: _cancelled,
    CheckedIn.tag: lambda *_: "The ward heard from you on your outing: all was well.",
    ConditionBreached.tag: lambda *_: "It was written down that a condition of your leave was not kept.",
    EpisodeRecalled.tag: lambda *_: "You were called back from your outing, in writing.",
    ReasonsExplained.tag: lambda *_: "You were told the reasons.",
    EpisodeReturned.tag: lambda *_: "You came back.",
    AbsenceDeclared.tag: _absent,
    AbsenceNotified.tag: _notified,
    AbsenceEnded.tag: lambda *_: "You are back.",
    OutcomeRecorded.tag: _outcome,
    EpisodeClosed.tag: lambda *_: "Your outing is over, and everything about it is written down.",
}
