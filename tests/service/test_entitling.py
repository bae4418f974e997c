"""Who may ask what, asked of the whole road: by the role held on that day, there where it is held, and for whom."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from domain.access import ReadPerson
from domain.governance import AttemptRefused
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import london_day
from domain.leave import SayToday
from domain.people import AssignRole, JoinRecords, RegisterActor, StrikeEntry
from domain.people.events import person_stream
from service import entitlements, entitling, wiring
from service.entitling import EVERY_ROLE, MAY_ASK, PARTICIPANT, ROLES
from service.errors import NotEntitled
from service.facts import Reading
from service.importing.study import Importing
from service.replaying import replay
from service.store import SERVICE
from service.store.vocabulary import COMMANDS
from service.wiring import Service
from tests import stores
from tests.given import D1, NOON, P1, P2, R1, R2, ref
from tests.players import STUDY, Clock, Play
from tests.samples import sample_command
from tests.service.office import small

PAGE: Final = Path(__file__).parents[2] / "ops" / "entitlements.md"
A1: Final = ref("a1")
"""An actor who is given a role only where a test gives it."""
ELSEWHERE: Final = ref("talk3")


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        stores.cast(service, A1, roles=())
        yield made


def given(play: Play, role: str, actor: Ref = A1, **where: Any) -> int:
    """The operator gives a role; answers the version of the entry."""
    told = {**stores.operator(play.service), **where}
    outcome = play.ask(AssignRole(person=actor, assigned=role, **told))
    assert outcome.refused is None
    return play.service.record.at(outcome.positions)[0].version


def broken(play: Play, command: Command, service: Service | None = None) -> tuple[str, ...]:
    no = play.ask(command, service).refused
    return () if no is None else no.broken


def bars(play: Play, command: Command) -> tuple[str, ...]:
    """What the table says of a command, without asking for it."""
    no = entitling.bars(command, Reading(play.service.road.states))
    return () if no is None else no.broken


# The table


def test_every_command_has_one_line() -> None:
    assert set(MAY_ASK) == set(COMMANDS)
    assert sum(map(len, entitling._ROWS)) == len(COMMANDS), "a command stands in two rows"


def test_every_line_names_roles_that_there_are_and_says_why() -> None:
    for tag, line in MAY_ASK.items():
        assert line.live <= set(EVERY_ROLE), tag
        assert line.history <= {"records"}, tag
        assert line.live | line.history, f"nobody may ever ask {tag}"
        assert line.says, tag
        assert line.cite.place, tag


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == entitlements.written(), "write it anew: make rulebook"


def test_the_page_has_a_cell_for_every_command_and_role() -> None:
    rows = [[c.strip() for c in line.strip("|\n ").split("|")] for line in PAGE.read_text().splitlines()]
    told = {row[0].strip("`"): dict(zip(EVERY_ROLE, row[1:], strict=False)) for row in rows if len(row) > 4}
    assert set(COMMANDS) <= set(told)
    for tag in COMMANDS:
        assert {role for role, cell in told[tag].items() if cell} == MAY_ASK[tag].live


@pytest.mark.parametrize("tag", COMMANDS)
def test_a_role_asks_what_stands_in_its_column_and_nothing_else(play: Play, tag: str) -> None:
    for role in ROLES:
        asked = sample_command(tag, actor=R1, role=role, person=P1, assigned="researcher", at=play.clock.now)
        assert (bars(play, asked) == ()) is (role in MAY_ASK[tag].live), role
        assert (bars(play, replace(asked, history=True)) == ()) is (role in MAY_ASK[tag].history), role


def test_there_is_no_other_role(play: Play) -> None:
    assert bars(play, play.stop(P1, "W6", role="operator")) == ("EN-02",)


def test_the_service_itself_is_exempt_in_one_place() -> None:
    functions = [n for n in ast.walk(ast.parse(inspect.getsource(entitling))) if isinstance(n, ast.FunctionDef)]
    naming = [f.name for f in functions for n in ast.walk(f) if isinstance(n, ast.Name) and n.id == "SERVICE"]
    assert naming == ["_exempt"]


def test_the_service_asks_before_anybody_is_registered(play: Play) -> None:
    first = RegisterActor(person=ref("x"), name=Sealed(ref("x"), STAFF, "x"), actor=SERVICE, role="records", at=NOON)
    assert bars(play, first) == ()


# Whoever is not registered


@pytest.mark.parametrize("history", [False, True])
def test_nobody_asks_who_is_not_registered_not_even_for_a_stop(play: Play, history: bool) -> None:
    head = play.service.record.head()
    asked = play.stop(P1, "W6", actor=ref("nobody"), role="records", history=history)
    with pytest.raises(NotEntitled, match="Nobody is registered"):
        play.ask(asked)
    assert play.service.record.head() == head


def test_who_was_registered_meanwhile_is_known_to_every_process(play: Play) -> None:
    newcomer = ref("newcomer")
    with pytest.raises(NotEntitled):
        play.ask(play.stop(P1, "W6", actor=newcomer))
    with wiring.open_store(play.service.directory, play.clock) as other:
        stores.cast(other, newcomer)
    assert broken(play, play.stop(P1, "W6", actor=newcomer)) == ()


# The role, on that day


def test_who_does_not_hold_the_role_is_refused_and_that_is_recorded(play: Play) -> None:
    head = play.service.record.head()
    outcome = play.ask(play.inform(P1, actor=A1))
    assert outcome.refused is not None
    assert outcome.refused.broken == ("EN-01",)
    [attempt] = play.service.record.tail(head, 9)
    assert isinstance(attempt.event, AttemptRefused)
    assert (attempt.event.by, attempt.event.asked, attempt.event.about) == (A1, "consent.give_information", (P1,))
    assert broken(play, play.read(P1, actor=A1, role="commissioner")) == ("EN-01", "EN-02")


@pytest.mark.parametrize(("first", "last", "refused"), [(1, None, True), (0, 0, False), (-9, 0, False), (-9, -1, True)])
def test_a_role_is_held_on_its_days_both_included(play: Play, first: int, last: int | None, refused: bool) -> None:
    today = london_day(play.clock.now)
    ends = None if last is None else today + timedelta(days=last)
    given(play, "study_team", from_on=today + timedelta(days=first), to_on=ends)
    assert broken(play, play.inform(P1, actor=A1)) == (("EN-01",) if refused else ())


def test_the_day_is_that_of_asking_and_not_the_one_that_is_told_of(play: Play) -> None:
    given(play, "study_team", from_on=london_day(play.clock.now))
    assert broken(play, play.inform(P1, ago=72, actor=A1)) == ()


def test_a_role_that_was_struck_is_held_no_more(play: Play) -> None:
    entry = given(play, "study_team")
    assert broken(play, play.inform(P1, actor=A1)) == ()
    assert broken(play, StrikeEntry(person=A1, entry=entry, **stores.operator(play.service))) == ()
    assert broken(play, play.inform(P1, actor=A1)) == ("EN-01",)


def test_a_role_that_another_process_ended_is_held_no_more(play: Play) -> None:
    entry = given(play, "study_team")
    assert broken(play, play.inform(P1, actor=A1)) == ()
    with wiring.open_store(play.service.directory, play.clock) as other:
        strike = StrikeEntry(person=A1, entry=entry, **stores.operator(play.service))
        assert broken(play, strike, other) == ()
    assert broken(play, play.inform(P1, actor=A1)) == ("EN-01",)


def test_a_role_ended_between_the_decision_and_the_append_is_in_time(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided while the role was held is not recorded behind its end: it is decided again."""
    entry = given(play, "study_team")
    strike = StrikeEntry(person=A1, entry=entry, **stores.operator(play.service))
    append = play.service.record.append
    with wiring.open_store(play.service.directory, play.clock) as other:

        def interrupted(*told: Any) -> Any:
            monkeypatch.undo()
            assert broken(play, strike, other) == ()
            return append(*told)

        monkeypatch.setattr(play.service.record, "append", interrupted)
        assert broken(play, play.inform(P1, actor=A1)) == ("EN-01",)
    struck, attempt = play.service.record.tail(play.service.record.head() - 2, 2)
    assert [struck.event.tag, attempt.event.tag] == ["people.entry_struck.v1", "attempt.refused.v1"]


