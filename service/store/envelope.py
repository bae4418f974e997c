"""The envelope: what is stored around an event, and how the decision that made it can be made again.

A field of the command that the event carries under the same name with the same value is not stored twice; a sealed
value is stored once, in the event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from domain.kernel.decider import Command, Event, Recorded, as_stored
from domain.kernel.ids import Ref, StreamId
from domain.kernel.rules import Verdicts
from domain.kernel.sealed import Sealed
from domain.kernel.time import ALWAYS, from_utc, to_utc
from service.store import codec
from service.store.vocabulary import COMMANDS, EVENTS

RULE_SET: Final = "2026-11"
"""Which edition of the rule book decided; the rules themselves are dated."""

_SERVER: Final = frozenset(f.name for f in fields(Command))
_ALWAYS: Final = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event on its way into the log. The first of a decision carries the command and what it relied on."""

    event: Event
    version: int
    command: Command
    first: bool
    relied_on: Mapping[StreamId, int]
    verdicts: Verdicts
    correlation: str

    @property
    def originator_id(self) -> str:
        """The stream, under the name that the library gives it."""
        return self.event.stream

    @property
    def originator_version(self) -> int:
        """The version, under the name that the library gives it."""
        return self.version


def of_its_stream(draft: Draft) -> bool:
    """Whether what the command corrects is an entry of the stream that this goes into."""
    return draft.first or draft.event.stream == draft.command.stream


def written(draft: Draft, seal: codec.Seal) -> bytes:
    """The state that is stored for a draft."""
    command = draft.command
    state: dict[str, Any] = {
        "event": codec.encode(draft.event, seal),
        "occurred_at": to_utc(command.happened_at),
        "actor": command.actor,
        "role": command.role,
        "source": command.source,
        "correlation": draft.correlation,
        "rule_set": RULE_SET,
    }
    if command.entered_at is not None:
        state["entered_at"] = _ALWAYS if command.entered_at == ALWAYS else to_utc(command.entered_at)
    if command.late_reason is not None:
        state["late_reason"] = codec.box_up(command.late_reason, seal("late_reason", command.late_reason))
    if command.corrects is not None and of_its_stream(draft):
        state["corrects"] = command.corrects
    if command.reason is not None:
        state["reason"] = codec.box_up(command.reason, seal("reason", command.reason))
    if command.history:
        state["history"] = True
    if draft.verdicts.broken:
        state["broken"] = list(draft.verdicts.broken)
    if draft.verdicts.unjudged:
        state["unjudged"] = list(draft.verdicts.unjudged)
    if draft.first:
        state["relied_on"] = dict(draft.relied_on)
        state["command"] = _command(command, draft.event, seal)
    return codec.canonical(state)


def _command(command: Command, event: Event, seal: codec.Seal) -> dict[str, Any]:
    """The tag, the deciding time, and the fields that neither the event nor the envelope already says.

    A field that was left out, and that the event says all the same, is null: it was asked without.
    """
    of_command: dict[str, Any] = {}
    for field, on_event in _asked_for(type(command), type(event)):
        given = getattr(command, field.name)
        if on_event and getattr(event, field.name) == given:
            continue
        if given is not None:
            of_command[field.name] = codec.encode_field(field, given, lambda f, value: seal(f"command.{f}", value))
        elif on_event:
            of_command[field.name] = None
    return {"tag": command.tag, "at": to_utc(command.at), **({"fields": of_command} if of_command else {})}


_ASKED: dict[tuple[type[Any], type[Any]], tuple[tuple[codec.Field, bool], ...]] = {}


def _asked_for(command: type[Any], event: type[Any]) -> tuple[tuple[codec.Field, bool], ...]:
    """The fields of a command that the envelope does not say, and whether the event has one of that name."""
    if (known := _ASKED.get((command, event))) is None:
        fields_of = (field for field in codec.shape(command) if field.name not in _SERVER)
        known = _ASKED[command, event] = tuple((field, hasattr(event, field.name)) for field in fields_of)
    return known


def asked(state: Mapping[str, Any], event: Event) -> Command | None:
    """The command that a decision answered, from the state of its first event; None for the other events."""
    if "command" not in state:
        return None
    said = state["command"]
    given: dict[str, Any] = {"at": from_utc(said["at"]), "history": state.get("history", False)}
    given |= {name: state[name] for name in ("actor", "role", "source")} | {"corrects": state.get("corrects")}
    occurred_at = from_utc(state["occurred_at"])
    given["occurred_at"] = None if occurred_at == given["at"] else occurred_at
    given["entered_at"] = _entered(state.get("entered_at"))
    given |= {name: _boxed(state.get(name)) for name in ("late_reason", "reason")}
    of_command = said.get("fields", {})
    for field in codec.shape(COMMANDS[said["tag"]]):
        if field.name in of_command:
            written = of_command[field.name]
            given[field.name] = written if written is None or field.read is None else field.read(written)
        elif field.name not in _SERVER and hasattr(type(event), field.name):
            given[field.name] = getattr(event, field.name)
    return as_stored(COMMANDS[said["tag"]], **given)


def read(
    position: int, stream: str, version: int, tag: str, recorded_at: Any, state: Mapping[str, Any]
) -> Recorded[Event]:
    """What is recorded in a row. Raises KeyError for a tag that is not in the vocabulary."""
    event: Event = codec.decode(EVENTS[tag], state["event"])
    return Recorded(
        event=event,
        stream=StreamId(stream),
        version=version,
        position=position,
        recorded_at=recorded_at,
        occurred_at=datetime.fromisoformat(state["occurred_at"]),
        actor=Ref(state["actor"]),
        role=state["role"],
        source=state["source"],
        entered_at=_entered(state.get("entered_at")),
        late_reason=_boxed(state.get("late_reason")),
        corrects=state.get("corrects"),
        history=state.get("history", False),
        broken=tuple(state.get("broken", ())),
    )


def _entered(written_at: str | None) -> Any:
    if written_at is None:
        return None
    return ALWAYS if written_at == _ALWAYS else datetime.fromisoformat(written_at)


def _boxed(written_value: Mapping[str, str] | None) -> Sealed | None:
    return None if written_value is None else codec.unbox(written_value)
