"""The house in order: rules with their sources, events and commands that nothing forgets, documents that are true."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.judging import GOING_OUT, HINDSIGHT, RULES
from domain.kernel.codes import limits
from domain.kernel.decider import Command, Event
from domain.kernel.law import Mark
from domain.kernel.rules import Rule
from domain.people.events import person_stream
from projections.findings import Findings
from projections.folds import Folds
from projections.units import Concerned
from projections.views import projections
from service import entitling, rulebook
from service.deciding import decide
from service.entitling import MAY_ASK, PARTICIPANT
from service.facts import Reading, folding_of
from service.importing.study import SPEAKS_TO
from service.store import SERVICE
from service.store.vocabulary import COMMANDS, EVENTS
from service.wiring import Service
from tests import stores
from tests.given import NOON, P1, R1, recorded, told
from tests.samples import sample_command, sample_event

ROOT = Path(__file__).parents[2]
SLICES = (people, initiatives, consent, access, involvement, governance, leave)
DECIDERS = SLICES
NOT_PROJECTED = {
    "sites.site_registered.v1",
    "settings.setting_changed.v1",
    "due.fell_due.v1",
    "due.going_fell_due.v1",
    "activities.activity_cancelled.v1",
}
"""What no view shows: a site's name (its level is told when it joins an initiative), settings, which are read, and
what fell due, which every view computes from the clock; that an activity is cancelled, which is read."""

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
every_event = pytest.mark.parametrize("tag", EVENTS)
every_command = pytest.mark.parametrize("tag", COMMANDS)


def tags_below(kind: type) -> Iterator[str]:
    """The tag of every class of the product's below this one that has a tag of its own."""
    for below in kind.__subclasses__():
        if "tag" in vars(below) and below.__module__.startswith("domain."):
            yield vars(below)["tag"]
        yield from tags_below(below)


# Rules


def test_no_two_rules_have_one_id() -> None:
    ids = [rule.id for each in DECIDERS for rule in each.RULES]
    assert sorted(ids) == sorted(RULES)