# There, where the role is held


def test_a_role_of_an_initiative_is_held_there_only(play: Play) -> None:
    given(play, "study_team", initiative=STUDY)
    assert broken(play, play.inform(P1, actor=A1)) == ()
    assert bars(play, replace(play.inform(P1, actor=A1), initiative=ELSEWHERE)) == ("EN-01",)  # type: ignore[call-arg]
    assert bars(play, replace(play.register_site("S9", actor=A1), scope=ELSEWHERE)) == ("EN-01",)  # type: ignore[call-arg]


def test_what_names_no_initiative_is_about_that_of_the_person(play: Play) -> None:
    given(play, "privacy", initiative=STUDY)
    assert broken(play, play.read(P1, actor=A1, role="privacy")) == ()
    assert broken(play, play.read(ref("stranger"), actor=A1, role="privacy")) == ("EN-01",)


def test_a_role_at_a_site_is_held_of_whoever_is_there(play: Play) -> None:
    given(play, "ward", site="S1")
    doubtful = {"actor": A1, "role": "ward"}
    assert broken(play, play.assess(P1, "has", **doubtful)) == ()
    assert broken(play, play.transfer(P1, "S1", "S2")) == ()
    assert broken(play, play.assess(P1, "has", **doubtful)) == ("EN-01",)
    assert broken(play, play.transfer(P2, "S1", "S2", **doubtful)) == ()


