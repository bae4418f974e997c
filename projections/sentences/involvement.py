"""How a wish to go somewhere, the answer to it and what came of it are told: in the words of the person whom it is of.

Reasons are told as what is shared with everybody concerned; what was said in words stays sealed.
"""

from collections.abc import Mapping
from typing import Final

from domain.involvement import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    ActivityCancelled,
    ActivityChanged,
    ActivityRegistered,
    AlternativeFailed,
    AlternativeOffered,
    AlternativeRefused,
    AlternativeTaken,
    CameAlong,
    ClinicalFindingNoted,
    ContributionRecorded,
    DissentRecorded,
    EscalationAnswered,
    ImpactVerified,
    InterestExpressed,
    OutingCalledOff,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    ReasonsGiven,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    RequestSubmitted,
    RequestWithdrawn,
    ReviewDecided,
    ReviewRequested,
    WellbeingRecorded,
)
from domain.kernel.reasons import REASONS, RESOURCES
from projections.sentences.wording import Fields, Names, Telling, named

_INSTEAD: Final = {
    "remote": "a link to take part from here",
    "next_date": "the next date",
    "forum_comes_in": "that the forum comes in",
}
_FAILED: Final = {
    "link": "the link did not work",
    "room": "there was no room",
    "staff": "nobody was there to help",
    "cancelled": "it was cancelled",
    "other": "something went wrong",
}


def _to(f: Fields, names: Names) -> str:
    return named(f, names, "activity")


def _word(table: Mapping[str, str], code: str) -> str:
    """What a code means in plain words; a code of another time is told as it was written."""
    return table.get(code, code.replace("_", " "))


def _when(local: str) -> str:
    return local[:16].replace("T", " at ")


def _why(f: Fields) -> str:
    """Why, in the words that are shared; what lay with the hospital is said to."""
    codes = [code for code in (f.get("reason_code"), *f.get("also", ())) if code]
    if not codes:
        return "no reason was recorded"
    mine = " This was not because of them." if codes[0] in RESOURCES else ""
    return f"{'; '.join(_word(REASONS, code) for code in codes)}.{mine}".removesuffix(".")


def _instead(f: Fields) -> str:
    return _word(_INSTEAD, f["alternative"]) if f.get("alternative") else "what was offered"


def _asked(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'requester')} asked that they may go to {_to(f, names)}."


def _signed(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'signer')} signed the plan for going to {_to(f, names)}."


def _dissent(f: Fields, names: Names) -> str:
    item = f" ({f['item']})" if f.get("item") else ""
    return f"{named(f, names, 'by')} does not agree with the plan for going to {_to(f, names)}{item}."


def _approved(f: Fields, names: Names) -> str:
    under = f", under these conditions: {', '.join(f['conditions'])}" if f.get("conditions") else ""
    return f"{named(f, names, 'decider')} said yes to going to {_to(f, names)}{under}."


def _declined(f: Fields, names: Names) -> str:
    again = f" It is looked at again on {f['review_on']}." if f.get("review_on") else ""
    instead = f" Instead there is {_instead(f)}." if f.get("alternative") else ""
    return f"{named(f, names, 'decider')} said no to going to {_to(f, names)}: {_why(f)}.{again}{instead}"


def _deferred(f: Fields, names: Names) -> str:
    until = _when(f["until"])
    return f"{named(f, names, 'decider')} put off deciding about {_to(f, names)} until {until}: {_why(f)}."


def _called_off(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'by')} called off going to {_to(f, names)}: {_why(f)}."


def _told(f: Fields, names: Names) -> str:
    how = f["format"].replace("_", " ")
    return f"Was told by {named(f, names, 'by')} the answer about {_to(f, names)}, and why ({how})."


def _offered(f: Fields, names: Names) -> str:
    on = f" on {f['on']}" if f.get("on") else ""
    return f"Instead of going to {_to(f, names)} was offered {_instead(f)}{on}."


def _failed(f: Fields, names: Names) -> str:
    does = f"{named(f, names, 'owner')} does something about it until {f['due_on']} ({f['action']})"
    return f"{_word(_FAILED, f['failure']).capitalize()}: there was no taking part in {_to(f, names)}. {does}."


