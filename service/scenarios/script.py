"""A scenario as it is written: YAML, all of whose scalars are texts, so that `yes`, `1.0` and times stay as they are.

ops/scenarios/README.md says what may stand in one. Whatever is wrong is said with file, line and what to write instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from service.errors import ByleaveError
from service.importing import cells

QUESTIONS: Final = (
    "may_use",
    "item",
    "state",
    "capacity",
    "reconsent",
    "finding",
    "life",
    "tasks",
    "told",
    "takedowns",
    "may_depart",
    "leave",
    "request",
)
"""What a step may ask, instead of doing something."""
_KEYS: Final = frozenset({"at", "as", "do", "ask", "with", "then", "history", "corrects", "reason"})
_TOP: Final = frozenset({"scenario", "title", "says", "cast", "steps"})


class BadScenario(ByleaveError):
    """A file that is no scenario: the place, and what to write instead."""

    exit_code = 2

    def __init__(self, file: Path, line: int, remedy: str) -> None:
        super().__init__(f"{file}, line {line}: this cannot be read as a scenario.", remedy)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does or asks what, when, and what is expected to come of it. `line` is where it stands.

    `history`: it is told as having happened, by somebody with the role records; `corrects`: in place of which entry
    (its version in its stream), for which `reason`.
    """

    line: int
    at: datetime
    actor: str
    does: str
    asks: str
    given: Mapping[str, Any]
    expected: Mapping[str, Any]
    history: bool = False
    corrects: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario: its number and title, who plays in it (name to role, initiative or participant), its steps."""

    file: Path
    number: str
    title: str
    cast: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Node:
    """A mapping of a file, with the line on which it begins."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)


def read(file: Path) -> Scenario:
    """The scenario in a file. Raises BadScenario."""
    top = _top(file)
    for key in sorted(set(top.values) - _TOP):
        raise BadScenario(file, top.line, f"There is no {key} in a scenario; write {', '.join(sorted(_TOP))}.")
    cast = top.values.get("cast")
    steps = top.values.get("steps")
    if not isinstance(cast, _Node) or not isinstance(steps, list) or not steps:
        raise BadScenario(file, top.line, "A scenario has a cast (names and what they are) and a list of steps.")
    return Scenario(
        file=file,
        number=str(top.values.get("scenario", "")),
        title=str(top.values.get("title", file.stem)),
        cast={name: str(role) for name, role in cast.values.items()},
        steps=tuple(_in_order(file, [_step(file, node) for node in steps])),
    )


def _top(file: Path) -> _Node:
    try:
        composed = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BadScenario(file, 0, f"The file cannot be read: {error.strerror}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadScenario(file, mark.line + 1 if mark else 0, f"It is no YAML: {error}.") from None
    top = _plain(composed)
    if not isinstance(top, _Node):
        raise BadScenario(file, 1, "A scenario is a mapping with title, cast and steps.")
    return top


def _plain(node: Any) -> Any:
    """A YAML node as texts, lists and mappings that know their line."""
    if isinstance(node, yaml.MappingNode):
        return _Node(node.start_mark.line + 1, {str(key.value): _plain(value) for key, value in node.value})
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    return None if node is None else str(node.value)


def _step(file: Path, node: Any) -> Step:
    if not isinstance(node, _Node):
        raise BadScenario(file, 0, "Each step is a mapping with at, as, and do or ask.")
    for key in sorted(set(node.values) - _KEYS):
        raise BadScenario(file, node.line, f"There is no {key} in a step; write {', '.join(sorted(_KEYS))}.")
    does, asks = str(node.values.get("do", "")), str(node.values.get("ask", ""))
    if bool(does) == bool(asks) or (asks and asks not in QUESTIONS):
        raise BadScenario(file, node.line, f"A step does a command or asks one of {', '.join(QUESTIONS)}.")
    expected = _bare(node.values.get("then"))
    if does and not {"recorded", "refused"} & set(expected):
        raise BadScenario(file, node.line, "A step that does something says under then what is recorded or refused.")
    at = _cell(file, node, "at", cells.instant)
    corrects = _cell(file, node, "corrects", cells.whole_number) if "corrects" in node.values else None
    return Step(
        line=node.line,
        at=at,
        actor=str(node.values.get("as", "")),
        does=does,
        asks=asks,
        given=_bare(node.values.get("with")),
        expected=expected,
        history=str(node.values.get("history", "no")) == "yes",
        corrects=corrects,
        reason=node.values.get("reason"),
    )


def _cell(file: Path, node: _Node, key: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(str(node.values.get(key, "")))
    except ValueError as error:
        raise BadScenario(file, node.line, f"{key}: {error}") from None


def _bare(value: Any) -> Any:
    """Mappings without their lines."""
    if isinstance(value, _Node):
        return {key: _bare(each) for key, each in value.values.items()}
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return {} if value is None else value


def _in_order(file: Path, steps: list[Step]) -> Iterator[Step]:
    last: datetime | None = None
    for step in steps:
        if last is not None and step.at < last:
            raise BadScenario(file, step.line, "A step is never earlier than the one before; what is late says when.")
        last = step.at
        yield step
