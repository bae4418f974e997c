"""No sequence of moves, through whichever of two processes, breaks what the road promises.

What is promised is checked against the log itself, event by event, and not by the code that decided.
"""

import shutil
import tempfile
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain.access import DataUsed
from domain.consent import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    InformationGiven,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.governance import AttemptRefused, EntryVerified
from domain.initiatives import AttendanceRecorded, DocumentPublished, SessionHeld
from domain.judging import Histories, presence, signing, stopping, using, using_now
from domain.kernel.decider import Command, Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, london_day
from domain.people import DeathRecorded, InterestDeclared
from projections.folds import Folds
from service import wiring
from service.facts import Reading
from service.wiring import Service
from tests import stores
from tests.given import D1, P1, R1, R2, hours
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

LONDON = ZoneInfo("Europe/London")
STOPS = {
    "W2": {"C01", "C02"},
    "W3": {"C09", "C11"},
    "W4": {"C07"},
    "W5": {"C03", "C04", "C05", "C06"},
    "W6": {f"C{n:02}" for n in range(1, 12)},
}
RESTS_ON = dict(zip(PAIRS, (None, "C03", "C05", "C07", "C09"), strict=True))
"""Both from the study's own README."""

NEVER_REFUSED = {"consent.withdraw", "consent.pause", "consent.observe_objection", "consent.doubt_capacity"}

Log = list[Recorded[Any]]

people = st.sampled_from(PEOPLE)
team = st.sampled_from(TEAM)
sites = st.sampled_from(SITES)
versions = st.sampled_from(VERSIONS)
some_hours_ago = st.sampled_from([0, 0, 0.5, 2, 26])
answers = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([True, True, False]), max_size=5)
some_items = st.lists(st.sampled_from(ITEMS), max_size=1).map(tuple)
days = st.tuples(st.sampled_from([3, 1, 0]), st.sampled_from([0, -1, -3]))
decisions = st.sampled_from(DECISIONS)
review = st.sampled_from([None, 1])
whose = st.booleans()
"""Through which of the two processes something is asked."""


# What the log says, read by hand


def standing(log: Log, kind: type[Event], person: Ref | None = None) -> Log:
    """The events of a kind that no later one corrects, of one person's where one is named."""
    alike = [r for r in log if isinstance(r.event, kind) and person in (None, getattr(r.event, "person", None))]
    return [r for r in alike if not any(c.corrects == r.version and c.stream == r.stream for c in alike)]


def holding(log: Log, kind: type[Event], person: Ref) -> Log:
    """The same, and those whose place only corrections took that nobody else has compared."""
    alike = [r for r in log if isinstance(r.event, kind) and person == getattr(r.event, "person", None)]
    compared = {r.event.entry for r in standing(log, EntryVerified, person)}

    def over_(entry: Recorded[Any]) -> bool:
        later = [c for c in alike if c.corrects == entry.version and c.stream == entry.stream]
        return any(c.version in compared or over_(c) for c in later)

    return [r for r in alike if not over_(r)]


def items_of(event: Any) -> set[str]:
    """The items that a stop, a pause or its end is about."""
    if isinstance(event, ObjectionObserved) or getattr(event, "level", None) == "W0":
        return STOPS["W6"]
    if isinstance(event, ConsulteeAdvised):
        return STOPS["W6"] if event.decision == "take_part" else {event.decision}
    if isinstance(event, Paused | Resumed):
        return set(event.items) or STOPS["W6"]
    return set(event.items) if event.level == "W1" else STOPS[event.level]


def said_at(log: Log, stop: Recorded[Any]) -> datetime:
    """When a stop was expressed: what was meant by an unclear one, when that one was."""
    if not isinstance(stop.event, StopClarified):
        return stop.occurred_at
    return next(r.occurred_at for r in log if r.stream == stop.stream and r.version == stop.event.entry)


def agreed_again(log: Log, stop: Recorded[Any], item: str) -> bool:
    """Whether the person said yes to it after the stop, and that is on the record."""
    signed = standing(log, AnswersGiven, stop.event.person)
    return any(r.occurred_at > said_at(log, stop) and r.event.answers.get(item) for r in signed)


