"""Governance through the doors: what becomes of a finding, what is still to be done, what a setting changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.access import DelayTelling, GiveGrant, OpenBreakGlass, RecordRemoval, ReviewBreakGlass
from domain.consent import GiveAnswers
from domain.governance import (
    DEFAULTS,
    AssessFinding,
    ChangeSetting,
    CloseFinding,
    RecordCorrectiveAction,
    VerifyEntry,
    settings_stream,
)
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed, study_purpose
from projections import findings
from service.errors import Conflict
from service.store import SERVICE
from tests import stores
from tests.given import P1, P2, R1, R2, V1, hours
from tests.players import STUDY, Clock, Play
from tests.service.commands import asked
from tests.service.office import importing, small


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def played(tmp_path: Path, clock: Clock) -> Iterator[Play]:
    """A study whose books are open, on a clock that the test moves."""
    with stores.made(tmp_path / "data", clock=clock) as service:
        play = Play(service, clock)
        play.open_the_books()
        yield play


def setting(play: Play, name: str, value: int, **more: Any) -> Command:
    why = Sealed(SERVICE, STAFF, "the board decided so")
    return ChangeSetting(setting=name, value=value, why=why, **{**play.told(role="records"), **more})


def kinds(play: Play, person: Ref = P1) -> list[str]:
    with play.service.views.read("findings") as view:
        return [found.kind for found in findings.standing(view.db, STUDY) if found.person == person]


def refused(play: Play, command: Command) -> tuple[str, ...]:
    no = play.ask(command).refused
    return no.broken if no else ()


def signed(play: Play, person: Ref, told_ago: float, **more: Any) -> Command:
    answers = {"C01": True, "C07": True}
    return play.sign(person, answers, informed_at=play.clock.now - hours(told_ago), **more)


def test_a_provider_s_time_to_think_is_what_a_signing_is_held_to(played: Play, clock: Clock) -> None:
    assert refused(played, signed(played, P1, told_ago=30)) == ()
    assert refused(played, setting(played, "reflection_hours", 48)) == ()
    clock.move(hours(1))
    assert refused(played, signed(played, P2, told_ago=30)) == ("CN-05",)
    assert refused(played, signed(played, P2, told_ago=49)) == ()


def test_what_was_signed_before_is_judged_by_the_setting_of_its_day(played: Play, clock: Clock) -> None:
    before = played.as_history(signed(played, P1, told_ago=30))
    clock.move(hours(1))
    played.ask(setting(played, "reflection_hours", 48))
    clock.move(hours(1))
    assert played.ask(before).refused is None
    assert kinds(played) == []
    after = played.as_history(signed(played, P2, told_ago=30))
    assert played.ask(after).refused is None
    assert kinds(played, P2) == ["reflection-too-short"]


@pytest.mark.parametrize(
    ("name", "value", "ago", "refusing"),
    [("late_hours", 2, 3, ("CN-07",)), ("late_hours", 48, 30, ()), ("late_hours", 24, 30, ("CN-07",))],
)
def test_how_late_is_late_is_a_setting(
    played: Play, clock: Clock, name: str, value: int, ago: float, refusing: tuple[str, ...]
) -> None:
    played.ask(setting(played, name, value))
    clock.move(hours(60))
    assert refused(played, signed(played, P1, told_ago=ago + 25, ago=ago)) == refusing


@pytest.mark.parametrize(
    ("value", "ago", "late"),
    [(2, 2, False), (2, 3, True), (48, 30, False), (24, 30, True)],
)
def test_how_late_is_late_is_a_setting_for_assessments_and_advice_too(
    played: Play, clock: Clock, value: int, ago: float, late: bool
) -> None:
    played.ask(setting(played, "late_hours", value))
    played.ask(played.approve())
    played.ask(played.register(V1, kind="team"))
    clock.move(hours(60))
    lacks = played.assess(P1, "lacks", ago=ago)
    assert refused(played, lacks) == (("CA-08",) if late else ())
    told_late = [played.as_history(lacks, clock.now)]
    told_late += [played.as_history(each, clock.now) for each in (played.consult(P1, V1, ago=ago),)]
    told_late += [played.as_history(played.advise(P1, V1, take_part=True, ago=ago), clock.now)]
    for told in told_late:
        assert played.ask(told).refused is None
    assert kinds(played) == (["late-entry-unexplained"] if late else [])
    assert refused(played, played.advise(P1, V1, take_part=True, ago=ago)) == (("CE-07",) if late else ())


def test_how_long_somebody_is_left_alone_is_a_setting(played: Play, clock: Clock) -> None:
    assert refused(played, played.sign(P1, {"C01": False}, informed_at=clock.now - hours(30))) == ()
    clock.move(hours(24 * 10))
    assert refused(played, played.inform(P1)) == ("CN-09",)
    played.ask(setting(played, "re_approach_days", 9))
    assert refused(played, played.inform(P1)) == ()


def test_break_glass_stays_open_and_is_reviewed_as_the_provider_has_set(played: Play, clock: Clock) -> None:
    played.ask(setting(played, "break_glass_minutes", 10))
    played.ask(setting(played, "review_working_days", 1))
    of = {"person": P1, "initiative": STUDY}
    opened = OpenBreakGlass(**of, opening="B", ground="public_interest", fields=("disclosures",), **played.told())
    [position] = played.ask(opened).positions
    [recorded] = played.service.record.at([position])
    assert recorded.event.until == clock.now + hours(1 / 6)  # type: ignore[attr-defined]
    assert recorded.event.review_by - clock.now < hours(72)  # type: ignore[attr-defined]


@pytest.mark.parametrize("told", ["history", "occurred_at"])
def test_a_setting_holds_from_now_on(played: Play, clock: Clock, told: str) -> None:
    more = {"history": True} if told == "history" else {"occurred_at": clock.now - hours(1)}
    with pytest.raises(Conflict, match="from now on"):
        played.ask(replace(setting(played, "late_hours", 48), **more))


def test_a_decision_relies_on_the_settings_it_was_made_by(played: Play) -> None:
    played.ask(setting(played, "late_hours", 48))
    [position] = played.ask(signed(played, P1, told_ago=30)).positions
    [made] = played.service.record.made(position - 1, 1)
    assert made.relied_on[settings_stream()] == 1


def use_without_consent(play: Play) -> None:
    use = replace(play.use(P1, ("clinical_record", "characteristics")), use="U-1", user=R2)
    assert play.ask(play.as_history(use)).refused is None


def of_finding(play: Play, actor: Ref, **more: Any) -> dict[str, Any]:
    named = {"person": P1, "initiative": STUDY, "finding": "access-without-consent", "key": "U-1"}
    return {**named, **play.told(actor=actor), **more}


@pytest.mark.parametrize(
    ("actor", "refusing"), [(R1, ("FD-02",)), (R2, ("FD-02",)), (V1, ())], ids=["who entered it", "who opened", "other"]
)
def test_a_finding_is_assessed_by_somebody_without_a_part_in_it(
    played: Play, actor: Ref, refusing: tuple[str, ...]
) -> None:
    use_without_consent(played)
    assert kinds(played) == ["access-without-consent"]
    assert refused(played, AssessFinding(assessed="deviation", **of_finding(played, actor))) == refusing


def test_what_was_entered_in_time_needs_no_comparing_before_a_finding_is_called_covered(
    played: Play, clock: Clock
) -> None:
    played.ask(played.sign(P1, {"C07": False}, informed_at=clock.now - hours(30)))
    clock.move(hours(1))
    use_without_consent(played)
    assert refused(played, AssessFinding(assessed="covered", **of_finding(played, V1))) == ()


def test_a_finding_that_is_not_raised_is_not_assessed(played: Play) -> None:
    use_without_consent(played)
    other = {**of_finding(played, V1), "key": "U-2"}
    assert refused(played, AssessFinding(assessed="deviation", **other)) == ("FD-01",)
    other = {**of_finding(played, V1), "finding": "access-before-record"}
    assert refused(played, AssessFinding(assessed="deviation", **other)) == ("FD-01",)


def test_the_life_of_a_finding_stands_beside_it_and_changes_no_answer(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as service:
        clock = Clock(service.clock())
        played = Play(service, clock)
        played.open_the_books()
        use_without_consent(played)
        before = asked("--data", tmp_path / "data", "findings", "--json").json
        action = Sealed(P1, study_purpose(STUDY), "everybody was told again")
        played.ask(AssessFinding(assessed="deviation", **of_finding(played, V1)))
        played.ask(RecordCorrectiveAction(action=action, **of_finding(played, V1)))
        played.ask(CloseFinding(**of_finding(played, V1)))
    assert asked("--data", tmp_path / "data", "findings", "--json").json == before
    (explained,) = asked("--data", tmp_path / "data", "findings", "--explain", "U-1", "--json").json
    assert explained["life"] == "deviation, action recorded, closed"
    assert "deviation, action recorded, closed" in asked("--data", tmp_path / "data", "findings", "--csv").out
    assert "deviation" in asked("--data", tmp_path / "data", "findings").out


def test_what_is_to_be_done_is_listed_with_whose_it_is(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as service:
        played = Play(service, Clock(service.clock()))
        played.open_the_books()
        opened = OpenBreakGlass(
            person=P1, initiative=STUDY, opening="B-1", ground="public_interest", fields=("x",), **played.told()
        )
        assert played.ask(opened).refused is None
    data = ("--data", tmp_path / "data", "tasks")
    [task] = asked(*data, "--json").json
    assert (task["kind"], task["what"], task["stage"], task["outcome"]) == (
        "break-glass-review",
        "B-1",
        "still open",
        "",
    )
    assert task["whose"] == f"office id of {P1[:6]}"
    assert asked(*data, "--kind", "recall", "--json").json == []
    assert asked(*data, "--kind", "recall").out == "Nothing is open.\n"
    assert "B-1" in asked(*data).out
    assert "B-1" in asked(*data, "--csv").out
    assert "2" in asked(*data, "--page", "2").err


def test_what_the_provider_has_set_is_listed_beside_the_default(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as service:
        played = Play(service, Clock(service.clock()))
        played.ask(setting(played, "late_hours", 48))
    rows = {row["setting"]: row for row in asked("--data", tmp_path / "data", "settings", "--json").json}
    assert {name: row["value"] for name, row in rows.items()} == {**DEFAULTS, "late_hours": 48}
    assert rows["late_hours"]["default"] == 24
    assert rows["late_hours"]["by"]
    assert not rows["reflection_hours"]["by"]
    assert "late_hours" in asked("--data", tmp_path / "data", "settings").out
    assert asked("--data", tmp_path / "data", "settings", "--csv").out.count("\n") == 1 + len(DEFAULTS)


def test_a_second_person_compares_a_paper_with_its_entry(played: Play) -> None:
    paper: Command = replace(signed(played, P1, told_ago=30), medium="paper")  # type: ignore[call-arg]
    assert isinstance(paper, GiveAnswers)
    played.ask(paper)
    told = {"person": P1, "initiative": STUDY, "entry": 1, "evidence_sha256": "ab" * 32}
    assert refused(played, VerifyEntry(**told, **played.told())) == ("EV-02",)
    assert refused(played, VerifyEntry(**{**told, "entry": 2}, **played.told(actor=R2))) == ("EV-01",)
    assert refused(played, VerifyEntry(**told, **played.told(actor=R2))) == ()


def test_what_happens_with_data_happens_now(played: Play, clock: Clock) -> None:
    of = {"person": P1, "initiative": STUDY, **played.told(ago=1)}
    grant = {"grant": "G", "grantee": R2, "asset": "clinical_record", "purpose": "characteristics", "basis": "C07"}
    for command in (
        OpenBreakGlass(opening="B", ground="public_interest", fields=("x",), **of),
        GiveGrant(until=clock.now + hours(9), **grant, **of),
    ):
        with pytest.raises(Conflict, match="happens now"):
            played.ask(command)


def test_what_belongs_to_a_later_telling_is_sealed(played: Play, clock: Clock) -> None:
    of = {"person": P1, "initiative": STUDY}
    played.ask(OpenBreakGlass(**of, opening="B", ground="public_interest", fields=("x",), **played.told()))
    because = Sealed(P1, study_purpose(STUDY), "a threat that is still looked into")
    by_privacy = played.told(actor=R2, role="privacy")
    delay = DelayTelling(**of, opening="B", not_before=clock.now + hours(9), because=because, **by_privacy)
    assert refused(played, delay) == ()
    clock.move(hours(30))
    by_privacy = played.told(actor=R2, role="privacy")
    assert refused(played, ReviewBreakGlass(**of, opening="B", found="justified", **by_privacy)) == ()
    assert refused(played, RecordRemoval(**of, asset="transcript", came_to="destroyed", **by_privacy)) == ("RM-01",)


def test_a_person_s_timeline_as_they_are_shown_it_leaves_out_what_they_are_told_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with stores.made(data) as service:
        importing(service, small(tmp_path / "office"), "talk")
        initiative = service.keys.references("initiative", ["talk"])["talk"]
        person = service.keys.references(initiative, ["P001"])["P001"]
        of = {"person": person, "initiative": initiative}
        now = service.clock()
        stores.cast(service, R1, R2, roles=("privacy",))
        told = {"actor": R1, "role": "privacy", "at": now}
        because = Sealed(person, study_purpose(initiative), "a threat that is still looked into")
        service.road.ask(OpenBreakGlass(**of, opening="B-9", ground="public_interest", fields=("x",), **told))
        later = {"not_before": now + hours(48), "because": because, **told, "actor": R2}
        assert service.road.ask(DelayTelling(**of, opening="B-9", **later)).refused is None
    assert "B-9" in asked("--data", data, "person", "P001", "--csv").out
    assert "B-9" not in asked("--data", data, "person", "P001", "--as-shown", "--csv").out
