"""Commands from plain fields: what each takes is read from its dataclass, in this one place, for every door.

A door gives texts; what is wrong is said for every field at once, with what to write instead. The actor, the role and
the deciding time are never among the fields: they come from the server.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from domain.judging import TAKES_BACK
from domain.kernel.codes import CODE, HASH, INTERVAL, MARK, TITLE, VERSION, Limit, Written, limits, refused
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import IDENTITY, Sealed, study_purpose
from service import instants
from service.errors import ByleaveError
from service.importing import cells
from service.store import SERVICE
from service.store.vocabulary import COMMANDS

FROM_SERVER: Final = frozenset({"actor", "role", "at", "source", "history", "entered_at", "corrects", "reason"})
"""What a door never gives, but for the reason of what takes something back."""
REASON: Final = "reason"

Resolve = Callable[[str], Ref]
"""Who or what is called so. Raises ValueError saying what to write instead."""


class BadFields(ByleaveError):
    """Fields that a command does not take, lacks, or cannot read: each with what to write instead."""

    exit_code = 2

    def __init__(self, command: str, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        said = " ".join(f"{name}: {remedy}" for name, remedy in self.problems.items())
        super().__init__(f"{command} cannot be asked so. {said}", f"What it takes: byleave commands {command}")


class NoSuchCommand(BadFields):
    """There is no command of that tag; those that are written much like it are named."""

    exit_code = 9

    def __init__(self, tag: str) -> None:
        like = get_close_matches(tag, COMMANDS, 3, 0.7)
        meant = f" Did you mean {' or '.join(like)}?" if like else ""
        ByleaveError.__init__(self, f"There is no command {tag}.{meant}", "List them: byleave commands")
        self.problems = {"do": self.what}


@dataclass(frozen=True, slots=True)
class Taken:
    """A field that a command takes: its name, what is written in it, whether it must be.

    `allowed`: the words that it is one of (of a list, each; of a mapping, its keys); none where it is no such field.
    `pattern`: how the text is written otherwise, where that is limited: a regular expression that matches all of it.
    """

    name: str
    kind: str
    required: bool
    allowed: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the text of one type is called and read."""

    words: str
    read: Callable[[Any, Resolve], Any]


def kind_of(tag: str) -> type[Command]:
    """The command of a tag. Raises NoSuchCommand where there is none."""
    if tag not in COMMANDS:
        raise NoSuchCommand(tag)
    return COMMANDS[tag]


def takes(command: type[Command]) -> tuple[Taken, ...]:
    """The fields that a door may give a command, those that it must give first."""
    told = [_taken(each, hint) for each, hint in _fields(command)]
    return tuple(sorted(told, key=lambda taken: not taken.required))


def _taken(each: Field[Any], hint: Any) -> Taken:
    pattern = next((limit.pattern.pattern for limit in limits(hint) if isinstance(limit, Written)), "")
    return Taken(each.name, _written(hint), _required(each), _allowed(hint), pattern)


def _allowed(hint: Any) -> tuple[str, ...]:
    return tuple(word for limit in limits(hint) for word in limit.allowed)


_OF_PATTERN: Final[dict[Limit, str]] = {
    CODE: "a code",
    TITLE: "a name in a few words",
    VERSION: "a version, such as 2.0",
    MARK: "the key of a finding",
    HASH: "the SHA-256 of a paper",
    INTERVAL: "an interval of two instants",
}


def _written(hint: Any) -> str:
    """What is written in a field: of a text that is one of a few words, or of a pattern, that."""
    kind, limit = _kind(hint), next(limits(hint), None)
    if limit is None or kind is not _KINDS[str]:
        return kind.words
    return _OF_PATTERN.get(limit, "one of the words allowed")


def build(tag: str, given: Mapping[str, Any], resolve: Resolve, told: Mapping[str, Any]) -> Command:
    """The command of a tag from plain fields and what the server tells. Raises BadFields with every problem."""
    command = kind_of(tag)
    taken = {each.name: (each, hint) for each, hint in _fields(command)}
    problems = {name: "It takes no such field." for name in given if name not in taken}
    read: dict[str, Any] = {}
    for name, (each, hint) in taken.items():
        if given.get(name) in (None, ""):
            if _required(each):
                problems[name] = f"It is missing; give {_written(hint)}."
            continue
        try:
            value = read[name] = _kind(hint).read(given[name], resolve)
            if (said := refused(hint, value)) is not None:
                problems[name] = f"{said[0].upper()}{said[1:]}."
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        raise BadFields(tag, problems)
    try:
        return command(**_sealed(command, read), **told)
    except ValueError as error:
        raise BadFields(tag, {"fields": f"{error}."}) from error


