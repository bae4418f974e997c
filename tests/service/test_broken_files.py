"""A study office's files as they should not be, and as people make them all the same.

Every broken variant of the demonstration's study must give exactly its problems, and leave the record as it was.
"""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.importing.study import Refusal
from service.importing.tables import Problem
from service.wiring import Service
from tests import stores
from tests.service.office import FILES, SHIPPED, SMALL_FINDINGS, Office, findings, held, importing, shipped, small

DAY = "Write a day that there is as YYYY-MM-DD."
CENTURY = "Write a day between 1850 and 2200."
TIME = "Write a local time as YYYY-MM-DDTHH:MM, without an offset."
CLOCK = "Write a time of day that there is, as YYYY-MM-DDTHH:MM."
SKIPPED = "This time did not happen: the clocks went forward over it. Write the time that the clock showed."
TIME_OF_DAY = "Write the time of a day that there is as YYYY-MM-DDTHH:MM."
TIME_OF_CENTURY = "Write the time of a day between 1850 and 2200."
OR_BLANK = " Where nothing is to be said, leave the cell blank."
FUTURE = "This time has not come yet; write when it happened."
CODE = "Write a code of letters, digits and _ . / - (64 at the most), and no name of a person."
PLAIN = "Write a few plain words (six, and 64 characters, at the most), and no name of a person."
NUMBERS = "Write a version as numbers with dots, such as 2.0."
DAYS = "Write a whole number of days, such as 14."
ITEMS = "List items of C01 to C11, separated by semicolons."
YES_NO = "Write yes or no."
BLANK = "The cell is blank; fill it in."
LONG = "The cell is longer than 4000 characters; shorten it."
MISSING = "The column is missing; add it."
TWICE = "An earlier line of this file has the same key; keep one of them."
NO_SITE = "sites.csv has no such site; add it there, or mend the id."
NO_VERSION = "documents.csv has no such version; add it there, or mend the number."
NO_SESSION = "sessions.csv has no such session; add it there, or mend the id."
NO_PARTICIPANT = "people.csv has no such participant; add them there, or mend the id."
NOBODY = "Neither people.csv nor team.csv has this id; add them there, or mend the id."

BAD_DAYS = {
    "2011-02-30": DAY,
    "2011-13-01": DAY,
    "03/10/2011": DAY,
    "2011-10-3": DAY,
    "20111003": DAY,
    "3 October 2011": DAY,
    "2011-10-03T00:00": DAY,
    "٢٠١١-١٠-٠٣": DAY,
    "1849-12-31": CENTURY,
    "2200-01-01": CENTURY,
}
BAD_TIMES = {
    "2012-03-25T01:30": SKIPPED,
    "2011-10-10T12:30+01:00": TIME,
    "2011-10-10T11:30Z": TIME,
    "2011-10-10": TIME,
    "10/10/2011 12:30": TIME,
    "2011-10-10T12": TIME,
    "2011-10-10T24:00": CLOCK,
    "2011-10-10T12:60": CLOCK,
    "2011-02-29T12:00": TIME_OF_DAY,
    "1700-01-01T00:00": TIME_OF_CENTURY,
}
BAD_CODES = dict.fromkeys(("Jonah Ingham", "S1;S2", "-S1", "Swälé", "=S1", "x" * 65), CODE)
BAD_WORDS = dict.fromkeys(("nurse: Jonah", "n" * 65, "Jonah  Ingham", "he was seen there on the ward", "Jo!"), PLAIN)
BAD_VERSIONS = dict.fromkeys(("two", "v2", "2.0a", "2..0", "2.", "-2.0", "1_0.0"), NUMBERS)
BAD_NUMBERS = dict.fromkeys(("-1", "10000", "99999999999999999999", "14 days", "1.5", "fourteen", "١٤"), DAYS)
BAD_ITEMS = dict.fromkeys(("C99", "C01,C02", "A01", ";", "everything", "C01;c02"), ITEMS)

