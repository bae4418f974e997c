"""Importing a study again: rows that are there, rows that are new, rows that changed, and rows that are gone.

A correction is known from our own time of recording; what it replaced stays known until then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.access import DataUsed
from domain.kernel.time import from_local
from projections import characteristics, consent_register
from service import wiring
from service.errors import StorageFault
from service.importing.study import Refusal
from service.importing.tables import Problem
from service.store import keys
from service.wiring import Service
from tests import stores
from tests.service.office import SMALL_FINDINGS, Office, findings, held, importing, numbers, shipped, small

SIGNED = "P001@2011-10-10T12:30"
STOPPED = "P002@2011-10-25T10:00"
INSIDE = {"removal-inside-window": [STOPPED]}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return small(tmp_path / "office")


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Service]:
    """A new store on SQLite, for what does not depend on the database."""
    with stores.made(tmp_path / "data") as service:
        yield service


def counted(done: Any) -> tuple[int, int, int, int]:
    """New, corrected, passed over, vanished."""
    return done.new, done.corrected, done.passed_over, len(done.vanished)


def register(service: Service, known: datetime, *, valid: str = "2011-12-01T12:00", as_recorded: bool = False) -> Any:
    """How many participants had C01 and C02 active, as known at an instant."""
    with service.views.read("consent_register", "characteristics") as view:
        (initiative,) = (named.reference for named in characteristics.initiatives(view.db))
        asked = (view.db, initiative, ("C01", "C02"), from_local(valid), known)
        return consent_register.register(*asked, as_recorded=as_recorded).active


def test_importing_again_passes_over_everything_and_records_nothing(store: Service, tmp_path: Path) -> None:
    office = shipped(tmp_path / "office")
    assert counted(importing(store, office)) == (1025, 0, 0, 0)
    before = held(store)
    assert counted(importing(store, office)) == (0, 0, 1025, 0)
    assert held(store) == before


def test_importing_again_in_another_process_passes_over_everything_too(tmp_path: Path, office: Office) -> None:
    with stores.made(tmp_path / "data") as service:
        importing(service, office)
        head = service.record.head()
    with wiring.open_store(tmp_path / "data") as again:
        assert counted(importing(again, office)) == (0, 0, 24, 0)
        assert again.record.head() == head


def test_new_rows_are_added_and_all_others_passed_over(store: Service, office: Office) -> None:
    importing(store, office)
    head = store.record.head()
    office.add("people", "P003", "staff", "Cy Cedar", "1990-03-03", "S1", "psychologist", "", "")
    office.add("accesses", "A003", "2011-10-28T09:00", "R2", "P002", "transcript", "analysis")
    assert counted(importing(store, office)) == (2, 0, 24, 0)
    assert store.record.head() == head + 2
    assert findings(store) == {"access-without-consent": ["A003"], **SMALL_FINDINGS}
    assert numbers(store)["characteristics"]["medium/staff/psychologist"] == 1


def test_rows_added_in_another_process_are_judged_with_all_that_came_before(tmp_path: Path, office: Office) -> None:
    with stores.made(tmp_path / "data") as service:
        importing(service, office)
    office.add("people", "P003", "staff", "Cy Cedar", "1990-03-03", "S1", "psychologist", "", "")
    office.add(
        "sessions", "X003", "interview", "S1", "2011-11-01T14:00", "2011-11-01T15:00", "inside", "R2", "no", "no"
    )
    office.add("attendance", "X003", "P003")
    with wiring.open_store(tmp_path / "data") as later:
        assert counted(importing(later, office)) == (3, 0, 24, 0)
        assert findings(later) == {"participation-without-consent": ["P003@X003"], **SMALL_FINDINGS}
        rebuilt(later)


def test_a_row_that_stands_there_twice_is_two_rows_and_each_is_known_again(embedded: Service, office: Office) -> None:
    stop = office.lines("withdrawals")[1]
    office.add("withdrawals", *stop)
    assert counted(importing(embedded, office)) == (25, 0, 0, 0)
    assert counted(importing(embedded, office)) == (0, 0, 25, 0)
    office.add("withdrawals", *stop)
    assert counted(importing(embedded, office)) == (1, 0, 25, 0)


def test_a_changed_row_is_refused_by_file_and_line_and_nothing_is_recorded(embedded: Service, office: Office) -> None:
    importing(embedded, office)
    before = held(embedded)
    office.say("consents", 2, C01="no").say("people", 3, name="Bo Birch").add("team", "N2", "nurse_in_charge", "S2")
    with pytest.raises(Refusal) as refused:
        importing(embedded, office)
    say = "This row ({}) was imported with other values. To correct it: --correct --reason TEXT."
    assert refused.value.problems == [
        Problem("consents", 2, "", "", say.format("participant_id P001, signed_at 2011-10-10T12:30")),
        Problem("people", 3, "", "", say.format("person_id P002")),
    ]
    assert held(embedded) == before


def test_a_correction_is_known_from_when_it_was_recorded_and_the_old_row_until_then(
    store: Service, office: Office
) -> None:
    importing(store, office)
    before = store.record.at([store.record.head()])[0].recorded_at
    office.say("consents", 2, C01="no", C02="yes")
    assert counted(importing(store, office, reason="a slip of the pen")) == (0, 1, 23, 0)
    (corrected,) = store.record.at([store.record.head()])
    was = store.record.read(corrected.stream)[0]
    assert (corrected.corrects, was.event.tag) == (was.version, corrected.event.tag)
    assert corrected.known_at == corrected.recorded_at
    assert register(store, before) == {"C01": 1, "C02": 0}
    assert register(store, corrected.recorded_at) == {"C01": 0, "C02": 1}
    assert register(store, from_local("2011-11-01T12:00")) == {"C01": 1, "C02": 0}
    assert register(store, before, as_recorded=True) == {"C01": 1, "C02": 0}
    assert register(store, corrected.recorded_at, as_recorded=True) == {"C01": 0, "C02": 1}


def test_a_correction_ends_a_finding_and_begins_another_and_both_are_dated(embedded: Service, office: Office) -> None:
    importing(embedded, office)
    assert (findings(embedded), findings(embedded, ended=True)) == (INSIDE, {})
    importing(embedded, office.say("withdrawals", 2, level="W3"), reason="misread")
    assert (findings(embedded), findings(embedded, ended=True)) == ({}, INSIDE)
    importing(embedded, office.say("withdrawals", 2, level="W6"), reason="no, read well")
    assert (findings(embedded), findings(embedded, ended=True)) == (INSIDE, INSIDE)


def test_a_correction_keeps_its_reason_sealed_and_says_nothing_in_clear(embedded: Service, office: Office) -> None:
    importing(embedded, office)
    importing(embedded, office.say("people", 2, job_title="psychologist"), reason="Ann said so herself")
    (row,) = embedded.record._select("SELECT state FROM {t} WHERE position = {p}", (embedded.record.head(),))
    assert b"psychologist" in bytes(row["state"])
    assert b"Ann" not in bytes(row["state"])


@pytest.mark.parametrize(
    ("file", "line", "said", "then"),
    [
        ("sites", 2, {"security_level": "low"}, INSIDE),
        ("people", 2, {"site_id": "S2"}, {**INSIDE, "version-not-current": [SIGNED]}),
        ("people", 2, {"job_title": "psychologist"}, INSIDE),
        ("team", 5, {"role": "user_researcher"}, {**INSIDE, "witness-not-independent": [SIGNED]}),
        (
            "responsible_clinicians",
            2,
            {"to_on": ""},
            {**INSIDE, "taker-is-responsible-clinician": ["P002@2011-10-13T10:00"]},
        ),
        ("documents", 3, {"removal_window_days": "4"}, {"removal-outside-window": [STOPPED]}),
        ("implementations", 2, {"implemented_on": "2011-10-11"}, {**INSIDE, "version-not-current": [SIGNED]}),
        ("delegation", 2, {"to_on": "2011-10-09"}, {**INSIDE, "taker-not-delegated": [SIGNED]}),
        ("consents", 2, {"copy_given": "no"}, {**INSIDE, "copy-not-given": [SIGNED]}),
        ("consents", 2, {"C01": "no"}, {**INSIDE, "participation-without-consent": ["P001@X001"]}),
        ("consents", 2, {"late_reason": "she was away", "recorded_at": "2011-10-14T09:00"}, INSIDE),
        (
            "withdrawals",
            2,
            {"recorded_at": "2011-10-27T11:00"},
            {**INSIDE, "late-entry-unexplained": [STOPPED]},
        ),
        ("sessions", 2, {"kind": "focus_group"}, {**INSIDE, "participation-without-consent": ["P001@X001"]}),
        ("sessions", 3, {"recorded": "yes"}, {**INSIDE, "recording-without-consent": ["P002@X002"]}),
        ("attendance", 2, {"session_id": "X002"}, {**INSIDE, "participation-without-consent": ["P001@X002"]}),
        ("accesses", 2, {"purpose": "quotation"}, {"access-without-consent": ["A001"], **INSIDE}),
        ("accesses", 2, {"participant_id": "P002"}, {"access-without-consent": ["A001"], **INSIDE}),
    ],
    ids=lambda value: "-".join(f"{k}-{v}" for k, v in value.items()) if isinstance(value, dict) else str(value),
)
def test_a_corrected_row_shows_in_what_the_audit_finds(
    tmp_path: Path, office: Office, file: str, line: int, said: dict[str, str], then: dict[str, list[str]]
) -> None:
    with stores.made(tmp_path / "data") as service:
        importing(service, office)
        assert findings(service) == SMALL_FINDINGS
        was = {column: office.cell(file, line, column) for column in said}
        with pytest.raises(Refusal):
            importing(service, office.say(file, line, **said))
        assert counted(importing(service, office, reason="checked again")) == (0, 1, 23, 0)
        assert findings(service) == then
        rebuilt(service)
        assert findings(service) == then
        importing(service, office.say(file, line, **was), reason="it was right before")
        assert findings(service) == SMALL_FINDINGS


def rebuilt(service: Service) -> None:
    """Made anew, the views must say what they said."""
    before = held(service)["views"]
    service.views.rebuild()
    assert held(service)["views"] == before


def test_corrected_rows_show_in_who_took_part(store: Service, office: Office) -> None:
    importing(store, office)
    office.say("sites", 2, security_level="low").say("people", 3, kind="staff", job_title="nurse", site_id="S1")
    office.say("sessions", 2, kind="paired_interview")
    importing(store, office, reason="checked again")
    assert numbers(store) == {
        "participants": 2,
        "staff": 2,
        "service_users": 0,
        "sessions": {"focus_group": 1, "paired_interview": 1},
        "characteristics": {"low/staff/nurse": 2},
    }


def test_an_access_corrected_to_another_participant_is_theirs_and_no_longer_the_first_ones(
    store: Service, office: Office
) -> None:
    importing(store, office)
    importing(store, office.say("accesses", 2, participant_id="P002"), reason="the wrong id was typed")
    uses = [e for e in store.record.tail(0, store.record.head()) if isinstance(e.event, DataUsed)]
    assert findings(store) == {"access-without-consent": ["A001"], **SMALL_FINDINGS}
    assert [e.event.use for e in uses] == ["A001", "A002", "A001"]
    assert uses[2].event.person == uses[1].event.person != uses[0].event.person
    importing(store, office.say("accesses", 2, participant_id="P001"), reason="it was right")
    assert findings(store) == SMALL_FINDINGS
    importing(store, office.say("accesses", 2, purpose="quotation"), reason="and now what for")
    assert findings(store) == {"access-without-consent": ["A001"], **SMALL_FINDINGS}
    assert counted(importing(store, office)) == (0, 0, 24, 0)


def test_a_row_that_is_gone_is_reported_and_stays(embedded: Service, office: Office) -> None:
    importing(embedded, office)
    before = held(embedded)
    office.drop("withdrawals", 2).drop("accesses", 3)
    done = importing(embedded, office)
    assert counted(done) == (0, 0, 22, 2)
    assert sorted(name.split(" (position")[0] for name in done.vanished) == [
        "P002, 2011-10-21T09:00: R2 opened the transcript for analysis (A002).",
        "P002, 2011-10-25T10:00: Said stop (W6, remove what can still be removed).",
    ]
    assert held(embedded) == before


def test_two_studies_in_one_store_keep_their_people_apart(store: Service, office: Office, tmp_path: Path) -> None:
    importing(store, office, study="one")
    other = small(tmp_path / "other").drop("withdrawals", 2).say("people", 2, job_title="advocate")
    other.say("consents", 2, copy_given="no")
    assert counted(importing(store, other, study="two")) == (23, 0, 0, 0)
    assert findings(store, "one") == SMALL_FINDINGS
    assert findings(store, "two") == {"copy-not-given": [SIGNED]}
    assert numbers(store, "one")["characteristics"] == {"low/service_user/-": 1, "medium/staff/nurse": 1}
    assert numbers(store, "two")["characteristics"] == {"low/service_user/-": 1, "medium/staff/advocate": 1}
    assert counted(importing(store, office, study="one")) == (0, 0, 24, 0)


def test_the_same_id_in_two_studies_is_two_references(embedded: Service, office: Office) -> None:
    for study in ("one", "two"):
        importing(embedded, office, study=study)
    with embedded.keys.store.engine.connect() as db:
        (people,) = db.execute(sa.select(sa.func.count()).select_from(keys.office_ids)).one()
    assert people == 2 * 6 + 3  # both studies' people and teams; two studies and the actor


FAULT = StorageFault("The disk is full.", "Free some space.")


@contextmanager
def failing_after(number: int, service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile the database has room for so many more events, and fails in the middle of the transaction."""
    last = service.record.head() + number
    recorder: Any = service.record.recorder
    if service.record.embedded:
        write = type(recorder)._write

        def half(self: Any, c: Any, stored: Any, first: int, at: datetime) -> Any:
            if first + len(stored) - 1 <= last:
                return write(self, c, stored, first, at)
            write(self, c, stored[: max(0, last - first + 1)], first, at)
            raise FAULT

        with monkeypatch.context() as patched:
            patched.setattr(type(recorder), "_write", half)
            yield
        return
    recorder.execute(
        f"""CREATE FUNCTION byleave_record.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'No space left on device'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON byleave_record.byleave_events FOR EACH ROW
            WHEN (NEW.position > {last}) EXECUTE FUNCTION byleave_record.full()"""
    )
    yield
    recorder.execute("DROP TRIGGER full_disk ON byleave_record.byleave_events")


