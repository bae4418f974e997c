"""How what happened with somebody's leave is told."""

from typing import Final

from domain.kernel.reasons import REASONS
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
from projections.sentences.wording import Fields, Names, Telling, named


def _spoken(f: Fields, name: str) -> str:
    return str(f[name]).replace("_", " ")


def _why(f: Fields) -> str:
    return REASONS.get(f["reason_code"], str(f["reason_code"]))


def _day(f: Fields, name: str) -> str:
    return str(f[name])[:16].replace("T", " at ")


def _drafted(f: Fields, _: Names) -> str:
    until = f" until {_day(f, 'to_at')}" if f.get("to_at") else ""
    return f"Leave {f['authorisation']} was written down: {_spoken(f, 'escort')}, from {_day(f, 'from_at')}{until}."


def _planned(f: Fields, names: Names) -> str:
    asked = f" {named(f, names, 'requested_by')} asked for it." if f.get("requested_by") else ""
    to = f", to go to {named(f, names, 'activity')}" if f.get("activity") else ""
    return (
        f"Outing {f['episode']} is planned{to}: {_spoken(f, 'destination')}, {_day(f, 'departs_at')},"
        f" back by {_day(f, 'returns_at')}.{asked}"
    )


def _moved(f: Fields, _: Names) -> str:
    return (
        f"Outing {f['episode']} was changed: {_spoken(f, 'destination')}, {_day(f, 'departs_at')},"
        f" back by {_day(f, 'returns_at')}. It is checked again."
    )


def _substituted(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'staff')} goes along on {f['episode']} instead of {named(f, names, 'instead_of')}."


def _copy(f: Fields, _: Names) -> str:
    how = "was offered, and not wanted" if f.get("refused") else f"was given ({_spoken(f, 'format')})"
    return f"A copy of leave {f['authorisation']} {how}: {_spoken(f, 'to')}."


def _checked(f: Fields, _: Names) -> str:
    found = f" Found: {', '.join(f['findings'])}." if f.get("findings") else ""
    return f"The check before outing {f['episode']} says: {_spoken(f, 'outcome')}.{found}"


def _said(f: Fields, _: Names) -> str:
    return f"Said today about outing {f['episode']}: {'I want to go' if f['agrees'] else 'I do not want to go'}."


def _absent(f: Fields, _: Names) -> str:
    return f"Was declared absent without leave ({_spoken(f, 'kind')}), {f['episode']}."


def _notified(f: Fields, _: Names) -> str:
    return f"Told of the {'return' if f.get('of_return') else 'absence'} ({f['episode']}): {_spoken(f, 'whom')}."


def _venue(f: Fields, _: Names) -> str:
    said = "nothing stands against them" if f["clear"] else "the location is not permitted"
    return f"Venue and route of outing {f['episode']} were checked: {said}."


SENTENCES: Final[dict[str, Telling]] = {
    MinistryDrafted.tag: lambda f, _: f"An application to the Ministry of Justice ({f['consent']}) is being written.",
    MinistryApplied.tag: lambda f, _: f"The application to the Ministry of Justice ({f['consent']}) was sent.",
    MinistryAskedMore.tag: lambda f, _: f"The Ministry of Justice asked for more information ({f['consent']}).",
    MinistryToldMore.tag: lambda f, _: f"The Ministry of Justice was sent what it asked for ({f['consent']}).",
    MinistryGranted.tag: lambda f, _: f"The Ministry of Justice consents ({f['consent']}): {_spoken(f, 'level')}.",
    MinistryRefused.tag: lambda f, _: f"The Ministry of Justice refused ({f['consent']}).",
    MinistryWithdrew.tag: lambda f, _: f"The Ministry of Justice took its consent back ({f['consent']}).",
    ReportFellDue.tag: lambda f, _: f"A report to the Ministry of Justice is due by {f['due_on']}.",
    ReportSettled.tag: lambda f, _: f"The report to the Ministry of Justice: {_spoken(f, 'how')}.",
    LeaveDrafted.tag: _drafted,
    ConditionSet.tag: lambda f, _: (
        f"A condition of leave {f['authorisation']} was written down, with why it is needed."
    ),
    ContingencySet.tag: lambda f, _: f"What to do if something goes wrong on leave {f['authorisation']} was agreed.",
    LeaveSigned.tag: lambda f, n: f"{named(f, n, 'signed_by')} signed leave {f['authorisation']}.",
    LeaveExtended.tag: lambda f, n: (
        f"{named(f, n, 'signed_by')} lets leave {f['authorisation']} last longer, until {_day(f, 'to_at')}."
    ),
    LeaveSuspended.tag: lambda f, _: f"Leave {f['authorisation']} is not used for now.",
    LeaveResumed.tag: lambda f, _: f"Leave {f['authorisation']} is used again.",
    LeaveRevoked.tag: lambda f, _: f"Leave {f['authorisation']} was taken back.",
    LeaveVoided.tag: lambda f, _: f"Leave {f['authorisation']} was never good: the papers were not right.",
    CopyGiven.tag: _copy,
    CustodianAuthorised.tag: lambda f, n: f"{named(f, n, 'custodian')} may go along, authorised in writing.",
    ExclusionSet.tag: lambda f, _: f"May not enter {_spoken(f, 'area')}.",
    ExclusionLifted.tag: lambda f, _: f"The exclusion {f['exclusion']} was lifted.",
    IncidentRecorded.tag: lambda f, _: (
        f"Something happened ({_spoken(f, 'kind')}); leave waits until it was looked at."
    ),
    IncidentReviewed.tag: lambda *_: "What happened was looked at.",
    EpisodePlanned.tag: _planned,
    EpisodeMoved.tag: _moved,
    EscortAssigned.tag: lambda f, n: f"{named(f, n, 'staff')} goes along on outing {f['episode']}.",
    EscortSubstituted.tag: _substituted,
    EscortBriefed.tag: lambda f, n: f"{named(f, n, 'staff')} was told the plan of outing {f['episode']}.",
    VenueChecked.tag: _venue,
    EpisodeChecked.tag: _checked,
    SaidToday.tag: _said,
    EpisodeReleased.tag: lambda f, _: f"Went out ({f['episode']}).",
    EpisodeNotReleased.tag: lambda f, _: f"Outing {f['episode']} did not take place: {_why(f)}.",
    EpisodeCancelled.tag: lambda f, _: f"Outing {f['episode']} was cancelled: {_why(f)}.",
    CheckedIn.tag: lambda f, _: f"All was well on outing {f['episode']}.",
    ConditionBreached.tag: lambda f, _: f"A condition was not kept on outing {f['episode']}.",
    EpisodeRecalled.tag: lambda f, _: f"Was called back from outing {f['episode']}, by notice in writing.",
    ReasonsExplained.tag: lambda f, _: f"The reasons were explained ({_spoken(f, 'format')}).",
    EpisodeReturned.tag: lambda f, _: f"Came back ({f['episode']}).",
    AbsenceDeclared.tag: _absent,
    AbsenceNotified.tag: _notified,
    AbsenceEnded.tag: lambda f, _: f"Is back ({f['episode']}).",
    OutcomeRecorded.tag: lambda f, _: (
        f"How outing {f['episode']} went, as the {f['voice']} said: {_spoken(f, 'went')}."
    ),
    EpisodeClosed.tag: lambda f, _: f"Outing {f['episode']} is done.",
}
