"""The command line as the study's README describes it: what each question answers, in which shape, and to whom."""

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
from collections import namedtuple
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.access import PersonRead
from domain.initiatives import ImplementVersion, PublishDocument
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from domain.people import JoinRecords
from projections import characteristics
from projections.views import Views
from service import wiring
from service.auditing import suppressed
from service.cli import output
from service.errors import StorageFault
from service.store import Record
from service.wiring import Service
from tests import stores
from tests.service.commands import PROGRAM, Ran, asked, byleave, environment, refused
from tests.service.office import SHIPPED, SMALL_FINDINGS, Office, importing, small

EXPECTED = json.loads((SHIPPED / "expected.json").read_text())
QUESTIONS = (
    ("findings",),
    ("findings", "--coverage"),
    ("findings", "--explain", "P002@2011-10-25T10:00"),
    ("register",),
    ("characteristics",),
    ("accesses",),
    ("accesses", "--person", "P001"),
)
COMMANDS = (
    *QUESTIONS,
    ("person", "P001"),
    ("import", "study", str(SHIPPED)),
    ("actor", "add", "ada", "--role", "ward"),
)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the demonstration's study. Questions only: tests share it."""
    data = tmp_path_factory.mktemp("audited") / "data"
    with stores.made(data) as service:
        importing(service, Office(SHIPPED))
    return data


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("pattern")
    with stores.made(where / "data") as service:
        importing(service, small(where / "office"))
    return where / "data"


