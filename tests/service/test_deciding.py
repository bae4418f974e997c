"""Decisions on a real store: which facts they are made on, by the rules of which day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.consent import AnswersGiven
from domain.initiatives import RecordAppearance, RecordPart, ShowFilm
from domain.initiatives.commands import deciding as of_initiatives
from projections import findings as view_of_findings
from projections.findings import Covered
from tests import stores
from tests.given import P1, P2, R1, R2, hours
from tests.players import HEARER, STUDY, Clock, Play

PUBLISHED, ANOTHER = "a" * 64, "b" * 64


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        yield made


def sign(play: Play, **more: object) -> tuple[tuple[str, ...], str | None]:
    """Signs live; answers the rules broken, and the hash that was recorded."""
    outcome = play.ask(play.sign(P1, {"C01": True}, informed_at=play.clock.now - hours(30), **more))
    if outcome.refused:
        return (*outcome.refused.broken, *outcome.refused.unjudged), None
    (recorded,) = play.service.record.at(outcome.positions)
    assert isinstance(recorded.event, AnswersGiven)
    return (), recorded.event.document_sha256


@pytest.mark.parametrize(
    ("published", "given", "breaks", "kept"),
    [
        (None, None, (), None),
        (None, ANOTHER, (), ANOTHER),
        (PUBLISHED, None, (), PUBLISHED),
        (PUBLISHED, PUBLISHED, (), PUBLISHED),
        (PUBLISHED, ANOTHER, ("CN-08",), None),
    ],
)
def test_a_signing_carries_the_hash_of_the_form_published_under_its_version(
    play: Play, published: str | None, given: str | None, breaks: tuple[str, ...], kept: str | None
) -> None:
    if published:
        play.ask(play.as_history(play.publish("1.0", sha256=published)))
    assert sign(play, document_sha256=given) == (breaks, kept)


@pytest.mark.parametrize(
    ("who", "breaks"),
    [
        ({}, ()),  # a nurse outside the team
        ({"actor": R1, "role": "study_team"}, ("PA-02",)),
        ({"actor": R1, "role": "ward"}, ("PA-02",)),  # of the team, whatever they act as
        ({"actor": HEARER, "role": "study_team"}, ("EN-01",)),
        ({"actor": R1, "role": "study_team", "expressed_to": R2}, ("PA-02",)),
        ({"actor": R1, "role": "study_team", "expressed_to": HEARER}, ()),
    ],
)
def test_a_pause_is_ended_by_somebody_outside_the_team_or_before_them(
    play: Play, who: dict[str, Any], breaks: tuple[str, ...]
) -> None:
    named = who.get("expressed_to")
    play.ask(play.as_history(play.sign(P1, {"C01": True}, ago=3)))
    play.ask(play.pause(P1, ago=1))
    asked = play.resume(P1, **{name: who[name] for name in ("actor", "role") if name in who})
    refused = play.ask(replace(asked, expressed_to=named)).refused  # type: ignore[call-arg]
    assert (refused.broken if refused else ()) == breaks
    last = replace(play.as_history(play.resume(P1, actor=HEARER)), expressed_to=named)  # type: ignore[call-arg]
    assert play.ask(last).refused is None, "history is told"


def test_what_an_unclear_stop_meant_is_not_for_the_team_alone_to_say(play: Play) -> None:
    play.ask(play.as_history(play.sign(P1, {"C01": True}, ago=3)))
    play.ask(play.stop(P1, "W0", ago=1))
    meant = play.clarify(P1, 2, "W3", actor=R1, role="study_team")
    assert (no := play.ask(meant).refused) is not None
    assert no.broken == ("WD-06",)
    assert play.ask(play.clarify(P1, 2, "W3")).refused is None


def test_a_signing_told_as_history_of_another_form_is_a_finding(play: Play) -> None:
    play.ask(play.as_history(play.publish("1.0", sha256=PUBLISHED)))
    told = play.sign(P1, {"C01": True}, informed_at=play.clock.now - hours(30), document_sha256=ANOTHER)
    play.ask(play.as_history(told))
    play.ask(play.as_history(replace(told, person=P2, document_sha256=None)))
    with play.service.views.read("findings") as looking:
        (finding,) = view_of_findings.standing(looking.db, STUDY)
        assert (finding.person, finding.kind, finding.rules) == (P1, "form-not-as-published", ("CN-08",))
        (document,) = (r for r in play.service.record.at(finding.evidence) if r.event.tag.startswith("initiatives.doc"))
        assert document.event.sha256 == PUBLISHED  # type: ignore[attr-defined]
        assert view_of_findings.coverage(looking.db, STUDY)["CN-08"] == Covered(judged=2, broken=1, unjudged=0)


def test_where_no_hash_is_published_nothing_is_said_of_the_form(play: Play) -> None:
    sign(play, document_sha256=ANOTHER)
    with play.service.views.read("findings") as looking:
        assert view_of_findings.coverage(looking.db, STUDY)["CN-08"] == Covered(judged=0, broken=0, unjudged=1)


def test_the_information_on_the_record_counts_where_a_signing_does_not_say_when(play: Play) -> None:
    assert play.ask(play.sign(P1, {"C01": True})).refused.unjudged == ("CN-05",)
    play.ask(play.inform(P1, "1.0"))
    play.clock.move(hours(23.9))
    assert play.ask(play.sign(P1, {"C01": True})).refused.broken == ("CN-05",)
    play.clock.move(hours(0.1))
    assert play.ask(play.sign(P1, {"C01": True}, "2.0")).refused.unjudged == ("CN-05",), "told from another version"
    assert play.ask(play.sign(P1, {"C01": True})).refused is None


def test_information_that_was_corrected_counts_no_more(play: Play) -> None:
    play.ask(play.inform(P1, "1.0", ago=2))
    assert play.ask(play.sign(P1, {"C01": True})).refused.broken == ("CN-05",)
    play.ask(play.as_history(play.inform(P1, "1.0", ago=40), corrects=1))
    assert play.ask(play.sign(P1, {"C01": True})).refused.broken == ("CN-05",), "nobody has compared that yet"
    assert play.ask(play.compare(P1, 2)).refused is None
    assert play.ask(play.sign(P1, {"C01": True})).refused is None, "it was the day before, as the paper says"


def test_nobody_is_let_into_a_session_that_nobody_recorded(play: Play) -> None:
    assert play.ask(play.attend(P1, "X9")).refused.unjudged == ("SE-01", "SE-03", "SE-04")
    assert play.ask(play.as_history(play.attend(P1, "X9"))).refused is None


def test_taking_part_is_judged_by_the_rules_of_the_session_s_day(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.past_the_road(play.service)  # the rules of this test are not there when it is decided again
    held_on = date(2026, 3, 28)
    sign(play)
    play.ask(play.hold("X1", recording=False))
    play.clock.move(hours(48))
    strict = tuple(replace(rule, holds=lambda _: False, since=date(2026, 3, 29)) for rule in of_initiatives.TAKING_PART)
    monkeypatch.setattr(of_initiatives, "TAKING_PART", strict)
    assert play.ask(play.attend(P1, "X1")).refused is None, f"the stricter rules came after {held_on}"
    play.ask(play.hold("X2", recording=False))
    assert play.ask(play.attend(P1, "X2")).refused is not None


def test_an_initiative_is_registered_once_and_a_person_too(play: Play) -> None:
    assert play.ask(play.register_initiative()).refused.broken == ("IN-01",)
    assert play.ask(play.register(P1, "S2")).refused.broken == ("PE-01",)
    assert play.ask(play.register(R2, "S2")).refused is None


def test_a_late_signing_is_refused_without_its_reason_and_a_late_stop_is_not(play: Play) -> None:
    asked = play.sign(P1, {"C01": True}, ago=30, informed_at=play.clock.now - hours(90))
    assert play.ask(asked).refused.broken == ("CN-07",)
    assert play.ask(replace(asked, late_reason=play.late(P1))).refused is None
    assert play.ask(play.stop(P1, "W6", ago=30)).refused is None


def in_film(play: Play) -> None:
    """P1 and P2 agree to the web and can be seen in a film."""
    for person in (P1, P2):
        signing = play.sign(person, {"C06": True}, informed_at=play.clock.now - hours(30))
        assert play.ask(replace(signing, channels={"web": True})).refused is None  # type: ignore[call-arg]
        assert play.ask(RecordAppearance(initiative=STUDY, film="F1", person=person, **play.told())).refused is None
    play.clock.move(hours(2))


def test_a_film_is_shown_only_while_everybody_in_it_agrees_then_and_now(play: Play) -> None:
    in_film(play)
    show = ShowFilm(initiative=STUDY, film="F1", channel="web", **play.told())
    assert play.ask(show).refused is None
    play.ask(play.stop(P2, "W5", ago=1))
    for command in (show, replace(show, occurred_at=play.clock.now - hours(2))):
        assert play.ask(command).refused.broken == ("FI-03",), "whatever time is given, the last word counts"
    told = play.ask(play.as_history(replace(show, occurred_at=play.clock.now - hours(2))))
    (recorded,) = play.service.record.at(told.positions)
    assert recorded.broken == (), "it was shown before the stop"


def test_a_film_is_shown_on_what_everybody_in_it_said_and_relies_on_that(play: Play) -> None:
    in_film(play)
    batch = play.service.road.batch()
    batch.decide(ShowFilm(initiative=STUDY, film="F1", channel="web", **play.told()), "f" * 32)
    for person in (P1, P2):
        assert play.sign(person, {}).stream in batch.reading.expected()


@pytest.mark.parametrize(("role", "breaks"), [("user_researcher", ()), ("researcher", ("UR-01",))])
def test_a_part_in_the_work_is_that_of_a_user_researcher_on_its_first_day(
    play: Play, role: str, breaks: tuple[str, ...]
) -> None:
    play.ask(play.register(R2, kind="team"))
    play.ask(play.give_role(R2, role, (2, 0)))
    part = RecordPart(initiative=STUDY, person=R2, stage="analysis", from_on=play.day(2), **play.told())
    refused = play.ask(part).refused
    assert (refused.broken if refused else ()) == breaks
    assert play.ask(replace(part, from_on=play.day(3))).refused.broken == ("UR-01",), "not one yet"
    assert play.ask(replace(part, person=R1)).refused.broken == ("UR-01",), "nor is somebody else"
