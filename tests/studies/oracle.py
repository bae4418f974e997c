"""A slow, separate oracle for a study office's logs, written from `ops/demo/study/README.md` and from nothing else.

Every definition of that page is one small function here, named after it and in its order. Nothing is cached, indexed or
shared with the product. Instants are compared, and spans measured, in UTC; a day is the local calendar day.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, str]

LONDON = ZoneInfo("Europe/London")
EVER = datetime.max.replace(tzinfo=UTC)
ONE_DAY = timedelta(hours=24)
SESSION_KINDS = ("interview", "paired_interview", "focus_group")
STUDY_TEAM = ("researcher", "user_researcher")


@dataclass(frozen=True)
class Study:
    """The rows of the twelve files, each in the order of its lines."""

    sites: list[Row]
    people: list[Row]
    team: list[Row]
    responsible_clinicians: list[Row]
    documents: list[Row]
    implementations: list[Row]
    delegation: list[Row]
    consents: list[Row]
    withdrawals: list[Row]
    sessions: list[Row]
    attendance: list[Row]
    accesses: list[Row]


def read(folder: Path) -> Study:
    """The study that the twelve files of a folder hold."""
    return Study(**{file.name: read_rows(folder / f"{file.name}.csv") for file in fields(Study)})


def read_rows(path: Path) -> list[Row]:
    """The rows of one file, cells stripped."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [{column.strip(): (cell or "").strip() for column, cell in row.items()} for row in csv.DictReader(lines)]


# Times


def instant(text: str) -> datetime:
    """A written local time as an instant in UTC: in the hour that happens twice, the first of the two."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=0).astimezone(UTC)


def day_of(text: str) -> date:
    """The local calendar day of a written local time."""
    return datetime.fromisoformat(text).date()


def midnight_ending(day: date) -> datetime:
    """The instant, in UTC, at which a local calendar day is over."""
    return datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC)


def covers(row: Row, day: date) -> bool:
    """Whether a row with `from_on` and `to_on` holds on a day: an empty `to_on` is open-ended, `to_on` is included."""
    if day < date.fromisoformat(row["from_on"]):
        return False
    return row["to_on"] == "" or day <= date.fromisoformat(row["to_on"])


# What the rows refer to


def the(rows: list[Row], column: str, value: str) -> Row:
    """The one row that has a value in a column."""
    (row,) = [row for row in rows if row[column] == value]
    return row


def site_of(study: Study, person: str) -> str:
    """The site that a participant belongs to."""
    return the(study.people, "person_id", person)["site_id"]


def session_of(study: Study, person: str) -> Row:
    """The one session that a participant came to."""
    return the(study.sessions, "session_id", the(study.attendance, "participant_id", person)["session_id"])


# What the words mean


def in_force(study: Study, site: str, day: date) -> str | None:
    """The version with the latest `implemented_on` at a site not after a day, if any."""
    latest: tuple[date, str] | None = None
    for row in study.implementations:
        implemented_on = date.fromisoformat(row["implemented_on"])
        if row["site_id"] == site and implemented_on <= day and (latest is None or implemented_on > latest[0]):
            latest = (implemented_on, row["version"])
    return None if latest is None else latest[1]


def items_stopped(withdrawal: Row) -> list[str]:
    """The items that a withdrawal's level stops."""
    match withdrawal["level"]:
        case "W1":
            return [item.strip() for item in withdrawal["items"].split(";")]
        case "W2":
            return ["C01", "C02"]
        case "W3":
            return ["C09", "C11"]
        case "W4":
            return ["C07"]
        case "W5":
            return ["C03", "C05", "C04", "C06"]
        case "W6":
            return [f"C{number:02}" for number in range(1, 12)]
    raise ValueError(f"no such level: {withdrawal['level']}")


def is_known(row: Row, known: datetime) -> bool:
    """Whether a row counts as known at an instant; a row of a file without `recorded_at` always does."""
    return "recorded_at" not in row or instant(row["recorded_at"]) <= known


def signings(study: Study, person: str, by: datetime, known: datetime = EVER) -> list[Row]:
    """The person's signings at or before an instant, in the order of lines."""
    rows = [row for row in study.consents if row["participant_id"] == person and is_known(row, known)]
    return [row for row in rows if instant(row["signed_at"]) <= by]