def _reviewed(f: Fields, names: Names) -> str:
    found = "found that the no stands" if f["outcome"] == "upheld" else "found that the no does not stand"
    return f"{named(f, names, 'reviewer')} looked again at the answer about {_to(f, names)} and {found}."


def _came(f: Fields, names: Names) -> str:
    how = "in person" if f["way"] == "in_person" else "by a link"
    there = " A commissioner was there." if f["commissioner_present"] else ""
    return f"Took part in {_to(f, names)}, {how}.{there}"


def _agreed(f: Fields, names: Names) -> str:
    pays = f" {named(f, names, 'funder')} pays for it." if f.get("funder") else ""
    said = f"{f['contribution']} ({_to(f, names)})"
    does = f"{named(f, names, 'owner')} does something about {said} until {f['due_on']}"
    return f"{does} ({f['action']}).{pays}"


def _closed(f: Fields, names: Names) -> str:
    done = "is done" if f["closed_as"] == "done" else "will not be done"
    return f"{named(f, names, 'by')} said that {f['action']} ({_to(f, names)}) {done}."


def _felt(f: Fields, names: Names) -> str:
    asked = ("control", "confidence", "self_esteem", "being_heard", "frustration", "tiredness")
    felt = ", ".join(f"{name.replace('_', ' ')} {f[name]}" for name in asked if f.get(name) is not None)
    return f"Said how they were {f['moment']} {_to(f, names)}{f': {felt} of 10' if felt else ''}."


SENTENCES: Final[dict[str, Telling]] = {
    ActivityRegistered.tag: lambda f, _: f"{f['name']} is to be on {_when(f['starts_at'])} at {f['venue']}.",
    ActivityChanged.tag: lambda f, names: f"Something changed about {_to(f, names)}.",
    ActivityCancelled.tag: lambda f, names: f"{_to(f, names)} was cancelled: {_word(REASONS, f['reason_code'])}.",
    InterestExpressed.tag: lambda f, names: f"Would like to go to {_to(f, names)}.",
    RequestSubmitted.tag: _asked,
    RequestWithdrawn.tag: lambda f, names: f"Does not want to go to {_to(f, names)}.",
    PlanDrafted.tag: lambda f, names: f"A plan for going to {_to(f, names)} was begun together.",
    PlanItemSet.tag: lambda f, names: f"The plan for going to {_to(f, names)} says what to do about {f['item']}.",
    PlanSigned.tag: _signed,
    DissentRecorded.tag: _dissent,
    ClinicalFindingNoted.tag: lambda f, names: (
        f"{named(f, names, 'by')} noted what was found before going to {_to(f, names)} ({f['found']})."
    ),
    RequestApproved.tag: _approved,
    RequestDeclined.tag: _declined,
    RequestDeferred.tag: _deferred,
    OutingCalledOff.tag: _called_off,
    ReasonsGiven.tag: _told,
    EscalationAnswered.tag: lambda f, names: (
        f"{named(f, names, 'by')} answered for what lacked for going to {_to(f, names)}."
    ),
    AlternativeOffered.tag: _offered,
    AlternativeTaken.tag: lambda f, names: f"Took {_instead(f)} instead of going to {_to(f, names)}.",
    AlternativeRefused.tag: lambda f, names: f"Did not want {_instead(f)} instead of going to {_to(f, names)}.",
    AlternativeFailed.tag: _failed,
    ReviewRequested.tag: lambda f, names: (
        f"{named(f, names, 'by')} asked that somebody else looks at the answer about {_to(f, names)}."
    ),
    ReviewDecided.tag: _reviewed,
    CameAlong.tag: _came,
    ContributionRecorded.tag: lambda f, names: (
        f"Gave something at {_to(f, names)} that asks for an answer ({f['contribution']})."
    ),
    ActionAgreed.tag: _agreed,
    ActionClosed.tag: _closed,
    ActionCosigned.tag: lambda f, names: (
        f"{named(f, names, 'cosigner')} signed that {f['action']} ({_to(f, names)}) was done."
    ),
    ImpactVerified.tag: lambda f, names: (
        f"{named(f, names, 'by')} found that {f['action']} ({_to(f, names)}) has changed something."
    ),
    WellbeingRecorded.tag: _felt,
}