@pytest.fixture
def data(pattern: Path, tmp_path: Path) -> Path:
    """A store of one's own that holds the small study."""
    return Path(shutil.copytree(pattern, tmp_path / "data"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return small(tmp_path / "office")


def head(data: Path) -> int:
    with closing(sqlite3.connect(data / "events.db")) as db:
        return int(db.execute("SELECT MAX(position) FROM events").fetchone()[0])


def table(ran: Ran) -> list[list[str]]:
    """The cells of a CSV answer (RFC 4180), its header first."""
    assert (ran.code, ran.err) == (0, "")
    return list(csv.reader(io.StringIO(ran.out, newline=""), strict=True))


def test_findings_are_the_keys_of_each_kind_and_their_numbers(audited: Path) -> None:
    answer = asked("--data", audited, "findings", "--json").json
    assert answer == {name: EXPECTED[name] for name in ("findings", "finding_counts")}
    assert list(answer) == ["findings", "finding_counts"]
    assert all(keys == sorted(keys) for keys in answer["findings"].values())


@pytest.mark.parametrize("answer", EXPECTED["as_of"], ids=lambda a: f"{a['valid_at']}-as-known-{a['known_at']}")
def test_the_register_counts_who_had_each_item_active_as_known_then(audited: Path, answer: dict[str, Any]) -> None:
    times = ("--valid-at", answer["valid_at"], "--known-at", answer["known_at"])
    assert asked("--data", audited, "register", *times, "--json").json == answer


def test_characteristics_are_exact_numbers_where_they_are_asked_for(audited: Path) -> None:
    names = ("participants", "staff", "service_users", "sessions", "characteristics")
    answer = asked("--data", audited, "characteristics", "--exact", "--json").json
    assert answer == {name: EXPECTED[name] for name in names}
    assert tuple(answer) == names


def test_small_numbers_are_starred_and_the_others_rounded_where_they_are_not(audited: Path) -> None:
    answer = asked("--data", audited, "characteristics", "--json").json
    assert (answer["participants"], answer["staff"], answer["service_users"]) == (140, 70, 70)
    assert answer["sessions"] == {"interview": 60, "paired_interview": "*", "focus_group": 10}
    exact = EXPECTED["characteristics"]
    assert {name for name, n in answer["characteristics"].items() if n == "*"} == {n for n in exact if exact[n] <= 7}
    assert all(n == "*" or n % 5 == 0 for n in answer["characteristics"].values())
    rows = table(asked("--data", audited, "characteristics", "--csv"))
    assert ["sessions: paired_interview", "*"] in rows


def test_from_one_to_seven_are_starred_and_none_is_none() -> None:
    shown = suppressed({"none": 0, "one": 1, "seven": 7, "more": {"eight": 8, "twelve": 12, "thirteen": 13}})
    assert shown == {"none": 0, "one": "*", "seven": "*", "more": {"eight": 10, "twelve": 10, "thirteen": 15}}


def test_one_finding_is_explained_by_its_rule_and_the_events_that_prove_it(audited: Path) -> None:
    (answer,) = asked("--data", audited, "findings", "--explain", "P091@X015", "--json").json
    assert (answer["finding"], answer["key"], answer["happened_at"]) == (
        "reconsent-not-taken",
        "P091@X015",
        "2011-12-24T14:30",
    )
    assert [sorted(rule) for rule in answer["rules"]] == [["citation", "compared", "id", "means", "remedy", "says"]]
    named = {"position", "tag", "occurred_at", "known_to_office", "recorded_at", "says"}
    assert all(set(event) == named for event in answer["evidence"])
    positions = [event["position"] for event in answer["evidence"]]
    assert positions == sorted(set(positions))
    said = asked("--data", audited, "findings", "--explain", "P091@X015").out
    assert all(words in said for words in ("P091@X015", answer["rules"][0]["id"], answer["rules"][0]["means"]))
    assert any(event["says"] == "Version 2.0 came into use at S3 on 2011-12-24." for event in answer["evidence"])
    rows = table(asked("--data", audited, "findings", "--explain", "p091@x015", "--csv"))
    assert rows[0][:2] == ["finding", "key"]
    assert len(rows) == 1 + len(positions)


NAMED_FACTS = {
    "access-before-record": {"session began", "C01 written down"},
    "access-without-consent": {"have their words quoted without their name (C05), at that moment"},
    "copy-not-given": {"signed", "copy given"},
    "late-entry-unexplained": {"written down", "time between the two", "needs no reason within"},
    "participation-before-record": {"written down"},
    "participation-without-consent": {"take part in an interview (C01), when it began"},
    "reconsent-not-taken": {"version signed last by its start", "version in force there"},
    "recording-without-consent": {"audio-recorded", "be audio-recorded (C03), when it began"},
    "reflection-too-short": {"told", "signed", "time between the two", "time to think"},
    "removal-inside-window": {"removal asked for", "session ended", "the window closes"},
    "removal-outside-window": {"removal asked for", "session ended", "the window closes"},
    "taker-is-responsible-clinician": {"signed", "taken by their responsible clinician, who was that"},
    "taker-not-delegated": {"signed", "taken by", "their days on the delegation log for consent"},
    "version-not-current": {"version signed", "the person's site that day", "version in force there"},
    "witness-not-independent": {"signed", "taken by", "witness"},
}
MAY_BE_NONE = {
    "reason given",
    "their days on the delegation log for consent",
    "the witness's roles in the study that day",
}
"""Facts that break a rule by not being there."""


def test_of_every_kind_of_finding_the_explanation_names_the_facts_that_its_rule_compared(audited: Path) -> None:
    kinds = asked("--data", audited, "findings", "--json").json["findings"]
    assert set(kinds) == set(NAMED_FACTS)
    for kind, keys in kinds.items():
        explained = asked("--data", audited, "findings", "--explain", keys[0], "--json").json
        (answer,) = (each for each in explained if each["finding"] == kind)
        for rule in answer["rules"]:
            facts = {each["fact"]: each["is"] for each in rule["compared"]}
            assert facts.keys() >= NAMED_FACTS[kind], kind
            assert answer["happened_at"] in " ".join(facts.values()), f"{kind} says when it happened"
            none = {name for name, told in facts.items() if told == "nothing on the record"}
            assert none <= MAY_BE_NONE, kind


def test_an_entry_that_is_late_over_the_change_of_clocks_is_explained_in_absolute_time(audited: Path) -> None:
    said = asked("--data", audited, "findings", "--explain", "P007@2011-10-29T15:00").out
    assert "signed: 2011-10-29T15:00+01:00" in said
    assert "written down: 2011-10-30T14:30+00:00" in said
    assert "time between the two: 24 h 30 min (the clocks went back in between)" in said


def test_coverage_tells_of_each_rule_how_often_it_was_judged(audited: Path) -> None:
    rows = {row["rule"]: row for row in asked("--data", audited, "findings", "--coverage", "--json").json}
    columns = ["rule", "finding", "judged", "broken", "not judged", "says", "source", "note"]
    assert all(list(row) == columns for row in rows.values())
    broken: dict[str, int] = {}
    for row in rows.values():
        broken[row["finding"]] = broken.get(row["finding"], 0) + row["broken"]
    assert {kind: n for kind, n in broken.items() if n} == EXPECTED["finding_counts"]
    silent = rows["SE-05"]
    assert silent["note"] == "not judged: a study office's files do not speak to it"
    assert (silent["judged"], silent["broken"], silent["not judged"]) == (0, 0, rows["SE-01"]["judged"])


def test_findings_as_csv_are_every_one_of_them_with_a_header(audited: Path) -> None:
    ran = asked("--data", audited, "findings", "--csv")
    columns, *rows = table(ran)
    assert columns == ["kind", "key", "rules", "happened at", "life"]
    keys = [(kind, key) for kind, keys in EXPECTED["findings"].items() for key in keys]
    assert [(row[0], row[1]) for row in rows] == sorted(keys)


def test_findings_come_a_page_at_a_time_or_all_at_once(audited: Path) -> None:
    pages = [asked("--data", audited, "findings", "--page", page).out for page in (1, 2)]
    whole = asked("--data", audited, "findings", "--all").out
    said = [len(re.findall(r"[A-Z]{2}-\d\d +\d{4}-\d\d-\d\dT\d\d:\d\d", text)) for text in (*pages, whole)]
    assert said == [50, 22, 72]
    assert "Page 1 of 2; the next: --page 2, all: --all" in pages[0]
    assert "Page 2 of 2; all: --all" in pages[1]
    assert "Page" not in whole
    assert asked("--data", audited, "findings").out == pages[0]


def test_what_is_said_below_a_table_is_not_broken_in_a_narrow_terminal(
    audited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = asked("--data", audited, "findings").out.splitlines()
    assert "Page 1 of 2; the next: --page 2, all: --all" in said
    assert "One explained: byleave findings --explain KEY" in said
    assert said[-1].endswith("rules are not judged from an office's files: byleave findings --coverage")


def test_a_registration_that_an_office_tells_of_shows_no_time_that_it_did_not_give(audited: Path) -> None:
    told = asked("--data", audited, "person", "P091", "--json").json["timeline"]
    registered = [line for line in told if line["what happened"].startswith("Registered with the study")]
    assert [line["when"] for line in registered] == ["no time given"]
    assert told[0] == registered[0]
    others = [line["when"] for line in told[1:]]
    assert "no time given" not in others
    assert others == sorted(others)


def test_findings_of_one_kind_are_those_and_no_others(audited: Path) -> None:
    answer = asked("--data", audited, "findings", "--kind", "copy-not-given", "--json").json
    assert answer == {
        "findings": {"copy-not-given": EXPECTED["findings"]["copy-not-given"]},
        "finding_counts": {"copy-not-given": 3},
    }
    none = ("--data", audited, "findings", "--kind", "registered-twice")
    assert asked(*none, "--json").json == {"findings": {}, "finding_counts": {}}
    silent = "PE-01: not judged: a study office's files do not speak to it."
    assert asked(*none).out == f"No findings of the kind registered-twice. {silent}\n"


def test_a_finding_that_stands_no_longer_is_shown_with_until_when_where_it_is_asked_for(
    data: Path, office: Office
) -> None:
    office.say("withdrawals", 2, level="W3")
    told = ("--correct", "--reason", "misread", "--study", "talk")
    assert asked("--data", data, "import", "study", office.folder, *told, "--json").json["corrected"] == 1
    assert asked("--data", data, "findings", "--json").json == {"findings": {}, "finding_counts": {}}
    assert table(asked("--data", data, "findings", "--csv")) == [["kind", "key", "rules", "happened at", "life"]]
    assert asked("--data", data, "findings").out == "No findings: no rule that was judged is broken.\n"
    assert asked("--data", data, "findings", "--ended", "--json").json["findings"] == {}
    (gone,) = asked("--data", data, "findings", "--ended", "--json").json["ended"]
    assert {gone["kind"]: [gone["key"]]} == SMALL_FINDINGS
    _, (kind, key, _, happened, _, since, until) = table(asked("--data", data, "findings", "--ended", "--csv"))
    assert (kind, key, happened) == ("removal-inside-window", "P002@2011-10-25T10:00", "2011-10-25T10:00")
    assert since <= until == gone["until"][:16] <= to_local(datetime.now(UTC))


def test_accesses_say_who_opened_whose_data_when_and_what_for(data: Path) -> None:
    assert asked("--data", data, "accesses", "--json").json == [
        {
            "when": at,
            "who": "R2",
            "whose": whose,
            "what": what,
            "what for": "analysis",
            "use": use,
            "position": position,
        }
        for at, whose, what, use, position in (
            ("2011-10-18T09:00", "P001", "recording", "A001", 33),
            ("2011-10-21T09:00", "P002", "transcript", "A002", 34),
        )
    ]
    columns, *rows = table(asked("--data", data, "accesses", "--person", "P002", "--csv"))
    assert columns == ["when", "who", "whose", "what", "what for", "use", "position"]
    assert rows == [["2011-10-21T09:00", "R2", "P002", "transcript", "analysis", "A002", "34"]]


def test_the_register_answers_for_the_items_and_the_time_that_are_asked_for(data: Path) -> None:
    at = ("--valid-at", "2011-10-12T00:00+01:00", "--known-at", "2011-10-12")
    answer = asked("--data", data, "register", *at, "--item", "A01", "--item", "C02", "--json").json
    assert answer == {"valid_at": at[1], "known_at": at[3], "active": {"A01": 1, "C02": 0}}
    as_recorded = asked("--data", data, "register", *at, "--item", "A01", "--as-recorded", "--json").json
    assert as_recorded["active"] == {"A01": 0}
    now = asked("--data", data, "register", "--json").json
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", now["valid_at"])
    assert list(now["active"]) == ["C01", "C02", "C03", "C05", "C07", "C09"]
    rows = table(asked("--data", data, "register", *at, "--item", "C02", "--csv"))
    assert rows == [["item", "means", "active"], ["C02", "take part in a focus group", "0"]]


def test_questions_put_nothing_on_the_record_and_end_well_whatever_they_find(data: Path) -> None:
    before = (data / "events.db").read_bytes()
    for question in (*QUESTIONS, ("doctor",), ("rebuild",), ("rulebook",)):
        for form in ((), ("--json",), ("--csv",)) if question in QUESTIONS else ((),):
            ran = asked("--data", data, *question, *form)
            assert (ran.code, ran.err, bool(ran.out)) == (0, "", True), question
    assert (data / "events.db").read_bytes() == before


def test_a_reading_is_on_the_record_before_anything_is_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, shown = head(data), []
    monkeypatch.setattr(output, "as_json", lambda answer: shown.append((head(data), answer)))
    assert asked("--data", data, "person", "P001", "--json").code == 0
    ((then, answer),) = shown
    assert (then, answer["person"]) == (before + 1, "P001")
    assert answer["timeline"][-1]["what happened"] == "operator read this record (timeline)."
    assert answer["timeline"][-1]["position"] == before + 1


def test_a_reading_stays_on_the_record_where_showing_fails(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = head(data)

    def fail(*_: Any) -> None:
        raise StorageFault("Something broke while it was shown.", "Ask again.")

    monkeypatch.setattr("projections.timeline.of_person", fail)
    ran = asked("--data", data, "person", "P001")
    refused(ran, 6, "Something broke while it was shown.", "Ask again.")
    with wiring.open_store(data) as service:
        (reading,) = service.record.tail(before, 9)
        assert isinstance(reading.event, PersonRead)
        assert reading.event.reader == service.keys.references("actor", ["operator"])["operator"]


def test_nothing_is_shown_where_the_reading_cannot_be_recorded(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = head(data)

    def fail(*_: Any) -> None:
        raise StorageFault("The database did not do its work. Nothing was written.", "Free some space.")

    monkeypatch.setattr(Record, "append_rows", fail)
    for form in ((), ("--json",), ("--csv",)):
        ran = asked("--data", data, "person", "P001", *form)
        refused(ran, 6, "The database did not do its work. Nothing was written.", "Free some space.")
    assert head(data) == before


def test_a_person_is_told_of_in_plain_sentences_who_looked_included(data: Path) -> None:
    asked("--data", data, "actor", "add", "ada", "--role", "auditor")
    asked("--data", data, "person", "P002", "--as", "ada", "--csv")
    columns, *rows = table(asked("--data", data, "--as", "ada", "person", "P002", "--csv"))
    assert columns == ["when", "what happened", "position"]
    said = [words for _, words, _ in rows]
    assert said[0] == "Registered with the study as a service user at S2."
    assert said[1] == "D1 is responsible clinician from 2011-01-01 until 2011-10-12."
    assert "Took part in focus group X002 at S2." in said
    assert any(words.startswith("Said stop (W6, ") for words in said)
    assert said[-2:] == ["ada read this record (timeline)."] * 2
    text = asked("--data", data, "person", "P002").out
    assert "What happened: P002" in text


def test_a_question_about_one_of_two_records_of_a_person_says_that_the_other_exists(data: Path) -> None:
    assert "also" not in asked("--data", data, "person", "P001", "--json").json
    with wiring.open_store(data) as service:
        study = the_study(service)
        ids = service.keys.references(study, ["P001", "P002"])
        joining = JoinRecords(person=ids["P001"], other=ids["P002"], **stores.operator(service))
        assert service.road.ask(joining).refused is None
    assert asked("--data", data, "person", "P001", "--json").json["also"] == ["P002"]
    assert "Another record of the same person: P001." in asked("--data", data, "person", "P002").out


def the_study(service: Service) -> Ref:
    with service.views.read("characteristics") as view:
        (study,) = characteristics.initiatives(view.db)
    return study.reference


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:3]).replace("/", ""))
def test_somebody_unknown_is_shown_nothing_and_told_how_they_would_be_registered(
    data: Path, command: tuple[str, ...]
) -> None:
    before = head(data)
    role = "records" if command[0] in ("import", "actor") else "auditor"
    ran = asked("--data", data, "--as", "mallory", *command)
    register = f"Register them: byleave actor add mallory --role {role}"
    refused(ran, 7, "Nobody is registered under the name mallory.", register)
    asked("--data", data, "actor", "add", "wendy", "--role", "ward")
    ran = asked("--data", data, *command, BYLEAVE_ACTOR="wendy")
    register = f"Ask somebody who does. Register them: byleave actor add wendy --role {role}"
    refused(ran, 7, f"wendy does not hold the role {role}.", register)
    assert head(data) == before + 2  # wendy and her role


def test_people_named_by_an_import_are_never_actors(data: Path) -> None:
    refused(
        asked("--data", data, "--as", "R1", "findings"),
        7,
        "Nobody is registered under the name R1.",
        "Register them: byleave actor add R1 --role auditor",
    )


def test_an_actor_is_added_on_the_record_and_may_then_ask(data: Path) -> None:
    ran = asked("--data", data, "actor", "add", "ada", "--role", "auditor", "--role", "records")
    assert (ran.code, ran.out) == (0, "ada may now act as auditor, records.\n")
    assert asked("--data", data, "--as", "ada", "findings", "--json").json["findings"] == SMALL_FINDINGS
    before = head(data)
    assert asked("--data", data, "--as", "ada", "actor", "add", "ada", "--role", "ward").code == 7
    assert asked("--data", data, "actor", "add", "ada", "--role", "auditor").code == 0
    assert head(data) == before


def test_the_program_works_from_any_directory_with_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "Ward 7? 100% #1; it's 'ours'"
    small(here.parent / "talk.2")
    here.mkdir()
    data = "data ?uri=true&mode=memory"
    monkeypatch.chdir(here)
    assert asked("--data", data, "init", "--demo").code == 0
    ran = byleave("import", "study", "../talk.2", cwd=here, BYLEAVE_DATA=data)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Study talk.2: 24 rows imported, 0 corrected, 0 passed over because")
    monkeypatch.chdir("/")
    assert asked("--data", here / data, "findings", "--json").json["findings"] == SMALL_FINDINGS
    files = {path.name for path in (here / data).iterdir()}
    assert files == {"byleave.json", "demo.key", "init.lock", "events.db", "keys.db", "views.db"}
    assert [path.name for path in here.iterdir()] == [data]


def test_an_import_answers_in_words_or_in_json_and_names_what_it_ignored(data: Path, office: Office) -> None:
    office.put("sites", [[*line, "ward"] for line in office.lines("sites")])
    ran = asked("--data", data, "import", "study", office.folder, "--study", "second", "--json")
    seconds = ran.json.pop("lock_seconds")
    assert 0 <= seconds < 60
    counts = {"study": "second", "rows": 24, "new": 24, "corrected": 0, "passed_over": 0, "vanished": [], "events": 31}
    assert ran.json == {**counts, "ignored_columns": ["sites.ward"], "lock_seconds": seconds}
    office.drop("accesses", 3)
    ran = asked("--data", data, "import", "study", office.folder, "--study", "second")
    assert (ran.code, ran.err) == (0, "")
    first, ignored, gone, *_, next_ = ran.out.splitlines()
    assert first == "Study second: 0 rows imported, 0 corrected, 23 passed over because they are on the record already."
    assert ignored == "Columns that nothing here knows were ignored: sites.ward."
    told = r"On the record, and in no file any more: P\d+, .*: R\d opened the .* \(position \d+\)"
    assert re.fullmatch(told, gone)
    assert next_ == "Ask next, as an auditor: byleave findings"


def test_every_problem_of_an_import_is_said_in_order_and_nothing_on_standard_output(data: Path, office: Office) -> None:
    office.say("sites", 2, opened_on="soon").say("accesses", 3, asset="the [bold]tape[/]").path("team").unlink()
    ran = byleave("--data", data, "import", "study", office.folder, "--study", "second")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "accesses.csv, line 3, column asset: 'the [bold]tape[/]' - Write a code of letters, digits and _ . / - "
        "(64 at the most), and no name of a person.",
        "sites.csv, line 2, column opened_on: 'soon' - Write a day that there is as YYYY-MM-DD.",
        "team.csv - The file is missing; where there is nothing to tell, give it with its header line alone.",
        "In all: accesses.csv 1, sites.csv 1, team.csv 1",
        "Error: Nothing was imported: 3 problem(s).",
        "Mend them and import again.",
    ]


def test_a_changed_row_is_named_and_corrected_only_with_a_reason(data: Path, office: Office) -> None:
    office.say("people", 2, job_title="psychologist")
    again = ("--data", data, "import", "study", office.folder, "--study", "talk")
    ran = asked(*again)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == (
        "people.csv, line 2 - This row (person_id P001) was imported with other values. "
        "To correct it: --correct --reason TEXT."
    )
    for half in (("--correct",), ("--reason", "she said so"), ("--correct", "--reason", "")):
        ran = asked(*again, *half)
        assert (ran.code, ran.out) == (2, "")
        assert "--correct and --reason TEXT go together: a correction says why." in ran.err
    assert asked(*again, "--correct", "--reason", "she said so", "--json").json["corrected"] == 1


def test_problems_for_programs_name_the_file_as_it_is_called(data: Path, office: Office) -> None:
    office.say("sites", 2, opened_on="soon")
    ran = asked("--data", data, "import", "study", office.folder, "--study", "new", "--json")
    remedy = "Write a day that there is as YYYY-MM-DD."
    problem = {"file": "sites.csv", "line": 2, "column": "opened_on", "value": "soon", "remedy": remedy}
    assert (ran.code, json.loads(ran.out)) == (2, {"problems": [problem]})


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "../talk", "x" * 65, "a,b", "=1+1", "talk\n2", "[bold]"])
def test_a_study_is_named_by_a_few_plain_signs(data: Path, office: Office, name: str) -> None:
    folder = office.folder if name else office.folder.rename(office.folder.with_name("my study"))
    before = head(data)
    ran = asked("--data", data, "import", "study", folder, *(("--study", name) if name else ()))
    meant = repr(name or "my study")
    said = f"{meant} cannot name a study. Give --study ID: letters, digits and - _ . (64 at the most)."
    assert (ran.code, ran.out, said in ran.err) == (2, "", True)
    assert head(data) == before


