"""Canonical JSON for events and commands: sorted keys, no white space, nothing that names Python.

A class's fields are read once from its annotations; a type that has no line here cannot be stored. Sealed values are
written by a `Seal` and read back as boxes.
"""

import types
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson

from domain.kernel.decider import Command, as_stored
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.kernel.time import to_utc

Seal = Callable[[str, Sealed], bytes]
"""Seals the value of a field: (field, clear value) -> box."""


_WRITTEN = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_AS_THEY_ARE = frozenset({str, bool, int})
"""What is written as it is; anything else has a writer of its own, or no stored form."""


def canonical(value: Any) -> bytes:
    """The one way in which a JSON value is written here."""
    return orjson.dumps(value, option=_WRITTEN)


def parsed(written: bytes) -> Any:
    """A JSON value. Raises ValueError, or TypeError where bytes were expected and something else stands there."""
    return orjson.loads(bytes(written))


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is written and read. One that may be None is None where it is absent; a default stands else."""

    name: str
    write: Callable[[Any], Any] | None
    read: Callable[[Any], Any] | None
    sealed: bool
    nullable: bool
    defaulted: bool


def encode(value: Any, seal: Seal) -> dict[str, Any]:
    """A frozen dataclass as JSON values; what is None is left out."""
    written: dict[str, Any] = {}
    for field in shape(type(value)):
        given = getattr(value, field.name)
        if given is None:
            continue
        written[field.name] = encode_field(field, given, seal)
    return written


def encode_field(field: Field, given: Any, seal: Seal) -> Any:
    """One field's value as a JSON value; it is not None."""
    if field.sealed:
        return box_up(given, seal(field.name, given))
    if field.write:
        return field.write(given)
    if type(given) not in _AS_THEY_ARE:
        raise TypeError(f"{field.name}: {type(given).__name__} has no stored form here")
    return given


def decode(cls: type[Any], written: Mapping[str, Any]) -> Any:
    """A frozen dataclass from JSON values. Raises KeyError where a field that cannot be absent is."""
    given: dict[str, Any] = {}
    for field in shape(cls):
        if field.name in written:
            value = written[field.name]
            given[field.name] = field.read(value) if field.read else value
        elif field.nullable:
            given[field.name] = None
        elif not field.defaulted:
            raise KeyError(f"{cls.__name__} without {field.name}")
    return as_stored(cls, **given) if issubclass(cls, Command) else cls(**given)


def box_up(sealed: Sealed, box: bytes) -> dict[str, str]:
    """A sealed value as JSON."""
    return {"subject": sealed.subject, "purpose": sealed.purpose, "box": b2a_base64(box, newline=False).decode()}


def unbox(written: Mapping[str, str]) -> Sealed:
    """A sealed value from JSON, unopened."""
    return Sealed(Ref(written["subject"]), written["purpose"], box=a2b_base64(written["box"]))


_SHAPES: dict[Any, tuple[Field, ...]] = {}


def shape(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of a class, as they are written and read."""
    if (known := _SHAPES.get(cls)) is None:
        hints = get_type_hints(cls)
        known = tuple(_field(f.name, hints[f.name], f.default is not MISSING) for f in fields(cls))
        _SHAPES[cls] = known
    return known


def _field(name: str, hint: Any, defaulted: bool) -> Field:
    options = [h for h in get_args(hint) if h is not type(None)] if _is_union(hint) else [hint]
    if len(options) != 1:
        raise TypeError(f"{name}: a field holds one type, or that or None")
    kind, nullable = options[0], _is_union(hint)
    if kind is Sealed:
        return Field(name, None, unbox, True, nullable, defaulted)
    write, read = _codec(name, kind)
    return Field(name, write, _nullable(read) if nullable else read, False, nullable, defaulted)


def _codec(name: str, kind: Any) -> "_Codec":
    """How a type is written and read. Raises TypeError for one that has no line below, also inside a tuple."""
    inside = {_plain(each) for each in get_args(kind) if each is not ...}
    codec = _CODECS.get(get_origin(kind) or _plain(kind))
    if codec is None or inside - {str, bool} or (get_origin(kind) is Mapping and _plain(get_args(kind)[0]) is not str):
        raise TypeError(f"{name}: {kind} has no stored form")
    return codec


def _plain(kind: Any) -> Any:
    return getattr(kind, "__supertype__", kind)


def _nullable(read: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    return None if read is None else lambda value: None if value is None else read(value)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


_Codec = tuple[Callable[[Any], Any] | None, Callable[[Any], Any] | None]
_CODECS: dict[Any, _Codec] = {
    str: (None, None),
    bool: (None, None),
    int: (None, None),
    datetime: (to_utc, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    tuple: (list, tuple),
    Mapping: (dict, None),
}