def stops(study: Study, person: str, by: datetime, known: datetime = EVER) -> list[Row]:
    """The person's withdrawals at or before an instant, in the order of lines."""
    rows = [row for row in study.withdrawals if row["participant_id"] == person and is_known(row, known)]
    return [row for row in rows if instant(row["expressed_at"]) <= by]


def active(study: Study, person: str, item: str, at: datetime, known: datetime = EVER) -> bool:
    """Whether the latest answer on an item at or before an instant is yes; at the same instant a stop wins."""
    latest, yes = datetime.min.replace(tzinfo=UTC), False
    for row in signings(study, person, at, known):
        if row.get(item, "") in ("yes", "no") and instant(row["signed_at"]) >= latest:
            latest, yes = instant(row["signed_at"]), row[item] == "yes"
    for row in stops(study, person, at, known):
        if item in items_stopped(row) and instant(row["expressed_at"]) >= latest:
            latest, yes = instant(row["expressed_at"]), False
    return yes


def latest_signing(study: Study, person: str, by: datetime, known: datetime = EVER) -> Row | None:
    """The person's latest signing (by `signed_at`, then by line) at or before an instant, if any."""
    latest: Row | None = None
    for row in signings(study, person, by, known):
        if latest is None or instant(row["signed_at"]) >= instant(latest["signed_at"]):
            latest = row
    return latest


def removal_window_closes(study: Study, person: str, known: datetime = EVER) -> datetime:
    """The midnight that ends the Nth local day after the day on which the session ended.

    N is promised by the form (ICF) of the version that the person had signed by the session's start. As known at an
    instant, only the signings known then count. A ValueError says that there was no such signing.
    """
    session = session_of(study, person)
    signing = latest_signing(study, person, instant(session["held_at"]), known)
    if signing is None:
        raise ValueError(f"{person} signed no form by the session's start: the removal window is undefined")
    form = the([row for row in study.documents if row["document"] == "ICF"], "version", signing["version"])
    return midnight_ending(day_of(session["ended_at"]) + timedelta(days=int(form["removal_window_days"])))


def inside_removal_window(study: Study, withdrawal: Row, known: datetime = EVER) -> bool:
    """Whether a W6 was expressed before the window closed, before the session too."""
    return instant(withdrawal["expressed_at"]) < removal_window_closes(study, withdrawal["participant_id"], known)


def removal_asked(study: Study, person: str, by: datetime, known: datetime = EVER) -> bool:
    """Whether a W6 inside the window was expressed by an instant."""
    removals = [row for row in stops(study, person, by, known) if row["level"] == "W6"]
    return any(inside_removal_window(study, row, known) for row in removals)


def participation_item(session: Row) -> str:
    """C02 for a focus group, C01 for the other two kinds."""
    return "C02" if session["kind"] == "focus_group" else "C01"


def may_be_used(study: Study, access: Row, known: datetime = EVER) -> bool:
    """Whether an asset might be used for a purpose at the instant of an access (the table of five pairs)."""
    person, at = access["participant_id"], instant(access["at"])
    session = session_of(study, person)
    start = instant(session["held_at"])
    match access["asset"], access["purpose"]:
        case "transcript", "analysis":
            took_part = active(study, person, participation_item(session), start, known)
            return took_part and not removal_asked(study, person, at, known)
        case "recording", "analysis":
            return active(study, person, "C03", at, known) and active(study, person, "C03", start, known)
        case "transcript", "quotation":
            return active(study, person, "C05", at, known)
        case "clinical_record", "characteristics":
            return active(study, person, "C07", at, known)
        case "contact_details", "recontact":
            return active(study, person, "C09", at, known)
    return False


# Findings on a signing


def version_not_current(study: Study, signing: Row) -> bool:
    """The form's version was not the one in force at the person's site on the day of signing."""
    return signing["version"] != in_force(
        study, site_of(study, signing["participant_id"]), day_of(signing["signed_at"])
    )


def taker_not_delegated(study: Study, signing: Row) -> bool:
    """The taker had no `consent` task on that day."""
    tasks = [row for row in study.delegation if row["person_id"] == signing["taker_id"] and row["task"] == "consent"]
    return not any(covers(row, day_of(signing["signed_at"])) for row in tasks)


