"""The views: made anew they equal those that lived; what they cannot take stops one of them, loudly, and heals."""

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.access import ReadPerson
from domain.consent import Withdrawn
from domain.judging import audit
from domain.kernel.decider import Command, Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import ALWAYS
from projections import access_log, consent_register, findings, runner, timeline
from projections.views import Stopped, Views
from projections.writes import Writes
from service import wiring
from service.facts import Reading, States
from service.wiring import Service
from tests import stores
from tests.given import P1, R1, hours
from tests.players import (
    ITEMS,
    KINDS,
    LEVELS,
    PAIRS,
    PEOPLE,
    SESSIONS,
    SITES,
    STUDY,
    TEAM,
    UNNAMED,
    VERSIONS,
    Clock,
    Play,
)
from tests.stores import operator

PLAYS = [
    pytest.param(database.values[0], seed, id=f"{database.id}-{seed}", marks=database.marks)
    for database, plays in zip(stores.DATABASES, (stores.repeats(80), stores.repeats(30)), strict=True)
    for seed in range(plays)
]
NAMES = ("consent_register", "findings", "access_log", "characteristics", "timeline")


@contextmanager
def play(directory: Path, database: str) -> Iterator[Play]:
    """A study in play, its books open."""
    clock = Clock()
    with stores.made(directory / "data", database, clock=clock) as service:
        yield Play(service, clock)


@pytest.fixture(params=stores.DATABASES)
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path, request.param) as made:
        made.open_the_books()
        yield made


