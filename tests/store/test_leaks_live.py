"""What is told live stands in clear in no database file, server's file, log or traceback, also where it goes wrong.

The whole run is covered by tests/test_leaks.py, which takes an office's files along the command line, and by this,
which takes the doors that no file goes through, with the store held open, so that SQLite's logs are there to search.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from service.wiring import Service
from tests.store import raw
from tests.store.saying import SAID
from tests.test_leaks import files_below, found, tables_of

ROOT = Path(__file__).parents[2]
WORDS = set(SAID.values())


def told(store: Service) -> tuple[bytes, bytes]:
    """Says it all in a process of its own; what that printed and logged."""
    command = [sys.executable, "-m", "tests.store.saying", store.directory]
    ran = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr.decode()[-2_000:]
    assert ran.stderr.count(b"Traceback") >= 6
    assert b"sqlalchemy.engine" in ran.stderr
    return ran.stdout, ran.stderr


def left(store: Service) -> dict[str, bytes]:
    """Every byte that is left of it: the data directory, and every table of a server."""
    files = files_below(store.directory)
    if store.config.events_dsn is None:
        assert {"events.db-wal", "keys.db-wal", "views.db-wal"} <= set(files)
        return files
    return files | tables_of(store.config.events_dsn)


def found_in(store: Service) -> dict[str, set[str]]:
    return {name: words for name, content in left(store).items() if (words := found(content, WORDS))}


@pytest.mark.slow
def test_what_is_told_live_is_left_in_clear_nowhere(store: Service) -> None:
    store.views.catch_up()
    printed = told(store)
    assert [found(said, WORDS) for said in printed] == [set(), set()]
    assert found_in(store) == {}


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("store", ["postgres"], indirect=True)
def test_the_servers_own_files_hold_nothing_in_clear(store: Service) -> None:
    """Tables as they lie on the disk, the server's write-ahead log and what it logs of errors."""
    told(store)
    with psycopg.connect(str(store.config.events_dsn), autocommit=True) as db:
        db.execute("CHECKPOINT")
        [where] = db.execute("SHOW data_directory").fetchone() or ("",)
    if not Path(where).is_dir():
        assert os.environ.get("BYLEAVE_TEST_DSN"), "the server of the wheel keeps its files on this machine"
        return
    files = [path for path in Path(where).rglob("*") if path.is_file()]
    assert {"pg_wal", "base"} <= {path.relative_to(where).parts[0] for path in files}
    assert [
        path for path in files if (content := path.read_bytes()) and any(w.encode() in content for w in WORDS)
    ] == []


@pytest.mark.parametrize("where", ["events", "keys", "file"])
def test_one_planted_word_is_found(store: Service, where: str) -> None:
    planted = SAID["name"]
    store.views.catch_up()
    assert found_in(store) == {}
    if where == "file":
        (store.directory / "core.1234").write_bytes(b"\0" + planted.encode("utf-16-le"))
    elif where == "events":
        store.record.note("planted", planted)
    else:
        with raw.keys(store) as run:
            run("INSERT INTO key_meta (name, value) VALUES ('planted', ?)", planted)
    assert set().union(*found_in(store).values()) == {planted}
