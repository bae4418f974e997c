"""Any words in any order, live and as history: every state is reached, no step leads where none should.

What is asked goes through the deciders; what must be true of it is read off the events by hand.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import consent
from domain.consent import (
    CONSENTS,
    AnswersGiven,
    AssessCapacity,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    CapacityState,
    ChangeConsultee,
    ClarifyStop,
    ConsulteeAdvised,
    Consulting,
    DoubtCapacity,
    EnteredInError,
    GiveAnswers,
    GiveInformation,
    Hearing,
    IdentifyConsultee,
    ItemState,
    MarkEnteredInError,
    ObjectionObserved,
    ObserveObjection,
    Pause,
    RecordAdvice,
    RegainCapacity,
    Resume,
    Signing,
    StopClarified,
    Stopping,
    Withdraw,
    Withdrawn,
    item_state,
    stopped_by,
)
from domain.kernel.decider import Accepted, Command, Event, Recorded
from domain.kernel.time import london_day
from tests import stores
from tests.consent.test_capacity import NAME, OF, SOUND
from tests.given import D1, NOON, R1, V1, hours, recorded
from tests.given import told as told_by

ITEMS: Final = ("C01", "C05")
DECIDED: Final = ("take_part", "C01", "C05")
STOPPED: Final = frozenset(
    {ItemState.WITHDRAWN, ItemState.WITHDRAWN_BY_OBJECTION, ItemState.WITHDRAWN_BY_CONSULTEE_ADVICE}
)
LEADS_TO: Final[dict[ItemState, frozenset[ItemState]]] = {
    ItemState.NOT_APPROACHED: frozenset({ItemState.INFO_GIVEN}),
    ItemState.INFO_GIVEN: frozenset(),
    ItemState.DECLINED: frozenset(),
    ItemState.ENTERED_IN_ERROR: frozenset(),
    ItemState.ACTIVE: frozenset({ItemState.PAUSED, ItemState.SUSPENDED_CAPACITY}),
    ItemState.PAUSED: frozenset(
        {ItemState.ACTIVE, ItemState.SUSPENDED_CAPACITY, ItemState.CONTINUED_ON_CONSULTEE_ADVICE}
    ),
    ItemState.SUSPENDED_CAPACITY: frozenset(
        {ItemState.ACTIVE, ItemState.PAUSED, ItemState.CONTINUED_ON_CONSULTEE_ADVICE}
    ),
    ItemState.CONTINUED_ON_CONSULTEE_ADVICE: frozenset({ItemState.PAUSED, ItemState.SUSPENDED_CAPACITY}),
    **dict.fromkeys(STOPPED, frozenset()),
}
"""Where an item may go by anything but the person's own signing, a stop (from anywhere), or what undoes an entry."""
OUTCOME: Final = {
    "has": CapacityState.HAS_CAPACITY,
    "lacks": CapacityState.LACKS_CAPACITY,
    "unable_to_complete": CapacityState.NOT_COMPLETED,
}

items = st.sampled_from(ITEMS)
decisions = st.sampled_from(DECIDED)
some_items = st.sampled_from([(), ("C01",), ("C05",)])
as_history = st.booleans()