def test_a_study_is_called_as_its_folder_is_unless_it_is_named(data: Path, office: Office, tmp_path: Path) -> None:
    folder, new = office.folder.rename(office.folder.with_name("Gespräch-2.b")), tmp_path / "new"
    assert asked("--data", new, "init", "--demo").code == 0
    assert asked("--data", new, "import", "study", folder, "--json").json["study"] == "Gespräch-2.b"
    assert asked("--data", new, "import", "study", folder, "--json").json["passed_over"] == 24
    before, ran = head(data), asked("--data", data, "import", "study", folder)
    assert (ran.code, head(data)) == (8, before), "another study beside one that is there is made where that is said"
    assert "--study talk to import into it, --study Gespräch-2.b for a new one" in ran.err
    assert asked("--data", data, "import", "study", folder, "--study", "Gespräch-2.b", "--json").json["new"] == 24
    assert asked("--data", data, "findings", "--study", "Gespräch-2.b", "--json").json["findings"] == SMALL_FINDINGS


@pytest.mark.parametrize("question", [*QUESTIONS, ("person", "P001")], ids=" ".join)
def test_with_two_studies_each_question_must_name_one_and_says_so(
    data: Path, office: Office, question: tuple[str, ...]
) -> None:
    assert asked("--data", data, "import", "study", office.folder, "--study", "second").code == 0
    before = head(data)
    name = "Name one with --study: second, talk"
    refused(asked("--data", data, *question), 9, "There is more than one study on the record.", name)
    refused(
        asked("--data", data, *question, "--study", "third"), 9, "There is no study third.", "Name one of: second, talk"
    )
    assert head(data) == before
    assert asked("--data", data, *question, "--study", "second").code == 0


