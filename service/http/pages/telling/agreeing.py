"""What you were told, agreed to and stopped, what was found of how you decide, and what you came to."""

from typing import Final

from domain.consent import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ChannelsStopped,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    ConsulteeTold,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    PeerAnswered,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.initiatives import (
    AppearanceRecorded,
    AttendanceRecorded,
    FilmShown,
    PartRecorded,
    TakedownRecorded,
    TaskDelegated,
    TrainingRecorded,
)
from service.http.pages.telling.wording import (
    Fields,
    Names,
    Yours,
    a_day,
    days,
    plain,
    sentence,
    things,
    to_decide,
    who,
)
from service.http.pages.words import ITEM_WORDS


def _informed(f: Fields, names: Names) -> str:
    asked = " You had asked for it." if f.get("came_forward") else ""
    return sentence(f"{who(f, names, 'by')} went through it with you, from version {f['version']}.{asked}")


def _answered(f: Fields, _: Names) -> str:
    yes = things(item for item, answer in f["answers"].items() if answer)
    no = things(item for item, answer in f["answers"].items() if not answer)
    where = [_CHANNELS.get(channel, channel) for channel, shown in (f.get("channels") or {}).items() if shown]
    said = [f"You said yes to: {yes}."] if yes else []
    said += [f"You said no to: {no}."] if no else []
    said += [f"The film may be shown {' and '.join(where) or 'nowhere'}."] if "channels" in f else []
    return " ".join(said or ["You answered."])


_LEVELS: Final = {
    "W0": "You said stop. Everything rests until you say what you want.",
    "W2": "You stopped taking part.",
    "W3": "You asked not to be contacted again.",
    "W4": "You stopped your health record being used.",
    "W5": "You asked for your words and recordings not to be used any more.",
    "W6": "You asked for what you gave to be removed, and stopped everything.",
}


def _stopped(f: Fields, _: Names) -> str:
    items = [item for item in f.get("items") or () if item in ITEM_WORDS]
    if f["level"] == "W1":
        return "You stopped everything." if set(items) == set(ITEM_WORDS) else f"You stopped: {things(items)}."
    return _LEVELS[f["level"]]


def _off(f: Fields, _: Names) -> str:
    """What they stopped of being shown; which channels stand with the words of where a film was shown."""
    where = [_CHANNELS.get(channel, channel) for channel in f.get("off_channels") or ()]
    return f"You asked not to be shown in films any more{' ' if where else ''}{' or '.join(where)}."


def _clarified(f: Fields, names: Names) -> str:
    rest = "" if f["level"] == "W6" else " The rest goes on."
    return f"You said what you meant when you said stop. {_stopped(f, names)}{rest}{_how(f, names)}"


_AS_SAID: Final = {"written": "wrote it", "said": "said it", "gesture": "showed it by a sign"}


def _how(f: Fields, names: Names) -> str:
    """How the person said it, and to whom, as far as is told."""
    if not f.get("manner") and not f.get("expressed_to"):
        return ""
    to = f" to {who(f, names, 'expressed_to')}" if f.get("expressed_to") else ""
    return f" You {_AS_SAID.get(f.get('manner', ''), 'said it')}{to}."


def _of_items(f: Fields) -> str:
    items = things(f.get("items") or ())
    return f" from: {items}" if items else ""


def _peer(f: Fields, names: Names) -> str:
    may = "may" if f["agrees"] else "may not"
    return f"You said that {who(f, names, 'peer')}, whom you know or are with, {may} work with you in the study."


def _objected(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'observer')} saw that you did not want to go on. Everything stopped.")


def _doubted(f: Fields, names: Names) -> str:
    seen = f"{who(f, names, 'by')} was not sure that you could decide then whether to {to_decide(f)}."
    return sentence(f"{seen} It rests until somebody has looked at that with you.")


_FOUND: Final = {
    "has": "and found that you can decide whether to",
    "lacks": "and found that you could not decide at that time whether to",
    "unable_to_complete": "and could not find out yet whether you can decide to",
}


def _assessed(f: Fields, names: Names) -> str:
    again = f" Somebody looks at it again by {a_day(f['review_by'])}." if f.get("review_by") else ""
    return sentence(f"{who(f, names, 'assessor')} looked at it with you, {_FOUND[f['outcome']]} {to_decide(f)}.{again}")