KINDS: dict[str, tuple[dict[str, str], str]] = {
    "day": (
        BAD_DAYS,
        "sites.opened_on people.date_of_birth responsible_clinicians.from_on responsible_clinicians.to_on"
        " documents.dated documents.approved_on implementations.implemented_on delegation.from_on delegation.to_on",
    ),
    "time": (BAD_TIMES, "sessions.ended_at"),
    "time that has come": (
        {**BAD_TIMES, "2199-12-31T23:59": FUTURE},
        "consents.informed_at consents.signed_at consents.recorded_at withdrawals.expressed_at withdrawals.recorded_at"
        " sessions.held_at accesses.at",
    ),
    "code": (
        BAD_CODES,
        "sites.site_id people.site_id team.site_id documents.reconsent implementations.site_id delegation.task"
        " sessions.session_id sessions.site_id attendance.session_id accesses.access_id accesses.asset"
        " accesses.purpose people.job_title sessions.setting",
    ),
    "words": (BAD_WORDS, "sites.name"),
    "version": (BAD_VERSIONS, "documents.version implementations.version consents.version"),
    "number of days": (BAD_NUMBERS, "documents.removal_window_days"),
    "items": (BAD_ITEMS, "withdrawals.items"),
    "yes or no": (
        dict.fromkeys(("y", "1", "true", "yes.", "maybe"), YES_NO),
        "sessions.recorded sessions.commissioner_present consents.copy_given consents.C01 consents.C02 consents.C03"
        " consents.C05 consents.C07 consents.C08 consents.C09 consents.C11 consents.A01 consents.A02",
    ),
}
CHOICES = {
    "sites.security_level": "Write medium or low.",
    "people.kind": "Write staff or service_user.",
    "team.role": "Write researcher or user_researcher or responsible_clinician or nurse_in_charge or advocate.",
    "responsible_clinicians.basis": "Write substantive or covering.",
    "documents.document": "Write PIS or ICF.",
    "consents.source": "Write paper or screen or phone.",
    "withdrawals.level": "Write W1 or W2 or W3 or W4 or W5 or W6.",
    "sessions.kind": "Write interview or paired_interview or focus_group.",
}
REQUIRED = {
    "sites": "site_id name security_level opened_on",
    "people": "person_id kind name date_of_birth site_id",
    "team": "person_id role",
    "responsible_clinicians": "person_id clinician_id from_on basis",
    "documents": "document version dated approved_on removal_window_days reconsent",
    "implementations": "site_id version implemented_on",
    "delegation": "person_id task from_on",
    "consents": "participant_id informed_at signed_at recorded_at version taker_id",
    "withdrawals": "participant_id level expressed_at recorded_at",
    "sessions": "session_id kind site_id held_at ended_at setting lead_id recorded commissioner_present",
    "attendance": "session_id participant_id",
    "accesses": "access_id at actor_id participant_id asset purpose",
}
MAY_BE_BLANK = {
    "people": "job_title gender ethnicity",
    "team": "site_id",
    "responsible_clinicians": "to_on",
    "delegation": "to_on",
    "consents": "witness_id copy_given source late_reason",
    "withdrawals": "items expressed_to late_reason",
}
ASKED = frozenset(["C01", "C02", "C03", "C05", "C07", "C08", "C09", "C11", "A01", "A02"])
"""The columns of the items that a form may ask; blank where it did not."""
REFERS = {
    "people.site_id": ("S9", NO_SITE),
    "team.site_id": ("S9", NO_SITE),
    "implementations.site_id": ("S9", NO_SITE),
    "sessions.site_id": ("S9", NO_SITE),
    "implementations.version": ("9.0", NO_VERSION),
    "consents.version": ("9.0", NO_VERSION),
    "attendance.session_id": ("X999", NO_SESSION),
    "responsible_clinicians.person_id": ("P999", NO_PARTICIPANT),
    "consents.participant_id": ("R1", NO_PARTICIPANT),
    "withdrawals.participant_id": ("P999", NO_PARTICIPANT),
    "attendance.participant_id": ("P999", NO_PARTICIPANT),
    "accesses.participant_id": ("Jonah Ingham", NO_PARTICIPANT),
    "responsible_clinicians.clinician_id": ("D99", NOBODY),
    "delegation.person_id": ("R99", NOBODY),
    "consents.taker_id": ("r1", NOBODY),
    "consents.witness_id": ("N99", NOBODY),
    "sessions.lead_id": ("R99", NOBODY),
    "accesses.actor_id": ("R99", NOBODY),
}