def taker_is_responsible_clinician(study: Study, signing: Row) -> bool:
    """The taker is that person's responsible clinician on that day, on whatever basis."""
    charges = [row for row in study.responsible_clinicians if row["person_id"] == signing["participant_id"]]
    taken = [row for row in charges if row["clinician_id"] == signing["taker_id"]]
    return any(covers(row, day_of(signing["signed_at"])) for row in taken)


def witness_not_independent(study: Study, signing: Row) -> bool:
    """The witness is the taker, or anyone of the study team; a blank witness is none."""
    witness = signing.get("witness_id", "")
    if witness == "":
        return False
    if witness == signing["taker_id"]:
        return True
    return any(row["person_id"] == witness and row["role"] in STUDY_TEAM for row in study.team)


def reflection_too_short(_study: Study, signing: Row) -> bool:
    """Less than 24 h between `informed_at` and `signed_at`."""
    return instant(signing["signed_at"]) - instant(signing["informed_at"]) < ONE_DAY


def copy_not_given(_study: Study, signing: Row) -> bool:
    """`copy_given` is not yes."""
    return signing.get("copy_given", "") != "yes"


def signing_entered_late(_study: Study, signing: Row) -> bool:
    """A signing entered more than 24 h after it happened, with no `late_reason`."""
    return entered_late(signing, "signed_at")


def entered_late(row: Row, happened: str) -> bool:
    """A row entered more than 24 h after it happened, with no `late_reason`."""
    if row.get("late_reason", "") != "":
        return False
    return instant(row["recorded_at"]) - instant(row[happened]) > ONE_DAY


# Findings on a withdrawal


def withdrawal_entered_late(_study: Study, withdrawal: Row) -> bool:
    """A withdrawal entered more than 24 h after it happened, with no `late_reason`."""
    return entered_late(withdrawal, "expressed_at")


def removal_inside_window(study: Study, withdrawal: Row) -> bool:
    """A W6 inside the removal window."""
    return withdrawal["level"] == "W6" and inside_removal_window(study, withdrawal)


def removal_outside_window(study: Study, withdrawal: Row) -> bool:
    """A W6 outside the removal window."""
    return withdrawal["level"] == "W6" and not inside_removal_window(study, withdrawal)


# Findings on an attendance


def participation_without_consent(study: Study, attendance: Row) -> bool:
    """Took part while the participation item was not active at the session's start."""
    session = the(study.sessions, "session_id", attendance["session_id"])
    start = instant(session["held_at"])
    return not active(study, attendance["participant_id"], participation_item(session), start)


def participation_before_record(study: Study, attendance: Row) -> bool:
    """The participation item was active at the session's start, but not as known at that instant."""
    session = the(study.sessions, "session_id", attendance["session_id"])
    person, item, start = attendance["participant_id"], participation_item(session), instant(session["held_at"])
    return active(study, person, item, start) and not active(study, person, item, start, known=start)


def recording_without_consent(study: Study, attendance: Row) -> bool:
    """A recorded session, and the person's C03 was not active at its start."""
    session = the(study.sessions, "session_id", attendance["session_id"])
    if session["recorded"] != "yes":
        return False
    return not active(study, attendance["participant_id"], "C03", instant(session["held_at"]))


def reconsent_not_taken(study: Study, attendance: Row) -> bool:
    """2.0 was in force at the session's site on its day, and the person's latest signing by its start is on 1.0.

    Only where 1.0 was in force at the person's own site on the day of that signing. A session's day is its start's.
    """
    session = the(study.sessions, "session_id", attendance["session_id"])
    if in_force(study, session["site_id"], day_of(session["held_at"])) != "2.0":
        return False
    signing = latest_signing(study, attendance["participant_id"], instant(session["held_at"]))
    if signing is None or signing["version"] != "1.0":
        return False
    return in_force(study, site_of(study, signing["participant_id"]), day_of(signing["signed_at"])) == "1.0"


# Findings on an access


def access_without_consent(study: Study, access: Row) -> bool:
    """The use was not allowed at that instant."""
    return not may_be_used(study, access)


def access_before_record(study: Study, access: Row) -> bool:
    """The use was allowed at that instant, but not as known then."""
    return may_be_used(study, access) and not may_be_used(study, access, known=instant(access["at"]))


