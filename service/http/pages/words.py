"""What a participant reads: items and states in plain words, to the person themselves."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from domain.access import DataUsed, PersonRead
from domain.consent import AnswersGiven, InformationGiven, ItemState, Paused, Resumed, Withdrawn
from domain.governance import AttemptRefused
from domain.judging import Bearing
from domain.kernel.ids import Ref
from domain.kernel.time import DAY, to_local
from domain.people import PersonRegistered
from projections.timeline import Line, said
from service.choices import Answered, Choice, Opened

ITEM_WORDS: Final[Mapping[str, str]] = {
    "C01": "Take part in an interview",
    "C02": "Take part in a focus group",
    "C03": "Have your voice recorded",
    "C04": "Be filmed",
    "C05": "Have your words used, without your name",
    "C06": "Be seen in a film",
    "C07": "Let the study see some parts of your health record",
    "C08": "Let your care team know that you take part",
    "C09": "Be contacted again",
    "C10": "Let what you gave be used in later research",
    "C11": "Be sent the results",
}
"""Each item that somebody can agree to, said to them."""
STATE_WORDS: Final[Mapping[ItemState | Bearing, str]] = {
    ItemState.NOT_APPROACHED: "Nobody has asked you yet",
    ItemState.INFO_GIVEN: "You have not answered yet",
    ItemState.DECLINED: "You said no",
    ItemState.ACTIVE: "You said yes",
    ItemState.PAUSED: "Paused",
    ItemState.SUSPENDED_CAPACITY: "Resting for now",
    ItemState.CONTINUED_ON_CONSULTEE_ADVICE: "Goes on, as somebody who knows you advised",
    ItemState.WITHDRAWN: "You stopped this",
    ItemState.WITHDRAWN_BY_OBJECTION: "Stopped, because you did not want it",
    ItemState.WITHDRAWN_BY_CONSULTEE_ADVICE: "Stopped, as somebody who knows you advised",
    ItemState.ENTERED_IN_ERROR: "Was written down by mistake",
    Bearing.RECONSENT_DUE: "You said yes. Something has changed, and you will be asked again",
    Bearing.LAPSED: "Your yes has run out, because something changed",
    Bearing.CLOSED: "This has ended",
}
"""How an item stands, said to the person."""
STATE_COLOURS: Final[Mapping[ItemState | Bearing, str]] = {
    ItemState.ACTIVE: "green",
    ItemState.CONTINUED_ON_CONSULTEE_ADVICE: "green",
    Bearing.RECONSENT_DUE: "yellow",
    ItemState.PAUSED: "yellow",
    ItemState.SUSPENDED_CAPACITY: "yellow",
    Bearing.LAPSED: "yellow",
}
"""The colour of a state's tag, beside its words; the rest are grey."""


def told(line: Line, names: Mapping[Ref, str], me: Ref, author: Ref) -> str:
    """One thing that happened, said to the person; what has no words of its own is told as everybody reads it.

    What somebody else wrote down of them says who, so that nobody finds a word of theirs that they did not say.
    """
    own = _OWN.get(line.tag)
    if own is None or line.corrected_at is not None:
        return said(line, names)
    says = own(line.fields, names)
    if author != me and line.tag in _OWN_WORD:
        says += f" {names.get(author, 'Somebody')} wrote this down for you."
    late = line.known_from - line.occurred_at > DAY and line.known_from.year > 1
    return says + (f" It was written down later, on {a_day(line.known_from)}." if late else "")


def a_day(at: datetime) -> str:
    """A day as people say it: 4 January 2012 (Europe/London)."""
    year, month, number = to_local(at)[:10].split("-")
    return f"{int(number)} {calendar.month_name[int(month)]} {year}"


def since(answer: Answered) -> str:
    """How something that was answered stands now, where that is not as it was answered."""
    as_said = ItemState.ACTIVE if answer.yes else ItemState.DECLINED
    return "" if answer.state == as_said else STATE_WORDS[answer.state]