@dataclass(frozen=True)
class Broken:
    """A way to spoil the study's files, and everything that is to be said of it."""

    spoil: Callable[[Office], object]
    problems: tuple[Problem, ...]


def ending(office: Office, file: str) -> int:
    """The number of the line behind the last one."""
    return len(office.lines(file)) + 1


def more(file: str, column: str, bad: dict[str, str]) -> Broken:
    """A file whose second line comes again for each bad word, with that word in one column."""
    first = ending(Office(SHIPPED), file)

    def spoil(office: Office) -> None:
        second = office.lines(file)[1]
        for number, word in enumerate(bad):
            office.add(file, *second).say(file, first + number, **{column: word})

    also = OR_BLANK if column in MAY_BE_BLANK.get(file, "").split() or column in ASKED else ""
    found = enumerate(bad.items(), first)
    return Broken(spoil, tuple(Problem(file, line, column, word, f"{remedy}{also}") for line, (word, remedy) in found))


def of_columns() -> Iterator[tuple[str, Broken]]:
    for kind, (bad, columns) in KINDS.items():
        for each in columns.split():
            yield f"{each} is no {kind}", more(*each.split("."), bad)
    for each, remedy in CHOICES.items():
        yield (
            f"{each} is none of its words",
            more(*each.split("."), dict.fromkeys(("else", "W1 or W2", "MEDIUM"), remedy)),
        )


def of_references() -> Iterator[tuple[str, Broken]]:
    for each, (unknown, remedy) in REFERS.items():
        file, column = each.split(".")
        problem = Problem(file, 2, column, unknown, remedy)
        spoil = lambda office, f=file, c=column, u=unknown: office.say(f, 2, **{c: u})  # noqa: E731
        yield f"{each} leads nowhere", Broken(spoil, (problem,))


def of_lines() -> Iterator[tuple[str, Broken]]:
    """Lines that are blank where they must not be, that lack columns, or that stand there twice."""
    for file, required in REQUIRED.items():
        names = sorted(required.split())
        blanked = names if file in MAY_BE_BLANK else names[:-1]
        cells = sorted(Problem(file, 2, name, "", BLANK) for name in blanked)
        columns = sorted(Problem(file, 1, name, "", MISSING) for name in names + MAY_BE_BLANK.get(file, "").split())
        yield f"a line of {file} says nothing", Broken(lambda o, f=file, n=blanked: blank(o, f, n), tuple(cells))
        yield f"{file} lacks its columns", Broken(lambda o, f=file: o.write(f, "note\nhello\n"), tuple(columns))
    for file, key in {
        "sites": "site_id",
        "people": "person_id",
        "team": "person_id",
        "documents": "document",
        "implementations": "site_id",
        "sessions": "session_id",
        "accesses": "access_id",
    }.items():
        office = Office(SHIPPED)
        problem = Problem(file, ending(office, file), key, office.cell(file, 2, key), TWICE)
        yield f"a key of {file} is there twice", Broken(lambda o, f=file: o.add(f, *o.lines(f)[1]), (problem,))


def blank(office: Office, file: str, columns: list[str]) -> None:
    """The second line with nothing in these columns, and something in another: a line that is all blank is no line."""
    other = next(name for name in office.lines(file)[0] if name not in columns)
    harmless = {"site_id": "S1", "to_on": "2012-01-01", "witness_id": "N1", "items": "C01"}
    word = office.cell(file, 2, other) or harmless.get(other, "nurse")
    office.say(file, 2, **{**dict.fromkeys(columns, " "), other: word})