Raised = Callable[[Study, Row], bool]

ON_SIGNINGS: dict[str, Raised] = {
    "version-not-current": version_not_current,
    "taker-not-delegated": taker_not_delegated,
    "taker-is-responsible-clinician": taker_is_responsible_clinician,
    "witness-not-independent": witness_not_independent,
    "reflection-too-short": reflection_too_short,
    "copy-not-given": copy_not_given,
    "late-entry-unexplained": signing_entered_late,
}
ON_WITHDRAWALS: dict[str, Raised] = {
    "late-entry-unexplained": withdrawal_entered_late,
    "removal-inside-window": removal_inside_window,
    "removal-outside-window": removal_outside_window,
}
ON_ATTENDANCES: dict[str, Raised] = {
    "participation-without-consent": participation_without_consent,
    "participation-before-record": participation_before_record,
    "recording-without-consent": recording_without_consent,
    "reconsent-not-taken": reconsent_not_taken,
}
ON_ACCESSES: dict[str, Raised] = {
    "access-without-consent": access_without_consent,
    "access-before-record": access_before_record,
}
KINDS: tuple[str, ...] = tuple(sorted({*ON_SIGNINGS, *ON_WITHDRAWALS, *ON_ATTENDANCES, *ON_ACCESSES}))


def raised(study: Study) -> Iterator[tuple[str, str]]:
    """Every finding as its kind and its key, in no order and perhaps more than once."""
    for row in study.consents:
        yield from judged(study, row, ON_SIGNINGS, f"{row['participant_id']}@{row['signed_at']}")
    for row in study.withdrawals:
        yield from judged(study, row, ON_WITHDRAWALS, f"{row['participant_id']}@{row['expressed_at']}")
    for row in study.attendance:
        yield from judged(study, row, ON_ATTENDANCES, f"{row['participant_id']}@{row['session_id']}")
    for row in study.accesses:
        yield from judged(study, row, ON_ACCESSES, row["access_id"])


def judged(study: Study, row: Row, kinds: dict[str, Raised], key: str) -> Iterator[tuple[str, str]]:
    """The findings of some kinds on one row."""
    return ((kind, key) for kind, is_raised in kinds.items() if is_raised(study, row))


# What the program answers


def findings(study: Study) -> dict[str, list[str]]:
    """The sorted keys of each kind that has any."""
    pairs = sorted(set(raised(study)))
    return {kind: keys for kind in KINDS if (keys := [key for of, key in pairs if of == kind])}


def register(study: Study, valid_at: str, known_at: str, items: Sequence[str]) -> dict[str, Any]:
    """How many participants have each item active at an instant, as known at another."""
    at, known = instant(valid_at), instant(known_at)
    counts = {item: sum(active(study, row["person_id"], item, at, known) for row in study.people) for item in items}
    return {"valid_at": valid_at, "known_at": known_at, "active": counts}


def characteristics(study: Study) -> dict[str, int]:
    """Participants by `security_level/kind/job_title`: the level of their own site, `-` for no job title."""
    counts: dict[str, int] = {}
    for person in study.people:
        level = the(study.sites, "site_id", person["site_id"])["security_level"]
        key = f"{level}/{person['kind']}/{person.get('job_title', '') or '-'}"
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


def audit(folder: Path, registers: Sequence[tuple[str, str]], items: Sequence[str]) -> dict[str, Any]:
    """What an honest audit of a folder's files says, in the shape and order of `expected.json`.

    `registers` are pairs of `valid_at` and `known_at`, written as in the files; `items` are what they count.
    """
    study = read(folder)
    found = findings(study)
    kinds = [row["kind"] for row in study.sessions]
    return {
        "participants": len(study.people),
        "staff": sum(row["kind"] == "staff" for row in study.people),
        "service_users": sum(row["kind"] == "service_user" for row in study.people),
        "sessions": {kind: kinds.count(kind) for kind in SESSION_KINDS if kind in kinds},
        "characteristics": characteristics(study),
        "as_of": [register(study, valid_at, known_at, items) for valid_at, known_at in registers],
        "findings": found,
        "finding_counts": {kind: len(keys) for kind, keys in found.items()},
    }
