"""What a participant reads: items and states in plain words, to the person themselves."""

from collections.abc import Mapping
from typing import Final

from domain.consent import ItemState
from domain.judging import Bearing
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