def agreed_again_by(log: Log, stop: Recorded[Any], item: str) -> bool:
    """Whether any yes to it that holds came after the stop."""
    signed = holding(log, AnswersGiven, stop.event.person)
    return any(r.occurred_at > said_at(log, stop) and r.event.answers.get(item) for r in signed)


def over(log: Log, stop: Recorded[Any], item: str) -> bool:
    """Whether a pause was ended, or an unclear stop was clarified."""
    if isinstance(stop.event, Paused):
        ends = standing(log, Resumed, stop.event.person)
        return any(r.occurred_at >= stop.occurred_at and item in items_of(r.event) for r in ends)
    clear = standing(log, StopClarified, stop.event.person)
    return getattr(stop.event, "level", None) == "W0" and any(r.event.entry == stop.version for r in clear)


def inside_window(log: Log, stop: Recorded[Any]) -> bool:
    """Whether a removal was asked for before the window closed that the form signed by the session's start promised."""
    came = standing(log, AttendanceRecorded, stop.event.person)
    held = [r for r in standing(log, SessionHeld) if came and r.event.session == came[-1].event.session]
    if not held:
        return True
    by_then = [r for r in standing(log, AnswersGiven, stop.event.person) if r.occurred_at <= held[-1].occurred_at]
    signed = max(by_then, key=lambda r: (r.occurred_at, r.version), default=None)
    forms = [r for r in standing(log, DocumentPublished) if signed and r.event.version == signed.event.version]
    if not forms:
        return True
    last: date = held[-1].event.ended_at.astimezone(LONDON).date() + timedelta(days=forms[-1].event.removal_window_days)
    closes = datetime.combine(last + timedelta(days=1), time(), LONDON)
    return said_at(log, stop) < closes.astimezone(UTC)


def sessions_of(log: Log, person: Ref) -> list[str]:
    """The session that somebody came to, where they came to one."""
    return [r.event.session for r in standing(log, AttendanceRecorded, person)][-1:]


def forbids(log: Log, stop: Recorded[Any], use: DataUsed) -> bool:
    """Whether a stop, a pause or an objection on the record forbids a use."""
    pair = (use.asset, use.purpose)
    level = getattr(stop.event, "level", None)
    if pair == PAIRS[0] and level == "W0":
        kind = [r.event.kind for r in standing(log, SessionHeld) if r.event.session in sessions_of(log, use.person)]
        item = "C02" if kind[-1:] == ["focus_group"] else "C01"
        return not agreed_again(log, stop, item) and not over(log, stop, item)
    if pair == PAIRS[0]:
        return level == "W6" and inside_window(log, stop)
    item = RESTS_ON[pair]
    assert item is not None, "a use that no form names was let through"
    return item in items_of(stop.event) and not agreed_again(log, stop, item) and not over(log, stop, item)


def rests(log: Log, use: DataUsed) -> bool:
    """Whether, by what was said last of capacity, what a use rests on is suspended and no consultee was ever for it."""
    item = RESTS_ON[use.asset, use.purpose]
    for decision in ("take_part", item):
        kinds = (CapacityDoubted, CapacityAssessed, CapacityRegained)
        said = [r for kind in kinds for r in standing(log, kind, use.person) if r.event.decision == decision]
        latest = [r.event for r in said if r.occurred_at == max(each.occurred_at for each in said)]
        ended = [isinstance(e, CapacityRegained) or getattr(e, "outcome", "") == "has" for e in latest]
        lacks = [getattr(e, "outcome", "") == "lacks" for e in latest]
        advised = any(r.event.take_part for r in standing(log, ConsulteeAdvised, use.person))
        if latest and not all(ended) and not (any(lacks) and advised):
            return True
    return False


def dead(log: Log, person: Ref, at: datetime) -> bool:
    """Whether a death of somebody's is on the record, from which an instant is not before."""
    return any(r.occurred_at <= at for r in standing(log, DeathRecorded, person))


def interest_between(log: Log, one: Ref, other: Ref, day: date) -> bool:
    """Whether either declared an interest in the other that is one on that day."""
    return any(
        {r.event.person, r.event.with_whom} == {one, other} and r.event.from_on <= day <= r.event.to_on
        for r in standing(log, InterestDeclared)
    )


