"""Corrections on a real store: what is decided live waits for somebody else to compare them, and relies on that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.consent import MarkEnteredInError
from domain.governance import VerifyGrant, checking_stream
from domain.initiatives import RecordAppearance, ShowFilm
from domain.judging import as_stood
from domain.kernel.decider import Command
from projections import findings
from projections.folds import Folds
from service.granting import granted_among
from tests import stores
from tests.given import P1, R1, R2, V1, hours
from tests.players import STUDY, Clock, Play

CONTACT = ("contact_details", "recontact")
ALL = dict.fromkeys(("C01", "C02", "C03", "C06", "C09"), True)
FILM: dict[str, Any] = {"initiative": STUDY, "film": "F1"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def play(tmp_path: Path, clock: Clock) -> Iterator[Play]:
    """Somebody agreed to everything and can be seen in a film; their contact details are opened on a grant."""
    with stores.made(tmp_path / "data", clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        signed = made.sign(P1, ALL, informed_at=clock.now - hours(30), channels={"web": True})
        for command in (
            signed,
            made.grant(P1, CONTACT, "C09"),
            made.hold("X1", recording=False),
            RecordAppearance(**FILM, person=P1, **made.told()),
        ):
            assert made.ask(command).refused is None
        clock.move(hours(1))
        yield made


def told(play: Play, command: Command) -> int:
    """Tells something; its version in its stream."""
    outcome = play.ask(command)
    assert outcome.refused is None
    return play.service.record.at(outcome.positions)[0].version


def refused(play: Play, command: Command) -> tuple[str, ...]:
    no = play.ask(command).refused
    return no.broken if no else ()


def stopped_and_corrected(play: Play) -> int:
    """The person said that everything stops; the office says afterwards that it was about their records alone."""
    stop = told(play, play.stop(P1, "W6"))
    play.clock.move(hours(1))
    return told(play, play.as_history(play.stop(P1, "W4", ago=1), corrects=stop))


ASKED: dict[str, Callable[[Play], Command]] = {
    "a use": lambda play: play.use(P1, CONTACT),
    "a share": lambda play: play.share(P1, CONTACT),
    "a grant": lambda play: replace(play.grant(P1, CONTACT, "C09"), grant="G-2"),  # type: ignore[call-arg]
    "attendance": lambda play: play.attend(P1, "X2"),
    "filming": lambda play: RecordAppearance(initiative=STUDY, film="F2", person=P1, **play.told()),
    "showing": lambda play: ShowFilm(**FILM, channel="web", **play.told()),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_whatever_is_decided_live_waits_until_the_correction_was_compared(
    play: Play, asked: Callable[[Play], Command]
) -> None:
    correction = stopped_and_corrected(play)
    assert play.ask(play.hold("X2", recording=False)).refused is None
    assert refused(play, asked(play))
    assert play.service.road.would(asked(play)) is not None
    assert play.ask(play.compare(P1, correction, V1)).refused is None
    outcome = play.ask(asked(play))
    assert outcome.refused is None
    [made] = play.service.record.made(outcome.positions[0] - 1, 1)
    assert made.relied_on[checking_stream(P1, STUDY)] == 1, "the comparing is relied on"


def test_nothing_was_corrected_so_nobody_asks_what_was_compared(play: Play) -> None:
    [made] = play.service.record.made(play.ask(play.use(P1, CONTACT)).positions[0] - 1, 1)
    assert checking_stream(P1, STUDY) not in made.relied_on


def test_the_person_goes_on_though_a_clerk_told_before_that_they_had(play: Play) -> None:
    told(play, play.pause(P1))
    play.clock.move(hours(2))
    told(play, play.as_history(play.resume(P1, ago=1)))
    assert refused(play, play.use(P1, CONTACT)) == ("AC-07", "AC-11", "AC-15")
    assert refused(play, play.resume(P1)) == ()
    assert refused(play, play.use(P1, CONTACT)) == ()
    assert refused(play, play.resume(P1)) == ("PA-01",), "nothing of it is paused any more, however it stood"


@pytest.mark.parametrize("asked", ["attendance", "filming"])
def test_what_is_told_as_history_is_judged_by_the_correction_at_once(play: Play, asked: str) -> None:
    stopped_and_corrected(play)
    play.ask(play.hold("X2", recording=False))
    assert play.ask(play.as_history(ASKED[asked](play))).refused is None
    with play.service.views.read("findings") as view:
        assert [found.kind for found in findings.standing(view.db, STUDY) if found.person == P1] == []


def test_an_approach_waits_too_where_the_person_wanted_no_contact(play: Play) -> None:
    correction = stopped_and_corrected(play)
    assert refused(play, play.inform(P1)) == ("CN-10",)
    assert play.ask(play.compare(P1, correction, V1)).refused is None
    assert refused(play, play.inform(P1)) == ()


def test_nobody_signs_on_a_capacity_that_only_an_uncompared_correction_finds(play: Play) -> None:
    lacks = told(play, play.assess(P1, "lacks"))
    has = told(play, play.as_history(play.assess(P1, "has"), corrects=lacks))
    play.clock.move(hours(1))
    again = play.sign(P1, {"C01": True}, informed_at=play.clock.now - hours(30))
    assert refused(play, again) == ("CA-06",)
    assert play.ask(play.compare(P1, has, V1)).refused is None
    assert refused(play, again) == ()


def test_the_gate_says_that_a_correction_is_to_be_compared(play: Play) -> None:
    correction = stopped_and_corrected(play)
    assert play.service.road.may_use(P1, STUDY, *CONTACT, R1).blocking == ("AC-07", "AC-11", "AC-15")
    play.ask(play.compare(P1, correction, V1))
    assert play.service.road.may_use(P1, STUDY, *CONTACT, R1).allow


def test_many_at_once_are_asked_the_same(play: Play) -> None:
    correction = stopped_and_corrected(play)
    for among in (set(), {P1}):
        assert granted_among(play.service.record, [P1], STUDY, CONTACT, R1, play.clock.now) == among
        play.ask(play.compare(P1, correction, V1))


@pytest.mark.parametrize("history", [False, True])
def test_who_wrote_the_correction_does_not_compare_it_not_even_as_history(play: Play, history: bool) -> None:
    correction = stopped_and_corrected(play)
    command = play.compare(P1, correction, R1)
    assert refused(play, play.as_history(command) if history else command) == (() if history else ("EV-02", "EV-03"))
    assert "AC-15" in refused(play, play.use(P1, CONTACT))


def test_that_a_no_was_somebody_else_s_is_compared_by_its_own_version(play: Play) -> None:
    no = told(play, play.sign(P1, {"C09": False}, actor=R2, informed_at=play.clock.now - hours(30)))
    assert refused(play, play.use(P1, CONTACT)) == ("AC-07", "AC-11")
    of = {"person": P1, "initiative": STUDY, "entry": no}
    error = told(play, play.as_history(MarkEnteredInError(**of, **play.told())))
    assert refused(play, play.use(P1, CONTACT)) == ("AC-07", "AC-11", "AC-15")
    assert refused(play, play.compare(P1, error, R1)) == ("EV-02",), "who says that it was somebody else's"
    assert refused(play, play.compare(P1, error, R2)) == ("EV-03",), "who wrote what was somebody else's"
    assert refused(play, play.compare(P1, no, V1)) == ("EV-01",), "what was ended stands no more"
    assert refused(play, play.compare(P1, error, V1)) == ()
    assert refused(play, play.use(P1, CONTACT)) == ()


def test_a_view_reads_what_was_compared_as_a_decision_does(play: Play) -> None:
    play.ask(play.compare(P1, stopped_and_corrected(play), V1))
    folds = Folds(play.service.record)
    for recorded in play.service.record.tail(0, 1_000):
        folds.apply(recorded)
    live = play.service.road.histories(P1, STUDY)
    assert folds.histories(STUDY, P1).checks == live.checks
    assert as_stood(live) == (live,)


def shown(play: Play, ago: float, **more: Any) -> Command:
    return ShowFilm(**FILM, channel="web", **play.told(ago, **more))


def test_a_showing_is_held_to_what_stood_before_a_correction_when_it_was_shown(play: Play) -> None:
    """They agreed again; in between they had said stop, which a correction put off until after the showing."""
    stop = told(play, play.stop(P1, "W5"))
    play.clock.move(hours(3))
    told(play, play.as_history(play.stop(P1, "W5", ago=1), corrects=stop))
    again = play.sign(P1, {"C06": True}, informed_at=play.clock.now - hours(30), channels={"web": True})
    assert play.ask(again).refused is None
    play.clock.move(hours(1))
    assert refused(play, shown(play, ago=3)) == ("FI-03",)
    as_told = shown(play, 3, role="records", history=True, source="import")
    [made] = play.service.record.made(play.ask(as_told).positions[0] - 1, 1)
    assert made.recorded.broken == (), "as history, the correction counts at once"


def test_a_corrected_grant_waits_for_somebody_who_is_not_let_in_by_it(play: Play) -> None:
    other = told(play, play.as_history(play.grant(P1, CONTACT, "C09", grantee=R2), corrects=1, actor=R1))
    assert refused(play, play.use(P1, CONTACT, actor=R2)) == ("AC-11", "AC-15")

    def compared(by: Any) -> Command:
        return VerifyGrant(person=P1, initiative=STUDY, entry=other, evidence_sha256="ab" * 32, **play.told(actor=by))

    assert refused(play, compared(R2)) == ("EV-02", "EV-03"), "it lets them in, and they had given it"
    assert refused(play, compared(R1)) == ("EV-02",), "who wrote it"
    among: list[Any] = [play.service.record, [P1], STUDY, CONTACT, R2]
    assert granted_among(*among, play.clock.now) == set()
    assert refused(play, compared(V1)) == ()
    assert refused(play, play.use(P1, CONTACT, actor=R2)) == ()
    assert granted_among(*among, play.clock.now) == {P1}, "many at once are asked the same"
    folds = Folds(play.service.record)
    for recorded in play.service.record.tail(0, 1_000):
        folds.apply(recorded)
    assert folds.histories(STUDY, P1).checks.verified_grant(other)