def of_files() -> Iterator[tuple[str, Broken]]:
    """Files that cannot be read as what they should be."""
    missing = "The file is missing; where there is nothing to tell, give it with its header line alone."
    empty = "The file is empty; write its header line at least."
    nul = "The file holds a NUL character; save it as CSV UTF-8."
    for file in FILES:
        yield f"{file} is missing", whole(file, missing, lambda o, f=file: o.path(f).unlink())
    yield "a file is empty", whole("sites", empty, lambda o: o.write("sites", ""))
    yield "a file holds blank lines", whole("team", empty, lambda o: o.write("team", "\n\r\n ,, \n"))
    yield "a file is a folder", whole("sessions", "The file cannot be read: Is a directory.", made_a_folder)
    yield "a file is UTF-16", whole("people", "Byte 0 is not UTF-8; save the file as CSV UTF-8.", in_code("utf-16"))
    yield "a file is UTF-16 without a mark", whole("people", nul, in_code("utf-16-le"))
    at = SHIPPED.joinpath("people.csv").read_bytes().index(b"Ingham")
    latin = f"Byte {at} is not UTF-8; save the file as CSV UTF-8."
    yield "a file is Latin-1", whole("people", latin, lambda o: o.write("people", latin_1(o.text("people"))))
    yield (
        "a file holds a NUL",
        whole("accesses", nul, lambda o: o.write("accesses", o.text("accesses") + "A9\0,,,,,\n")),
    )


def latin_1(text: str) -> bytes:
    return text.replace("Ingham", "Øngham", 1).encode("latin-1")


def whole(file: str, remedy: str, spoil: Callable[[Office], object]) -> Broken:
    return Broken(spoil, (Problem(file, 0, "", "", remedy),))


def made_a_folder(office: Office) -> None:
    office.path("sessions").unlink()
    office.path("sessions").mkdir()


def in_code(name: str) -> Callable[[Office], None]:
    return lambda office: office.write("people", office.text("people").encode(name))


def of_shapes() -> Iterator[tuple[str, Broken]]:
    """Lines and headers of another shape."""
    apart = f"{MISSING} Separate columns with commas."
    columns = sorted(REQUIRED["sites"].split())
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        yield (
            f"columns are separated by {name}",
            Broken(
                lambda o, m=mark: o.put("sites", o.lines("sites"), delimiter=m),
                tuple(Problem("sites", 1, column, "", apart) for column in columns),
            ),
        )
    yield (
        "a column is there twice",
        Broken(
            lambda o: o.put("team", [[*line, line[0]] for line in o.lines("team")]),
            (Problem("team", 1, "person_id", "", "The column is there twice; keep one of them."),),
        ),
    )
    for name, line, said in (
        ("few", "P001,W3", 2),
        ("many", "P001,W3,,2011-11-25T16:15,2011-11-25T17:50,a nurse, two,", 8),
    ):
        remedy = f"The line has {said} cells, its header 7; quote a cell that holds a comma."
        yield (
            f"a line has too {name} cells",
            Broken(
                lambda o, n=line: o.write("withdrawals", f"{o.text('withdrawals')}{n}\n"),
                (Problem("withdrawals", 19, "", "", remedy),),
            ),
        )
    for name, line, why in (
        ("opens and does not close", 'P001,W3,,,,"ward nurse,\n', "unexpected end of data"),
        ("closes inside a cell", 'P001,W3,,,,"ward" nurse,\nP002,W3,,,,,\n', "',' expected after '\"'"),
    ):
        remedy = f"The quoting breaks off here ({why}); close the quotation mark, and write one inside a cell twice."
        yield (
            f"a quotation mark {name}",
            Broken(
                lambda o, n=line: o.write("withdrawals", o.text("withdrawals") + n),
                (Problem("withdrawals", 19, "", "", remedy),),
            ),
        )
    for column in ("name", "person_id", "job_title", "gender"):
        problem = Problem("people", 3, column, f"{'n' * 40}…", LONG)
        yield (
            f"people.{column} is too long",
            Broken(lambda o, c=column: o.say("people", 3, **{c: "n" * 4001}), (problem,)),
        )
    beyond = "A cell is longer than 4000 characters; shorten it, or close its quotation mark."
    yield (
        "a cell is longer than can be read",
        Broken(lambda o: o.say("people", 140, name="n" * 140_000), (Problem("people", 140, "", "", beyond),)),
    )