class Playing(RuleBasedStateMachine):
    """Anybody asks anything, in any order, of either of two processes on one store."""

    database: ClassVar[str] = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.closing = ExitStack()
        self.clock = Clock()
        one = self.closing.enter_context(stores.made(self.directory / "data", self.database, self.clock))
        other = self.closing.enter_context(wiring.open_store(self.directory / "data", self.clock))
        self.services = (one, other)
        self.play = Play(one, self.clock)
        self.log: Log = []
        self.folds = Folds(one.record, size=3)

    def teardown(self) -> None:
        self.closing.close()
        shutil.rmtree(self.directory)

    def ask(self, command: Command, other: bool) -> None:
        """Asks; a refusal must be on the record as one and leave nothing else, and a stop is never refused."""
        head = self.services[0].record.head()
        outcome = self.play.ask(command, self.services[other])
        new = self.services[0].record.tail(head, 100)
        assert [r.position for r in new] == list(outcome.positions)
        refusals = [r.event for r in new if isinstance(r.event, AttemptRefused)]
        if outcome.refused is None:
            assert not refusals
            assert new
        else:
            note(f"refused: {outcome.refused}")
            (refusal,) = refusals
            assert len(new) == 1, "what is refused leaves nothing else"
            assert (refusal.asked, refusal.by) == (command.tag, command.actor)
            assert (refusal.broken, refusal.unjudged) == (outcome.refused.broken, outcome.refused.unjudged)
            assert command.tag not in NEVER_REFUSED
            assert getattr(command, "take_part", True), "a consultee's no is never refused"

    @initialize()
    def begin(self) -> None:
        """Somebody agreed to everything a day and a half ago, and came to an interview since."""
        play = self.play
        play.open_the_books()
        signed = play.sign(P1, dict.fromkeys(ITEMS, True), ago=20, informed_at=self.clock.now - hours(50))
        play.ask(play.as_history(signed, self.clock.now - hours(20)))
        play.ask(play.hold("X1", ago=10))
        play.ask(play.as_history(play.attend(P1, "X1")))
        assert play.ask(play.use(P1, PAIRS[0])).refused is None

    @rule(by=st.sampled_from([0.001, 1, 6, 25]))
    def time_passes(self, by: float) -> None:
        self.clock.move(hours(by))

    @rule(person=st.sampled_from([*PEOPLE, *TEAM]), site=sites, other=whose)
    def register(self, person: Ref, site: str, other: bool) -> None:
        self.ask(self.play.register(person, site), other)

    @rule(site=sites, version=versions, ago=st.sampled_from([2, 1, 0]), other=whose)
    def implement(self, site: str, version: str, ago: int, other: bool) -> None:
        self.ask(self.play.implement(site, version, ago), other)

    @rule(version=versions, window=st.sampled_from([0, 1, 14]), other=whose)
    def publish(self, version: str, window: int, other: bool) -> None:
        self.ask(self.play.publish(version, window), other)

    @rule(member=team, held=days, other=whose)
    def delegate(self, member: Ref, held: tuple[int, int], other: bool) -> None:
        self.ask(self.play.delegate(member, held), other)

    @rule(person=people, clinician=team, held=days, other=whose)
    def put_in_charge(self, person: Ref, clinician: Ref, held: tuple[int, int], other: bool) -> None:
        self.ask(self.play.put_in_charge(person, clinician, held), other)

    @rule(member=team, name=st.sampled_from(["researcher", "advocate"]), other=whose)
    def give_role(self, member: Ref, name: str, other: bool) -> None:
        self.ask(self.play.give_role(member, name), other)

    @rule(person=people, version=versions, ago=some_hours_ago, other=whose)
    def inform(self, person: Ref, version: str, ago: float, other: bool) -> None:
        self.ask(self.play.inform(person, version, ago), other)

    @rule(
        person=people,
        said=answers,
        version=versions,
        ago=some_hours_ago,
        told=st.sampled_from([None, 30, 2]),
        witness=st.sampled_from([None, *TEAM]),
        late=st.booleans(),
        other=whose,
    )
    def sign(
        self, person: Ref, said: dict[str, bool], version: str, ago: float, told: float | None, **more: Any
    ) -> None:
        other, late = more.pop("other"), more.pop("late")
        informed = None if told is None else self.clock.now - hours(ago + told)
        reason = self.play.late(person) if late else None
        self.ask(self.play.sign(person, said, version, ago, informed_at=informed, late_reason=reason, **more), other)

    @rule(
        person=people,
        level=st.sampled_from(LEVELS),
        items=st.sets(st.sampled_from(ITEMS)),
        ago=some_hours_ago,
        other=whose,
    )
    def stop(self, person: Ref, level: str, items: set[str], ago: float, other: bool) -> None:
        self.ask(self.play.stop(person, level, tuple(sorted(items)), ago), other)

    @rule(person=people, items=some_items, ago=some_hours_ago, other=whose)
    def pause(self, person: Ref, items: tuple[str, ...], ago: float, other: bool) -> None:
        self.ask(self.play.pause(person, items, ago), other)

    @rule(person=people, items=some_items, other=whose)
    def resume(self, person: Ref, items: tuple[str, ...], other: bool) -> None:
        self.ask(self.play.resume(person, items), other)

    @rule(person=people, entry=st.integers(1, 6), level=st.sampled_from(LEVELS[1:]), items=some_items, other=whose)
    def clarify(self, person: Ref, entry: int, level: str, items: tuple[str, ...], other: bool) -> None:
        self.ask(self.play.clarify(person, entry, level, items), other)

    @rule(person=people, ago=some_hours_ago, other=whose)
    def object(self, person: Ref, ago: float, other: bool) -> None:
        self.ask(self.play.object(person, ago), other)

    @rule(person=people, decision=decisions, ago=some_hours_ago, other=whose)
    def doubt(self, person: Ref, decision: str, ago: float, other: bool) -> None:
        self.ask(self.play.doubt(person, decision, ago), other)

    @rule(person=people, decision=decisions, outcome=st.sampled_from(OUTCOMES), days=review, other=whose)
    def assess(self, person: Ref, decision: str, outcome: str, days: int | None, other: bool) -> None:
        self.ask(self.play.assess(person, outcome, decision, days), other)

    @rule(person=people, decision=decisions, other=whose)
    def regain(self, person: Ref, decision: str, other: bool) -> None:
        self.ask(self.play.regain(person, decision), other)

    @rule(person=people, consultee=team, decision=decisions, take_part=st.booleans(), other=whose)
    def consult(self, person: Ref, consultee: Ref, decision: str, take_part: bool, other: bool) -> None:
        self.ask(self.play.approve(), other)
        self.ask(self.play.consult(person, consultee), other)
        self.ask(self.play.advise(person, consultee, take_part, decision), other)

    @rule(session=st.sampled_from(SESSIONS), kind=st.sampled_from(KINDS), site=sites, ago=some_hours_ago, other=whose)
    def hold(self, session: str, kind: str, site: str, ago: float, other: bool) -> None:
        self.ask(self.play.hold(session, kind, site, ago), other)

    @rule(person=people, session=st.sampled_from([*SESSIONS, "X9"]), other=whose)
    def attend(self, person: Ref, session: str, other: bool) -> None:
        self.ask(self.play.attend(person, session), other)

    @rule(person=people, pair=st.sampled_from([*PAIRS, UNNAMED]), other=whose)
    def use(self, person: Ref, pair: tuple[str, str], other: bool) -> None:
        self.ask(self.play.use(person, pair), other)

    @rule(pair=st.sampled_from(PAIRS), how=st.sampled_from([*LEVELS, "pause", "objection", "doubt"]), other=whose)
    def use_what_was_stopped_while_it_was_asked_for(self, pair: tuple[str, str], how: str, other: bool) -> None:
        """A use is asked for first, and decided after a stop that came in through the other process."""
        asked = self.play.use(P1, pair)
        self.clock.move(timedelta(milliseconds=3))
        otherwise = {"pause": self.play.pause(P1), "objection": self.play.object(P1), "doubt": self.play.doubt(P1)}
        self.ask(otherwise[how] if how in otherwise else self.play.stop(P1, how), not other)
        self.ask(asked, other)

    @rule(to=st.sampled_from(LEVELS), compared=st.booleans(), other=whose)
    def use_what_was_stopped_and_corrected(self, to: str, compared: bool, other: bool) -> None:
        """Who agreed says stop, which is corrected; the use is tried through the other process."""
        told = self.clock.now - hours(50)
        self.ask(self.play.sign(P1, dict.fromkeys(ITEMS, True), informed_at=told), other)
        self.clock.move(timedelta(milliseconds=3))
        stop, at = self.play.stop(P1, "W6"), self.clock.now
        self.ask(stop, other)
        wrong = self.services[0].record.tail(self.services[0].record.head() - 1, 1)[0].version
        self.clock.move(timedelta(milliseconds=3))
        self.ask(self.play.as_history(self.play.stop(P1, to), None, corrects=wrong, occurred_at=at), other)
        if compared:
            right = self.services[0].record.tail(self.services[0].record.head() - 1, 1)[0].version
            self.ask(self.play.compare(P1, right), other)
        self.use_what_the_correction_gives_back(P1, other)

    @rule(person=people, ago=some_hours_ago, other=whose)
    def die(self, person: Ref, ago: float, other: bool) -> None:
        self.ask(self.play.die(person, ago), other)

    @rule(tie=st.permutations([R1, P1, D1]), held=days, other=whose)
    def declare_interest(self, tie: list[Ref], held: tuple[int, int], other: bool) -> None:
        self.ask(self.play.declare_interest(tie[0], tie[1], held), other)

    @rule(person=people, there=st.permutations(SITES), ago=st.sampled_from([2, 0]), other=whose)
    def transfer(self, person: Ref, there: list[str], ago: int, other: bool) -> None:
        self.ask(self.play.transfer(person, there[0], there[1], ago), other)

    @rule(site=sites, ago=st.sampled_from([1, -1]), other=whose)
    def close(self, site: str, ago: int, other: bool) -> None:
        self.ask(self.play.close(site, ago), other)

    @rule(person=people, other=whose)
    def read(self, person: Ref, other: bool) -> None:
        self.ask(self.play.read(person), other)

    @rule(which=st.integers(0, 9), said=answers, level=st.sampled_from(LEVELS), other=whose)
    def correct(self, which: int, said: dict[str, bool], level: str, other: bool) -> None:
        """The office corrects a signing or a stop that stands."""
        entries = [*standing(self.log, AnswersGiven), *standing(self.log, Withdrawn)]
        if entries:
            wrong = entries[which % len(entries)]
            right = (
                self.play.sign(wrong.event.person, said)
                if isinstance(wrong.event, AnswersGiven)
                else self.play.stop(wrong.event.person, level)
            )
            told = {"corrects": wrong.version, "occurred_at": wrong.occurred_at}
            self.ask(self.play.as_history(right, wrong.entered_at, **told), other)
            self.use_what_the_correction_gives_back(wrong.event.person, other)

    def use_what_the_correction_gives_back(self, person: Ref, other: bool) -> None:
        """Somebody tries at once, through the process that did not write the correction."""
        for pair in PAIRS:
            self.ask(self.play.use(person, pair), not other)

    @rule(which=st.integers(0, 9), by=st.sampled_from([R1, R2]), other=whose)
    def compare(self, which: int, by: Ref, other: bool) -> None:
        """Somebody compares a correction; of two, the one who wrote them all may not."""
        told = [r for r in self.log if r.corrects is not None and isinstance(r.event, AnswersGiven | Withdrawn)]
        if told:
            found = told[which % len(told)]
            self.ask(self.play.compare(found.event.person, found.version, by), other)
            self.use_what_the_correction_gives_back(found.event.person, other)

    @rule(person=people, entry=st.integers(1, 6), other=whose)
    def say_that_it_was_somebody_else_s(self, person: Ref, entry: int, other: bool) -> None:
        self.ask(self.play.as_history(self.play.another_s(person, entry)), other)

    @invariant()
    def the_log_has_no_gaps(self) -> None:
        record = self.services[1].record
        new = record.tail(len(self.log), 1_000)
        self.log.extend(new)
        assert [r.position for r in self.log] == list(range(1, len(self.log) + 1))
        assert record.counted() == (len(self.log), len(self.log))
        for recorded in new:
            self.folds.apply(recorded)
            if isinstance(recorded.event, DataUsed) and not recorded.history:
                self.no_stop_before_it_forbids(recorded)
            if not recorded.history:
                self.nobody_dead_is_reached(recorded)

    def nobody_dead_is_reached(self, recorded: Recorded[Any]) -> None:
        """Whoever died signs nothing, is told nothing and is not contacted; nor is consent taken by who is close."""
        before, event, day = self.log[: recorded.position - 1], recorded.event, london_day(recorded.occurred_at)
        contact = isinstance(event, DataUsed) and (event.asset, event.purpose) == PAIRS[4]
        if contact or isinstance(event, AnswersGiven | InformationGiven):
            assert not dead(before, event.person, recorded.occurred_at)
        if isinstance(event, AnswersGiven):
            assert not interest_between(before, event.taker, event.person, day)

    def no_stop_before_it_forbids(self, use: Recorded[DataUsed]) -> None:
        before = self.log[: use.position - 1]
        assert RESTS_ON[use.event.asset, use.event.purpose] is None or not rests(before, use.event), f"{use} rests"
        for kind in (Withdrawn, StopClarified, ObjectionObserved, Paused, ConsulteeAdvised):
            for stop in standing(before, kind, use.event.person):
                assert getattr(stop.event, "take_part", False) or not forbids(before, stop, use.event), (
                    f"{use} stands behind {stop}"
                )
        item = RESTS_ON[use.event.asset, use.event.purpose]
        for stop in holding(before, Withdrawn, use.event.person) if item else []:
            if item in items_of(stop.event) and not over(before, stop, item):
                assert agreed_again_by(before, stop, item), f"{use} stands behind {stop}, which nobody compared away"

    @invariant()
    def what_is_decided_on_live_is_what_is_judged_with_hindsight(self) -> None:
        now = self.clock.now
        for service in self.services:
            for person in PEOPLE:
                live, seen = read_live(service, person), self.folds.histories(STUDY, person)
                assert (live.about, live.study, live.consent) == (seen.about, seen.study, seen.consent)
                assert facts(live, now, FOREVER) == facts(seen, now, now)
                assert live.checks == seen.checks
                assert [using_now(live, *pair, now) for pair in PAIRS] == [
                    using_now(seen, *pair, now) for pair in PAIRS
                ]


