"""`byleave` as people start it: the installed program in a process of its own, or its commands within this one."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from service.cli import main

PROGRAM = Path(sys.executable).with_name("byleave")

POWERLESS = """
import ctypes, os
if os.geteuid() == 0:  # root without its capabilities is held to the permissions of files like anybody else
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None, use_errno=True).capset(header, none) == 0
"""


def file_limit(size: int) -> str:
    """No file may grow beyond so many bytes, as on a disk that is full or a quota that is used up."""
    return f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"


def full(database: str) -> str:
    """A database may take no further page: what SQLite says of a full disk."""
    return f"""
import sqlite3
def connect(*given, connect=sqlite3.connect, **more):
    connection = connect(*given, **more)
    if str(given[0] if given else more["database"]).endswith({database!r}):
        connection.execute("PRAGMA max_page_count = 1")
    return connection
sqlite3.connect = sqlite3.dbapi2.connect = connect
"""


def awaiting(go: Path) -> str:
    """Everything is loaded and said to be; then the program waits until a file is there."""
    return f"""
import os, pathlib, time
import service.cli
pathlib.Path(f"{go}.{{os.getpid()}}").touch()
while not os.path.exists({str(go)!r}):
    time.sleep(0.0005)
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of a command that was asked for JSON."""
        assert (self.code, self.err) == (0, ""), self
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """The environment without whatever would say where a store is."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("BYLEAVE_", "POSTGRES_"))}
    return {**plain, "COLUMNS": "200", **more}


def started(*args: str | Path, before: str = "", cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
    """The program, started; `before` is Python that its process runs first."""
    given = [str(PROGRAM), *map(str, args)]
    if before:
        run = f"{before}\nimport runpy, sys\nsys.argv = {given!r}\nrunpy.run_path({given[0]!r}, run_name='__main__')"
        given = [sys.executable, "-c", run]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.Popen(given, cwd=cwd, env=environment(**env), text=True, **pipes)


def ended(process: subprocess.Popen[str]) -> Ran:
    """How a started program ended."""
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)


def together(go: Path, number: int, *args: str | Path) -> list[Ran]:
    """The program so many times at the same moment: none begins before all are ready to."""
    processes = [started(*args, before=awaiting(go)) for _ in range(number)]
    deadline = time.monotonic() + 60
    while len(list(go.parent.glob(f"{go.name}.*"))) < number and time.monotonic() < deadline:
        time.sleep(0.01)
    go.touch()
    return [ended(process) for process in processes]


def byleave(*args: str | Path, before: str = "", cwd: Path | None = None, **env: str) -> Ran:
    """The program, run to its end."""
    return ended(started(*args, before=before, cwd=cwd, **env))


def asked(*args: str | Path, **env: str) -> Ran:
    """The same command within this process; an error that the program does not answer for is raised here."""
    blank: dict[str, str | None] = {n: None for n in os.environ if n.startswith(("BYLEAVE_", "POSTGRES_"))}
    result = CliRunner(env={**blank, **env}).invoke(main, list(map(str, args)), prog_name="byleave")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def refused(ran: Ran, code: int, what: str, remedy: str) -> None:
    """Nothing was answered; what is wrong and what to do was said, in exactly these words (a pattern), and no more."""
    assert "Traceback" not in ran.err
    assert re.fullmatch(f"Error: {what}\n{remedy}\n", ran.err), ran.err
    assert (ran.code, ran.out) == (code, "")