def test_an_import_that_fails_half_way_records_nothing_and_can_be_made_again(
    store: Service, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(store)
    with failing_after(17, store, monkeypatch), pytest.raises(StorageFault):
        importing(store, office)
    after = held(store)
    assert (after["record"], after["views"]) == (before["record"], before["views"])
    assert counted(importing(store, office)) == (24, 0, 0, 0)
    assert findings(store) == SMALL_FINDINGS
    assert store.record.counted() == (store.record.head(), store.record.head())
    assert numbers(store)["participants"] == 2


def test_a_correction_that_fails_half_way_corrects_nothing(
    store: Service, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing(store, office)
    before = held(store)
    office.say("sites", 2, security_level="low").say("people", 2, site_id="S2").say("consents", 2, C01="no")
    with failing_after(3, store, monkeypatch), pytest.raises(StorageFault):
        importing(store, office, reason="checked again")
    after = held(store)
    assert (after["record"], after["views"]) == (before["record"], before["views"])
    assert counted(importing(store, office, reason="checked again")) == (0, 3, 21, 0)


@pytest.fixture
def meanwhile(store: Service, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Service], Any]], None]:
    """Lets somebody else do something between an import's decisions and its append, once."""

    def arrange(do: Callable[[Service], Any]) -> None:
        append = store.record.append_rows
        other = wiring.open_store(store.directory)

        def late(*given: Any) -> Any:
            monkeypatch.setattr(store.record, "append_rows", append)
            with other:
                do(other)
            return append(*given)

        monkeypatch.setattr(store.record, "append_rows", late)

    return arrange


