"""Everything that a participant can say on these pages: how it is asked once more, and what is said when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be said: the question on its page, what it means, its button, and the word when it is done.

    `no_copy` is said then where no copy could be shown.
    """

    asks: str
    means: str
    button: str
    done: str
    of_item: bool = False
    no_copy: str = ""


SAYING: Final[Mapping[str, Act]] = {
    "yes": Act(
        "Do you want to say yes?",
        "You can stop at any time. It changes nothing about your care.",
        "Yes, I agree",
        "You said yes",
        of_item=True,
        no_copy="Ask any member of staff for a copy to keep: nobody has given you one yet.",
    ),
    "no": Act(
        "Do you want to say no?",
        "No is a full answer. You do not have to say why, and it changes nothing about your care.",
        "No, I do not agree",
        "You said no",
        of_item=True,
    ),
    "go-on": Act(
        "Do you want to go on?",
        "What you put on a break goes on, unless something else stops it.",
        "Yes, go on",
        "You go on",
    ),
}
"""What is asked of the rules before it counts."""
STOPPING: Final[Mapping[str, Act]] = {
    "stop": Act(
        "Do you want to stop this?",
        "It stops at once. You do not have to say why, and it changes nothing about your care.",
        "Yes, stop this",
        "You stopped this",
        of_item=True,
    ),
    "stop-everything": Act(
        "Do you want to stop everything?",
        "All of it stops at once. You do not have to say why, and it changes nothing about your care.",
        "Yes, stop everything",
        "You stopped everything",
    ),
    "remove": Act(
        "Do you want what you gave to be removed?",
        "Everything stops, and what can still be removed is removed. You are told what was removed and what was not.",
        "Yes, remove it",
        "You asked for what you gave to be removed, and stopped everything",
    ),
    "pause": Act(
        "Do you want a break?",
        "All of it rests until you say that it goes on.",
        "Yes, take a break",
        "You are taking a break",
    ),
}
"""What counts as soon as it is said, whatever else stands or falls."""