def dump(views: Views) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of every view, and where each view stands."""
    tables = [t for p in views.runner.projections for t in p.metadata.sorted_tables]
    with views.engine.connect() as db:
        return {
            table.name: sorted(map(tuple, db.execute(sa.select(table))), key=repr)
            for table in (*tables, runner.progress, runner.dead_letters)
        }


def hold_rebuilt_equal_to_live(views: Views) -> None:
    """Catches up, makes the views anew, and compares all that they hold."""
    views.catch_up()
    live = dump(views)
    assert not live["dead_letters"]
    assert live["timeline"]
    views.rebuild()
    anew = dump(views)
    for table, rows in live.items():
        lost, gained = set(rows) - set(anew[table]), set(anew[table]) - set(rows)
        assert rows == anew[table], f"{table}: {sorted(lost)} became {sorted(gained)}"


def hold_findings_equal_an_audit(service: Service) -> None:
    """What stands in the view of findings is what an audit finds that reads everything anew."""
    reading, audited = Reading(States(service.record)), set()
    for person in (*PEOPLE, *TEAM):
        h = replace(reading.histories(person, STUDY), uses=reading.uses(person, STUDY))
        audited |= {(person, f.kind, f.suffix, f.rules, f.evidence) for f in audit(h).findings}
    with service.views.read("findings") as looking:
        stands = findings.standing(looking.db, STUDY)
    assert {(f.person, f.kind, f.suffix, f.rules, f.evidence) for f in stands} == audited


# Live equals rebuilt


class Wild:
    """Moves of a play at random: live and as history, in time and late, new and correcting what stands."""

    def __init__(self, play: Play, dice: random.Random) -> None:
        self.play = play
        self.dice = dice
        self.told: list[tuple[Command, int]] = []
        """Every command that was recorded, with the version of its event."""

    def move(self) -> None:
        """Asks for something; sometimes a little time passes before."""
        if self.dice.random() < 0.6:
            self.play.clock.move(hours(self.dice.choice([0.001, 1, 5, 30])))
        command = self.correction() if self.told and self.dice.random() < 0.15 else self.new()
        outcome = self.play.ask(command)
        if outcome.refused is None:
            (recorded,) = self.play.service.record.at(outcome.positions)
            self.told.append((command, recorded.version))

    def new(self) -> Command:
        """Something that was not told before, live or as history."""
        command = self.dice.choice(self.choices())()
        if self.dice.random() < 0.5:
            return command
        entered = self.dice.choice([None, ALWAYS, self.play.clock.now - hours(self.dice.choice([0, 2, 40]))])
        return self.play.as_history(command, entered)

    def choices(self) -> list[Callable[[], Command]]:
        """The moves that there are; those that matter most are there most often."""
        play, one = self.play, self.dice.choice
        person, ago = one(PEOPLE), one([0, 0, 1, 3, 30])
        pair = one([*PAIRS, UNNAMED])
        return [
            *[lambda: play.sign(person, self.answers(), one(VERSIONS), ago, witness=one([None, *TEAM]), **self.asked())]
            * 4,
            *[lambda: play.stop(person, one(LEVELS), tuple(self.dice.sample(ITEMS, 2)), ago)] * 3,
            *[lambda: play.as_history(play.use(person, pair, one([0, 1, 30])))] * 2,
            *[lambda: play.use(person, pair)] * 2,
            lambda: play.inform(person, one(VERSIONS), ago),
            lambda: play.hold(one(SESSIONS), one(KINDS), one(SITES), ago, recording=one([True, False])),
            *[lambda: play.as_history(play.attend(person, one(SESSIONS)))] * 2,
            lambda: play.attend(person, one(SESSIONS)),
            lambda: play.register(one([*PEOPLE, *TEAM]), one(SITES), one(["service_user", "staff", "team"])),
            lambda: play.give_role(one(TEAM), one(["researcher", "advocate"]), (one([3, 1]), one([0, -3]))),
            lambda: play.put_in_charge(person, one(TEAM), (one([3, 1]), one([0, -3]))),
            lambda: play.publish(one(VERSIONS), one([0, 1, 14])),
            lambda: play.implement(one(SITES), one(VERSIONS), one([2, 1, 0])),
            lambda: play.delegate(one(TEAM), (one([3, 1]), one([0, -3]))),
            lambda: play.join(one(SITES), one(["low", "medium"])),
            lambda: play.register_site(one(SITES), one(["low", "medium"])),
            play.register_initiative,
            lambda: play.read(person),
        ]

    def answers(self) -> dict[str, bool]:
        asked = self.dice.sample(ITEMS, self.dice.randint(0, 4))
        return {item: self.dice.random() < 0.8 for item in asked}

    def asked(self) -> dict[str, Any]:
        told = self.play.clock.now - hours(self.dice.choice([30, 30, 2]))
        return {"informed_at": told, "taker": self.dice.choice(TEAM), "copy_given": self.dice.choice(["yes", "no"])}

    def correction(self) -> Command:
        """Another telling of something that stands, with a reason: as history, so that it is never refused."""
        number = self.dice.randrange(len(self.told))
        command, version = self.told.pop(number)
        if command.tag in ("reading.read_person", "initiatives.register_initiative"):
            return self.new()
        if command.tag == "access.use_data" and self.dice.random() < 0.5:
            return self.play.not_theirs(command.person, version)  # type: ignore[attr-defined]
        reason = Sealed(R1, study_purpose(STUDY), "a slip of the pen")
        return replace(self.changed(command), corrects=version, reason=reason)

    def changed(self, command: Command) -> Command:
        """The same entry with something else in it."""
        one, told = self.dice.choice, self.play.as_history(command, at=self.play.clock.now)
        match command.tag:
            case "consent.give_answers":
                return replace(told, answers=self.answers(), version=one(VERSIONS))
            case "consent.withdraw":
                return replace(told, level=one(LEVELS), items=("C03",))
            case "initiatives.hold_session":
                return replace(told, kind=one(KINDS), site=one(SITES), recorded=one([True, False]))
            case "people.register_person":
                return replace(told, site=one(SITES), job_title=one([None, "nurse"]))
            case "initiatives.join_site" | "sites.register_site":
                return replace(told, security_level=one(["low", "medium"]))
            case _:
                return told


@pytest.mark.heavy
@pytest.mark.parametrize(("database", "seed"), PLAYS)
def test_views_made_anew_equal_those_that_were_kept_up_to_date(tmp_path: Path, database: str, seed: int) -> None:
    dice = random.Random(seed)
    with play(tmp_path, database) as made, wiring.open_store(tmp_path / "data", made.clock) as other:
        wild = Wild(made, dice)
        if dice.random() < 0.7:
            made.open_the_books()
        for _ in range(50):
            wild.move()
            if dice.random() < 0.3:
                views = dice.choice([made.service.views, made.service.views, other.views])
                views.catch_up(size=dice.choice([1, 2, 3, 7, 500]))
        hold_rebuilt_equal_to_live(made.service.views)
        hold_findings_equal_an_audit(made.service)
        wild.move()
        hold_rebuilt_equal_to_live(other.views)


def test_a_process_that_begins_in_the_middle_judges_by_all_that_was_told_before(played: Play) -> None:
    played.service.views.catch_up()
    played.ask(played.as_history(played.sign(P1, {"C01": True}, informed_at=played.clock.now - hours(30))))
    with wiring.open_store(played.service.directory, played.clock) as other:
        hold_rebuilt_equal_to_live(other.views)


# What a view cannot take


def stop_somebody(played: Play, person: Ref = P1) -> int:
    """A stop is recorded; answers its position."""
    (position,) = played.ask(played.stop(person, "W6")).positions
    return position


def poison(view: type, monkeypatch: pytest.MonkeyPatch, kind: type[Event] = Withdrawn) -> None:
    """Lets a view choke on every event of a kind."""
    takes = view.project

    def project(self: Any, writes: Writes, recorded: Recorded[Event]) -> None:
        if isinstance(recorded.event, kind):
            raise ZeroDivisionError("of Ada Quill, who is named here on purpose")
        takes(self, writes, recorded)

    monkeypatch.setattr(view, "project", project)


VIEWS = {
    "consent_register": consent_register.ConsentRegister,
    "findings": findings.Findings,
    "timeline": timeline.Timeline,
}


@pytest.mark.parametrize("name", VIEWS)
def test_an_event_that_a_view_cannot_take_stops_that_view_only_and_it_heals(
    played: Play, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = played.service.views
    with monkeypatch.context() as broken:
        poison(VIEWS[name], broken)
        at_position = stop_somebody(played)
        played.ask(played.read(P1))
        views.catch_up()
        head = played.service.record.head()
        standing = {status.name: (status.position, status.lag, bool(status.error)) for status in views.status()}
        assert standing == {
            each: (at_position - 1, head - at_position + 1, True) if each == name else (head, 0, False)
            for each in NAMES
        }
        (letter,) = dump(views)["dead_letters"]
        assert letter[:3] == (name, at_position, "consent.withdrawn.v1")
        assert "ZeroDivisionError" in letter[3]
        assert "Ada Quill" not in str(dump(views)["dead_letters"]), "an error's words may hold a name"
        with pytest.raises(Stopped, match=f"{name} stopped: .*position {at_position}"), views.read(name):
            pass
        with pytest.raises(Stopped), views.read(*NAMES):
            pass
        for other in set(NAMES) - {name}:
            with views.read(other) as looking:
                assert looking.position == head
        stop_somebody(played, PEOPLE[1])
        with pytest.raises(Stopped), views.read(name):
            pass
        assert len(dump(views)["dead_letters"]) == 1, "it waits where it stopped"
    hold_rebuilt_after_mending(played)


def hold_rebuilt_after_mending(played: Play) -> None:
    """Made anew, every view stands at the head again, and goes on."""
    views = played.service.views
    views.rebuild()
    assert [(status.position, status.error) for status in views.status()] == [(played.service.record.head(), None)] * 5
    stop_somebody(played)
    with views.read(*NAMES) as looking:
        assert looking.position == played.service.record.head()
    hold_rebuilt_equal_to_live(views)


def test_what_a_view_took_before_it_stopped_is_kept_and_nothing_of_the_event_itself(
    played: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.service.views.catch_up()
    before = dump(played.service.views)["timeline"]
    takes = timeline.Timeline.project

    def half(self: Any, writes: Writes, recorded: Recorded[Event]) -> None:
        takes(self, writes, recorded)
        writes.flush()
        if isinstance(recorded.event, Withdrawn):
            raise ZeroDivisionError

    monkeypatch.setattr(timeline.Timeline, "project", half)
    played.ask(played.read(P1))
    stop_somebody(played)
    played.service.views.catch_up()
    after = dump(played.service.views)["timeline"]
    assert len(after) == len(before) + 1
    assert not [row for row in after if "consent.withdrawn.v1" in row]


# Two who catch up at once


@pytest.mark.heavy
@pytest.mark.parametrize("run", range(stores.repeats(20)))
def test_two_threads_that_catch_up_at_once_project_nothing_twice(played: Play, run: int) -> None:
    for _ in range(40):
        played.ask(played.as_history(played.use(P1, PAIRS[0])))
    with wiring.open_store(played.service.directory, played.clock) as other:
        failed: list[BaseException] = []

        def catch_up(service: Service, size: int) -> None:
            try:
                service.views.catch_up(size=size)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=catch_up, args=each) for each in ((played.service, 3), (other, 4))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert {status.position for status in other.views.status()} == {played.service.record.head()}
        hold_rebuilt_equal_to_live(played.service.views)


CATCH_UP = """
import sys
from pathlib import Path
from service import wiring
sys.stdin.read(1)
with wiring.open_store(Path(sys.argv[1])) as service:
    service.views.catch_up(size=2)
