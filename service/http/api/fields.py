"""How the fields of the API are written: exactly as its description says, and no laxer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import marshmallow as ma
from marshmallow import fields, validate

from service import instants
from service.commanding import Taken
from service.importing import cells

REF: Final = r"^[0-9a-f]{32}$"
LONGEST_TEXT: Final = 4_000
LONGEST_LIST: Final = 100
FROM_NOTHING: Final = frozenset({"removal_window_days"})
"""The whole numbers that may be none; versions and settings begin with one."""
LARGEST: Final = 9_999


class Pattern(validate.Regexp):
    """All of a text, to its last character, as JSON Schema reads `^…$`."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ma.ValidationError("It is written otherwise than the description says.")
        return value


class Words(fields.String):
    """A text that can be written down."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        read: str = super()._deserialize(value, attr, data, **how)
        if not read.isprintable() and any("\ud800" <= c <= "\udfff" for c in read):
            raise self.make_error("invalid")
        return read


class YesNo(fields.Boolean):
    """true or false, and nothing that could be read as either."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class YesNoParameter(fields.String):
    """A switch in an address: true or false, in letters."""

    def __init__(self, **how: Any) -> None:
        super().__init__(validate=validate.OneOf(("true", "false")), **how)


class Whole(fields.Integer):
    """A whole number; JSON does not tell 136 from 136.0 (RFC 8259 section 6)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole:
            raise self.make_error("invalid", input=value)
        return int(value)


class Day(fields.String):
    """A local day."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        read = super()._deserialize(value, attr, data, **how)
        return date.isoformat(_or_said(cells.day, read))


class Instant(fields.String):
    """A time: local (Europe/London), or with an offset. It is answered as text and read as an instant."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        return _or_said(instants.read, super()._deserialize(value, attr, data, **how))


class Timed(Instant):
    """A time in a command, which its own reader reads again: here it is only looked at."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **how: Any) -> Any:
        super()._deserialize(value, attr, data, **how)
        return value


def reference(**how: Any) -> Words:
    """A reference to somebody or something on the record."""
    return Words(validate=Pattern(REF), **how)


def field_of(taken: Taken) -> fields.Field[Any]:
    """The field of the API for one that a command takes."""
    how: dict[str, Any] = {"required": taken.required, "metadata": {"description": f"{taken.kind}"}}
    made: fields.Field[Any] = _MAKERS.get(taken.kind.split(",")[0], _text)(taken, how)
    return made


def _answers(taken: Taken, how: dict[str, Any]) -> fields.Field[Any]:
    name = f"{taken.name.capitalize()}Of{len(taken.allowed)}"
    answered = type(name, (Strict,), {each: YesNo() for each in taken.allowed})
    return fields.Nested(answered, **how)


class Strict(ma.Schema):
    """Takes what it names, and nothing else."""

    class Meta:
        """What it does not name is refused."""

        unknown = ma.RAISE


def _texts(taken: Taken, how: dict[str, Any]) -> fields.Field[Any]:
    return fields.List(Words(validate=_limit(taken)), validate=validate.Length(max=LONGEST_LIST), **how)


def _text(taken: Taken, how: dict[str, Any]) -> fields.Field[Any]:
    return Words(validate=_limit(taken), **how)


def _limit(taken: Taken) -> list[Any]:
    """What a text in clear may be, as the domain's type says it; one of no letters is none."""
    one = validate.OneOf(taken.allowed) if taken.allowed else Pattern(f"^(?:{taken.pattern})$")
    return [validate.Length(min=1), one]


def _or_said(read: Any, text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise ma.ValidationError(str(error)) from None


def _formatted(how: dict[str, Any], named: str) -> dict[str, Any]:
    return {**how, "metadata": {**how["metadata"], "format": named}}


_MAKERS: Final[dict[str, Any]] = {
    "who or what is meant": lambda _, how: reference(**how),
    "a personal text": lambda _, how: Words(validate=validate.Length(min=1, max=LONGEST_TEXT), **how),
    "yes or no": lambda _, how: YesNo(**how),
    "a whole number": lambda taken, how: Whole(
        validate=validate.Range(min=0 if taken.name in FROM_NOTHING else 1, max=LARGEST), **how
    ),
    "a day": lambda _, how: Day(**_formatted(how, "date")),
    "a local time": lambda _, how: Timed(**_formatted(how, "london-time")),
    "a list of texts": _texts,
    "yes or no for each item": _answers,
}
