"""One of every event and command, made from their own annotations: whoever adds one need not add it here."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.kernel.codes import OneOf
from domain.kernel.decider import Command, Event
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from service.store.vocabulary import COMMANDS, EVENTS
from tests.given import NOON, P1, R1, STUDY, ref, told

T = TypeVar("T")

_NAMED: Final[dict[str, Any]] = {
    "person": P1,
    "initiative": STUDY,
    "scope": STUDY,
    "kind": "study",
    "version": "1.0",
    "level": "W1",
    "classed": "substantial",
    "policy": "next_contact",
    "manner": "said",
    "sign": "gesture",
    "section": "s3",
    "basis": "s41",
    "stage": "design",
    "step": "asked",
    "channel": "web",
    "channels": {"web": True},
    "off_channels": ("web",),
    "ended_as": "completed",
    "how": "absolute",
    "interest": "partner",
    "ground": "public_interest",
    "found": "justified",
    "answer": "returned",
    "came_to": "destroyed",
    "assessed": "deviation",
    "setting": "late_hours",
    "items": ("C01",),
    "letter_sha256": "ab" * 32,
    "decision": "take_part",
    "doubt": "distress",
    "outcome": "has",
    "support_given": ("plain_words",),
    "consultee_kind": "personal",
    "how_signed": "signature",
    "format": "easy_read",
    "body_kind": "nhs_rec",
    "answers": {"C01": True, "C05": False},
    "removal_window_days": 14,
    "ended_at": NOON + timedelta(hours=1),
    "informed_at": NOON - timedelta(days=2),
    "broken": ("CN-01",),
    "unjudged": ("CN-02",),
    "about": (P1,),
    "sha256": "ab" * 32,
    "document_sha256": "ab" * 32,
    "evidence_sha256": "ab" * 32,
}
"""What a field of this name holds, where not any value of its type will do."""
_TYPED: Final[dict[Any, Callable[[str], Any]]] = {
    str: lambda name: f"some_{name}",
    bool: lambda _: True,
    int: lambda _: 1,
    datetime: lambda _: NOON,
    date: lambda _: NOON.date(),
    Ref: ref,
    Sealed: lambda name: Sealed(P1, "identity", f"some {name}"),
    tuple: lambda _: (),
    Mapping: lambda _: {},
}


def sample(cls: type[T], **given: Any) -> T:
    """One of this class: what is given, and something of its type in every other field."""
    hints = get_type_hints(cls, include_extras=True)
    values = {field.name: given.get(field.name, _value(field.name, hints[field.name])) for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**values)


def sample_event(tag: str, **given: Any) -> Event:
    """An event by its tag."""
    return sample(EVENTS[tag], **given)


def sample_command(tag: str, **given: Any) -> Command:
    """A live command by its tag, asked now."""
    live = {"occurred_at": None, "entered_at": None, "late_reason": None, "corrects": None, "reason": None}
    return sample(COMMANDS[tag], **{**told(actor=R1), "source": "screen", "history": False, **live, **given})


def _value(name: str, hint: Any) -> Any:
    options = [option for option in get_args(hint) if option is not type(None)]
    kind = options[0] if get_origin(hint) in (Union, types.UnionType) else hint
    if get_origin(kind) is Annotated:
        kind, *said = get_args(kind)
        if allowed := [word for each in said if isinstance(each, OneOf) for word in each.allowed]:
            return allowed[0]
    return _NAMED[name] if name in _NAMED else _TYPED[get_origin(kind) or kind](name)