def test_without_a_study_a_question_says_how_one_is_imported(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data"):
        pass
    how = "Import one: byleave import study PATH"
    for question in (*QUESTIONS, ("person", "P001")):
        refused(asked("--data", tmp_path / "data", *question), 9, "There is no study on the record yet.", how)


def test_what_is_not_there_is_said_not_to_be(audited: Path) -> None:
    before = head(audited)
    check = "Check the id against the office's own list."
    for command in (("person", "P999"), ("accesses", "--person", "P999")):
        refused(asked("--data", audited, *command), 9, "This study has nobody called P999.", check)
    ran = asked("--data", audited, "findings", "--explain", "P999@X001")
    refused(ran, 9, "There is no finding P999@X001.", "List them: byleave findings --all")
    assert head(audited) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("findings", "--page", "0"), "0 is not in the range x>=1"),
        (("findings", "--page", "3"), "There is no page 3; the last is 2."),
        (("accesses", "--page", "99"), "There is no page 99; the last is 8."),
        (("findings", "--kind", "copy-not-gven"), "'copy-not-gven' is not one of 'access-before-record'"),
        (("register", "--valid-at", "yesterday"), "'yesterday' is no time; write it as 2012-01-04T15:45"),
        (("register", "--known-at", "2012-03-25T01:30"), "'2012-03-25T01:30': This time did not happen: the clocks"),
        (("findings", "--page", "2", "--csv"), "--json and --csv give every row; leave --page out."),
        (("findings", "--page", "1", "--json"), "--json and --csv give every row; leave --page out."),
        (("person", "P001", "--csv", "--page", "2"), "--json and --csv give every row; leave --page out."),
        (("findings", "--json", "--csv"), "Choose one of --json and --csv."),
        (("findings", "--csv", "--json"), "Choose one of --json and --csv."),
        (("register", "--known-at", "0001-01-01T00:00+14:00"), "'0001-01-01T00:00+14:00' is no time"),
        (("register", "--item", "C12"), "'C12' is not one of"),
        (("import", "study", "/nowhere"), "Directory '/nowhere' does not exist."),
        (("actor", "add", "ada"), "Missing option '--role'"),
        (("actor", "add", "ada", "--role", "god"), "'god' is not one of"),
        (("person",), "Missing argument 'ID'."),
        (("findings", "--colour", "red"), "No such option"),
        (("audit",), "No such command 'audit'."),
    ],
    ids=lambda value: "-".join(value).replace("/", "") if isinstance(value, tuple) else "",
)
def test_a_wrong_option_is_refused_with_what_would_be_right(audited: Path, given: tuple[str, ...], said: str) -> None:
    before = head(audited)
    ran = asked("--data", audited, *given)
    assert (ran.code, ran.out) == (2, "")
    assert said in re.sub(r"\s+", " ", ran.err)
    assert head(audited) == before


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, data: Path) -> None:
    office = small(tmp_path / "office")
    for file in ("people", "consents", "withdrawals", "attendance", "accesses"):
        office.write(
            file, office.text(file).replace("P001", '"=HYPERLINK(""http://x"",""y"")"').replace("P002", "@sum")
        )
    office.write("sessions", office.text("sessions").replace("R2", "-2+3"))
    office.write("accesses", office.text("accesses").replace("R2", "+R2"))
    office.write("team", office.text("team").replace("R2", "-2+3") + "+R2,researcher,\n")
    office.write("responsible_clinicians", office.text("responsible_clinicians").replace("P002", "@sum"))
    done = asked("--data", data, "import", "study", office.folder, "--study", "formulas", "--json").json
    assert done["new"] == 25
    ask = ("--study", "formulas", "--csv")
    link, total = '\'=HYPERLINK("http://x","y")', "'@sum"
    rows = table(asked("--data", data, "accesses", *ask))[1:]
    assert [(row[1], row[2]) for row in rows] == [("'+R2", link), ("'+R2", total)]
    assert table(asked("--data", data, "findings", *ask))[1][1] == f"{total}@2011-10-25T10:00"
    answer = asked("--data", data, "findings", "--study", "formulas", "--json").json
    assert answer["findings"] == {"removal-inside-window": ["@sum@2011-10-25T10:00"]}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_each_sign_that_begins_a_formula_is_made_harmless(capsys: pytest.CaptureFixture[str], sign: str) -> None:
    output.as_csv(("what", "number"), [(f"{sign}1+1", -1), ("-", 2), (f"a{sign}", 3)])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    assert rows == [["what", "number"], [f"'{sign}1+1", "-1"], ["-", "2"], [f"a{sign}", "3"]]