class InPlay(RuleBasedStateMachine):
    """One person's consent to one study, asked of by anybody."""

    reached: ClassVar[set[ItemState]] = set()
    known: ClassVar[set[CapacityState]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.state = consent.FOLDING.initial
        self.log: list[Recorded[Any]] = []

    # What happens

    def ask(self, decide: Any, command: Command, facts: Any = None, *, history: bool = False) -> bool:
        """Asks a decider; answers whether it was recorded. A minute passes, so that no two things share an instant."""
        self.now += hours(1 / 60)
        before = self.stands()
        command = replace(command, at=self.now, history=history)
        answer = decide(command, self.state, facts) if facts is not None else decide(command, self.state)
        if not isinstance(answer, Accepted):
            assert not history, "history is not refused"
            return False
        for event in answer.events:
            row = recorded(
                event,
                self.now,
                version=len(self.log) + 1,
                history=history,
                broken=answer.verdicts.broken if history else (),
            )
            self.log.append(row)
            self.state = consent.FOLDING.evolve(self.state, row)
        self.hold_transition(before, answer.events)
        return True

    def stands(self) -> dict[str, ItemState]:
        return {item: item_state(self.state, item, self.now) for item in ITEMS}

    def hold_transition(self, before: dict[str, ItemState], events: tuple[Event, ...]) -> None:
        """What anybody but the person says moves an item along its lifecycle only, and never out of a stop."""
        signed = any(isinstance(event, AnswersGiven | EnteredInError) for event in events)
        for item, after in self.stands().items():
            if not signed and after is not before[item]:
                assert after in STOPPED or after in LEADS_TO[before[item]], f"{before[item]} to {after} by {events}"

    @initialize(begun=st.sampled_from(["not at all", "told", "agreed", "agreed"]))
    def begin(self, begun: str) -> None:
        """Most people have been told, and have agreed, when a play begins."""
        if begun != "not at all":
            self.inform(False)
        if begun == "agreed":
            self.sign(dict.fromkeys(ITEMS, True), False)

    @rule(history=as_history)
    def inform(self, history: bool) -> None:
        self.ask(consent.decide, GiveInformation(version="1.0", by=R1, **OF, **told_by()), history=history)

    @rule(answers=st.dictionaries(items, st.booleans(), min_size=1), history=as_history)
    def sign(self, answers: dict[str, bool], history: bool) -> None:
        barred = any(yes and self.in_question(item) for item, yes in answers.items())
        facts = Signing(
            signed_at=self.now,
            informed_at=self.now - hours(30),
            entered_at=self.now,
            explained=True,
            version_current=True,
            taker_delegated=True,
            taker_in_charge=False,
            witness_independent=True,
            copy_given="yes",
            barred=any(yes and self.state.capacity.barred(item, self.now) for item, yes in answers.items()),
        )
        command = GiveAnswers(version="1.0", taker=R1, copy_given="yes", answers=answers, **OF, **told_by())
        done = self.ask(consent.decide, command, facts, history=history)
        assert done is (history or not barred), "whoever lacks capacity, or is in doubt of it, agrees to nothing"

    @rule(level=st.sampled_from(["W0", "W1", "W2", "W5", "W6"]), items=some_items, history=as_history)
    def stop(self, level: str, items: tuple[str, ...], history: bool) -> None:
        command = Withdraw(level=level, items=items, **OF, **told_by())
        assert self.ask(consent.decide, command, Stopping(self.now, self.now, True, None), history=history)

    @rule()
    def object(self) -> None:
        assert self.ask(consent.decide, ObserveObjection(observer=R1, sign="leaving", **OF, **told_by()))

    @rule(items=some_items)
    def pause(self, items: tuple[str, ...]) -> None:
        assert self.ask(consent.decide, Pause(items=items, **OF, **told_by()))

    @rule(items=some_items, history=as_history)
    def resume(self, items: tuple[str, ...], history: bool) -> None:
        self.ask(consent.decide, Resume(items=items, **OF, **told_by()), Hearing(outside=True), history=history)

    @rule(entry=st.integers(1, 9), level=st.sampled_from(["W1", "W2", "W5"]), history=as_history)
    def clarify(self, entry: int, level: str, history: bool) -> None:
        command = ClarifyStop(entry=entry, level=level, items=("C05",), **OF, **told_by())
        self.ask(consent.decide, command, Hearing(outside=True), history=history)

    @rule(which=st.integers(0, 3))
    def another_s_paper(self, which: int) -> None:
        """Of a signing, where there is one; else, and now and then, of whatever comes first."""
        signings = [row.version for row in self.log if isinstance(row.event, AnswersGiven)]
        entry = signings[which % len(signings)] if which and signings else 1
        self.ask(consent.decide, MarkEnteredInError(entry=entry, **OF, **told_by()), history=True)

    @rule(decision=decisions)
    def doubt(self, decision: str) -> None:
        command = DoubtCapacity(decision=decision, doubt="distress", by=R1, **OF, **told_by())
        assert self.ask(consent.decide_capacity, command)

    @rule(
        decision=decisions,
        outcome=st.sampled_from(["has", "lacks", "lacks", "unable_to_complete"]),
        sound=st.booleans(),
        days=st.sampled_from([None, 1, 3]),
        history=as_history,
    )
    def assess(self, decision: str, outcome: str, sound: bool, days: int | None, history: bool) -> None:
        found = SOUND if sound else {**SOUND, "use_weigh": True}
        review_by = None if days is None else london_day(self.now + hours(24 * days))
        command = AssessCapacity(decision=decision, outcome=outcome, review_by=review_by, **found, **OF, **told_by())
        done = self.ask(consent.decide_capacity, command, history=history)
        assert done is (sound or history or outcome != "lacks")

    @rule(decision=decisions, history=as_history)
    def regain(self, decision: str, history: bool) -> None:
        self.ask(consent.decide_capacity, RegainCapacity(decision=decision, by=D1, **OF, **told_by()), history=history)

    @rule(who=st.sampled_from([V1, D1]), fit=st.booleans(), changed=st.booleans(), history=as_history)
    def name(self, who: Any, fit: bool, changed: bool, history: bool) -> None:
        command = ChangeConsultee if changed else IdentifyConsultee
        named = command(**{**NAME, "consultee": who}, **OF, **told_by())
        assert self.ask(consent.decide_capacity, named, self.fit(fit), history=history) is (fit or history)

    @rule(who=st.sampled_from([V1, D1]), decision=decisions, take_part=st.booleans(), history=as_history)
    def advise(self, who: Any, decision: str, take_part: bool, history: bool) -> None:
        asked = self.state.capacity.consultee(self.now)
        facts = replace(
            self.fit(True),
            asked=asked is not None and asked.consultee == who,
            lacking=self.state.capacity.advisable(decision, self.now),
        )
        command = RecordAdvice(consultee=who, decision=decision, take_part=take_part, **OF, **told_by())
        done = self.ask(consent.decide_capacity, command, facts, history=history)
        assert done or take_part, "a no is never refused"

    @rule(decision=decisions)
    def advised_on_a_lack(self, decision: str) -> None:
        """The way on that there is: found to lack capacity, a consultee is named, and advises in favour."""
        self.assess(decision, "lacks", True, None, False)
        self.name(V1, True, True, False)
        self.advise(V1, decision, True, False)

    @rule(hours_=st.sampled_from([1, 25, 80]))
    def time_passes(self, hours_: int) -> None:
        before = self.stands()
        self.now += hours(hours_)
        for item, after in self.stands().items():
            came = (before[item], after)
            due = (ItemState.CONTINUED_ON_CONSULTEE_ADVICE, ItemState.SUSPENDED_CAPACITY)
            paused = (ItemState.PAUSED, ItemState.SUSPENDED_CAPACITY)  # paused while it went on by advice
            assert after is before[item] or came in (due, paused), "time alone lets nothing begin"

    def fit(self, fit: bool) -> Consulting:
        return Consulting(fit, "personal", False, False, False)

    # What must be true, read off the events

    def in_question(self, item: str) -> bool:
        """Whether capacity for an item is doubted, not found out, or lacking: by the last thing said of a decision."""
        lasts = [self.last_said(decision) for decision in ("take_part", item)]
        return any(
            isinstance(e, CapacityDoubted) or (isinstance(e, CapacityAssessed) and e.outcome != "has") for e in lasts
        )

    def last_said(self, decision: str) -> Any:
        kinds = CapacityDoubted | CapacityAssessed | CapacityRegained
        last, lacking = None, False
        for event in (r.event for r in self.log if isinstance(r.event, kinds) and r.event.decision == decision):
            if isinstance(event, CapacityRegained) and not lacking:
                continue  # what was never lacking is not regained
            ended = isinstance(event, CapacityRegained) or getattr(event, "outcome", "") == "has"
            last, lacking = event, not ended and (lacking or getattr(event, "outcome", "") == "lacks")
        return last

    def stops(self, item: str) -> Iterator[datetime]:
        """When the item was stopped, by anybody."""
        for r in self.log:
            match r.event:
                case Withdrawn() as e if item in stopped_by(e.level, e.items):
                    yield r.occurred_at
                case StopClarified() as e if item in stopped_by(e.level, e.items):
                    yield from (
                        u.occurred_at
                        for u in self.log
                        if u.version == e.entry and isinstance(u.event, Withdrawn) and u.event.level == "W0"
                    )
                case ObjectionObserved():
                    yield r.occurred_at
                case ConsulteeAdvised(take_part=False) as e if e.decision in ("take_part", item):
                    yield r.occurred_at

    @invariant()
    def a_stop_is_undone_by_the_person_s_own_new_yes_alone(self) -> None:
        wrong = {r.event.entry for r in self.log if isinstance(r.event, EnteredInError)}
        for item in ITEMS:
            yes = [
                r.occurred_at
                for r in self.log
                if isinstance(r.event, AnswersGiven) and r.event.answers.get(item) and r.version not in wrong
            ]
            if any(not any(at > stop for at in yes) for stop in self.stops(item)):
                state = item_state(self.state, item, self.now)
                assert state in STOPPED | {ItemState.DECLINED}, state
                assert not self.state.active(item, self.now)

    @invariant()
    def what_goes_on_is_not_in_question_or_is_advised_on(self) -> None:
        for item, state in self.stands().items():
            self.reached.add(state)
            assert self.state.active(item, self.now) is (
                state in (ItemState.ACTIVE, ItemState.CONTINUED_ON_CONSULTEE_ADVICE)
            )
            if state is ItemState.ACTIVE:
                assert not self.in_question(item)
            if state is ItemState.CONTINUED_ON_CONSULTEE_ADVICE:
                assert self.in_question(item)
                assert any(
                    isinstance(r.event, ConsulteeAdvised) and r.event.take_part and not r.broken for r in self.log
                )

    @invariant()
    def capacity_is_what_was_said_last_of_that_decision(self) -> None:
        for decision in DECIDED:
            state = self.state.capacity.state(decision, self.now)
            self.known.add(state)
            assert state is self.expected(self.last_said(decision))
        assert {self.state.capacity.state(other, self.now) for other in CONSENTS - set(DECIDED)} == {
            CapacityState.PRESUMED
        }, "nothing is said of a person as such"

    def expected(self, last: Any) -> CapacityState:
        match last:
            case None:
                return CapacityState.PRESUMED
            case CapacityDoubted():
                return CapacityState.IN_DOUBT
            case CapacityRegained():
                return CapacityState.REGAINED
            case _:
                today: date = london_day(self.now)
                due = last.review_by is not None and today >= last.review_by
                return CapacityState.REVIEW_DUE if due else OUTCOME[last.outcome]


def test_no_play_leads_anywhere_else_and_every_state_is_reached() -> None:
    examples = 1_000 if stores.PROVING else 150
    run_state_machine_as_test(
        InPlay, settings=settings(max_examples=examples, stateful_step_count=40, derandomize=not stores.PROVING)
    )
    assert InPlay.reached == set(ItemState)
    assert InPlay.known == set(CapacityState)