def of_order() -> Iterator[tuple[str, Broken]]:
    """What cannot be so between rows."""
    ends = "It ends before it begins; mend one of the two days."
    for file in ("responsible_clinicians", "delegation"):
        yield (
            f"{file} ends before it begins",
            Broken(
                lambda o, f=file: o.say(f, 3, from_on="2011-10-04", to_on="2011-10-03"),
                (Problem(file, 3, "to_on", "2011-10-03", ends),),
            ),
        )
    yield (
        "a session ends before it begins",
        Broken(
            lambda o: o.say("sessions", 3, held_at="2011-10-26T14:00", ended_at="2011-10-26T13:59"),
            (
                Problem(
                    "sessions",
                    3,
                    "ended_at",
                    "2011-10-26T13:59",
                    "The session ends before it begins; mend one of the two times.",
                ),
            ),
        ),
    )
    yield (
        "W1 says no items",
        Broken(
            lambda o: o.say("withdrawals", 2, level="W1"),
            (
                Problem(
                    "withdrawals",
                    2,
                    "items",
                    "",
                    "W1 stops particular things; list the items, separated by semicolons.",
                ),
            ),
        ),
    )
    came = "Line 2 says that this person came to {}; each person comes to one."
    for session, which in (("X001", "this session already"), ("X002", "another session")):
        yield (
            f"somebody came to {which}",
            Broken(
                lambda o, s=session: o.add("attendance", s, "P062"),
                (Problem("attendance", 141, "participant_id", "P062", came.format(which)),),
            ),
        )
    yield (
        "somebody is in people and in the team",
        Broken(
            lambda o: o.add("team", "P001", "advocate", ""),
            (
                Problem(
                    "team", 24, "person_id", "P001", "people.csv has this id too; give everybody an id of their own."
                ),
            ),
        ),
    )


def at_once() -> Iterator[tuple[str, Broken]]:
    """Everything that is wrong is said at once, by file, line and column."""

    def spoil(office: Office) -> None:
        office.path("team").unlink()
        office.say("withdrawals", 3, level="W7", expressed_at="yesterday", recorded_at="")
        office.say("withdrawals", 2, participant_id="P999")
        office.say("sites", 2, security_level="high").say("consents", 9, version="9.0", signed_at="2011-10-10")
        office.say("consents", 2, version="9.0", taker_id="nobody")
        office.put("accesses", [line[:-1] for line in office.lines("accesses")])

    yield (
        "many things are wrong in many files",
        Broken(
            spoil,
            (
                Problem("accesses", 1, "purpose", "", MISSING),
                Problem("consents", 2, "version", "9.0", NO_VERSION),
                Problem("consents", 9, "signed_at", "2011-10-10", TIME),
                Problem("sites", 2, "security_level", "high", "Write medium or low."),
                Problem(
                    "team",
                    0,
                    "",
                    "",
                    "The file is missing; where there is nothing to tell, give it with its header line alone.",
                ),
                Problem("withdrawals", 2, "participant_id", "P999", NO_PARTICIPANT),
                Problem("withdrawals", 3, "expressed_at", "yesterday", TIME),
                Problem("withdrawals", 3, "level", "W7", "Write W1 or W2 or W3 or W4 or W5 or W6."),
                Problem("withdrawals", 3, "recorded_at", "", BLANK),
            ),
        ),
    )

    def after_a_break(office: Office) -> None:
        office.say("withdrawals", 2, expressed_to='a nurse,\nand\r\n"another"')
        office.write("withdrawals", f"{office.text('withdrawals')}P003,W4,,2011-12-02T16:45,never,,\n")
        office.say("people", 2, name="Jonah\nIngham", kind="nobody").say("people", 4, kind="nobody")

    yield (
        "lines are counted as a text editor counts them",
        Broken(
            after_a_break,
            (
                Problem("people", 2, "kind", "nobody", "Write staff or service_user."),
                Problem("people", 5, "kind", "nobody", "Write staff or service_user."),
                Problem("withdrawals", 21, "recorded_at", "never", TIME),
            ),
        ),
    )