def _regained(f: Fields, names: Names) -> str:
    seen = f"{who(f, names, 'by')} saw that you can decide again whether to {to_decide(f)}."
    return sentence(f"{seen} You are asked yourself.")


_CONSULTEES: Final = {"personal": ", who knows you,", "nominated": ", who has nothing to do with the study,"}


def _consultee(f: Fields, names: Names) -> str:
    whom = f"{who(f, names, 'consultee')}{_CONSULTEES.get(f['consultee_kind'], '')}"
    return sentence(f"{whom} is asked what you would want, as long as you cannot decide this.")


def _advised(f: Fields, names: Names) -> str:
    would, stopped = ("would want", "") if f["take_part"] else ("would not want", " It stopped.")
    return sentence(f"{who(f, names, 'consultee')} said that you {would} to {to_decide(f)}.{stopped}")


def _told(f: Fields, names: Names) -> str:
    return sentence(f"{who(f, names, 'by')} told {who(f, names, 'consultee')} that you did not want to go on.")


_KINDS: Final = {
    "interview": "an interview",
    "paired_interview": "an interview with somebody else",
    "focus_group": "a focus group",
}


def _came(f: Fields, _: Names) -> str:
    heard = " Your voice was recorded." if f.get("recorded") else ""
    return f"You took part in {_KINDS.get(f.get('session_kind', ''), 'a session')}.{heard}"


def _part(f: Fields, _: Names) -> str:
    spent = f", {f['hours']} hours" if f.get("hours") else ""
    return f"You worked on the {plain(f['stage'])} with the researchers{days(f)}{spent}."


_CHANNELS: Final = {
    "internal": "inside the hospital",
    "conference": "at a meeting",
    "web": "on the internet",
    "broadcast": "on television or radio",
}
_TAKEDOWNS: Final = {
    "asked": "It was asked that a film in which you can be seen is not shown {where} any more ({film}).",
    "done": "A film in which you can be seen is not shown {where} any more ({film}).",
    "cannot_be_recalled": (
        "A film in which you can be seen is not shown {where} any more ({film})."
        " Copies that others made cannot be got back."
    ),
}


def _shown(f: Fields, _: Names) -> str:
    return f"A film in which you can be seen was shown {_CHANNELS.get(f['channel'], f['channel'])} ({f['film']})."


def _taken_down(f: Fields, _: Names) -> str:
    return _TAKEDOWNS[f["step"]].format(film=f["film"], where=_CHANNELS.get(f["channel"], f["channel"]))


def _trained(f: Fields, _: Names) -> str:
    until = f", until {a_day(f['valid_until'])}" if f.get("valid_until") else ""
    return f"You were trained for the task {plain(f['task'])} on {a_day(f['trained_on'])}{until}."


AGREEING: Final[dict[str, Yours]] = {
    InformationGiven.tag: _informed,
    AnswersGiven.tag: _answered,
    Withdrawn.tag: _stopped,
    ChannelsStopped.tag: _off,
    StopClarified.tag: _clarified,
    Paused.tag: lambda f, _: f"You took a break{_of_items(f)}.",
    Resumed.tag: lambda f, names: f"You went on after a break.{_how(f, names)}",
    PeerAnswered.tag: _peer,
    ObjectionObserved.tag: _objected,
    EnteredInError.tag: lambda *_: "What was written down here was another person's paper. It does not count for you.",
    CapacityDoubted.tag: _doubted,
    CapacityAssessed.tag: _assessed,
    CapacityRegained.tag: _regained,
    ConsulteeIdentified.tag: _consultee,
    ConsulteeChanged.tag: lambda f, names: f"From now on somebody else is asked. {_consultee(f, names)}",
    ConsulteeAdvised.tag: _advised,
    ConsulteeTold.tag: _told,
    AttendanceRecorded.tag: _came,
    AppearanceRecorded.tag: lambda f, _: f"You were filmed, and can be seen in a film ({f['film']}).",
    FilmShown.tag: _shown,
    TakedownRecorded.tag: _taken_down,
    PartRecorded.tag: _part,
    TaskDelegated.tag: lambda f, _: f"You may do the task {plain(f['task'])} for the study{days(f)}.",
    TrainingRecorded.tag: _trained,
}
