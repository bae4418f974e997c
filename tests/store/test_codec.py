"""The stored form: pinned byte for byte for every tag, read back as it was written, and nothing else ever read.

A tag is for ever. Where a test here fails because an event was added, put what it prints into golden.json; where it
fails because bytes changed, give the event a new tag and leave the old one as it is.
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, make_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.access.rules import ANSWERS, FINDINGS, GROUNDS, REMOVED
from domain.consent import (
    CHANNELS,
    CONSULTEES,
    DECISIONS,
    DOUBTS,
    FORMATS,
    ITEMS,
    LEVELS,
    MANNERS,
    OUTCOMES,
    SIGNS,
    SUPPORTS,
    UNCLEAR,
    WAYS,
    AnswersGiven,
    Withdraw,
)
from domain.governance import ASSESSED, DEFAULTS
from domain.initiatives import BODIES
from domain.initiatives import KINDS as KINDS_OF_INITIATIVE
from domain.initiatives.state import CLASSES as CLASSES_OF_MODIFICATION
from domain.initiatives.state import POLICIES
from domain.kernel.decider import Command, Event, Recorded, as_stored
from domain.kernel.ids import Ref
from domain.kernel.rules import Verdicts
from domain.kernel.sealed import Sealed
from domain.kernel.time import ALWAYS
from domain.people import AssignRole
from service.errors import Tampered
from service.store import Draft, codec, envelope
from service.store.vocabulary import COMMANDS, EVENTS
from service.wiring import Service
from tests.given import NOON, P1, R1, STUDY, ref, told
from tests.store import raw
from tests.store.drafts import drafted, reading
from tests.stores import made

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())
SLICES = (people, initiatives, consent, access, involvement, governance, leave)
CLASSES = [*EVENTS.values(), *COMMANDS.values()]
EXAMPLES: dict[type, Any] = {
    str: "a-code",
    bool: True,
    int: 14,
    date: date(2011, 10, 3),
    datetime: datetime(2011, 10, 8, 10, 30, 0, 1, UTC),
    tuple: ("C01", "C02"),
    Mapping: {"C02": False, "C01": True},
}


def fake_seal(field: str, _: Sealed) -> bytes:
    return f"box of {field}".encode()


def kept(_: str, value: Sealed) -> bytes:
    assert value.box is not None
    return value.box


def kind(hint: Any) -> tuple[Any, bool]:
    """The one type of a field, and whether None may stand there."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return next(o for o in options if o is not type(None)), type(None) in options


def example(cls: type[Any], *, least: bool = False) -> Any:
    """An event with every field filled in, or with those only that cannot be left out."""
    hints = get_type_hints(cls)
    given: dict[str, Any] = {}
    for field in fields(cls):
        type_, nullable = kind(hints[field.name])
        if least and (nullable or field.default is not MISSING):
            given |= {field.name: None} if field.default is MISSING else {}
        elif type_ is Ref:
            given[field.name] = ref(field.name)
        elif type_ is Sealed:
            given[field.name] = Sealed(ref("subject"), "a-purpose", "said in confidence")
        else:
            given[field.name] = EXAMPLES[get_origin(type_) or type_]
    return cls(**given | ({"level": "W1"} if "level" in given else {}))


def stored(event: Event) -> str:
    return codec.canonical(codec.encode(event, fake_seal)).decode()


def enveloped() -> dict[str, str]:
    """The envelope's fields, all of them and each in its ways; AssignRole has a field that its event lacks."""
    sealed = {name: Sealed(P1, "a-purpose", "said in confidence") for name in ("late_reason", "reason")}
    history = {"history": True, "occurred_at": EXAMPLES[datetime], "corrects": 3, "source": "import", **sealed}
    role = AssignRole(person=P1, assigned="researcher", site="S1", entered_at=NOON, **history, **told())
    event = people.RoleAssigned(person=P1, role="researcher", site="S1")
    about = {"relied_on": {"b" * 32: 2, "a" * 32: 1}, "verdicts": Verdicts(("CN-01", "CN-02"), ("CN-04",))}
    read = access.ReadPerson(person=P1, what="timeline", **told())
    was_read = access.PersonRead(person=P1, reader=R1, what="timeline")
    stop = Withdraw(person=P1, initiative=STUDY, level="W2", expressed_to=sealed["reason"], entered_at=ALWAYS, **told())
    return {
        "everything": envelope.written(drafted(event, 4, role, **about), fake_seal).decode(),
        "a later event of the decision": envelope.written(drafted(event, 5, role, first=False), fake_seal).decode(),
        "a refused live command": envelope.written(
            drafted(example(governance.AttemptRefused), command=stop), fake_seal
        ).decode(),
        "a live command": envelope.written(drafted(was_read, command=read), fake_seal).decode(),
    }


@pytest.mark.parametrize("tag", sorted(EVENTS))
def test_the_stored_bytes_of_a_tag_never_change(tag: str) -> None:
    now = [stored(example(EVENTS[tag])), stored(example(EVENTS[tag], least=True))]
    assert GOLDEN["events"].get(tag) == now, f"golden.json pins no such bytes: {json.dumps({tag: now})}"