def why_not_yet(choice: Choice, opened: Opened | None) -> list[str]:
    """Why somebody cannot say yes to something here now, said to them."""
    if opened is None or choice.against is None:
        return []
    rules = (*choice.against.broken, *choice.against.unjudged)
    return list(dict.fromkeys(_WHY_NOT.get(rule, _ASK) for rule in rules))


_ASK: Final = "Something has to be put right first. Ask a member of staff."
_WHY_NOT: Final[Mapping[str, str]] = {
    "CN-01": "There is a newer version. Somebody has to go through that one with you first.",
    "CN-02": "Whoever went through it with you may not do that now. Somebody else has to go through it with you.",
    "CN-03": "Whoever went through it with you decides about your care. Somebody else has to go through it with you.",
    "CN-05": "You were told about this less than a day ago. Take your time, and come back tomorrow.",
    "CL-01": "This has ended.",
    "SD-01": "Whoever went through it with you runs your ward. Somebody else has to go through it with you.",
    "SI-01": "This is not open on your ward now.",
}
"""What each rule that stands against a yes means for the person."""


def _things(items: Iterable[str]) -> str:
    return "; ".join(ITEM_WORDS[item].lower() for item in items if item in ITEM_WORDS)


def _who(fields: Mapping[str, Any], names: Mapping[Ref, str], field: str) -> str:
    return names.get(Ref(fields[field]), "somebody") if fields.get(field) else "somebody"


def _informed(f: Mapping[str, Any], names: Mapping[Ref, str]) -> str:
    return f"{_who(f, names, 'by')} went through it with you, from version {f['version']}."


def _answered(f: Mapping[str, Any], _: Mapping[Ref, str]) -> str:
    yes = _things(item for item, answer in f["answers"].items() if answer)
    no = _things(item for item, answer in f["answers"].items() if not answer)
    return " ".join([*([f"You said yes to: {yes}."] if yes else []), *([f"You said no to: {no}."] if no else [])])


def _stopped(f: Mapping[str, Any], _: Mapping[Ref, str]) -> str:
    items = [item for item in f.get("items") or () if item in ITEM_WORDS]
    if f["level"] == "W1":
        return "You stopped everything." if set(items) == set(ITEM_WORDS) else f"You stopped: {_things(items)}."
    return _LEVELS[f["level"]]


def _used(f: Mapping[str, Any], names: Mapping[Ref, str]) -> str:
    asset, purpose = (str(f[name]).replace("_", " ") for name in ("asset", "purpose"))
    glass = " This was done without your agreement, because it was urgent." if f.get("opening") else ""
    return f"{_who(f, names, 'user')} opened your {asset}. What for: {purpose}.{glass}"


def _read(f: Mapping[str, Any], names: Mapping[Ref, str]) -> str:
    return f"{_who(f, names, 'reader')} looked at what is written down about you."


_LEVELS: Final[Mapping[str, str]] = {
    "W0": "You said stop. Everything rests until you say what you want.",
    "W2": "You stopped taking part.",
    "W3": "You asked not to be contacted again.",
    "W4": "You stopped your health record being used.",
    "W5": "You asked for your words and recordings not to be used any more.",
    "W6": "You asked for what you gave to be removed, and stopped everything.",
}
_OWN: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[Ref, str]], str]]] = {
    InformationGiven.tag: _informed,
    AnswersGiven.tag: _answered,
    Withdrawn.tag: _stopped,
    Paused.tag: lambda *_: "You took a break.",
    Resumed.tag: lambda *_: "You went on after a break.",
    DataUsed.tag: _used,
    PersonRead.tag: _read,
    PersonRegistered.tag: lambda *_: "You were put on the list of the people whom this is about.",
    AttemptRefused.tag: lambda *_: "Something that was asked about you could not be done then.",
}
"""How the person reads what is most often written down; their own deeds, and who looked."""
_OWN_WORD: Final = frozenset({AnswersGiven.tag, Withdrawn.tag, Paused.tag, Resumed.tag})
"""What tells a word of the person's own, whoever wrote it down."""