VARIANTS = [
    pytest.param(broken, id=name.replace(" ", "-"))
    for group in (of_files, of_shapes, of_lines, of_columns, of_references, of_order, at_once)
    for name, broken in group()
]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store that holds the demonstration's study."""
    with stores.made(tmp_path_factory.mktemp("audited") / "data") as service:
        importing(service, Office(SHIPPED))
        yield service


@pytest.fixture(scope="module")
def commits(audited: Service) -> Iterator[Callable[[Service], list[int]]]:
    """Asks each database of the store for a number that changes with every change that anybody commits."""
    with ExitStack() as stack:
        files = (audited.directory / name for name in ("events.db", "keys.db", "views.db"))
        connections = [stack.enter_context(closing(sqlite3.connect(file))) for file in files]
        yield lambda _: [db.execute("PRAGMA data_version").fetchone()[0] for db in connections]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return shipped(tmp_path / "office")


@pytest.mark.parametrize("broken", VARIANTS)
def test_a_broken_file_is_refused_with_each_problem_named_and_nothing_changes(
    audited: Service, commits: Callable[[Service], list[int]], office: Office, broken: Broken
) -> None:
    before = commits(audited)
    broken.spoil(office)
    with pytest.raises(Refusal) as refused:
        importing(audited, office, study="broken")
    assert refused.value.problems == list(broken.problems)
    assert refused.value.what == f"Nothing was imported: {len(broken.problems)} problem(s)."
    assert commits(audited) == before


def test_what_is_left_behind_by_a_refused_import_is_nothing(audited: Service, office: Office) -> None:
    before = held(audited)
    office.say("accesses", 392, purpose="to talk to Jonah Ingham")
    with pytest.raises(Refusal):
        importing(audited, office, study="broken")
    with pytest.raises(Refusal):
        importing(audited, office)
    assert held(audited) == before


def test_a_problem_is_said_with_its_place_its_value_and_its_remedy() -> None:
    assert str(Problem("sites", 2, "opened_on", "soon", DAY)) == f"sites.csv, line 2, column opened_on: 'soon' - {DAY}"
    assert str(Problem("sites", 2, "name", "", BLANK)) == f"sites.csv, line 2, column name - {BLANK}"
    assert str(Problem("sites", 0, "", "", "The file is gone.")) == "sites.csv - The file is gone."


def with_mark(office: Office) -> None:
    for file in FILES:
        office.write(file, f"\ufeff{office.text(file)}")


def with_crlf(office: Office) -> None:
    for file in FILES:
        office.write(file, office.text(file).replace("\n", "\r\n"))


def with_cr(office: Office) -> None:
    for file in FILES:
        office.write(file, office.text(file).replace("\n", "\r"))


def all_quoted(office: Office) -> None:
    for file in FILES:
        office.put(file, office.lines(file), quoting=csv.QUOTE_ALL, lineterminator="\r\n")


def with_marks_in_cells(office: Office) -> None:
    office.say("withdrawals", 2, expressed_to='a nurse, who said "yes",\nand wrote\r\nit down')
    office.say("people", 2, name='Ann "Annie" Ash,\nBA')


