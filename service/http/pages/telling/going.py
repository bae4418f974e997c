"""Going out, said to you: what you asked for, what was answered and why, the papers, and how the outing went."""

from typing import Final

from domain.involvement import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
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
from domain.kernel.ids import Ref
from domain.kernel.reasons import RESOURCES
from domain.people import LeaveRequestDecided
from service.http.pages.telling.wording import Fields, Names, Yours, a_day, plain, sentence, who

REASONS: Final = {
    "R-CLIN": "how you were that day",
    "R-RISK": "a risk that your plan names",
    "R-NOAUTH": "the papers for leave were not there, or had run out",
    "R-SOS": "the Ministry of Justice had not answered yet",
    "R-SOSREF": "the Ministry of Justice said no",
    "R-VICTIM": "the place is not permitted",
    "R-STAFF": "there were too few staff to go with you",
    "R-SKILL": "nobody was there of the kind that your plan asks for",
    "R-TRANS": "there was no car",
    "R-MED": "your physical health",
    "R-LATE": "it was decided too late",
    "R-ADMIN": "a mistake in the papers",
    "R-VENUE": "the place could not have everybody",
    "R-WARD": "something that happened on the ward",
    "R-PERSON": "you did not want to go",
    "R-OTHER": "something else, which you were told in words",
}
"""Each reason in words that you can use; of whom a place is kept from it says nothing."""
INSTEAD: Final = {
    "remote": "a link, to take part from here",
    "next_date": "the next date",
    "forum_comes_in": "that the forum comes to you",
}
"""What there is instead of going."""
_FAILED: Final = {
    "link": "The link did not work",
    "room": "There was no room",
    "staff": "Nobody was there to help",
    "cancelled": "It was cancelled",
}


def because(f: Fields) -> str:
    """Why, with a word that it was not because of you where the hospital lacked something."""
    code = f.get("reason_code")
    if not code:
        return "No reason was written down; you can ask for one."
    mine = " This was not because of you." if code in RESOURCES else ""
    return f"Why: {REASONS.get(code, plain(code))}.{mine}"


def at_time(f: Fields, name: str) -> str:
    """A day and an hour, as people say them."""
    return f"{a_day(f[name])} at {f[name][11:16]}"


def _to(f: Fields, names: Names) -> str:
    return names.get(Ref(f["activity"]), "an activity")


def _instead(f: Fields) -> str:
    code = f.get("alternative")
    return INSTEAD.get(code, plain(code)) if code else "what was offered to you"


def _asked(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'requester')} asked for you to go: {_to(f, names)}.")


def _named_plan(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'signer')} agreed to the plan for you to go ({_to(f, names)}), by name.")


def _dissent(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'by')} does not agree with your plan for going ({_to(f, names)}).")


def _approved(f: Fields, names: Names) -> str:
    under = " You were told what you need to keep to." if f.get("conditions") else ""
    return sentence(f"{who(f, names, 'decider')} said yes: you may go ({_to(f, names)}).{under}")


def _declined(f: Fields, names: Names) -> str:
    again = f" It is looked at again on {a_day(f['review_on'])}." if f.get("review_on") else ""
    instead = f" Instead you are offered {_instead(f)}." if f.get("alternative") else ""
    no = f"{who(f, names, 'decider')} said that you cannot go this time ({_to(f, names)})."
    return sentence(f"{no} {because(f)}{again}{instead} You can ask that somebody else looks at it.")


def _deferred(f: Fields, names: Names) -> str:
    put_off = f"{who(f, names, 'decider')} has not decided yet whether you go ({_to(f, names)})"
    return sentence(f"{put_off}, and will by {at_time(f, 'until')}. {because(f)}")


def _called_off(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'by')} called off that you go ({_to(f, names)}). {because(f)}")


def _reasons(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'by')} told you the answer, and why ({_to(f, names)}).")


def _offered(f: Fields, names: Names) -> str:
    on = f" on {a_day(f['on'])}" if f.get("on") else ""
    return f"Instead of going you were offered {_instead(f)}{on} ({_to(f, names)})."


def _failed(f: Fields, names: Names) -> str:
    went_wrong = _FAILED.get(f["failure"], "Something went wrong")
    return f"{went_wrong}, so that you could not take part ({_to(f, names)}). Somebody has to put this right."


def _reviewed(f: Fields, names: Names) -> str:
    found = "stays" if f["outcome"] == "upheld" else "does not stay"
    return sentence(f"{who(f, names, 'reviewer')} looked again at the answer that you got: the no {found}.")


def _came(f: Fields, names: Names) -> str:
    how = "You were there" if f["way"] == "in_person" else "You took part by a link"
    paid = " Somebody who pays for services was there too." if f["commissioner_present"] else ""
    return f"{how} ({_to(f, names)}).{paid}"


def _action(f: Fields, names: Names) -> str:
    does = f"{who(f, names, 'owner')} does something about what you said, by {a_day(f['due_on'])}"
    return sentence(f"{does} ({_to(f, names)}).")


def _ended(f: Fields, names: Names) -> str:
    done = "is done" if f["closed_as"] == "done" else "will not be done"
    return sentence(f"{who(f, names, 'by')} said that what was to follow from what you said {done}.")


def _cosigned(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'cosigner')} agreed by name: what was to follow from what you said is done.")


def _verified(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'by')} found that something has changed because of what you said.")


def _felt(f: Fields, names: Names) -> str:
    return f"You said how you were {plain(f['moment'])} it ({_to(f, names)})."


GOING: Final[dict[str, Yours]] = {
    InterestExpressed.tag: lambda f, names: f"You said that you would like to go: {_to(f, names)}.",
    RequestSubmitted.tag: _asked,
    RequestWithdrawn.tag: lambda f, names: f"You said that you do not want to go ({_to(f, names)}).",
    PlanDrafted.tag: lambda f, names: f"A plan was begun with you for going: {_to(f, names)}.",
    PlanItemSet.tag: lambda f, names: f"Something was put into your plan for going ({_to(f, names)}).",
    PlanSigned.tag: _named_plan,
    DissentRecorded.tag: _dissent,
    ClinicalFindingNoted.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} wrote down how you were, before it was decided whether you go ({_to(f, names)})."
    ),
    RequestApproved.tag: _approved,
    RequestDeclined.tag: _declined,
    RequestDeferred.tag: _deferred,
    OutingCalledOff.tag: _called_off,
    ReasonsGiven.tag: _reasons,
    EscalationAnswered.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} answered for what was missing for you to go ({_to(f, names)})."
    ),
    AlternativeOffered.tag: _offered,
    AlternativeTaken.tag: lambda f, names: f"Instead of going you took {_instead(f)} ({_to(f, names)}).",
    AlternativeRefused.tag: lambda f, names: f"You did not want {_instead(f)} instead of going ({_to(f, names)}).",
    AlternativeFailed.tag: _failed,
    ReviewRequested.tag: lambda f, names: sentence(
        f"{who(f, names, 'by')} asked that somebody else looks at the answer that you got."
    ),
    ReviewDecided.tag: _reviewed,
    CameAlong.tag: _came,
    ContributionRecorded.tag: lambda f, names: f"What you said asks for an answer ({_to(f, names)}).",
    ActionAgreed.tag: _action,
    ActionClosed.tag: _ended,
    ActionCosigned.tag: _cosigned,
    ImpactVerified.tag: _verified,
    WellbeingRecorded.tag: _felt,
    LeaveRequestDecided.tag: lambda f, names: f"You decided whether {who(f, names, 'whose')} goes out.",
}
