"""The twelve files of a study office's logs: columns, keys, and what must hold between the files.

Source of the format: ops/demo/study/README.md, which ships with the demonstration data.
"""

from collections.abc import Iterator
from typing import Final

from domain.consent import ITEMS
from service.importing.cells import code, day, instant, items, one_of, past, version, whole_number, words, yes_no
from service.importing.tables import Column, Problem, Reading, Row, Table

SITES = Table(
    "sites",
    (
        Column("site_id", code),
        Column("name", words),
        Column("security_level", one_of("medium", "low")),
        Column("opened_on", day),
    ),
    key=("site_id",),
)
PEOPLE = Table(
    "people",
    (
        Column("person_id"),
        Column("kind", one_of("staff", "service_user")),
        Column("name"),
        Column("date_of_birth", day),
        Column("site_id", code),
        Column("job_title", code, blank=True),
        Column("gender", blank=True),
        Column("ethnicity", blank=True),
    ),
    key=("person_id",),
)
TEAM = Table(
    "team",
    (
        Column("person_id"),
        Column("role", one_of("researcher", "user_researcher", "responsible_clinician", "nurse_in_charge", "advocate")),
        Column("site_id", code, blank=True),
    ),
    key=("person_id",),
)
RESPONSIBLE_CLINICIANS = Table(
    "responsible_clinicians",
    (
        Column("person_id"),
        Column("clinician_id"),
        Column("from_on", day),
        Column("to_on", day, blank=True),
        Column("basis", one_of("substantive", "covering")),
    ),
    key=("person_id", "clinician_id", "from_on", "basis"),
    unique=False,
)
DOCUMENTS = Table(
    "documents",
    (
        Column("document", one_of("PIS", "ICF")),
        Column("version", version),
        Column("dated", day),
        Column("approved_on", day),
        Column("removal_window_days", whole_number),
        Column("reconsent", code),
    ),
    key=("document", "version"),
)
IMPLEMENTATIONS = Table(
    "implementations",
    (Column("site_id", code), Column("version", version), Column("implemented_on", day)),
    key=("site_id", "version"),
)
DELEGATION = Table(
    "delegation",
    (Column("person_id"), Column("task", code), Column("from_on", day), Column("to_on", day, blank=True)),
    key=("person_id", "task", "from_on"),
    unique=False,
)
CONSENTS = Table(
    "consents",
    (
        Column("participant_id"),
        Column("informed_at", past),
        Column("signed_at", past),
        Column("recorded_at", past),
        Column("version", version),
        Column("taker_id"),
        Column("witness_id", blank=True),
        Column("copy_given", one_of("yes", "no"), blank=True),
        Column("source", one_of("paper", "screen", "phone"), blank=True),
        Column("late_reason", blank=True),
        *(Column(item, yes_no, blank=True, optional=True) for item in ITEMS),
    ),
    key=("participant_id", "signed_at"),
    unique=False,
)
WITHDRAWALS = Table(
    "withdrawals",
    (
        Column("participant_id"),
        Column("level", one_of("W1", "W2", "W3", "W4", "W5", "W6")),
        Column("items", items, blank=True),
        Column("expressed_at", past),
        Column("recorded_at", past),
        Column("expressed_to", blank=True),
        Column("late_reason", blank=True),
    ),
    key=("participant_id", "expressed_at"),
    unique=False,
)
SESSIONS = Table(
    "sessions",
    (
        Column("session_id", code),
        Column("kind", one_of("interview", "paired_interview", "focus_group")),
        Column("site_id", code),
        Column("held_at", past),
        Column("ended_at", instant),
        Column("setting", code),
        Column("lead_id"),
        Column("recorded", yes_no),
        Column("commissioner_present", yes_no),
    ),
    key=("session_id",),
)
ATTENDANCE = Table(
    "attendance", (Column("session_id", code), Column("participant_id")), key=("participant_id",), unique=False
)
ACCESSES = Table(
    "accesses",
    (
        Column("access_id", code),
        Column("at", past),
        Column("actor_id"),
        Column("participant_id"),
        Column("asset", code),
        Column("purpose", code),
    ),
    key=("access_id",),
)