def in_any_order(office: Office) -> None:
    for file in FILES:
        office.put(file, [line[::-1] for line in office.lines(file)])


def with_more_columns(office: Office) -> None:
    header, *lines = office.lines("sites")
    office.put("sites", [["ward", *header, "", "notes"], *(["7", *line, "", "Ann Ash, nurse"] for line in lines)])
    header, *lines = office.lines("accesses")
    office.put("accesses", [[*header, "seen"], *([*line, ""] for line in lines)])


def with_blank_lines(office: Office) -> None:
    for file in FILES:
        office.write(file, f"\n{office.text(file)}\n\r\n  \n" + "," * (len(office.lines(file)[0]) - 1) + "\n\n")


def without_a_last_line_end(office: Office) -> None:
    for file in FILES:
        office.write(file, office.text(file).removesuffix("\n"))


def with_spaces_around(office: Office) -> None:
    for file in FILES:
        office.put(file, [[f" {cell}  " for cell in line] for line in office.lines(file)])


def otherwise_written(office: Office) -> None:
    """The same times and answers, written in another way that is allowed."""
    for file in FILES:
        office.put(file, [[otherwise(cell) for cell in line] for line in office.lines(file)])
    office.put(
        "consents",
        [[cell.upper() if cell in ("yes", "no") else cell for cell in line] for line in office.lines("consents")],
    )
    header = office.lines("consents")[0]
    given = header.index("copy_given")
    office.put(
        "consents", [[c.lower() if n == given else c for n, c in enumerate(line)] for line in office.lines("consents")]
    )


def otherwise(cell: str) -> str:
    return f"{cell.replace('T', ' ')}:00" if cell[10:11] == "T" and len(cell) == 16 else cell


SAYS_THE_SAME = [
    with_mark,
    with_crlf,
    with_cr,
    all_quoted,
    in_any_order,
    with_more_columns,
    with_blank_lines,
    without_a_last_line_end,
    with_spaces_around,
    otherwise_written,
]
NAMED = {with_more_columns: ("sites.ward", "sites.notes", "accesses.seen")}


@pytest.mark.parametrize("form", [*SAYS_THE_SAME, with_marks_in_cells], ids=lambda form: str(form.__name__))
def test_csv_as_people_make_it_is_taken_as_it_comes(tmp_path: Path, form: Callable[[Office], None]) -> None:
    office = small(tmp_path / "office")
    form(office)
    with stores.made(tmp_path / "data") as service:
        done = importing(service, office)
        assert (done.new, done.ignored) == (24, NAMED.get(form, ()))
        assert findings(service) == SMALL_FINDINGS


@pytest.mark.parametrize("form", SAYS_THE_SAME, ids=lambda form: str(form.__name__))
def test_a_row_is_the_same_however_it_is_written(tmp_path: Path, form: Callable[[Office], None]) -> None:
    office = small(tmp_path / "office")
    with stores.made(tmp_path / "data") as service:
        importing(service, office)
        head = service.record.head()
        form(office)
        again = importing(service, office)
        assert (again.new, again.passed_over, again.vanished) == (0, 24, ())
        assert service.record.head() == head


def test_every_form_at_once_says_the_same_of_the_demonstration(
    tmp_path: Path, audited: Service, office: Office
) -> None:
    for form in (in_any_order, with_more_columns, otherwise_written, all_quoted, with_blank_lines, with_mark):
        form(office)
    with stores.made(tmp_path / "data") as service:
        assert importing(service, office).new == 1025
        assert findings(service) == findings(audited)


def test_files_with_nothing_to_tell_but_their_header_are_taken(tmp_path: Path) -> None:
    office = small(tmp_path / "office")
    for file in ("withdrawals", "accesses", "responsible_clinicians"):
        office.put(file, office.lines(file)[:1])
    with stores.made(tmp_path / "data") as service:
        assert importing(service, office).new == 20
        assert findings(service) == {}