def test_a_role_at_a_site_is_none_for_what_no_site_is_named_of(play: Play) -> None:
    given(play, "study_team", site="S1")
    assert broken(play, play.close("S1", actor=A1)) == ()
    assert broken(play, play.close("S2", actor=A1)) == ("EN-01",)
    assert broken(play, play.publish("2.0", actor=A1)) == ("EN-01",)


# Participants


OWN: Final[dict[str, Any]] = {"actor": P1, "role": PARTICIPANT}


@pytest.mark.parametrize("person", [P1, P2])
def test_a_participant_acts_for_themselves_alone(play: Play, person: Ref) -> None:
    for command in (
        play.stop(person, "W6", **OWN),
        play.pause(person, **OWN),
        play.object(person, **OWN),
        play.read(person, **OWN),
    ):
        assert broken(play, command) == (() if person == P1 else ("EN-03",)), command.tag


def test_a_participant_acts_for_another_record_of_theirs(play: Play) -> None:
    assert broken(play, JoinRecords(person=P1, other=P2, **stores.operator(play.service))) == ()
    assert broken(play, play.stop(P2, "W6", **OWN)) == ()


def test_a_participant_records_no_answers_alone(play: Play) -> None:
    assert broken(play, play.sign(P1, {"C01": True}, **OWN)) == ("CN-11",)
    assert {tag for tag, line in MAY_ASK.items() if PARTICIPANT in line.live} == {
        "consent.withdraw",
        "consent.stop_channels",
        "consent.pause",
        "consent.give_answers",
        "consent.clarify_stop",
        "consent.resume",
        "consent.observe_objection",
        "consent.answer_about_peer",
        "leave.say_today",
        "leave.record_outcome",
        "reading.read_person",
        "people.make_statement",
        "people.take_back_statement",
        "involvement.express_interest",
        "involvement.submit_request",
        "involvement.withdraw_request",
        "involvement.draft_plan",
        "involvement.set_plan_item",
        "involvement.sign_plan",
        "involvement.record_dissent",
        "involvement.take_alternative",
        "involvement.refuse_alternative",
        "involvement.request_review",
        "involvement.record_coming",
        "involvement.record_contribution",
        "involvement.record_wellbeing",
        "involvement.cosign_action",
    }


# A stop is never refused for form


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_registered_reports_a_stop_also_when_their_role_has_ended(play: Play, role: str) -> None:
    told = {"actor": A1, "role": role}
    assert broken(play, play.stop(P1, "W6", **told)) == ()
    assert broken(play, play.pause(P1, **told)) == ()
    assert broken(play, play.object(P1, **told)) == ()
    assert broken(play, play.doubt(P1, **told)) == ()


def test_an_advice_to_stop_comes_through_anybody_and_one_to_go_on_does_not(play: Play) -> None:
    for command in (play.approve(), play.assess(P1, "lacks"), play.consult(P1, D1)):
        assert broken(play, command) == ()
    told = {"actor": A1, "role": "auditor"}
    assert broken(play, play.advise(P1, D1, True, **told)) == ("EN-01", "EN-02")
    assert broken(play, play.advise(P1, D1, False, **told)) == ()


