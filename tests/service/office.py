"""A study office at work: folders of its CSV files to change and to spoil, their import, and what the audit then says.

`SHIPPED` is the study of the demonstration. The small one has two participants, so that a test can say all of it.
"""

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from projections import characteristics
from projections import findings as view_of_findings
from service.auditing import key_of
from service.importing.study import Imported, Importing
from service.names import office_ids
from service.store import keys
from service.wiring import Service
from tests.stores import operator

SHIPPED = Path(__file__).parents[2] / "ops" / "demo" / "study"
FILES = tuple(sorted(path.stem for path in SHIPPED.glob("*.csv")))

_SMALL = {
    "sites": """site_id,name,security_level,opened_on
S1,Alder House,medium,2011-10-03
S2,Birch Lodge,low,2011-10-03""",
    "people": """person_id,kind,name,date_of_birth,site_id,job_title,gender,ethnicity
P001,staff,Ann Ash,1970-01-01,S1,nurse,woman,white
P002,service_user,Ben Beech,1980-02-02,S2,,man,black""",
    "team": """person_id,role,site_id
R1,researcher,
R2,user_researcher,
D1,responsible_clinician,S2
N1,nurse_in_charge,S1""",
    "responsible_clinicians": """person_id,clinician_id,from_on,to_on,basis
P002,D1,2011-01-01,2011-10-12,substantive""",
    "documents": """document,version,dated,approved_on,removal_window_days,reconsent
PIS,1.0,2011-09-19,2011-09-19,14,none
ICF,1.0,2011-09-19,2011-09-19,14,none""",
    "implementations": """site_id,version,implemented_on
S1,1.0,2011-10-03
S2,1.0,2011-10-12""",
    "delegation": """person_id,task,from_on,to_on
R1,consent,2011-10-03,
D1,consent,2011-10-03,""",
    "consents": """participant_id,informed_at,signed_at,recorded_at,version,taker_id,witness_id,copy_given,source,"""
    """late_reason,C01,C02,C03,C05,C07,C08,C09,C11,A01,A02
P001,2011-10-08T11:30,2011-10-10T12:30,2011-10-10T16:17,1.0,R1,N1,yes,paper,,yes,no,yes,yes,no,yes,yes,yes,yes,yes
P002,2011-10-11T09:00,2011-10-13T10:00,2011-10-13T11:00,1.0,D1,,yes,paper,,no,yes,no,yes,yes,yes,yes,yes,yes,yes""",
    "withdrawals": """participant_id,level,items,expressed_at,recorded_at,expressed_to,late_reason
P002,W6,,2011-10-25T10:00,2011-10-25T11:00,ward nurse,""",
    "sessions": """session_id,kind,site_id,held_at,ended_at,setting,lead_id,recorded,commissioner_present
X001,interview,S1,2011-10-17T14:00,2011-10-17T15:00,inside,R2,yes,no
X002,focus_group,S2,2011-10-20T10:00,2011-10-20T12:00,inside,R2,no,no""",
    "attendance": """session_id,participant_id
X001,P001
X002,P002""",
    "accesses": """access_id,at,actor_id,participant_id,asset,purpose
A001,2011-10-18T09:00,R2,P001,recording,analysis
A002,2011-10-21T09:00,R2,P002,transcript,analysis""",
}
SMALL_FINDINGS = {"removal-inside-window": ["P002@2011-10-25T10:00"]}


@dataclass(frozen=True)
class Office:
    """A folder of a study's files. Line 1 of a file is its header, as people count."""

    folder: Path

    def path(self, file: str) -> Path:
        """Where a file is."""
        return self.folder / f"{file}.csv"

    def text(self, file: str) -> str:
        """A file as it stands."""
        return self.path(file).read_bytes().decode()

    def write(self, file: str, content: str | bytes) -> None:
        """Another file in place of one."""
        self.path(file).write_bytes(content.encode() if isinstance(content, str) else content)

    def lines(self, file: str) -> list[list[str]]:
        """The cells of a file, its header included."""
        return list(csv.reader(io.StringIO(self.text(file), newline="")))

    def put(self, file: str, lines: Iterable[Sequence[str]], **how: Any) -> None:
        """Cells as a file."""
        out = io.StringIO(newline="")
        csv.writer(out, **{"lineterminator": "\n", **how}).writerows(lines)
        self.write(file, out.getvalue())

    def cell(self, file: str, line: int, column: str) -> str:
        """What one cell says."""
        lines = self.lines(file)
        return lines[line - 1][lines[0].index(column)]

    def say(self, file: str, line: int, **cells: str) -> "Office":
        """Other words in some cells of one line."""
        lines = self.lines(file)
        for column, words in cells.items():
            lines[line - 1][lines[0].index(column)] = words
        self.put(file, lines)
        return self

    def add(self, file: str, *cells: str) -> "Office":
        """One more line at the end of a file."""
        self.put(file, [*self.lines(file), cells])
        return self

    def drop(self, file: str, line: int) -> "Office":
        """A file without one of its lines."""
        lines = self.lines(file)
        self.put(file, lines[: line - 1] + lines[line:])
        return self


def shipped(folder: Path) -> Office:
    """A copy of the demonstration's study."""
    folder.mkdir()
    for file in FILES:
        shutil.copy(SHIPPED / f"{file}.csv", folder)
    return Office(folder)


def small(folder: Path) -> Office:
    """The small study."""
    folder.mkdir()
    for file, text in _SMALL.items():
        (folder / f"{file}.csv").write_text(f"{text}\n")
    return Office(folder)


def importing(service: Service, office: Office, study: str = "talk", reason: str | None = None) -> Imported:
    """Imports a folder as the actor `operator` and brings the views up to date."""
    done = Importing(road=service.road, folder=office.folder, study=study, reason=reason, **operator(service)).run()
    service.views.catch_up()
    return done


def findings(service: Service, study: str = "talk", *, ended: bool = False) -> dict[str, list[str]]:
    """The findings that stand, or those that no longer do: keys by kind."""
    with service.views.read("findings", "characteristics") as view:
        initiative = {named.name: named.reference for named in characteristics.initiatives(view.db)}[study]
        rows = [row for row in view_of_findings.history(view.db, initiative) if (row.until is not None) == ended]
    ids = office_ids(service.record, service.keys, (row.person for row in rows))
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(key_of(row, ids))
    return {kind: sorted(keys) for kind, keys in sorted(kinds.items())}


def numbers(service: Service, study: str = "talk") -> dict[str, Any]:
    """Who took part, in exact numbers."""
    with service.views.read("characteristics") as view:
        initiative = {named.name: named.reference for named in characteristics.initiatives(view.db)}[study]
        return characteristics.summary(view.db, initiative)


def held(service: Service) -> dict[str, Any]:
    """What a store holds: the record's head and number of events, every row of the keys, and every row of the views."""
    with service.keys.store.engine.connect() as db:
        kept = {table.name: sorted(map(repr, db.execute(sa.select(table)))) for table in keys.metadata.sorted_tables}
    with service.views.read() as view:
        tables = [table for p in service.views.runner.projections for table in p.metadata.sorted_tables]
        seen = {table.name: sorted(map(repr, view.db.execute(sa.select(table)))) for table in tables}
    return {"record": (service.record.head(), service.record.counted()), "keys": kept, "views": seen}
