"""The form in which a request is answered: what is written in it, what is wrong with that, and the command that it is.

It is read as the API reads the same command, field by field.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import marshmallow as ma
from werkzeug.datastructures import MultiDict

from domain.involvement import ALTERNATIVES, Answer, ApproveRequest, DeclineRequest, DeferRequest
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.reasons import PERSON, REASONS
from domain.kernel.time import from_local
from projections.requests import Wish
from service.commanding import BadFields, build
from service.http.api.asking import wrong_by_field
from service.http.api.commands import schema_of
from service.http.api.fields import LONGEST_TEXT
from service.http.api.routes import ROUTES
from service.http.pages.drawing import when
from service.request_words import INSTEAD

APPROVE, CONDITIONS, DECLINE, DEFER = "approve", "conditions", "decline", "defer"
CHOICES: Final[Mapping[str, str]] = {
    APPROVE: "Approve",
    CONDITIONS: "Approve, with conditions",
    DECLINE: "Decline",
    DEFER: "Put it off",
}
"""What a request can be answered with."""
_COMMANDS: Final[Mapping[str, type[Answer]]] = {
    APPROVE: ApproveRequest,
    CONDITIONS: ApproveRequest,
    DECLINE: DeclineRequest,
    DEFER: DeferRequest,
}
_OF_NO: Final = ("reason_code", "also", "item", "found", "in_words")
FIELDS: Final[Mapping[str, Sequence[str]]] = {
    APPROVE: ("in_words",),
    CONDITIONS: ("conditions", "in_words"),
    DECLINE: (*_OF_NO, "would_change", "review_on", "alternative"),
    DEFER: (*_OF_NO, "until"),
}
"""What belongs to each answer; what was written besides is not part of it."""
NAMES: Final = ("answer", "conditions", *_OF_NO, "would_change", "review_on", "alternative", "until")
LABELS: Final[Mapping[str, str]] = {
    "answer": "Answer",
    "conditions": "Conditions",
    "reason_code": "Reason",
    "also": "What else played a part",
    "item": "Item of the plan that it rests on",
    "found": "Finding that it rests on",
    "in_words": "What the person is told",
    "would_change": "What would change it",
    "review_on": "Looked at again on",
    "alternative": "Offered instead",
    "until": "Decided by",
}
"""Each field, as people read it."""
SHORT: Final[Mapping[str, str]] = {
    code: f"{says[0].upper()}{says[1:]}" for code, says in REASONS.items() if code != PERSON
}
"""The reasons there are to choose from; that the person does not want to go is a withdrawal, and the person's."""
_LISTS: Final = frozenset({"conditions", "also"})
_SCHEMAS: Final = {route.command: schema_of(route) for route in ROUTES if route.command in _COMMANDS.values()}


@dataclass(frozen=True, slots=True)
class Form:
    """What was written, and what is wrong with it, field by field."""

    written: Mapping[str, str]
    wrong: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.written.get(name, "")

    @property
    def answer(self) -> str:
        """What was chosen, where it is one of the answers."""
        return self["answer"] if self["answer"] in CHOICES else ""

    @property
    def names(self) -> Sequence[str]:
        """The fields that there are."""
        return NAMES

    def rows(self) -> list[tuple[str, str]]:
        """What is checked before it is recorded: what belongs to the answer, in words."""
        told = [(LABELS["answer"], CHOICES[self.answer])]
        return told + [(LABELS[name], _said(name, self[name])) for name in FIELDS[self.answer] if self[name]]


EMPTY: Final = Form({}, {})


def form_of(sent: "MultiDict[str, str]") -> Form:
    """The form as it was sent."""
    return Form({name: sent.get(name, "").strip().replace("\r\n", "\n") for name in NAMES}, {})


def read(form: Form, of: Wish, told: Mapping[str, Any]) -> tuple[Form, Command | None]:
    """The form with what is wrong with it, and the command where nothing is."""
    if not form.answer:
        return Form(form.written, {"answer": "Choose an answer."}), None
    if (form.answer == CONDITIONS) != bool(form["conditions"]) and form.answer in (APPROVE, CONDITIONS):
        return Form(form.written, {"conditions": _UNSURE}), None
    kind = _COMMANDS[form.answer]
    given = {name: _value(name, form[name]) for name in FIELDS[form.answer] if form[name]}
    schema = _SCHEMAS[kind]
    try:
        schema.load(given)
        return form, build(kind.tag, {**given, "person": of.person, "activity": of.activity}, Ref, told)
    except ma.ValidationError as error:
        return Form(form.written, _plainly(wrong_by_field(error, schema))), None
    except BadFields as error:
        return Form(form.written, _plainly(error.problems)), None


def _value(name: str, text: str) -> str | list[str]:
    return [each.strip() for each in re.split(r"[\n,;]", text) if each.strip()] if name in _LISTS else text


def _plainly(wrong: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, in this form's own words."""
    return {name: _WRONG.get(name, _LONG if name in _TEXTS else why) for name, why in wrong.items()}


_UNSURE: Final = "Choose to approve with conditions and write at least one, or approve without any."
_TEXTS: Final = frozenset({"in_words", "would_change"})
_LONG: Final = f"Write at most {LONGEST_TEXT} letters."
_WRONG: Final = {
    "conditions": "Write each condition as a short code without spaces, such as phone-on.",
    "until": "Write when it is decided, as 2027-01-08T12:00.",
    "review_on": "Write a day, as 2027-01-20.",
    "reason_code": "Choose a reason of the list.",
    "also": "Choose a reason of the list.",
    "alternative": "Choose what is offered instead.",
}


def _said(name: str, text: str) -> str:
    match name:
        case "reason_code" | "also":
            return f"{SHORT.get(text, text)} ({text})"
        case "alternative" if text in ALTERNATIVES:
            return INSTEAD[text][0].upper() + INSTEAD[text][1:]
        case "until":
            return when(from_local(text)) if len(text) == len("2027-01-08T12:00") else text
        case "review_on":
            return when(f"{date.fromisoformat(text)}T00:00").partition(" at ")[0]
        case _:
            return text