@pytest.mark.parametrize("tag", sorted(EVENTS))
def test_what_was_stored_once_is_read_for_ever(tag: str) -> None:
    for text, written in zip(GOLDEN["events"][tag], (False, True), strict=True):
        read = codec.decode(EVENTS[tag], json.loads(text))
        assert codec.canonical(codec.encode(read, kept)).decode() == text
        assert unsealed(read) == unsealed(example(EVENTS[tag], least=written))


def unsealed(event: Event) -> dict[str, Any]:
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {name: value for name, value in values.items() if not isinstance(value, Sealed)}


def test_no_tag_is_forgotten_dropped_or_used_twice() -> None:
    given_tags = [event.tag for slice_ in SLICES for event in slice_.EVENTS]
    assert sorted(given_tags) == sorted(EVENTS), "two events share a tag, or one is in no slice's EVENTS"
    assert set(GOLDEN["events"]) == set(EVENTS), "a tag is for ever: it stays in the vocabulary and in golden.json"
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+\.v[1-9]\d*", tag) for tag in EVENTS)
    commands = [command.tag for slice_ in SLICES for command in getattr(slice_, "COMMANDS", ())]
    assert sorted(commands) == sorted(COMMANDS), "two commands share a tag, or one is not in the vocabulary"
    assert not set(COMMANDS) & set(EVENTS)


def test_every_event_class_is_in_the_vocabulary() -> None:
    modules = [sys.modules[f"{slice_.__name__}.events"] for slice_ in SLICES]
    defined = {v for m in modules for v in vars(m).values() if isinstance(v, type) and "tag" in vars(v)}
    assert defined == set(EVENTS.values())


def test_the_envelope_never_changes() -> None:
    assert enveloped() == GOLDEN["envelope"], f"golden.json pins another envelope: {json.dumps(enveloped())}"


refs = st.text("0123456789abcdef", min_size=32, max_size=32).map(Ref)
instants = st.datetimes(timezones=st.just(UTC))
boxes = st.builds(Sealed, refs, st.text(), box=st.binary())
KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    Ref: refs,
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    date: st.dates(),
    datetime: instants | st.just(ALWAYS),
    Sealed: boxes,
    tuple: st.lists(st.text()).map(tuple),
    Mapping: st.dictionaries(st.text(), st.booleans()),
}
NAMED = {
    "kind": st.sampled_from(sorted(KINDS_OF_INITIATIVE)),
    "removal_window_days": st.integers(0, 365),
    "classed": st.sampled_from(CLASSES_OF_MODIFICATION),
    "policy": st.sampled_from(POLICIES),
    "version": st.sampled_from(("1.0", "2.0", "2.10")),
    "level": st.sampled_from(sorted(set(LEVELS) - {UNCLEAR})),
    "manner": st.sampled_from(MANNERS),
    "sign": st.sampled_from(SIGNS),
    "decision": st.sampled_from(DECISIONS),
    "doubt": st.sampled_from(DOUBTS),
    "outcome": st.sampled_from(OUTCOMES),
    "support_given": st.lists(st.sampled_from(SUPPORTS)).map(tuple),
    "consultee_kind": st.sampled_from(CONSULTEES),
    "how_signed": st.sampled_from(WAYS),
    "format": st.sampled_from(FORMATS),
    "body_kind": st.sampled_from(BODIES),
    "ground": st.sampled_from(GROUNDS),
    "found": st.sampled_from(FINDINGS),
    "answer": st.sampled_from(ANSWERS),
    "came_to": st.sampled_from(REMOVED),
    "assessed": st.sampled_from(ASSESSED),
    "setting": st.sampled_from(sorted(DEFAULTS)),
    "value": st.integers(1, 1000),
    "items": st.lists(st.sampled_from(sorted(ITEMS))).map(tuple),
    "answers": st.dictionaries(st.sampled_from(sorted(ITEMS)), st.booleans()),
    "channels": st.dictionaries(st.sampled_from(CHANNELS), st.booleans()),
    "off_channels": st.lists(st.sampled_from(CHANNELS)).map(tuple),
    "channel": st.sampled_from(CHANNELS),
    "section": st.sampled_from(people.SECTIONS),
    "basis": st.sampled_from(people.BASES),
    "how": st.sampled_from(people.DISCHARGES),
    "interest": st.sampled_from(people.INTERESTS),
    "stage": st.sampled_from(initiatives.STAGES),
    "step": st.sampled_from(initiatives.STEPS),
    "ended_as": st.sampled_from(initiatives.ENDS),
}