@pytest.mark.parametrize("agrees", [False, True])
def test_whoever_hears_a_no_on_the_day_reports_it_and_a_yes_comes_through_the_ward(play: Play, agrees: bool) -> None:
    said = SayToday(person=P1, episode="O-1", agrees=agrees, **play.told(actor=A1, role="auditor"))
    assert broken(play, said) == (("EN-01", "EN-02") if agrees else ())


# History


def test_history_is_told_by_who_holds_the_role_records_and_by_nobody_who_says_so(play: Play) -> None:
    assert broken(play, play.as_history(play.stop(P1, "W6", actor=A1))) == ("EN-01",)
    given(play, "records")
    assert broken(play, play.as_history(play.stop(P1, "W6", actor=A1))) == ()


def test_an_import_by_who_does_not_hold_the_role_leaves_nothing(play: Play, tmp_path: Path) -> None:
    folder, head = small(tmp_path / "office").folder, play.service.record.head()
    importing = Importing(
        road=play.service.road, folder=folder, study="talk", actor=A1, role="records", at=play.clock.now
    )
    with pytest.raises(NotEntitled, match="does not hold the role records"):
        importing.run()
    assert play.service.record.head() == head
    given(play, "records")
    assert importing.run().new > 0


def test_who_tells_row_after_row_is_asked_once_and_again_when_they_are_told_of(play: Play) -> None:
    """Within one batch, before anything of it is recorded."""
    entry = given(play, "records", from_on=london_day(play.clock.now))
    yesterday = london_day(play.clock.now) - timedelta(days=1)
    batch = play.service.road.batch()
    ending = AssignRole(
        person=A1,
        assigned="researcher",
        to_on=yesterday,
        corrects=entry,
        **{**play.told(actor=A1, role="records"), "history": True},
    )
    rows = [play.as_history(play.stop(P1, level, actor=A1)) for level in ("W1", "W2", "W3")]
    relied_on = []
    for row in (*rows[:2], ending):
        drafts = batch.decide(row, "c" * 32)
        assert isinstance(drafts, tuple)
        relied_on.append(person_stream(A1) in drafts[0].relied_on)
    assert relied_on == [True, False, True]
    no = batch.decide(rows[2], "c" * 32)
    assert isinstance(no, Refused)
    assert no.broken == ("EN-01",)
    play.service.record.append(batch.drafts, batch.reading.expected())
    assert list(replay(play.service.record)) == []


def test_who_keeps_the_record_of_one_initiative_is_asked_for_each_row(play: Play) -> None:
    given(play, "records", initiative=STUDY)
    batch = play.service.road.batch()
    here = play.as_history(play.stop(P1, "W6", actor=A1))
    assert isinstance(batch.decide(here, "c" * 32), tuple)
    elsewhere = batch.decide(replace(here, initiative=ELSEWHERE), "c" * 32)  # type: ignore[call-arg]
    assert isinstance(elsewhere, Refused)


# Roles in Byleave


@pytest.mark.parametrize("history", [False, True])
def test_nobody_gives_a_role_in_byleave_to_themselves(play: Play, history: bool) -> None:
    told = {**play.told(actor=R1, role="records"), "history": history}
    assert broken(play, AssignRole(person=R1, assigned="auditor", **told)) == ("EN-04",)
    assert broken(play, AssignRole(person=A1, assigned="auditor", **told)) == ()


def test_a_study_s_team_gives_roles_of_the_study_and_none_in_byleave(play: Play) -> None:
    assert broken(play, play.give_role(R2, "researcher")) == ()
    for role in ROLES:
        assert broken(play, play.give_role(R2, role)) == ("EN-04",)


def test_a_study_s_team_takes_away_no_role_in_byleave(play: Play) -> None:
    entry = given(play, "auditor")
    researching = play.service.record.at(play.ask(play.give_role(A1, "researcher")).positions)[0].version
    assert broken(play, play.strike(A1, entry)) == ("EN-04",)
    assert broken(play, play.strike(A1, researching)) == ()
    assert broken(play, play.strike(A1, entry, role="records")) == ()


# It is relied on


def test_what_was_read_of_the_actor_is_relied_on(play: Play) -> None:
    outcome = play.ask(play.read(P1))
    [made] = play.service.record.made(outcome.positions[0] - 1, 1)
    assert isinstance(made.command, ReadPerson)
    assert person_stream(R1) in made.relied_on