@pytest.mark.parametrize("form", ["--csv", "--all"])
def test_a_reader_that_stops_reading_is_no_error(audited: Path, form: str) -> None:
    given = [str(PROGRAM), "--data", str(audited), "findings", form]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment()}
    with subprocess.Popen(given, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_help_and_version_need_no_store_and_help_lists_the_exit_codes() -> None:
    ran = asked("--help")
    assert (ran.code, ran.err) == (0, "")
    listed = re.findall(r"(?:^|· |: )\s*(\d) ", ran.out[ran.out.index("Exit codes") :], re.MULTILINE)
    assert listed == [str(code) for code in range(10)]
    assert asked("--version").out == "byleave, version 0.1.0\n"
    assert asked("findings", "-h").code == 0


def said_by_doctor(data: Path, **env: str) -> dict[str, tuple[str, str, str]]:
    """What the doctor says of each thing: state, words, remedy."""
    ran = asked("--data", data, "doctor", "--json", **env)
    checked = json.loads(ran.out)
    assert ran.err == ""
    assert ran.code == (1 if any(each["state"] == "fault" for each in checked) else 0)
    assert all(list(each) == ["what", "state", "said", "remedy"] for each in checked)
    assert all(each["remedy"] for each in checked if each["state"] != "ok")
    return {each["what"]: (each["state"], each["said"], each["remedy"]) for each in checked}


def test_the_doctor_looks_at_everything_and_finds_a_sound_store_sound(data: Path) -> None:
    said = said_by_doctor(data)
    leave = ("outings", "requests", "going")
    names = ("consent_register", "findings", "leave_findings", "access_log", "characteristics", "timeline", *leave)
    assert list(said) == [
        "configuration",
        "key file",
        "disk",
        "keys",
        "positions",
        "log",
        "clock",
        *(f"view {n}" for n in names),
    ]
    assert said.pop("key file")[0] == "warning", "a store for trying out has its key beside it"
    assert {state for state, _, _ in said.values()} == {"ok"}
    assert said["positions"] == ("ok", f"{head(data)} events, without gaps", "")
    assert said["view findings"] == ("ok", f"at {head(data)}, 0 behind", "")
    text = asked("--data", data, "doctor")
    assert (text.code, "What there is to say" in text.out) == (0, True)


def test_the_doctor_says_how_far_the_views_are_behind(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Views, "catch_up", lambda *_: 0)
    asked("--data", data, "actor", "add", "ada", "--role", "auditor")
    assert said_by_doctor(data)["view findings"] == ("ok", f"at {head(data) - 2}, 2 behind", "")


def test_the_doctor_warns_where_the_key_lies_with_the_data_or_open_to_others(data: Path, tmp_path: Path) -> None:
    key = data / "demo.key"
    with_the_data = ("warning", "It lies with the data: whoever copies one has both.")
    assert said_by_doctor(data, BYLEAVE_KEY_FILE=str(key))["key file"][:2] == with_the_data
    apart = tmp_path / "apart.key"
    shutil.copy(key, apart)
    apart.chmod(0o600)
    assert said_by_doctor(data, BYLEAVE_KEY_FILE=str(apart))["key file"] == ("ok", str(apart), "")
    apart.chmod(0o644)
    open_to_others = ("warning", f"{apart} can be read by others.", f"chmod 600 {apart}")
    assert said_by_doctor(data, BYLEAVE_KEY_FILE=str(apart))["key file"] == open_to_others
    assert said_by_doctor(data, BYLEAVE_KEY=key.read_text().strip())["key"] == ("ok", "taken from BYLEAVE_KEY", "")


def test_the_doctor_warns_of_a_disk_that_is_nearly_full(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 199 * 1024 * 1024))
    assert said_by_doctor(data)["disk"] == ("warning", "199 MB free", "Free some space soon.")


