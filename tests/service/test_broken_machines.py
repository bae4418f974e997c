"""What goes wrong outside the rules: disks, keys, clocks, backups, servers, and two who do the same at once.

Each time the program says what is wrong and what to do, by its documented exit code and without a traceback; the
record is what it was; and once the cause is gone the next command works.
"""

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.access import ReadPerson
from service import wiring
from tests import stores
from tests.given import P1
from tests.service.commands import POWERLESS, Ran, asked, byleave, file_limit, full, refused, together
from tests.service.office import SHIPPED, SMALL_FINDINGS, importing, small
from tests.stores import operator

pytestmark = pytest.mark.slow
RESTORE = re.escape("Restore it from its backup.")
RESTORE_NOTE = re.escape("Restore it from a backup.")
RESTORE_KEY = re.escape("Restore the key file from its own backup, or name it with BYLEAVE_KEY_FILE.")
UPDATE = re.escape("Update Byleave.")
SPACE = re.escape("Free some space on the disk that holds the data directory, then ask again.")
CHECK_DISK = re.escape("Check the disk that holds the data directory: it is full, limited or failing. Then ask again.")
WRITABLE = re.escape("Make the data directory and its files writable for this user, then ask again.")
CHECK_SERVER = re.escape("Check that the PostgreSQL server runs and that the DSN is right.")
A_DSN = re.escape("Write it as postgresql://USER@HOST:PORT/DATABASE.")
NOBODY_THERE = "postgresql://somebody:secret@127.0.0.1:1/nothing"
OTHER_KEY = "00" * 32


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the small study, to be copied."""
    where = tmp_path_factory.mktemp("pattern")
    with stores.made(where / "data") as service:
        importing(service, small(where / "office"))
    return where / "data"


@pytest.fixture
def data(pattern: Path, tmp_path: Path) -> Path:
    return copied(pattern, tmp_path / "data")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another store with the same key file, and nothing in it."""
    with stores.made(tmp_path / "other"):
        pass
    return tmp_path / "other"


def copied(pattern: Path, where: Path) -> Path:
    shutil.copytree(pattern, where)
    note(where, key_file=str(where / "demo.key"))
    return where


def note(data: Path, **said: Any) -> None:
    """Other words in a data directory's note of itself."""
    path = data / "byleave.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **said}))


