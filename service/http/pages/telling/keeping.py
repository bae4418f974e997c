"""What is kept about you: who you are to the hospital, who opened it, who looked, and what was put right."""

from typing import Final

from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRequested,
    GrantRevoked,
    PersonRead,
    RecallAnswered,
    RecallSent,
    RemovalDone,
    TellingDelayed,
    UseEnteredInError,
)
from domain.governance import (
    AttemptRefused,
    CorrectiveActionRecorded,
    EntryVerified,
    FindingAssessed,
    FindingClosed,
    GrantVerified,
)
from domain.people import (
    ActorRegistered,
    DeathRecorded,
    DetentionStatusChanged,
    Discharged,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    InterestEnded,
    NameChanged,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    StatementMade,
    StatementTakenBack,
    Transferred,
)
from projections.wall import is_behind
from service.http.pages.telling.wording import (
    Fields,
    Names,
    Yours,
    a_day,
    asset,
    at_place,
    days,
    plain,
    sentence,
    things,
    who,
)


def _used(f: Fields, names: Names) -> str:
    glass = " This was done without your agreement, because it was urgent." if f.get("opening") else ""
    return sentence(f"{who(f, names, 'user')} opened your {asset(f)}. What for: {plain(f['purpose'])}.{glass}")


def _read(f: Fields, names: Names) -> str:
    what = "your outings" if is_behind(f["what"]) else "what is written down about you"
    return sentence(f"{who(f, names, 'reader')} looked at {what}.")


def _granted(f: Fields, names: Names) -> str:
    until = f"{a_day(f['until'])} at {f['until'][11:16]}"
    return sentence(
        f"{who(f, names, 'grantee')} may open your {asset(f)} until {until}. What for: {plain(f['purpose'])}."
    )


def _asked_grant(f: Fields, names: Names) -> str:
    return f"It was asked that {who(f, names, 'grantee')} may open your {asset(f)}. What for: {plain(f['purpose'])}."


_GROUNDS: Final = {
    "express_consent": "because you had said yes to it",
    "legal_requirement": "because a law says so",
    "public_interest": "because it mattered very much to others",
}


def _broke_glass(f: Fields, names: Names) -> str:
    what = ", ".join(plain(each) for each in f["fields"])
    parts = f" What was opened: {what}." if what else ""
    opened = f"{who(f, names, 'user')} opened what is kept about you, without a yes of yours that is written down"
    return sentence(f"{opened}: {_GROUNDS.get(f['ground'], plain(f['ground']))}.{parts}")


def _reviewed_glass(f: Fields, names: Names) -> str:
    found = "right" if f["found"] == "justified" else "not right"
    return sentence(
        f"{who(f, names, 'reviewer')} checked whether it was right to open it without your yes, and found it {found}."
    )


def _shared(f: Fields, names: Names) -> str:
    whom = plain(f["recipient"])
    return sentence(f"{who(f, names, 'user')} gave your {asset(f)} to {whom}. What for: {plain(f['purpose'])}.")


_ANSWERS: Final = {"returned": "gave them back", "destroyed": "destroyed them", "refused": "said no"}
_REMOVALS: Final = {
    "destroyed": "It was destroyed.",
    "already_anonymised": "Nobody can tell any more which part of it is yours, so that it cannot be taken out.",
    "published": "It was published already, and cannot be got back.",
    "in_group_recording": "Others can be heard with you, so that your part cannot be taken out.",
}


def _removed(f: Fields, _: Names) -> str:
    return f"Your {asset(f)} was to be removed. {_REMOVALS.get(f['came_to'], plain(f['came_to']))}"


def _finding(f: Fields) -> str:
    return f"something that was not done right for you ({plain(f['finding'])})"


_ASSESSED: Final = {"deviation": "the rules were not kept", "serious_breach": "the rules were badly broken"}


def _assessed(f: Fields, names: Names) -> str:
    found = _ASSESSED.get(f["assessed"], "it was allowed")
    return sentence(f"{who(f, names, 'by')} looked into {_finding(f)}, and found that {found}.")


def _in_charge(f: Fields, names: Names) -> str:
    cover = ", while another is away" if f["basis"] == "covering" else ""
    return sentence(f"{who(f, names, 'clinician')} is in charge of your care{days(f)}{cover}.")


