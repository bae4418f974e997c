"""`byleave serve`: a demonstration's pages on this machine alone, until stopped; nothing else is served."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from service import wiring
from service.cli import main

pytestmark = pytest.mark.slow


def _made(folder: Path, *, demo: bool) -> Path:
    wiring.make_store(folder / "data", demo=demo, key_file=folder / "key").close()
    return folder / "data"


@contextmanager
def _served(directory: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-u", "-c", "from service.cli import main; main()", "--data", str(directory)]
    asked = ["serve", "--demo", "--port", str(port)]
    process = subprocess.Popen([*command, *asked], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert said
    try:
        yield process, int(said[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_demonstration_is_served_until_it_is_stopped(tmp_path: Path) -> None:
    directory = _made(tmp_path, demo=True)
    with _served(directory) as (process, port):
        assert [_status(port, path) for path in ("/", "/livez", "/api/openapi.json", "/nothing")] == [
            200,
            200,
            200,
            404,
        ]
        assert (directory / "serving.pid").read_text() == str(process.pid)
        taken = CliRunner().invoke(main, ["--data", str(directory), "serve", "--demo", "--port", str(port)])
        assert taken.exit_code == 6
    assert not (directory / "serving.pid").exists()


@pytest.mark.parametrize(("demo", "options"), [(False, ["--demo"]), (True, []), (False, [])])
def test_nothing_else_is_served(tmp_path: Path, demo: bool, options: list[str]) -> None:
    refused = CliRunner().invoke(main, ["--data", str(_made(tmp_path, demo=demo)), "serve", *options])
    assert refused.exit_code == 8