"""


@pytest.mark.heavy
@pytest.mark.slow
def test_two_processes_that_catch_up_at_once_project_nothing_twice(store: Service) -> None:
    for _ in range(60):
        store.road.ask(ReadPerson(person=P1, what="timeline", **operator(store)))
    ran = [
        subprocess.Popen([sys.executable, "-c", CATCH_UP, str(store.directory)], stdin=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in ran:
        assert process.stdin
        process.stdin.write(b"!")
        process.stdin.close()
    assert [process.wait(60) for process in ran] == [0, 0]
    with store.views.read("access_log") as looking:
        assert len(access_log.of_person(looking.db, P1)) == 60
    assert not dump(store.views)["dead_letters"]


# Views that do not fit the record


def forget_them(views: Views) -> None:
    """The tables are gone."""
    with views.engine.begin() as db:
        for projection in views.runner.projections:
            projection.metadata.drop_all(db)
        db.execute(sa.text("DROP TABLE about"))


def anothers(views: Views) -> None:
    """They are another store's."""
    with views.engine.begin() as db:
        db.execute(sa.text("UPDATE about SET store = 'another'"))
        db.execute(consent_register.answers.delete())


def of_another_format(views: Views) -> None:
    """An older version of Byleave made them."""
    with views.engine.begin() as db:
        db.execute(sa.text("UPDATE about SET format = 0"))
        db.execute(consent_register.answers.delete())