def test_the_doctor_finds_an_event_that_is_missing(data: Path) -> None:
    count = head(data)
    with closing(sqlite3.connect(data / "events.db")) as db:
        db.execute("DELETE FROM events WHERE position = 20")
        db.commit()
    missing = f"{count - 1} events stand at positions up to {count}: some are missing."
    keep = "Keep the database as it is and restore a backup elsewhere to compare."
    assert said_by_doctor(data)["positions"] == ("fault", missing, keep)


def test_the_doctor_says_that_there_is_no_store(tmp_path: Path) -> None:
    none = ("fault", f"There is no store in {tmp_path}.", f"Make one: byleave --data {tmp_path} init")
    assert said_by_doctor(tmp_path) == {"opening": none}


def test_a_correction_is_told_with_who_made_it_what_it_changed_and_why(data: Path, office: Office) -> None:
    office.say("consents", 2, copy_given="no")
    told = ("--study", "talk", "--correct", "--reason", "the copy lies in the file")
    assert asked("--data", data, "import", "study", office.folder, *told, "--json").json["corrected"] == 1
    [line] = [row for row in asked("--data", data, "person", "P001").out.splitlines() if "Corrected on" in row][:1]
    said = asked("--data", data, "person", "P001", "--json").json["timeline"]
    [corrected] = [row["what happened"] for row in said if "Corrected on" in row["what happened"]]
    assert "by operator (copy given yes -> no), because: the copy lies in the file: this no longer counts." in corrected
    assert line