def test_two_imports_of_one_study_at_once_record_every_row_once(
    store: Service, office: Office, meanwhile: Callable[[Callable[[Service], Any]], None]
) -> None:
    meanwhile(lambda other: importing(other, office))
    assert counted(importing(store, office)) == (0, 0, 24, 0)
    assert store.record.counted() == (store.record.head(), store.record.head())
    assert findings(store) == SMALL_FINDINGS
    assert numbers(store)["participants"] == 2


def test_two_corrections_of_one_row_at_once_are_one_or_are_refused_by_name(
    store: Service, office: Office, meanwhile: Callable[[Callable[[Service], Any]], None]
) -> None:
    importing(store, office)
    office.say("consents", 2, C01="no")
    meanwhile(lambda other: importing(other, office, reason="seen by one"))
    head = store.record.head()
    assert counted(importing(store, office, reason="seen by another")) == (0, 0, 24, 0)
    assert store.record.head() == head + 1


def test_an_import_gives_up_when_others_never_stop_and_says_so(
    embedded: Service, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing(embedded, office)
    append, theirs, levels = embedded.record.append_rows, small(tmp_path / "theirs"), cycle(("W3", "W5"))

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(embedded.record, "append_rows", append)
        importing(embedded, theirs.say("withdrawals", 2, level=next(levels)), reason="theirs")
        monkeypatch.setattr(embedded.record, "append_rows", overtaken)
        return append(*given)

    monkeypatch.setattr(embedded.record, "append_rows", overtaken)
    head = embedded.record.head()
    with pytest.raises(StorageFault) as gave_up:
        importing(embedded, office.say("withdrawals", 2, level="W4"), reason="ours")
    monkeypatch.setattr(embedded.record, "append_rows", append)
    said = "Others kept writing to this study. Nothing was imported. Import again when they are done."
    assert str(gave_up.value) == said
    assert embedded.record.head() == head + 5
    assert counted(importing(embedded, office, reason="ours")) == (0, 1, 23, 0)