TABLES: Final = (
    SITES,
    PEOPLE,
    TEAM,
    RESPONSIBLE_CLINICIANS,
    DOCUMENTS,
    IMPLEMENTATIONS,
    DELEGATION,
    CONSENTS,
    WITHDRAWALS,
    SESSIONS,
    ATTENDANCE,
    ACCESSES,
)

_PARTICIPANT = "people.csv has no such participant; add them there, or mend the id."
_ANYBODY = "Neither people.csv nor team.csv has this id; add them there, or mend the id."
_REFERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("people", "site_id", "site"),
    ("team", "site_id", "site"),
    ("responsible_clinicians", "person_id", "participant"),
    ("responsible_clinicians", "clinician_id", "anybody"),
    ("implementations", "site_id", "site"),
    ("implementations", "version", "version"),
    ("delegation", "person_id", "anybody"),
    ("consents", "participant_id", "participant"),
    ("consents", "version", "version"),
    ("consents", "taker_id", "anybody"),
    ("consents", "witness_id", "anybody"),
    ("withdrawals", "participant_id", "participant"),
    ("sessions", "site_id", "site"),
    ("sessions", "lead_id", "anybody"),
    ("attendance", "session_id", "session"),
    ("attendance", "participant_id", "participant"),
    ("accesses", "actor_id", "anybody"),
    ("accesses", "participant_id", "participant"),
)
_REMEDIES: Final = {
    "site": "sites.csv has no such site; add it there, or mend the id.",
    "version": "documents.csv has no such version; add it there, or mend the number.",
    "session": "sessions.csv has no such session; add it there, or mend the id.",
    "participant": _PARTICIPANT,
    "anybody": _ANYBODY,
}


def between_files(reading: Reading) -> Iterator[Problem]:
    """What is wrong between rows and files: ids that lead nowhere, and what cannot be in this order.

    A row with problems still says its id. A file whose lines could not be told apart makes no problems elsewhere: what
    refers to it is looked at next time.
    """
    known = _known(reading)
    for file, column, kind in _REFERS:
        if reading.lost & set(_SOURCES[kind]):
            continue
        for row in reading.rows[file]:
            if row[column] is not None and row[column] not in known[kind]:
                yield row.problem(column, _REMEDIES[kind])
    yield from _twice_named(reading)
    yield from _orders(reading)
    yield from _attendances(reading)


_SOURCES: Final = {
    "site": ("sites",),
    "version": ("documents",),
    "session": ("sessions",),
    "participant": ("people",),
    "anybody": ("people", "team"),
}


def _known(reading: Reading) -> dict[str, set[str]]:
    people = reading.written("people", "person_id")
    return {
        "site": reading.written("sites", "site_id"),
        "version": reading.written("documents", "version"),
        "session": reading.written("sessions", "session_id"),
        "participant": people,
        "anybody": people | reading.written("team", "person_id"),
    }


def _twice_named(reading: Reading) -> Iterator[Problem]:
    people = {row["person_id"] for row in reading.rows["people"]}
    for row in reading.rows["team"]:
        if row["person_id"] in people:
            yield row.problem("person_id", "people.csv has this id too; give everybody an id of their own.")


def _orders(reading: Reading) -> Iterator[Problem]:
    for file in ("responsible_clinicians", "delegation"):
        for row in reading.rows[file]:
            if row["to_on"] and row["to_on"] < row["from_on"]:
                yield row.problem("to_on", "It ends before it begins; mend one of the two days.")
    for row in reading.rows["sessions"]:
        if row["ended_at"] < row["held_at"]:
            yield row.problem("ended_at", "The session ends before it begins; mend one of the two times.")
    for row in reading.rows["withdrawals"]:
        if row["level"] == "W1" and not row["items"]:
            yield row.problem("items", "W1 stops particular things; list the items, separated by semicolons.")


def _attendances(reading: Reading) -> Iterator[Problem]:
    came: dict[str, Row] = {}
    for row in reading.rows["attendance"]:
        first = came.setdefault(row["participant_id"], row)
        if first is not row:
            which = "this session already" if first["session_id"] == row["session_id"] else "another session"
            remedy = f"Line {first.line} says that this person came to {which}; each person comes to one."
            yield row.problem("participant_id", remedy)