def read_live(service: Service, person: Ref) -> Histories:
    """What a decision would read now, from what the process remembers."""
    while True:
        reading = Reading(service.road.states)
        histories = reading.histories(person, STUDY)
        for member in TEAM:
            reading.person(member)
        if not service.road.states.stale(reading.base):
            return histories


def facts(h: Histories, now: datetime, known: datetime) -> list[Any]:
    """Every fact that any rule could ask for."""
    session = h.study.session_of(h.person, known)
    return [
        *(signing(h, entry, known) for entry in h.consent.signings if entry.known(known)),
        *(stopping(h, entry, known) for entry in h.consent.stops if entry.known(known)),
        presence(h, session, known) if session else None,
        *(using(h, *pair, now, known) for pair in (*PAIRS, UNNAMED)),
    ]


class PlayingOnPostgres(Playing):
    """The same on PostgreSQL."""

    database = "postgres"


@pytest.mark.heavy
@pytest.mark.slow
def test_no_play_breaks_what_the_road_promises() -> None:
    examples = 100 if stores.PROVING else 15
    run_state_machine_as_test(Playing, settings=settings(max_examples=examples, stateful_step_count=30))


@pytest.mark.heavy
@pytest.mark.slow
@pytest.mark.postgres
def test_no_play_on_postgresql_breaks_it_either() -> None:
    examples = 12 if stores.PROVING else 2
    run_state_machine_as_test(PlayingOnPostgres, settings=settings(max_examples=examples, stateful_step_count=25))