def _section(f: Fields, _: Names) -> str:
    section = f["section"]
    how = "without a section" if section == "informal" else f"under section {section.removeprefix('s')}"
    return f"You are in hospital {how}{at_place(f, 'hospital')}{days(f)}."


def _discharged(f: Fields, _: Names) -> str:
    rules = ", with rules that you keep to" if f["how"] == "conditional" else ""
    return f"You left hospital on {a_day(f['on'])}{rules}."


def _died(f: Fields, _: Names) -> str:
    return (
        f"It is written down that you died on {a_day(f['on'])}. If you read this it is wrong: tell any member of staff."
    )


def _interest(f: Fields, names: Names) -> str:
    return f"You said what you have to do with {who(f, names, 'with_whom')} ({plain(f['interest'])}){days(f)}."


def _interest_ended(f: Fields, names: Names) -> str:
    whom = who(f, names, "with_whom")
    return f"You have nothing to do with {whom} any more ({plain(f['interest'])}), from {a_day(f['on'])}."


def _in_advance(f: Fields, _: Names) -> str:
    where = "in a study" if f.get("study") else "in any research"
    what = f"not to: {things(f['items'])}" if f.get("items") else "that you are left out of it"
    return f"You said what you want {where}, should you be unable to decide it one day: {what}."


KEEPING: Final[dict[str, Yours]] = {
    DataUsed.tag: _used,
    UseEnteredInError.tag: lambda *_: "It was written down here by mistake that your data were opened. They were not.",
    GrantRequested.tag: _asked_grant,
    GrantGiven.tag: _granted,
    GrantRevoked.tag: lambda *_: "Somebody who could open your data may not any more.",
    BreakGlassOpened.tag: _broke_glass,
    BreakGlassReviewed.tag: _reviewed_glass,
    TellingDelayed.tag: lambda f, _: f"It was decided to tell you of this on {a_day(f['not_before'])}, and not before.",
    DataShared.tag: _shared,
    RecallSent.tag: lambda *_: "Whoever was given your data was asked to give them back or destroy them.",
    RecallAnswered.tag: lambda f, _: f"Whoever was given your data {_ANSWERS.get(f['answer'], plain(f['answer']))}.",
    RemovalDone.tag: _removed,
    PersonRead.tag: _read,
    AttemptRefused.tag: lambda *_: "Something that was asked about you could not be done then.",
    FindingAssessed.tag: _assessed,
    CorrectiveActionRecorded.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} wrote down what was done about {_finding(f)}."
    ),
    FindingClosed.tag: lambda f, names: sentence(f"{who(f, names, 'by')} ended looking into {_finding(f)}."),
    GrantVerified.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} checked again who may open what is kept about you, and found it right."
    ),
    EntryVerified.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} checked what you agreed to against the paper, and found it right."
    ),
    ActorRegistered.tag: lambda *_: "You may use Byleave.",
    PersonRegistered.tag: lambda *_: "You were put on the list of the people whom this is about.",
    RoleAssigned.tag: lambda f, _: f"You were given the role {plain(f['role'])}{at_place(f)}{days(f)}.",
    ResponsibleClinicianAssigned.tag: _in_charge,
    DetentionStatusChanged.tag: _section,
    RestrictionBegun.tag: lambda f, _: f"The Ministry of Justice has a say in your leave{days(f)} ({f['basis']}).",
    RestrictionEnded.tag: lambda f, _: (
        f"The Ministry of Justice has no say in your leave any more from {a_day(f['on'])}."
    ),
    Transferred.tag: lambda f, _: f"You moved from {f['from_site']} to {f['to_site']} on {a_day(f['on'])}.",
    Discharged.tag: _discharged,
    DeathRecorded.tag: _died,
    InterestDeclared.tag: _interest,
    InterestEnded.tag: _interest_ended,
    NameChanged.tag: lambda *_: "You go by another name now. Nothing else has changed.",
    GenderMarkerChanged.tag: lambda *_: "Your gender marker has changed. Nothing else has.",
    RecordsJoined.tag: lambda *_: (
        "There is another record about you, and the two were put side by side. Nothing was moved."
    ),
    RecordsParted.tag: lambda *_: "A record that was put beside yours is about somebody else after all.",
    StatementMade.tag: _in_advance,
    StatementTakenBack.tag: lambda *_: "You took back something that you had said in advance.",
    EntryStruck.tag: lambda *_: "Something that was written down here about you was never so.",
}
