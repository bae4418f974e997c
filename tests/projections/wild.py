"""A study in play at random, everything that its views hold, and what must be true of that."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.judging import active, audit, closed_by
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import ALWAYS
from projections import consent_register, findings, runner
from projections.views import Views
from service.facts import Reading, States
from service.wiring import Service
from tests import stores
from tests.given import D1, P1, R1, V1, hours
from tests.players import (
    DECISIONS,
    ITEMS,
    KINDS,
    LEVELS,
    OUTCOMES,
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

NAMES = (
    "consent_register",
    "findings",
    "leave_findings",
    "access_log",
    "characteristics",
    "timeline",
    "outings",
    "requests",
    "going",
)


@contextmanager
def play(directory: Path, database: str) -> Iterator[Play]:
    """A study in play, its books open."""
    clock = Clock()
    with stores.made(directory / "data", database, clock=clock) as service:
        yield Play(service, clock)


def stop_somebody(played: Play, person: Ref = P1) -> int:
    """A stop is recorded; answers its position."""
    (position,) = played.ask(played.stop(person, "W6")).positions
    return position


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


def hold_register_equals_judging(play: Play) -> None:
    """What the register says of each record by itself, now, is what judging says of it."""
    now, states = play.clock.now, States(play.service.record)
    with play.service.views.read("consent_register") as looking:
        for person in PEOPLE:
            h = replace(Reading(states).histories(person, STUDY), joined=())
            found = consent_register.of_person(looking.db, STUDY, person, ITEMS, now, now)
            closed = bool(closed_by(h, now, now))
            assert {item: item in found and found[item].active for item in ITEMS} == {
                item: active(h, item, now, now) and not closed for item in ITEMS
            }


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
            (recorded, *others) = self.play.service.record.at(outcome.positions)
            if not others:
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
        pair, some = one([*PAIRS, UNNAMED]), tuple(self.dice.sample(ITEMS, self.dice.choice([0, 1])))
        return [
            *[lambda: play.sign(person, self.answers(), one(VERSIONS), ago, witness=one([None, *TEAM]), **self.asked())]
            * 4,
            *[lambda: play.stop(person, one(LEVELS), tuple(self.dice.sample(ITEMS, 2)), ago)] * 3,
            *[lambda: play.as_history(play.use(person, pair, one([0, 1, 30])))] * 2,
            *[lambda: play.use(person, pair)] * 2,
            lambda: play.inform(person, one(VERSIONS), ago),
            *[lambda: play.stop(person, "W0", ago=ago), lambda: play.clarify(person, one([1, 2, 3]), one(LEVELS[1:]))],
            *[lambda: play.pause(person, some, ago), lambda: play.resume(person, some)],
            lambda: play.object(person, ago),
            *self.of_capacity(person, ago),
            *[lambda: play.grant(person, pair, one(["C01", "C03", "C05", "C07", "C09"]), one(TEAM))] * 2,
            *[lambda: play.revoke(person, pair), lambda: play.share(person, pair)],
            *[lambda: play.break_glass(person), lambda: play.review(person, one(["justified", "not_justified"]))],
            lambda: replace(play.use(person, pair), opening="B-1", fields=("disclosures",)),  # type: ignore[call-arg]
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
            *self.circumstances(person),
        ]

    def circumstances(self, person: Ref) -> list[Callable[[], Command]]:
        """What is told of people and sites besides; it may make an earlier signing or session wrong, or right."""
        play, one, days = self.play, self.dice.choice, (self.dice.choice([3, 1]), self.dice.choice([0, -3]))
        tie = (one([*TEAM, person]), one([*TEAM, person]))
        return [
            lambda: play.declare_interest(*tie, days),
            lambda: play.end_interest(*tie, one([0, 1])),
            lambda: play.put_ward_in_charge(one(TEAM), one(SITES), days),
            lambda: play.transfer(person, one(SITES), one(SITES), one([2, 0])),
            lambda: play.strike(one([*TEAM, person]), one([2, 3, 4])),
            lambda: play.die(person, one([0, 30])),
            *[lambda: play.join_records(*self.dice.sample(PEOPLE, 2))] * 2,
            lambda: play.part_records(*self.dice.sample(PEOPLE, 2)),
            lambda: play.train(one(TEAM), days),
            lambda: play.close(one(SITES), one([1, 0])),
            lambda: play.approve(until_on=play.day(one([3, 0, -3]))),
            *[lambda: play.end(one([0, -1]))] * (self.dice.random() < 0.2),
        ]

    def of_capacity(self, person: Ref, ago: float) -> list[Callable[[], Command]]:
        """What may be said of somebody's capacity, and by whoever is asked instead."""
        play, one = self.play, self.dice.choice
        decision, consultee = one(DECISIONS), one([V1, D1])
        return [
            lambda: play.doubt(person, decision, ago),
            lambda: play.assess(person, one(OUTCOMES), decision, one([None, 1])),
            lambda: play.assess(person, "lacks"),
            lambda: play.regain(person, decision),
            lambda: play.consult(person, consultee),
            *[lambda: play.advise(person, consultee, one([True, True, False]), decision)] * 2,
            play.approve,
            lambda: play.as_history(play.another_s(person, one([1, 2, 3]))),
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
            return self.play.as_history(self.play.not_theirs(command.person, version))  # type: ignore[attr-defined]
        reason = Sealed(R1, study_purpose(STUDY), "a slip of the pen")
        return replace(self.changed(command), corrects=version, reason=reason)

    def changed(self, command: Command) -> Command:
        """The same entry with something else in it."""
        one, told = self.dice.choice, self.play.as_history(command, at=self.play.clock.now)
        match command.tag:
            case "consent.give_answers":
                return replace(told, answers=self.answers(), version=one(VERSIONS))
            case "consent.record_advice":
                return replace(told, take_part=one([True, False]))
            case "consent.assess_capacity":
                return replace(told, outcome=one(OUTCOMES), decision=one(DECISIONS))
            case "consent.doubt_capacity":
                return replace(told, decision=one(DECISIONS))
            case "consent.withdraw" | "consent.clarify_stop":
                return replace(told, level=one(LEVELS[1:]), items=("C03",))
            case "initiatives.hold_session":
                return replace(told, kind=one(KINDS), site=one(SITES), recorded=one([True, False]))
            case "people.register_person":
                return replace(told, site=one(SITES), job_title=one([None, "nurse"]))
            case "initiatives.join_site" | "sites.register_site":
                return replace(told, security_level=one(["low", "medium"]))
            case _:
                return told