def built(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Any instance of a class, by the types of its fields; a command as it may have been asked once."""
    hints, given = get_type_hints(cls), {}
    for field in fields(cls):
        type_, nullable = kind(hints[field.name])
        value = NAMED[field.name] if field.name in NAMED else KINDS[get_origin(type_) or type_]
        given[field.name] = st.none() | value if nullable else value

    def made_of(**values: Any) -> Any:
        try:
            return as_stored(cls, **values) if issubclass(cls, Command) else cls(**values)
        except ValueError:
            reject()

    return st.builds(made_of, **given)


def again(value: Any) -> Any:
    return codec.decode(type(value), json.loads(codec.canonical(codec.encode(value, kept))))


@pytest.mark.parametrize("cls", CLASSES, ids=[cls.tag for cls in CLASSES])
def test_what_is_read_is_what_was_written(cls: type[Any]) -> None:
    @given(built(cls))
    def holds(value: Any) -> None:
        assert again(value) == value

    holds()


@pytest.mark.parametrize("wrong", [NOON, NOON.date(), 1.5, P1.encode(), ("a",), {"a": 1}, UUID(int=1), reading()])
def test_a_value_that_is_not_what_its_field_says_has_no_stored_form(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"what|serializable"):
        codec.canonical(codec.encode(replace(reading().event, what=wrong), fake_seal))


any_event = st.one_of(*(built(cls) for cls in EVENTS.values()))
any_command = st.one_of(*(built(cls) for cls in COMMANDS.values()))
verdicts = st.builds(Verdicts, st.lists(st.text()).map(tuple), st.lists(st.text()).map(tuple))


@given(any_event, any_command, verdicts, st.booleans())
def test_what_stands_around_an_event_is_read_as_it_was_written(
    event: Event, command: Command, judged: Verdicts, first: bool
) -> None:
    draft = drafted(event, 7, command, first=first, verdicts=judged)
    read = envelope.read(9, event.stream, 7, event.tag, NOON, json.loads(envelope.written(draft, kept)))
    assert read == expected(draft)


def expected(draft: Draft) -> Recorded[Event]:
    told_by = draft.command
    return Recorded(
        event=draft.event,
        stream=draft.event.stream,
        version=draft.version,
        position=9,
        recorded_at=NOON,
        occurred_at=told_by.happened_at,
        actor=told_by.actor,
        role=told_by.role,
        source=told_by.source,
        entered_at=told_by.entered_at,
        late_reason=told_by.late_reason,
        corrects=told_by.corrects if draft.first or draft.event.stream == told_by.stream else None,
        history=told_by.history,
        broken=draft.verdicts.broken,
    )


def test_a_signing_without_a_time_of_information_is_read_again() -> None:
    signed = example(AnswersGiven, least=True)
    assert signed.informed_at is None
    assert again(signed) == signed


@dataclass(frozen=True)
class Inner:
    a: str


@pytest.mark.parametrize(
    "hint",
    [
        float,
        bytes,
        list[str],
        set[str],
        dict[str, bool],
        object,
        Inner,
        str | int,
        str | Sealed,
        tuple[date, ...],
        tuple[tuple[str, ...], ...],
        tuple[Sealed, ...],
        Mapping[str, date],
        Mapping[int, bool],
    ],
    ids=str,
)
def test_a_field_of_a_type_that_has_no_stored_form_is_refused(hint: Any) -> None:
    odd = make_dataclass("Odd", [("value", hint)], frozen=True)
    with pytest.raises((KeyError, TypeError)):
        codec.shape(odd)


NOT_LOADED = "this"


@pytest.mark.parametrize(
    "tag", [f"{NOT_LOADED}:c", f"{NOT_LOADED}.c", "reading.person_read.v2", "consent.withdraw", ""]
)
def test_a_tag_that_is_in_no_vocabulary_is_never_followed(store: Service, tag: str) -> None:
    position = store.record.append([reading()], {})[0]
    with raw.events(store) as run:
        run("UPDATE events SET topic = ? WHERE position = ?", tag, position)
    for read in (lambda: store.record.at([position]), lambda: store.record.tail(position - 1, 1)):
        with pytest.raises(Tampered, match=f"position {position}"):
            read()
    assert NOT_LOADED not in sys.modules


def test_the_library_follows_no_tag_either(store: Service) -> None:
    stream = reading().event.stream
    position = store.record.append([reading()], {})[0]
    with raw.events(store) as run:
        run("UPDATE events SET topic = ? WHERE position = ?", f"{NOT_LOADED}:c", position)
    with pytest.raises(TypeError, match=r"Record\.read"):
        list(store.record.events.get(stream))
    assert NOT_LOADED not in sys.modules


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def mangled(draw: st.DrawFn, value: Any) -> Any:
    """A JSON value in which something, somewhere, is something else."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(mangled(value[name]))}
    return draw(json_values)


def test_whatever_stands_in_a_row_is_read_or_called_tampered(tmp_path: Path) -> None:
    answers = AnswersGiven(
        person=P1, initiative=STUDY, informed_at=NOON, version="1.0", taker=R1, copy_given="yes", answers={"C01": True}
    )
    with made(tmp_path / "data") as store:
        position = store.record.append([drafted(answers)], {})[0]
        whole = raw.state(store, position)

        @given(mangled(whole))
        def holds(state: Any) -> None:
            raw.put_state(store, position, state)
            try:
                [found] = store.record.at([position])
            except Tampered:
                return
            assert found.event.stream == answers.stream

        holds()
