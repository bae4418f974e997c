"""The items a person answers, and which of them each level of withdrawal stops."""

from collections.abc import Iterable
from typing import Final

from domain.kernel.items import CONSENTS

FILM: Final = "C06"
CHANNELS: Final = ("internal", "conference", "web", "broadcast")
"""Where a film is shown; a yes to appearing in one (C06) is a yes to those channels that were answered with yes."""

UNCLEAR: Final = "W0"
"""Somebody said stop, and of what is not clear yet: the most protective reading holds until they say."""

PARTICULAR: Final = "W1"
"""Somebody stops what they name: items, or channels of a film, and nothing else."""

LEVELS: Final[dict[str, str]] = {
    UNCLEAR: "stop; of what exactly is still to be asked",
    PARTICULAR: "stop particular things",
    "W2": "stop taking part",
    "W3": "no further contact",
    "W4": "stop collecting from records",
    "W5": "do not use words or recordings from now on",
    "W6": "remove what can still be removed",
}

_STOPPED: Final[dict[str, frozenset[str]]] = {
    UNCLEAR: frozenset(),
    "W2": frozenset({"C01", "C02"}),
    "W3": frozenset({"C09", "C11"}),
    "W4": frozenset({"C07"}),
    "W5": frozenset({"C03", "C04", "C05", "C06"}),
    "W6": CONSENTS,
}


MANNERS: Final = ("written", "said", "gesture")
"""How a wish to stop was expressed. None is better than another."""

SIGNS: Final = ("words", "gesture", "resistance", "leaving", "not_said")
"""By what an objection was seen (MCA 2005 s33(2): signs of resistance or otherwise)."""

WAYS: Final = ("signature", "thumbprint", "spoken")
"""How somebody signs. Whoever does so by thumbprint, or speaks, does so before an impartial witness."""

FORMATS: Final = ("standard", "easy_read", "audio")
"""In what form a document is. Its language is a code of its own, such as `cy` for Welsh."""


def off(channels: Iterable[str]) -> frozenset[str]:
    """The items that a stop of these channels stops: appearing in a film, where it is of none in particular or of all.

    Who says of no channel that they may still be shown there is shown nowhere: the most protective reading.
    """
    named = frozenset(channels)
    return frozenset() if named and not named >= frozenset(CHANNELS) else frozenset({FILM})


def stopped_by(level: str, items: Iterable[str] = ()) -> frozenset[str]:
    """The items that a withdrawal stops: those listed for W1, else those of the level. KeyError for no level.

    An unclear one stops none for good: it suspends everything until it is clarified.
    """
    return frozenset(items) if level == PARTICULAR else _STOPPED[level]
