"""No seeded name, birth date or office id stands in clear in a database file, a log or a traceback.

A study whose every personal value is long and unique goes through every path of a store, on both databases: made,
imported, imported again, corrected, asked, read, refused with problems, broken in the midst, rebuilt, examined. Then
every byte that is left anywhere is searched, in the forms in which a text may stand there.
"""

import base64
import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.stores import DATABASES

SHIPPED = Path(__file__).parents[1] / "ops" / "demo" / "study"
PERSONAL = {
    "people": ("person_id", "name", "date_of_birth", "gender", "ethnicity"),
    "team": ("person_id",),
    "withdrawals": ("expressed_to", "late_reason"),
    "consents": ("late_reason",),
}
REFERS = ("person_id", "participant_id", "clinician_id", "taker_id", "witness_id", "lead_id", "actor_id")
REASON = "QZREASONQZ the office mended a date"


class Seeded:
    """A copy of the shipped study in which every personal value is one that stands nowhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values: set[str] = {REASON}
        self._ids: dict[str, str] = {}
        folder.mkdir(parents=True)
        for file in sorted(SHIPPED.glob("*.csv")):
            self._copy(file)

    def _copy(self, file: Path) -> None:
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
        for number, row in enumerate(rows):
            for column, value in row.items():
                row[column] = self._seeded(file.stem, column, value, number)
        with (self.folder / file.name).open("w", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["empty"])
            writer.writeheader()
            writer.writerows(rows)

    def _seeded(self, file: str, column: str, value: str, number: int) -> str:
        if column in REFERS and value:
            value = self._ids.setdefault(value, f"QZID{value}QZ7X2K{len(self._ids):04}")
        elif column == "date_of_birth":
            value = f"{1850 + number // 12}-{number % 12 + 1:02}-17"
        elif column in PERSONAL.get(file, ()) and value:
            value = f"QZ{column.upper()}QZ{number:05} {value}"
        if value and (column in REFERS or column in PERSONAL.get(file, ())):
            self.values.add(value)
        return value

    def change(self, file: str, old: str, new: str) -> None:
        """Another text in place of one in a file."""
        path = self.folder / f"{file}.csv"
        path.write_text(path.read_text().replace(old, new, 1))


def forms(value: str) -> Iterator[bytes]:
    """The forms in which a text may stand in a file."""
    yield value.encode()
    yield value.encode("utf-16-le")
    yield value.encode().hex().encode()
    for shift in range(3):  # where a text stands inside what is written as base64
        yield base64.b64encode(b"\0" * shift + value.encode())[4 if shift else 0 : -4]


def found(haystack: bytes, values: set[str]) -> set[str]:
    """Which values stand in some bytes, in whatever form and case."""
    lower = haystack.lower()
    return {
        value for value in values if any(form and (form in haystack or form.lower() in lower) for form in forms(value))
    }


class Flow:
    """The command line on one store; keeps all that it ever said."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said: list[tuple[str, bytes, bytes]] = []

    def __call__(self, *arguments: object, code: int = 0) -> None:
        program = Path(sys.executable).with_name("byleave")
        command = [program, "--data", self.data, *map(str, arguments)]
        ran = subprocess.run(command, capture_output=True, check=False)
        assert ran.returncode == code, ran.stderr.decode()
        self.said.append((str(arguments[0]), ran.stdout, ran.stderr))

    def broken(self, study: Path) -> None:
        """An import that breaks inside: a traceback, with whatever the frames print."""
        script = (
            "import sys, pathlib, service.store.record as r, service.cli\n"
            "def no(*_, **__): raise RuntimeError('broken in the midst')\n"
            "r.Record.append_rows = no\n"
            "sys.argv = ['byleave', '--data', sys.argv[1], 'import', 'study', sys.argv[2], '--study', 'broken']\n"
            "service.cli.main()\n"
        )
        ran = subprocess.run([sys.executable, "-c", script, self.data, study], capture_output=True, check=False)
        assert ran.returncode == 1
        assert b"broken in the midst" in ran.stderr
        self.said.append(("traceback", ran.stdout, ran.stderr))


def lived(flow: Flow, seeded: Seeded, *dsn: str) -> None:
    flow("init", "--demo", *dsn)
    flow("import", "study", seeded.folder, "--study", "leaky")
    flow("import", "study", seeded.folder, "--study", "leaky")
    flow.broken(seeded.folder)
    seeded.change("consents", ",yes,paper,", ",no,paper,")
    flow("import", "study", seeded.folder, "--study", "leaky", code=2)
    flow("import", "study", seeded.folder, "--study", "leaky", "--correct", "--reason", REASON)
    person = seeded._ids["P091"]
    flow("person", person, "--study", "leaky")
    flow("findings", "--study", "leaky", "--explain", f"{person}@X015")
    for question in ("findings", "characteristics", "register", "accesses"):
        flow(question, "--study", "leaky", "--json")
    for work in ("rebuild", "doctor", "replay"):
        flow(work)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tables_of(dsn: str) -> dict[str, bytes]:
    """Every table of every schema of ours, as text and as the bytes of its columns."""
    dumped = {}
    with psycopg.connect(dsn) as db:
        ours = (
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, table in db.execute(ours).fetchall():
            with db.cursor().copy(f'COPY "{schema}"."{table}" TO STDOUT') as copy:
                text = b"".join(bytes(chunk) for chunk in copy)
            dumped[f"{schema}.{table}"] = text + bytes.fromhex("".join(_hex_of(text)))
    return dumped


def _hex_of(text: bytes) -> Iterator[str]:
    """The bytes of every bytea column, which COPY writes as hexadecimal digits."""
    for cell in text.decode().replace("\n", "\t").split("\t"):
        if cell.startswith("\\\\x"):
            yield cell[3:]


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_no_personal_value_is_left_in_clear_anywhere(tmp_path: Path, database: str) -> None:
    seeded, flow = Seeded(tmp_path / "office"), Flow(tmp_path / "data")
    if database == "sqlite":
        lived(flow, seeded)
        left = files_below(tmp_path / "data")
        assert {"events.db", "keys.db", "views.db"} <= set(left)
    else:
        with postgres.database() as dsn:
            lived(flow, seeded, "--dsn", dsn)
            left = files_below(tmp_path / "data") | tables_of(dsn)
            assert len(left) > 10
    assert {
        name: found(content, seeded.values) for name, content in left.items() if found(content, seeded.values)
    } == {}
    office_ids = set(seeded._ids.values())
    for command, out, err in flow.said:
        assert found(err, seeded.values - office_ids) == set(), command
        assert found(out, seeded.values - office_ids) == set(), command
        if command == "traceback":
            assert found(err, seeded.values) == set()


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    seeded, flow = Seeded(tmp_path / "office"), Flow(tmp_path / "data")
    flow("init", "--demo")
    planted = sorted(seeded.values)[7]
    for written in (
        planted.encode(),
        planted.encode("utf-16-le"),
        planted.encode().hex().encode(),
        base64.b64encode(b"xy" + planted.encode()),
    ):
        (tmp_path / "data" / "views.db-wal").write_bytes(b"\0rest\0" + written + b"\0")
        assert planted in found(files_below(tmp_path / "data")["views.db-wal"], seeded.values)