def test_a_record_that_was_changed_makes_no_new_views(data: Path) -> None:
    with closing(sqlite3.connect(data / "events.db")) as db:
        db.execute("UPDATE events SET state = replace(state, 'W6', 'W5') WHERE topic = 'consent.withdrawn.v1'")
        db.execute("UPDATE events SET state = CAST(state AS BLOB)")
        db.commit()
    before = (data / "views.db").read_bytes()
    ran = asked("--data", data, "rebuild")
    assert (ran.code, ran.out) == (5, "")
    assert "its entry is not that of what is stored. The views stay as they are." in ran.err
    assert (data / "views.db").read_bytes() == before


@pytest.mark.parametrize(("tag", "meant"), [("consent.wihdraw", " Did you mean consent.withdraw"), ("zzz", "")])
def test_a_command_that_there_is_none_of_is_told_with_those_like_it(tag: str, meant: str) -> None:
    ran = asked("commands", tag)
    assert (ran.code, ran.out) == (9, "")
    assert ran.err.startswith(f"Error: There is no command {tag}.{meant}")
    assert "List them: byleave commands" in ran.err


def test_what_fell_due_is_recorded_once_and_told(data: Path) -> None:
    before = head(data)
    assert asked("--data", data, "tick").out == "Nothing has fallen due that is not on the record.\n"
    with wiring.open_store(data) as service:
        told = stores.operator(service)
        initiative = service.keys.references("initiative", ["talk"])["talk"]
        of = {"initiative": initiative, "version": "9.0"}
        day = date(2012, 1, 2)
        paper = {"document": "ICF", "dated": day, "approved_on": day, "removal_window_days": 14, "reconsent": "all"}
        begun = ImplementVersion(site="S1", implemented_on=day, **of, **told)
        for newer in (PublishDocument(**paper, **of, **told), begun):
            assert service.road.ask(newer).refused is None
    rows = asked("--data", data, "tick", "--json").json
    assert [(row["when"], row["whose"], row["what"], row["about"]) for row in rows] == [
        ("2012-01-02T00:00", "P001", "reconsent due", "1.0"),
        ("2012-04-01T00:00", "P001", "consent lapsed", "1.0"),
    ]
    assert [row["position"] for row in rows] == [before + 3, before + 4]
    assert asked("--data", data, "tick").out == "Nothing has fallen due that is not on the record.\n"
    assert asked("--data", data, "tick", BYLEAVE_ACTOR="nobody").code == 7