@every_rule
def test_a_rule_has_an_id_a_sentence_a_source_a_finding_and_a_remedy(rule: Rule[Any]) -> None:
    assert re.fullmatch(r"[A-Z]{2}-\d{2}", rule.id)
    assert re.fullmatch(r"[A-Z].*[^.\s]", rule.says), "a sentence that starts with a capital, without a full stop"
    assert rule.cite.source, "the source is named"
    assert rule.cite.place, "so is the place in it"
    assert rule.cite.mark in get_args(Mark)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.finding)
    assert len(rule.finding) <= 40, "the view of findings keeps 40 characters"
    assert re.fullmatch(r"[A-Z].*\.", rule.remedy), "what to do, as a sentence"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The rules of which some decision table would notice that they no longer refuse or tell: plays and races aside."""
    found = tmp_path_factory.mktemp("rules") / "guarded"
    folders = [f"tests/{each.__name__.rsplit('.', 1)[-1]}" for each in DECIDERS]
    tables = ("-m", "not heavy and not slow and not postgres", "--ignore-glob=*_in_play.py")
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.architecture.breaking", "-p", "no:xdist", *tables, *folders],
        cwd=ROOT,
        env={**alone, "GUARDED_RULES": str(found)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    return set(found.read_text().split())


@every_rule
def test_a_decision_table_would_notice_if_the_rule_were_gone(rule: Rule[Any], guarded: set[str]) -> None:
    assert rule.id in guarded, f"no test of a slice fails when {rule.id} is taken to hold: add it to a decision table"


def test_the_rule_book_as_people_check_it_is_that_of_the_code() -> None:
    written = (ROOT / "ops" / "rulebook.md").read_text()
    assert written == rulebook.written(), "write it anew: make rulebook"


def test_every_prefix_has_a_heading_in_the_rule_book() -> None:
    assert {rule_id.partition("-")[0] for rule_id in RULES} == set(rulebook.AREAS)


AFTERWARDS_ONLY = {
    "copy-not-given": "a copy is given after the signing",
    "participation-before-record": "what was entered late is late already",
    "access-before-record": "what was entered late is late already",
    "removal-inside-window": "a stop is never refused",
    "removal-outside-window": "a stop is never refused",
    "use-told-as-history": "what is told as history has happened",
    "break-glass-not-justified": "a review says so",
    "break-glass-reviewed-late": "a late review is better than none",
}


def test_what_an_audit_finds_is_refused_before_the_fact() -> None:
    """Every kind of finding but these has a rule that refuses live; that it does, its decision table shows (below)."""
    refusing = {rule.finding for table in HINDSIGHT.values() for rule in table if rule.refuses}
    found = {rule.finding for table in HINDSIGHT.values() for rule in table}
    assert found - refusing == set(AFTERWARDS_ONLY)


TOLD_ONLY = {
    "departure-told-as-history": "what is told as history has happened",
    "decided-too-late": "a late yes is a yes",
    "reasons-given-late": "late reasons are better than none",
    "came-without-approval": "whoever came has come",
}


def test_what_is_found_of_leave_and_requests_is_refused_before_the_fact() -> None:
    """The same of what those find who look after leave."""
    rules = [rule for table in GOING_OUT.values() for rule in table]
    assert {rule.finding for rule in rules} - {rule.finding for rule in rules if rule.refuses} == set(TOLD_ONLY)
    assert not {rule.id for rule in rules} & {rule.id for table in HINDSIGHT.values() for rule in table}, "a wall"


def test_the_rule_book_says_of_each_rule_whether_an_audit_finds_what_breaks_it() -> None:
    lines = [line.split(" | ") for line in rulebook.written().splitlines() if re.match(r"\| [A-Z]{2}-\d{2} ", line)]
    said = {cells[0].strip("| "): cells[4] for cells in lines}
    judged = {rule.id for tables in (HINDSIGHT, GOING_OUT) for table in tables.values() for rule in table}
    assert said == {rule_id: "yes" if rule_id in judged else "no" for rule_id in RULES}
    assert (said["CN-05"], said["MD-01"], said["PA-01"]) == ("yes", "yes", "no")


def test_a_study_s_logs_speak_to_no_rule_whose_facts_they_cannot_give() -> None:
    assert set(RULES) - SPEAKS_TO == {
        *(f"PE-{number:02}" for number in range(1, 15)),
        *("SI-01", "SI-02", "SI-03", "SI-04", "SD-01", "SD-02", "SD-03", "SD-04", "TR-01"),
        *("CL-01", "CL-02", "CL-03", "CL-04", "CL-05", "CL-06"),
        *("FI-01", "FI-02", "FI-03", "FI-04", "FI-05", "FI-06"),
        *(f"UR-{number:02}" for number in range(1, 6)),
        "IN-01",
        "IN-02",
        "IN-03",
        "IN-04",
        "IN-05",
        "SE-05",
        "CN-08",
        "CN-09",
        "CN-10",
        "CN-11",
        "CN-12",
        "WD-04",
        "WD-05",
        "WD-06",
        "PA-01",
        "PA-02",
        "AC-09",
        "AC-10",
        "AC-14",
        "AC-15",
        "CA-01",
        "CA-02",
        "CA-03",
        "CA-04",
        "CA-05",
        "CA-06",
        "CA-07",
        "CA-08",
        "CA-09",
        "CE-01",
        "CE-02",
        "CE-03",
        "CE-04",
        "CE-05",
        "CE-06",
        "CE-07",
        "CE-08",
        "CE-09",
        "CE-10",
        "CE-11",
        "AD-01",
        "AD-02",
        "EE-01",
        "MC-01",
        "MC-02",
        "SF-01",
        "SF-02",
        "AC-11",
        "AC-12",
        "AC-13",
        *(f"AG-{number:02}" for number in range(1, 9)),
        *(f"BG-{number:02}" for number in range(1, 9)),
        *(f"SH-{number:02}" for number in range(1, 4)),
        *(f"FD-{number:02}" for number in range(1, 7)),
        *(f"EV-{number:02}" for number in range(1, 4)),
        *(f"EN-{number:02}" for number in range(1, 5)),
        *(rule.id for rule in involvement.RULES),
        "ST-01",
        "DU-01",
        "DU-02",
        "RM-01",
        "RM-02",
        *(f"LV-{number:02}" for number in range(1, 4)),
        "MJ-01",
        *(f"LA-{number:02}" for number in range(1, 9)),
        *(f"MD-{number:02}" for number in range(1, 14)),
        *(f"LE-{number:02}" for number in range(1, 12)),
    }


# Events


def test_every_event_is_in_the_vocabulary_under_a_tag_of_its_own() -> None:
    assert sorted(EVENTS) == sorted(event.tag for each in SLICES for event in each.EVENTS)
    assert set(EVENTS) == set(tags_below(Event))


@every_event
def test_a_tag_names_its_stream_what_happened_and_its_edition(tag: str) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.v\d+", tag)
    assert EVENTS[tag].tag == tag


@every_event
def test_an_event_says_in_which_stream_it_stands_and_is_folded_there(tag: str) -> None:
    event = sample_event(tag)
    folding = folding_of(event)
    assert type(folding.evolve(folding.initial, recorded(event))) is type(folding.initial)
    assert event.stream == event.stream.lower()


@every_event
def test_a_stream_takes_no_event_of_another_kind(tag: str) -> None:
    own = folding_of(sample_event(tag))
    for other in EVENTS:
        if folding_of(foreign := sample_event(other)) is not own:
            with pytest.raises(TypeError, match=re.escape(other)):
                own.evolve(own.initial, recorded(foreign))


@dataclass
class Noting:
    """Notes that something would be written; asked for what is there, it knows nothing."""

    written: list[Any] = field(default_factory=list)

    def insert(self, _: Any, row: Any) -> None:
        self.written.append(row)

    insert_new = put = insert

    def execute(self, statement: Any) -> Any:
        self.written.append(statement)
        return SimpleNamespace(scalar=lambda: None)


def shown_by(event: Event) -> list[str]:
    """The views that an event changes."""
    names = []
    for view in projections(source=None):  # type: ignore[arg-type] - nothing is read
        noting = Noting()
        if isinstance(view, Findings):
            concerned = Concerned()
            concerned.add(event, lambda _: [P1])
            noting.written.extend([concerned] if concerned else [])
        else:
            view.project(noting, recorded(event))  # type: ignore[arg-type] - it takes what a view writes
        names.extend([view.name] if noting.written else [])
    return names


@every_event
def test_an_event_is_shown_by_a_view_or_known_to_be_shown_by_none(tag: str) -> None:
    assert bool(shown_by(sample_event(tag))) is (tag not in NOT_PROJECTED)


@every_event
def test_what_a_judgement_reads_is_folded_where_findings_are_judged(tag: str) -> None:
    event = sample_event(tag)
    judged = Concerned()
    judged.add(event, lambda _: [P1])
    folds = Folds(source=None)  # type: ignore[arg-type] - nothing is read
    folds.apply(recorded(event))
    assert not judged or event.stream in folds._states, "findings would be judged without it"


@every_event
def test_an_event_is_explained_in_the_glossary(tag: str) -> None:
    assert tag in (ROOT / "ops" / "glossary.md").read_text(), f"explain {tag} in ops/glossary.md"


# Commands


def test_every_command_is_known_under_a_tag_of_its_own() -> None:
    assert sorted(COMMANDS) == sorted(command.tag for each in DECIDERS for command in each.COMMANDS)
    assert set(COMMANDS) == set(tags_below(Command))
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", tag) for tag in COMMANDS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with stores.made(tmp_path_factory.mktemp("house") / "data", clock=lambda: NOON) as made:
        stores.cast(made, R1)
        yield made


def asked_by(tag: str) -> dict[str, Any]:
    """A role that may ask it live, or the telling of it as history where none may."""
    role = min(MAY_ASK[tag].live - {PARTICIPANT}, default="records")
    return {"role": role, "history": not MAY_ASK[tag].live}


@every_command
def test_a_command_is_decided_on_streams_that_it_relies_on(tag: str, service: Service) -> None:
    reading = Reading(service.road.states)
    command = sample_command(tag, **asked_by(tag))
    assert decide(command, reading)
    assert command.stream in reading.relied_on or tag == "reading.read_person"
    assert person_stream(R1) in reading.relied_on, "who may ask is relied on too"


class Unheard(Command):
    """A command that nobody gave a line to."""

    tag = "nowhere.unheard"


def test_a_command_of_which_nothing_says_who_may_ask_it_is_not_decided(service: Service) -> None:
    with pytest.raises(KeyError, match=r"nowhere\.unheard"):
        decide(Unheard(**told()), Reading(service.road.states))


def test_a_command_of_no_slice_is_nobody_s_to_decide(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(entitling.MAY_ASK, Unheard.tag, MAY_ASK["people.register_actor"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"nobody decides nowhere\.unheard"):
        decide(Unheard(**told(SERVICE)), Reading(service.road.states))


FROM_SERVER = {"role", "source"}
"""Texts of a command that no door gives."""


def texts_in_clear(tag: str) -> Iterator[tuple[str, Any]]:
    """The fields of a command that hold texts in clear, with their types."""
    hints = get_type_hints(COMMANDS[tag], include_extras=True)
    plain = get_type_hints(COMMANDS[tag])
    for name in hints.keys() - {"tag", *FROM_SERVER}:
        options = {plain[name], *get_args(plain[name])}
        if any(o is str or (get_origin(o) in (tuple, Mapping) and get_args(o)[0] is str) for o in options):
            yield name, hints[name]


@every_command
def test_of_every_text_in_clear_a_command_says_what_it_may_be(tag: str) -> None:
    """So that nothing that somebody said of a person comes into the log where it cannot be erased."""
    for name, hint in texts_in_clear(tag):
        assert list(limits(hint)), f"{tag} takes any text as {name}: let its type say what may stand there"


@every_command
def test_a_sentence_is_refused_in_every_field_that_stands_in_clear(tag: str) -> None:
    sentence = "Robin Hart hit a nurse on the ward last night and was taken away"
    for name, hint in texts_in_clear(tag):
        said = next(limits(hint)).refused(sentence)
        value = {sentence: True} if "Mapping" in str(hint) else (sentence,) if "tuple" in str(hint) else sentence
        with pytest.raises(ValueError, match=re.escape(said or "nothing is wrong with it")):
            sample_command(tag, **{name: value})


def test_no_tag_of_a_command_is_one_of_an_event() -> None:
    assert not set(COMMANDS) & set(EVENTS)
    assert len(set(chain(COMMANDS, EVENTS))) == len(COMMANDS) + len(EVENTS)