def sql(database: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        return db.execute(statement).fetchall()


def record(data: Path) -> list[Any]:
    """Every event, as it is stored."""
    return sql(data / "events.db", "SELECT * FROM events ORDER BY position")


def works(data: Path, found: dict[str, list[str]] = SMALL_FINDINGS) -> None:
    """The store answers, takes what it is told, and its views are those that the record gives."""
    assert asked("--data", data, "findings", "--json").json["findings"] == found
    assert asked("--data", data, "person", "P001", "--json").json["person"] == "P001"
    faults = [each for each in asked("--data", data, "doctor", "--json").json if each["state"] == "fault"]
    assert faults == []


@dataclass(frozen=True)
class Fault:
    """Something that breaks a store; what is then said of it; and the environment that goes with it."""

    breaks: Callable[[Path, Path], object]
    code: int
    what: str
    remedy: str
    env: dict[str, str] = field(default_factory=dict)


def nothing(_: Path, __: Path) -> None:
    """The store is whole; the environment is not."""


def key(content: bytes) -> Callable[[Path, Path], object]:
    return lambda data, _: (data / "demo.key").write_bytes(content)


def gone(name: str) -> Callable[[Path, Path], object]:
    return lambda data, _: (data / name).unlink()


def theirs(name: str) -> Callable[[Path, Path], object]:
    """A file of another store's, which has the same key."""

    def take(data: Path, other: Path) -> None:
        shutil.copy(other / name, data / name)

    return take


def written(name: str, content: str) -> Callable[[Path, Path], object]:
    return lambda data, _: (data / name).write_text(content)


def cut(name: str, size: int) -> Callable[[Path, Path], object]:
    return lambda data, _: os.truncate(data / name, size)


def a_folder_for_a_key(data: Path, _: Path) -> None:
    (data / "demo.key").unlink()
    (data / "demo.key").mkdir()


def of_database(whose: str, said: str) -> str:
    return re.escape(f"The {whose} database did not do its work ({said}). Nothing was written.")


OVERWRITTEN = re.escape("The file was overwritten; restore it from a backup.")
DAMAGED = re.escape("The file is damaged; restore it from a backup.")
EMPTY = re.escape("The database is empty or another's; check the data directory, or restore a backup.")
NO_KEY = "What .*demo.key holds is no key: 64 hexadecimal digits were expected."
UNREADABLE_KEY = "The key file .*demo.key cannot be read: {}."
REFUSED = r"\(connection failed: .*Connection refused.*\)"
NEWER_NOTE = "The store in .* was made by a newer version of Byleave."
NEWER = "The {} database was made by a newer version of Byleave."
WRONG_KEY = "The key for check does not open with this key file."
NAME_KEY = re.escape("Name the key file that belongs to this store (byleave.json notes where), or restore its keys.")

FAULTS = {
    "the note is gone": Fault(
        gone("byleave.json"), 3, "There is no store in .*data.", "Make one: byleave --data .*data init"
    ),
    "the note is no JSON": Fault(
        written("byleave.json", '{"store_id"'), 3, r".*byleave.json cannot be read \(.*\).", RESTORE_NOTE
    ),
    "the note is of something else": Fault(
        written("byleave.json", "[1]"), 3, ".*byleave.json does not say what it should.", RESTORE_NOTE
    ),
    "the note names no store": Fault(
        written("byleave.json", '{"key_file": "x"}'), 3, ".*byleave.json does not say what it should.", RESTORE_NOTE
    ),
    "the note's format is no number": Fault(
        lambda data, _: note(data, format="two"), 3, ".*byleave.json does not say what it should.", RESTORE_NOTE
    ),
    "the note is of a newer version": Fault(lambda data, _: note(data, format=2, colour="red"), 3, NEWER_NOTE, UPDATE),
    "the events are of a newer version": Fault(
        lambda data, _: sql(data / "events.db", "UPDATE meta SET value = '2' WHERE name = 'format'"),
        3,
        NEWER.format("event"),
        UPDATE,
    ),
    "the keys are of a newer version": Fault(
        lambda data, _: sql(data / "keys.db", "UPDATE key_meta SET value = '2' WHERE name = 'format'"),
        3,
        NEWER.format("key"),
        UPDATE,
    ),
    "the events are gone": Fault(gone("events.db"), 3, ".*events.db is missing.", RESTORE),
    "the keys are gone": Fault(gone("keys.db"), 3, ".*keys.db is missing.", RESTORE),
    "the events are another store's": Fault(
        theirs("events.db"),
        3,
        "The event database belongs to another store.",
        re.escape("Check byleave.json and the DSNs."),
    ),
    "the keys are another store's": Fault(
        theirs("keys.db"),
        3,
        "The key database belongs to another store.",
        re.escape("Restore the keys that were backed up with this one."),
    ),
    "the events are overwritten": Fault(
        written("events.db", "rubbish" * 999), 6, of_database("event", "file is not a database"), OVERWRITTEN
    ),
    "the events are cut off": Fault(
        cut("events.db", 20_000), 6, of_database("event", "database disk image is malformed"), DAMAGED
    ),
    "the events are empty": Fault(cut("events.db", 0), 6, of_database("event", "no such table: meta"), EMPTY),
    "the keys are overwritten": Fault(
        written("keys.db", "rubbish" * 999), 6, of_database("key", "file is not a database"), OVERWRITTEN
    ),
    "the keys are cut off": Fault(
        cut("keys.db", 8_000), 6, of_database("key", "database disk image is malformed"), DAMAGED
    ),
    "the keys are empty": Fault(cut("keys.db", 0), 6, of_database("key", "no such table: key_meta"), EMPTY),
    "the key file is gone": Fault(gone("demo.key"), 4, UNREADABLE_KEY.format("No such file or directory"), RESTORE_KEY),
    "the key file is a folder": Fault(a_folder_for_a_key, 4, UNREADABLE_KEY.format("Is a directory"), RESTORE_KEY),
    "the key file is empty": Fault(key(b""), 4, NO_KEY, RESTORE_KEY),
    "the key file is a word": Fault(key(b"open sesame\n"), 4, NO_KEY, RESTORE_KEY),
    "the key file is rubbish": Fault(key(bytes(range(256))), 4, NO_KEY, RESTORE_KEY),
    "the key file is cut off": Fault(key(b"ab" * 31), 4, NO_KEY, RESTORE_KEY),
    "the key is another": Fault(key(OTHER_KEY.encode()), 4, WRONG_KEY, NAME_KEY),
    "the key of the environment is another": Fault(nothing, 4, WRONG_KEY, NAME_KEY, {"BYLEAVE_KEY": OTHER_KEY}),
    "the key of the environment is rubbish": Fault(
        nothing,
        4,
        "What BYLEAVE_KEY holds is no key: 64 hexadecimal digits were expected.",
        RESTORE_KEY,
        {"BYLEAVE_KEY": "sesame"},
    ),
    "the environment names no key file": Fault(
        nothing,
        4,
        "The key file /nowhere/a.key cannot be read: No such file or directory.",
        RESTORE_KEY,
        {"BYLEAVE_KEY_FILE": "/nowhere/a.key"},
    ),
    "the library's database functions are on": Fault(
        nothing,
        3,
        "POSTGRES_ENABLE_DB_FUNCTIONS is set.",
        "Unset it: with it a reader of the log can miss events.",
        {"POSTGRES_ENABLE_DB_FUNCTIONS": "y"},
    ),
    "the DSN of the events is none": Fault(
        nothing, 3, "The DSN of events is not one.", A_DSN, {"BYLEAVE_EVENTS_DSN": "host=x password=secret"}
    ),
    "the DSN of the keys is none": Fault(
        nothing, 3, "The DSN of keys is not one.", A_DSN, {"BYLEAVE_KEYS_DSN": "postgresql://x:secret@h:port/d"}
    ),
    "the DSN of the views is none": Fault(
        nothing, 3, "The DSN of views is not one.", A_DSN, {"BYLEAVE_VIEWS_DSN": "sqlite:///x"}
    ),
    **{
        f"no server answers for the {which}": Fault(
            nothing,
            6,
            f"The database of {which} cannot be reached {REFUSED}. Nothing was written.",
            CHECK_SERVER,
            {f"BYLEAVE_{which.upper()}_DSN": NOBODY_THERE},
        )
        for which in ("events", "keys", "views")
    },
}

IN_A_PROCESS = (
    "the note is no JSON",
    "the note is of a newer version",
    "the events are of a newer version",
    "the keys are gone",
    "the events are another store's",
    "the events are overwritten",
    "the keys are cut off",
    "the key file is gone",
    "the key file is rubbish",
    "the key is another",
    "the library's database functions are on",
    "the DSN of the events is none",
    "no server answers for the events",
    "no server answers for the keys",
    "no server answers for the views",
)
"""The others are asked within this process, where an error that is not answered for would be raised."""


@pytest.mark.parametrize("name", FAULTS, ids=lambda name: str(name).replace(" ", "-"))
def test_what_is_wrong_is_said_with_what_to_do_and_nothing_is_lost(data: Path, other: Path, name: str) -> None:
    fault, kept, before = FAULTS[name], {path: path.read_bytes() for path in data.iterdir()}, record(data)
    fault.breaks(data, other)
    broken = {path: said for path in data.iterdir() if path.is_file() and (said := path.read_bytes())}
    run = byleave if name in IN_A_PROCESS else asked
    refused(run("--data", data, "person", "P001", **fault.env), fault.code, fault.what, fault.remedy)
    doctor = asked("--data", data, "doctor", "--json", **fault.env)
    said = json.loads(doctor.out)[-1]
    assert (doctor.code, said["state"]) == (1, "fault")
    assert re.fullmatch(fault.what, said["said"])
    assert re.fullmatch(fault.remedy, said["remedy"])
    assert "secret" not in doctor.out
    assert {path: path.read_bytes() for path in broken} == broken
    restore(kept, broken)
    assert record(data) == before
    works(data)


def restore(kept: dict[Path, bytes], broken: dict[Path, bytes]) -> None:
    """What was broken as it was before; what was not stays as the commands since have left it."""
    for path, content in kept.items():
        if broken.get(path) != content:
            if path.is_dir():
                path.rmdir()
            for end in ("-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)
            path.write_bytes(content)


def test_without_a_directory_or_a_store_it_says_how_to_name_or_make_one(tmp_path: Path) -> None:
    refused(byleave("findings"), 3, "No data directory is named.", "Give --data DIR, or set BYLEAVE_DATA.")
    refused(
        asked("findings", BYLEAVE_DATA=str(tmp_path)),
        3,
        f"There is no store in {tmp_path}.",
        f"Make one: byleave --data {tmp_path} init",
    )
    assert list(tmp_path.iterdir()) == []


THERE = "There is a store in .* already, or one is being made."
USE_IT = re.escape(
    "Use it, or name another directory. Where init.lock is there, byleave.json is not and no init is running, one was"
    " interrupted before anything was recorded: then it is safe to remove init.lock and the directory around it."
)


def test_a_second_init_is_refused_and_the_first_store_stays(data: Path) -> None:
    before = record(data)
    refused(byleave("--data", data, "init", "--demo"), 8, THERE, USE_IT)
    (data / "init.lock").unlink()
    refused(asked("--data", data, "init", "--demo"), 8, THERE, USE_IT)
    assert record(data) == before
    works(data)


def test_of_several_inits_at_once_exactly_one_makes_the_store(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = sorted(together(tmp_path / "go", 3, "--data", data, "init", "--demo"), key=lambda each: each.code)
    assert [each.code for each in ran] == [0, 8, 8]
    assert ran[0].out.startswith("Store ")
    for each in ran[1:]:
        refused(each, 8, THERE, USE_IT)
    assert asked("--data", data, "import", "study", SHIPPED, "--json").json["new"] == 1025


def test_an_init_that_was_interrupted_is_said_to_be_and_can_be_made_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "init.lock").touch()
    refused(asked("--data", data, "init", "--demo"), 8, THERE, USE_IT)
    shutil.rmtree(data)
    assert asked("--data", data, "init", "--demo").code == 0


@pytest.mark.parametrize("size", [0, 4_096, 30_000])
def test_an_init_on_a_full_disk_leaves_nothing_behind_and_can_be_made_again(tmp_path: Path, size: int) -> None:
    data, key_file = tmp_path / "data", tmp_path / "apart" / "a.key"
    ran = byleave("--data", data, "init", "--key-file", key_file, before=file_limit(size))
    whose = of_database("(key|event)", "disk I/O error").replace(r"\(key\|event\)", "(key|event)")
    no_room = f"The key file {key_file} cannot be written: File too large."
    elsewhere = "Name a place that can be written with --key-file or BYLEAVE_KEY_FILE, apart from the data."
    refused(ran, 6, whose if size else no_room, CHECK_DISK if size else elsewhere)
    assert (list(data.iterdir()), list(key_file.parent.iterdir())) == ([], [])
    made = asked("--data", data, "init", "--key-file", key_file)
    assert (made.code, key_file.exists()) == (0, True)


def test_an_init_never_takes_away_a_key_that_it_did_not_make(tmp_path: Path) -> None:
    key_file = tmp_path / "a.key"
    key_file.write_text("ab" * 32)
    ran = asked("--data", tmp_path / "data", "init", "--key-file", key_file)
    another = "Name another with --key-file; a key is never overwritten."
    refused(ran, 8, f"There is a key file at {key_file} already.", another)
    assert key_file.read_text() == "ab" * 32
    assert asked("--data", tmp_path / "data", "init", "--demo").code == 0


def test_an_init_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ran = byleave("--data", closed / "data", "init", "--demo", before=POWERLESS)
    refused(ran, 6, f"{closed}/data cannot be written: Permission denied.", "Name a directory that can be.")
    ran = byleave("--data", tmp_path / "data", "init", "--key-file", closed / "a.key", before=POWERLESS)
    elsewhere = "Name a place that can be written with --key-file or BYLEAVE_KEY_FILE, apart from the data."
    refused(ran, 6, f"The key file {closed}/a.key cannot be written: Permission denied.", elsewhere)
    assert list((tmp_path / "data").iterdir()) == []


def test_an_init_refuses_the_librarys_database_functions_too(tmp_path: Path) -> None:
    ran = asked("--data", tmp_path / "data", "init", "--demo", POSTGRES_ENABLE_DB_FUNCTIONS="1")
    unset = "Unset it: with it a reader of the log can miss events."
    refused(ran, 3, "POSTGRES_ENABLE_DB_FUNCTIONS is set.", unset)
    assert not (tmp_path / "data").exists()


def test_an_init_whose_server_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = asked("--data", data, "init", "--demo", "--dsn", NOBODY_THERE)
    said = f"The database of events, keys, views cannot be reached {REFUSED}. Nothing was written."
    refused(ran, 6, said, CHECK_SERVER)
    refused(
        asked("--data", data, "init", "--demo", "--dsn", "nonsense"),
        3,
        "The DSN of events, keys, views is not one.",
        A_DSN,
    )
    assert list(data.iterdir()) == []
    assert asked("--data", data, "init", "--demo").code == 0


@pytest.mark.postgres
def test_an_init_in_a_database_that_holds_a_store_is_refused_and_that_store_stays(
    tmp_path: Path, postgres_dsn: str
) -> None:
    first = asked("--data", tmp_path / "first", "init", "--demo", "--dsn", postgres_dsn)
    assert first.code == 0
    office = small(tmp_path / "office").folder
    assert asked("--data", tmp_path / "first", "import", "study", office, "--json").json["new"] == 24
    ran = asked("--data", tmp_path / "second", "init", "--demo", "--dsn", postgres_dsn)
    empty = "Name a database that is empty; what is there is left as it is."
    refused(ran, 8, "The key database holds the keys of another store already.", empty)
    keys_apart = ("--data", tmp_path / "third", "init", "--demo", "--dsn", postgres_dsn)
    assert asked(*keys_apart).code == 8
    works(tmp_path / "first")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Another study's files."""
    return small(tmp_path / "second").folder


def importing_second(data: Path, second: Path, **how: Any) -> Ran:
    return byleave("--data", data, "import", "study", second, "--study", "second", "--json", **how)


def found(data: Path, study: str) -> Any:
    return asked("--data", data, "findings", "--study", study, "--json").json["findings"]


@pytest.mark.parametrize(("database", "whose"), [("keys.db", "key"), ("events.db", "event")])
def test_an_import_onto_a_full_disk_records_nothing_and_can_be_made_again(
    data: Path, database: str, whose: str
) -> None:
    before = record(data)
    ran = importing_second(data, SHIPPED, before=full(database))
    refused(ran, 6, of_database(whose, "database or disk is full"), SPACE)
    assert record(data) == before
    again = asked("--data", data, "import", "study", SHIPPED, "--study", "second", "--json")
    assert again.json["new"] == 1025
    assert found(data, "talk") == SMALL_FINDINGS
    assert asked("--data", data, "doctor").code == 0


def test_an_import_whose_views_find_no_room_is_on_the_record_and_says_so(data: Path, second: Path) -> None:
    before = record(data)
    ran = importing_second(data, second, before=full("views.db"))
    said = "The database of the views did not do its work (database or disk is full). The 24 rows are on the record."
    refused(ran, 6, re.escape(said), SPACE)
    after = record(data)
    assert (after[: len(before)], len(after)) == (before, len(before) + 31)
    assert asked("--data", data, "import", "study", second, "--study", "second", "--json").json["passed_over"] == 24
    assert found(data, "second") == SMALL_FINDINGS


def test_a_question_whose_views_find_no_room_says_so_and_the_record_stays(data: Path, second: Path) -> None:
    """The views of the register found none; one for which there still was some is up to date, and answers."""
    ran = importing_second(data, second, before=full("views.db"))
    assert ran.code == 6
    before = record(data)
    ran = byleave("--data", data, "register", "--study", "second", "--json", before=full("views.db"))
    said = "A database did not do its work (database or disk is full). What is on the record stays there."
    refused(ran, 6, re.escape(said), SPACE)
    assert record(data) == before
    assert found(data, "second") == SMALL_FINDINGS


@pytest.mark.parametrize("size", [20_000, 60_000, 110_000], ids=["keys", "events", "views"])
def test_an_import_beyond_a_limit_of_the_disk_records_nothing_or_all(data: Path, second: Path, size: int) -> None:
    before = record(data)
    ran = importing_second(data, second, before=file_limit(size))
    assert (ran.code, ran.out) == (6, "")
    assert re.fullmatch(rf"Error: The .* did not do its work \(disk I/O error\)\. .*\n{CHECK_DISK}\n", ran.err)
    after = record(data)
    recorded = "The 24 rows are on the record." in ran.err
    assert (after[: len(before)], len(after) - len(before)) == (before, 31 if recorded else 0)
    assert recorded or "Nothing was written." in ran.err
    done = asked("--data", data, "import", "study", second, "--study", "second", "--json").json
    assert (done["new"], done["passed_over"]) == ((0, 24) if recorded else (24, 0))
    assert found(data, "second") == SMALL_FINDINGS


def test_somebody_is_shown_nothing_where_their_reading_cannot_be_recorded(data: Path) -> None:
    before = record(data)
    ran = byleave("--data", data, "person", "P001", before=file_limit(4_096))
    assert (ran.code, ran.out) == (6, "")
    assert "P001" not in ran.err
    assert record(data) == before
    works(data)


@pytest.fixture
def closed(data: Path) -> Iterator[Path]:
    """A data directory that can be read only."""
    for path in (*data.iterdir(), data):
        path.chmod(path.stat().st_mode & ~0o222)
    yield data
    data.chmod(0o700)
    for path in data.iterdir():
        path.chmod(0o600)


def test_a_directory_that_can_only_be_read_is_said_to_be_and_nothing_changes(closed: Path, second: Path) -> None:
    files = {path.name: path.read_bytes() for path in closed.iterdir()}
    said = of_database("key", "attempt to write a readonly database")
    refused(importing_second(closed, second, before=POWERLESS), 6, said, WRITABLE)
    doctor = byleave("--data", closed, "doctor", "--json", before=POWERLESS)
    told = {each["what"]: (each["state"], each["remedy"]) for each in json.loads(doctor.out)}
    assert doctor.code == 1
    assert told["disk"] == ("fault", "Make it writable for this user.")
    assert {path.name: path.read_bytes() for path in closed.iterdir()} == files
    closed.chmod(0o700)
    for path in closed.iterdir():
        path.chmod(0o600)
    works(closed)


def test_two_imports_of_one_study_at_once_record_every_row_once(data: Path, tmp_path: Path) -> None:
    importing_it = ("--data", data, "import", "study", SHIPPED, "--study", "at-once", "--json")
    ran = together(tmp_path / "go", 2, *importing_it)
    assert sorted((each.json["new"], each.json["passed_over"]) for each in ran) == [(0, 1025), (1025, 0)]
    expected = json.loads((SHIPPED / "expected.json").read_text())
    assert found(data, "at-once") == expected["findings"]
    assert found(data, "talk") == SMALL_FINDINGS
    positions = [row[0] for row in record(data)]
    assert positions == list(range(1, len(positions) + 1))
    assert asked("--data", data, "doctor", "--json").code == 0


def test_with_the_clock_behind_the_record_nothing_is_written_and_questions_are_answered(
    data: Path, second: Path
) -> None:
    with wiring.open_store(data) as service:
        ahead = service.record.recorder
        ahead.clock = lambda clock=ahead.clock: clock() + timedelta(hours=1)  # type: ignore[attr-defined]
        told = operator(service)
        service.road.ask(ReadPerson(person=P1, what="timeline", **told))
    before = record(data)
    said = "The clock says .*, but something was recorded at .* already. Nothing was written."
    right = re.escape("Set the machine's clock right (it has jumped back, or was ahead before), then ask again.")
    refused(byleave("--data", data, "person", "P001"), 6, said, right)
    refused(asked("--data", data, "import", "study", second, "--study", "second"), 6, said, right)
    refused(asked("--data", data, "actor", "add", "ada", "--role", "auditor"), 6, said, right)
    assert record(data) == before
    assert found(data, "talk") == SMALL_FINDINGS
    assert asked("--data", data, "register", "--json").json["active"]["C02"] == 0
    doctor = asked("--data", data, "doctor", "--json")
    (clock,) = (each for each in json.loads(doctor.out) if each["what"] == "clock")
    assert (doctor.code, clock["state"], clock["remedy"]) == (1, "fault", "Set it right.")
    with wiring.open_store(data) as service:  # the clock is set right: it stands behind what is recorded no longer
        right_again = service.record.recorder
        right_again.clock = lambda clock=right_again.clock: clock() + timedelta(hours=2)  # type: ignore[attr-defined]
        (position,) = service.road.ask(ReadPerson(person=P1, what="timeline", **operator(service))).positions
    assert position == len(before) + 1


def damaged(data: Path) -> None:
    """Every page but the first is rubbish: SQLite opens the file, and finds out when it looks for a table."""
    with (data / "views.db").open("r+b") as file:
        file.seek(4_096)
        file.write(os.urandom((data / "views.db").stat().st_size - 4_096))


def other_views(data: Path, said: str) -> None:
    """Views that say that they are others, and do not hold what these would."""
    sql(data / "views.db", f"UPDATE about SET {said}")
    sql(data / "views.db", "DELETE FROM findings")


VIEWS: dict[str, Callable[[Path], object]] = {
    "gone": lambda data: (data / "views.db").unlink(),
    "rubbish": lambda data: (data / "views.db").write_text("rubbish" * 9_999),
    "empty": lambda data: os.truncate(data / "views.db", 0),
    "cut off": lambda data: os.truncate(data / "views.db", 40_000),
    "damaged": damaged,
    "of another format": lambda data: other_views(data, "format = 0"),
    "of a newer format": lambda data: other_views(data, "format = 99"),
    "of another store": lambda data: other_views(data, "store = 'x'"),
    "without a table": lambda data: sql(data / "views.db", "DROP TABLE about"),
}


@pytest.mark.parametrize("spoil", VIEWS.values(), ids=[name.replace(" ", "-") for name in VIEWS])
def test_views_that_are_of_no_use_are_made_anew_without_being_asked_for(
    data: Path, spoil: Callable[[Path], None]
) -> None:
    before = record(data)
    spoil(data)
    assert asked("--data", data, "findings", "--json").json["findings"] == SMALL_FINDINGS
    assert record(data) == before
    works(data)


def test_views_found_damaged_half_way_are_said_to_be_and_made_anew_by_the_next_question(data: Path) -> None:
    page = sql(data / "views.db", "SELECT rootpage FROM sqlite_master WHERE name = 'findings'")[0][0]
    with (data / "views.db").open("r+b") as file:
        file.seek((page - 1) * 4_096)
        file.write(b"\xff" * 4_096)
    again = "Ask again: they are made anew from the record."
    refused(asked("--data", data, "findings", "--json"), 6, "The views were damaged.", again)
    works(data)


def test_a_view_that_stopped_says_how_to_go_on(data: Path) -> None:
    sql(data / "views.db", "UPDATE progress SET error = 'KeyError at position 7: KeyError' WHERE name = 'findings'")
    said = "The view findings stopped: KeyError at position 7: KeyError."
    update = "Update Byleave, then make the views anew: byleave rebuild"
    refused(asked("--data", data, "findings", "--json"), 1, said, update)
    doctor = asked("--data", data, "doctor", "--json")
    (view,) = (each for each in json.loads(doctor.out) if each["what"] == "view findings")
    assert (doctor.code, view["state"], view["remedy"]) == (1, "fault", "byleave rebuild")
    assert asked("--data", data, "rebuild").code == 0
    works(data)


def test_a_rebuild_replaces_views_that_are_no_database(data: Path) -> None:
    (data / "views.db").write_text("rubbish" * 9_999)
    assert asked("--data", data, "rebuild").out == f"The views stand at position {len(record(data))}.\n"
    works(data)


@pytest.fixture
def restored(data: Path, pattern: Path, second: Path) -> Path:
    """A store whose record was restored from a backup while its views, and its keys, are newer than that."""
    assert asked("--data", data, "import", "study", second, "--study", "second", "--json").json["new"] == 24
    shutil.copy(pattern / "events.db", data / "events.db")
    return data


def test_views_ahead_of_a_restored_record_are_made_anew(restored: Path) -> None:
    assert asked("--data", restored, "findings", "--json").json["findings"] == SMALL_FINDINGS
    works(restored)


def test_views_ahead_of_a_restored_record_are_made_anew_though_it_has_gone_on_since(
    restored: Path, tmp_path: Path
) -> None:
    third = small(tmp_path / "third").add(
        "accesses", "A003", "2011-10-28T09:00", "R2", "P002", "transcript", "analysis"
    )
    third.add("accesses", "A004", "2011-10-28T09:00", "R2", "P002", "transcript", "analysis")
    done = asked("--data", restored, "import", "study", third.folder, "--study", "third", "--json").json
    assert done["new"] == 26
    assert found(restored, "third") == {"access-without-consent": ["A003", "A004"], **SMALL_FINDINGS}
    assert found(restored, "talk") == SMALL_FINDINGS
    assert asked("--data", restored, "findings", "--study", "second").code == 9


def test_a_reader_is_not_taken_for_one_of_a_restored_record_while_another_writes(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wiring.open_store(data) as reader, wiring.open_store(data) as writer:
        reader.views.catch_up()
        head, anew = reader.record.head, []

        def overtaken() -> int:
            monkeypatch.setattr(reader.record, "head", head)
            seen = head()
            writer.road.ask(ReadPerson(person=P1, what="timeline", **operator(writer)))
            writer.views.catch_up()
            return seen

        monkeypatch.setattr(reader.record, "head", overtaken)
        monkeypatch.setattr(reader.views, "_prepare", anew.append, raising=True)
        reader.views.catch_up()
        assert anew == []