def _fields(command: type[Command]) -> Iterator[tuple[Field[Any], Any]]:
    hints = get_type_hints(command, include_extras=True)
    for each in fields(command):
        if each.name not in FROM_SERVER or (each.name == REASON and issubclass(command, TAKES_BACK)):
            yield each, hints[each.name]


def _required(each: Field[Any]) -> bool:
    return each.name == REASON or (each.default is MISSING and each.default_factory is MISSING)


def _bare(hint: Any) -> Any:
    """A type without None, and without what it is sealed for."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if type(None) in get_args(hint) and len(options) == 1:
        return _bare(options[0])
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _purpose(hint: Any) -> str | None:
    """What a sealed field is sealed for, where its type says so."""
    for part in (hint, *get_args(hint)):
        if get_origin(part) is Annotated:
            return str(get_args(part)[1])
    return None


def _sealed(command: type[Command], read: dict[str, Any]) -> dict[str, Any]:
    """The fields with personal texts to be sealed: for the person, else the initiative, that the command is about."""
    purposes = {each.name: _purpose(hint) for each, hint in _fields(command) if _bare(hint) is Sealed}
    subject, of_command = _of(read.get("person"), read.get("initiative"))
    return {
        name: Sealed(subject, purposes[name] or of_command, value) if name in purposes else value
        for name, value in read.items()
    }


def why(command: Command, text: str) -> Sealed:
    """A reason for correcting what a command tells, sealed as the command's own texts are."""
    return Sealed(*_of(getattr(command, "person", None), getattr(command, "initiative", None)), text)


def _of(person: Ref | None, initiative: Ref | None) -> tuple[Ref, str]:
    """Whom a personal text is about, and what it is sealed for, where its field does not say so."""
    return person or initiative or SERVICE, study_purpose(initiative) if initiative else IDENTITY


def _text(value: Any, _: Resolve) -> str:
    if not isinstance(value, str):
        raise ValueError("Write a text.")  # noqa: TRY004 - what a door was given, not what a caller passed
    return value


def _list(value: Any, _: Resolve) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(";") if part.strip()]
    if not isinstance(value, Sequence) or not all(isinstance(part, str) for part in value):
        raise ValueError("Write a list of texts.")
    return tuple(value)


def _answers(value: Any, _: Resolve) -> dict[str, bool]:
    if not isinstance(value, Mapping):
        raise ValueError("Write yes or no for each item, such as C01: yes.")  # noqa: TRY004 - the same
    return {str(item): _yes_no(answer, _) for item, answer in value.items()}


def _yes_no(value: Any, _: Resolve) -> bool:
    return value if isinstance(value, bool) else cells.yes_no(str(value))


def _instant(value: Any, _: Resolve) -> datetime:
    """A local time as people write it, or one with an offset, as programs do."""
    text = str(value)
    cells.day(text[:10])
    return instants.read(text) if _OFFSET.search(text) else cells.instant(text)


def _cell(read: Callable[[str], Any]) -> Callable[[Any, Resolve], Any]:
    return lambda value, _: read(value if isinstance(value, str) else str(value))


_OFFSET: Final = re.compile(r"(Z|[+-]\d{2}:\d{2})\Z", re.ASCII)
_KINDS: Final[dict[Any, _Kind]] = {
    Ref: _Kind("who or what is meant, by name", lambda value, resolve: resolve(str(value))),
    Sealed: _Kind("a personal text, which is sealed", _text),
    str: _Kind("a text", _text),
    bool: _Kind("yes or no", _yes_no),
    int: _Kind("a whole number", _cell(cells.whole_number)),
    date: _Kind("a day, YYYY-MM-DD", _cell(cells.day)),
    datetime: _Kind("a local time, YYYY-MM-DDTHH:MM", _instant),
    tuple: _Kind("a list of texts", _list),
    Mapping: _Kind("yes or no for each item", _answers),
}


def _kind(hint: Any) -> _Kind:
    """How a type is written. Raises KeyError for one that no door can write yet."""
    bare = _bare(hint)
    return _KINDS[get_origin(bare) or bare]