def ahead(views: Views) -> None:
    """They stand on events that the record does not hold: it was restored from a backup."""
    with views.engine.begin() as db:
        db.execute(runner.progress.update().values(position=runner.progress.c.position + 10))
        db.execute(consent_register.answers.delete())


@pytest.mark.parametrize("spoil", [forget_them, anothers, of_another_format, ahead])
def test_views_that_do_not_fit_the_record_are_made_anew_without_being_asked_for(
    played: Play, spoil: Callable[[Views], None]
) -> None:
    stop_somebody(played)
    views = played.service.views
    views.catch_up()
    whole = dump(views)
    spoil(views)
    with wiring.open_store(played.service.directory, played.clock) as again, again.views.read(*NAMES) as looking:
        assert looking.position == played.service.record.head()
        assert dump(again.views) == whole


def test_a_file_of_views_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    with play(tmp_path, "sqlite") as made:
        made.open_the_books()
        stop_somebody(made)
        made.service.views.catch_up()
        whole = dump(made.service.views)
    for path in (tmp_path / "data").glob("views.db*"):
        path.unlink()
    with wiring.open_store(tmp_path / "data", made.clock) as again, again.views.read(*NAMES):
        assert dump(again.views) == whole


def test_a_record_restored_from_a_backup_has_its_views_made_anew(tmp_path: Path) -> None:
    with play(tmp_path, "sqlite") as made:
        made.open_the_books()
        with closing(sqlite3.connect(tmp_path / "data" / "events.db")) as events:
            events.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
        stop_somebody(made)
        made.ask(made.read(P1))
        made.service.views.catch_up()
    for path in (tmp_path / "data").glob("events.db-*"):
        path.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "events.db")
    with wiring.open_store(tmp_path / "data", made.clock) as again:
        hold_rebuilt_equal_to_live_without(again.views, "consent.withdrawn.v1")


def hold_rebuilt_equal_to_live_without(views: Views, tag: str) -> None:
    """What the record no longer holds is in no view."""
    views.catch_up()
    assert tag not in str(dump(views))
    live = dump(views)
    views.rebuild()
    assert dump(views) == live


def test_views_answer_while_they_are_made_anew(played: Play) -> None:
    stop_somebody(played)
    views = played.service.views
    views.catch_up()
    positions = []

    def look(_: int, __: int) -> None:
        with wiring.open_store(played.service.directory, played.clock) as other, other.views.read(*NAMES) as looking:
            positions.append(looking.position)

    views.rebuild(look)
    assert positions
    assert set(positions) == {played.service.record.head()}
