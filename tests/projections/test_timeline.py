"""One person's timeline: a plain sentence for everything that was about them, late and corrected entries marked."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.access import DelayTelling
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import ALWAYS
from projections import timeline
from projections.columns import instant, micros
from projections.timeline import Line, of_person, said, shown
from service.names import office_ids
from service.store.vocabulary import EVENTS
from tests import stores
from tests.given import NOON, P1, R1, at, hours, recorded, ref
from tests.players import D1, PAIRS, PEOPLE, STUDY, V1, Clock, Play
from tests.samples import sample_event

ABOUT_SOMEBODY = [tag for tag in EVENTS if sample_event(tag).subjects]
NAMES = {R1: "Robin", P1: "P001", D1: "Dr Elm", V1: "Vic"}


@pytest.fixture
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    """A study in play, its books open; on SQLite unless a test asks for both databases."""
    clock = Clock()
    with stores.made(tmp_path / "data", getattr(request, "param", "sqlite"), clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        yield made


on_both = pytest.mark.parametrize("play", stores.DATABASES, indirect=True)


def lines(play: Play, person: Ref = P1) -> list[Line]:
    """What happened to somebody, without their registration, with which every timeline here begins."""
    with play.service.views.read("timeline") as looking:
        return [line for line in of_person(looking.db, person, "records") if line.tag != "people.person_registered.v1"]


def sentences(play: Play, person: Ref = P1) -> list[str]:
    return [said(line, NAMES) for line in lines(play, person)]


def line(tag: str, **more: Any) -> Line:
    """A sample event as the view would keep and answer it."""
    event = sample_event(tag)
    row = timeline._row(recorded(event))
    envelope = {"known_from": NOON, "corrected_at": None, **more}
    return Line(
        position=1, tag=tag, occurred_at=instant(row["occurred_at"]), fields=json.loads(row["fields"]), **envelope
    )


@pytest.mark.parametrize("tag", ABOUT_SOMEBODY)
def test_everything_that_is_about_somebody_is_told_in_a_sentence(tag: str) -> None:
    told = line(tag)
    sentence = said(told, dict.fromkeys(told.references, "Somebody"))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "{" not in sentence


@pytest.mark.parametrize("tag", ABOUT_SOMEBODY)
def test_names_are_opened_for_a_reader_and_are_references_for_everybody_else(tag: str) -> None:
    told = line(tag)
    opened = said(told, {reference: f"name of {reference[:6]}" for reference in told.references})
    closed = said(told, {})
    for reference in told.references:
        assert f"name of {reference[:6]}" in opened
        assert reference[:8] in closed
        assert f"name of {reference[:6]}" not in closed


@pytest.mark.parametrize("tag", ABOUT_SOMEBODY)
def test_nothing_sealed_stands_in_the_view(tag: str) -> None:
    sealed = [name for name, value in vars_of(sample_event(tag)).items() if isinstance(value, Sealed)]
    assert not set(sealed) & set(line(tag).fields)


def vars_of(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__ if name != "tag"}


@on_both
def test_what_happened_is_told_in_plain_words(play: Play) -> None:
    told = play.clock.now - hours(30)
    for command in (
        play.put_in_charge(P1, D1, (3, -3)),
        play.inform(P1, "1.0"),
        play.sign(P1, {"C01": True, "C03": True, "C05": False}, informed_at=told, witness=V1),
        play.stop(P1, "W1", ("C03",)),
        play.stop(P1, "W4"),
        play.use(P1, PAIRS[3]),
        play.read(P1),
    ):
        play.clock.move(hours(1))
        play.ask(command)
    assert sentences(play) == [
        "Dr Elm is responsible clinician from 2026-03-25 until 2026-03-31.",
        "Was told what taking part means, from version 1.0, by Robin.",
        "Signed version 1.0 with Robin, before Vic as witness. Told what it means on 2026-03-27 at 14:00."
        " Yes to: take part in an interview (C01); be audio-recorded (C03)."
        " No to: have their words quoted without their name (C05). Was given a copy.",
        "Said stop (W1, stop particular things: be audio-recorded).",
        "Said stop (W4, stop collecting from records).",
        "Robin asked to use data and was refused (AC-06: A clinical record is opened only while that (C07) is agreed"
        " to).",
        "Robin read this record (timeline).",
    ]


def test_capacity_and_consultees_are_told_in_plain_words(play: Play) -> None:
    play.ask(play.approve())
    for command in (
        play.sign(P1, {"C01": True}, informed_at=play.clock.now - hours(30), how_signed="thumbprint", witness=V1),
        play.doubt(P1, "C05"),
        play.assess(P1, "lacks", days=30),
        play.assess(P1, "unable_to_complete", "C05"),
        play.consult(P1, V1),
        play.advise(P1, V1, take_part=True),
        play.as_history(play.consult(P1, D1, "personal")),
        play.as_history(play.advise(P1, D1, take_part=False)),
        play.regain(P1),
        play.assess(P1, "has", "C05"),
        play.as_history(play.another_s(P1, 1)),
    ):
        play.clock.move(hours(1))
        assert play.ask(command).refused is None, command
    assert sentences(play) == [
        "Put their thumbprint to version 1.0 with Robin, before Vic as witness."
        " Told what it means on 2026-03-27 at 14:00. Yes to: take part in an interview (C01). Was given a copy."
        " Corrected on 2026-03-29: this no longer counts.",
        "Robin doubted that they could decide whether to have their words quoted without their name (distress)."
        " It rests until that is assessed.",
        "Was assessed by Dr Elm: they cannot decide at present whether to take part."
        " To be assessed again by 2026-04-27.",
        "Was assessed by Dr Elm: nobody could find out yet whether they can decide to have their words quoted without"
        " their name.",
        "Vic is their nominated consultee.",
        "Vic advised that they would want to take part.",
        "Dr Elm is their personal consultee.",
        "Dr Elm advised that they would not want to take part. It stops.",
        "Can decide again whether to take part, as Dr Elm saw, and is asked themselves.",
        "Was assessed by Dr Elm: they can decide whether to have their words quoted without their name.",
        "What was recorded here was another person's paper; it counts no longer.",
    ]


@pytest.mark.parametrize(
    ("tag", "fields", "told"),
    [
        ("people.detention_status_changed.v1", {"section": "informal"}, "In hospital informally at some_hospital from"),
        ("people.detention_status_changed.v1", {"section": "s37/41"}, "In hospital under s37/41 at some_hospital from"),
        ("people.name_changed.v1", {}, "Goes by another name now. Nothing else has changed."),
        ("people.gender_marker_changed.v1", {}, "Their gender marker has changed. Nothing else has."),
        (
            "people.interest_declared.v1",
            {"interest": "line_manager"},
            "Declared an interest in somebody (line manager)",
        ),
        ("people.records_joined.v1", {}, "There is another record of the same person, somebody. Nothing was moved."),
        ("initiatives.takedown_recorded.v1", {"step": "asked"}, "It was asked that the film some_film comes off web."),
        ("initiatives.takedown_recorded.v1", {"step": "done"}, "The film some_film is off web."),
        (
            "initiatives.takedown_recorded.v1",
            {"step": "cannot_be_recalled"},
            "The film some_film is off web as far as can be; copies cannot be recalled.",
        ),
        (
            "initiatives.part_recorded.v1",
            {"stage": "data_collection"},
            "Had a part in data collection as user-researcher",
        ),
    ],
)
def test_what_changes_for_somebody_is_told_in_the_field_s_words(tag: str, fields: Any, told: str) -> None:
    event = sample_event(tag, **fields)
    names = dict.fromkeys(timeline.references(event), "somebody")
    assert timeline.sentence(event, names).startswith(told)


@pytest.mark.parametrize(
    ("fields", "actor", "says"),
    [
        ({"manner": None, "expressed_to": None}, P1, "Ended the pause of everything."),
        ({"manner": None, "expressed_to": None}, R1, "Robin recorded that they ended the pause of everything."),
        ({"manner": "gesture", "expressed_to": None}, P1, "Ended the pause of everything, as they showed."),
        ({"manner": "written", "expressed_to": D1}, R1, "Robin recorded that they ended the pause of everything, as "),
        ({"manner": None, "expressed_to": D1}, R1, "Robin recorded that they ended the pause of everything, as "),
    ],
)
def test_who_recorded_that_a_pause_ends_and_who_heard_it_is_told(fields: Any, actor: Ref, says: str) -> None:
    event = sample_event("consent.resumed.v1", items=(), person=P1, **fields)
    row = timeline._row(recorded(event, actor=actor))
    kept = replace(line("consent.resumed.v1"), fields=json.loads(row["fields"]))
    assert ("recorded_by" in kept.fields) is (actor != P1)
    told = said(kept, dict.fromkeys(kept.references, "Robin"))
    assert told.startswith(says)
    assert told.endswith(" to Robin.") is (fields["expressed_to"] is not None)


def test_what_a_stop_meant_is_told_with_who_recorded_it() -> None:
    row = timeline._row(recorded(sample_event("consent.stop_clarified.v1", expressed_to=D1), actor=R1))
    kept = replace(line("consent.stop_clarified.v1"), fields=json.loads(row["fields"]))
    told = said(kept, {R1: "Robin", D1: "Dee"})
    assert told.startswith("Robin recorded that they said what their stop meant, as they said to Dee (W")


def test_a_signing_says_on_which_channels_a_film_may_be_shown() -> None:
    signed = sample_event("consent.answers_given.v1", channels={"web": True, "broadcast": False})
    assert timeline.sentence(signed, {}).count(" The film may be shown: web.") == 1
    nowhere = sample_event("consent.answers_given.v1", channels={"web": False})
    assert timeline.sentence(nowhere, {}).count(" The film may be shown: nowhere.") == 1


def test_a_session_is_told_with_its_kind_and_place_when_it_began(play: Play) -> None:
    began = play.clock.now - hours(5)
    play.ask(play.hold("X1", "focus_group", "S2", ago=5))
    play.ask(play.as_history(play.attend(P1, "X1")))
    (came,) = lines(play)
    assert said(came, NAMES) == "Took part in focus group X1 at S2, which was audio-recorded."
    assert came.occurred_at == began


@on_both
def test_a_corrected_session_is_told_as_corrected(play: Play) -> None:
    (position,) = play.ask(play.hold("X1", "focus_group", "S2", ago=5)).positions
    (held,) = play.service.record.at([position])
    play.ask(play.as_history(play.attend(P1, "X1")))
    play.ask(play.as_history(play.hold("X1", "interview", "S1", ago=6, recording=False), corrects=held.version))
    (came,) = lines(play)
    assert said(came, NAMES) == "Took part in interview X1 at S1."
    assert came.occurred_at == play.clock.now - hours(6)


def test_a_session_told_twice_is_told_as_it_was_last(play: Play) -> None:
    for kind in ("interview", "focus_group"):
        play.ask(play.as_history(play.hold("X1", kind)))
    play.ask(play.as_history(play.attend(P1, "X1")))
    assert sentences(play) == ["Took part in focus group X1 at S1, which was audio-recorded."]


def test_a_session_that_nobody_told_of_is_named_by_its_code(play: Play) -> None:
    play.ask(play.as_history(play.attend(P1, "X9")))
    assert sentences(play) == ["Took part in session X9."]


def test_what_happened_is_in_the_order_in_which_it_happened(play: Play) -> None:
    play.clock.move(hours(100))
    for ago, level in ((5, "W3"), (20, "W2"), (5, "W4")):
        play.ask(play.stop(P1, level, ago=ago))
    assert [one.fields["level"] for one in lines(play)] == ["W2", "W3", "W4"]


@pytest.mark.parametrize(("late", "says"), [(24, ""), (24.001, " Entered on 2026-03-28 at 20:00.")])
def test_a_late_entry_says_when_it_was_entered(play: Play, late: float, says: str) -> None:
    play.ask(play.stop(P1, "W3", ago=late))
    assert sentences(play) == [f"Said stop (W3, no further contact).{says}"]


def test_an_import_s_entry_says_when_its_office_wrote_it_down_and_nothing_where_it_does_not_say(play: Play) -> None:
    written = play.clock.now - hours(2)
    play.ask(play.as_history(play.stop(P1, "W3", ago=50), written))
    play.ask(play.as_history(play.stop(P1, "W4", ago=49), ALWAYS))
    assert sentences(play) == [
        "Said stop (W3, no further contact). Entered on 2026-03-28 at 18:00.",
        "Said stop (W4, stop collecting from records).",
    ]


@on_both
def test_a_corrected_entry_says_so_and_its_correction_stands_beside_it(play: Play) -> None:
    play.ask(play.stop(P1, "W3"))
    play.clock.move(hours(30))
    reason = Sealed(P1, study_purpose(STUDY), "it was the records that she meant")
    play.ask(play.as_history(play.stop(P1, "W4", ago=30), corrects=1, reason=reason))
    first, second = lines(play)
    assert said(first, NAMES) == "Said stop (W3, no further contact). Corrected on 2026-03-30: this no longer counts."
    assert said(second, NAMES) == "Said stop (W4, stop collecting from records). Entered on 2026-03-30 at 03:00."
    assert (first.corrected_at, second.corrected_at) == (play.clock.now, None)


def test_an_entry_that_is_corrected_twice_stands_once(play: Play) -> None:
    """The second correction takes the place of the first, whichever of the two it names."""
    play.ask(play.stop(P1, "W3"))
    for level in ("W4", "W5"):
        play.clock.move(hours(1))
        play.ask(play.as_history(play.stop(P1, level, ago=30), corrects=1))
    assert [line.fields["level"] for line in lines(play) if line.corrected_at is None] == ["W5"]


def test_a_use_entered_in_error_is_told_with_its_correction(play: Play) -> None:
    play.ask(play.as_history(play.use(P1, PAIRS[0])))
    play.clock.move(hours(1))
    play.ask(play.as_history(play.not_theirs(P1, 1)))
    used, error = sentences(play)
    assert used.endswith("this no longer counts.")
    assert error == "The use U0 was recorded here by mistake; it was not of this person's data."


def test_everybody_s_timeline_is_their_own(play: Play) -> None:
    play.ask(play.stop(P1, "W3"))
    play.ask(play.read(PEOPLE[1]))
    assert [len(lines(play, person)) for person in (P1, PEOPLE[1], PEOPLE[2])] == [1, 1, 0]


def test_a_refusal_is_on_the_timeline_of_whom_it_is_about_and_not_on_that_of_whoever_asked(play: Play) -> None:
    play.ask(play.use(P1, PAIRS[0], actor=R1))
    assert len(lines(play, P1)) == 1
    assert not [one for one in lines(play, R1) if one.tag == "attempt.refused.v1"]


def test_an_office_id_is_opened_with_its_key_and_is_a_tombstone_without(play: Play) -> None:
    keys = play.service.keys
    assert office_ids(play.service.record, keys, [P1]) == {P1: f"office id of {P1[:6]}"}
    keys.destroy(P1, study_purpose(STUDY))
    assert office_ids(play.service.record, keys, [P1]) == {P1: f"erased-{P1[:8]}"}
    assert office_ids(play.service.record, keys, [ref("nobody")]) == {ref("nobody"): f"unknown-{ref('nobody')[:8]}"}


def test_an_instant_is_kept_to_the_microsecond() -> None:
    odd = NOON.replace(microsecond=123_457)
    assert instant(micros(odd)) == odd


def delay(play: Play, until: float) -> None:
    """A privacy officer lets the person be told of B-1 so many hours from now."""
    because = Sealed(P1, study_purpose(STUDY), "a threat that is still looked into")
    told = {**play.told(actor=V1), "role": "privacy"}
    not_before = play.clock.now + hours(until)
    command = DelayTelling(person=P1, initiative=STUDY, opening="B-1", not_before=not_before, because=because, **told)
    assert play.ask(command).refused is None


@on_both
def test_what_the_person_is_told_later_is_shown_to_others_at_once_and_to_them_then(play: Play) -> None:
    under = replace(play.use(P1, ("file", "disclosure")), opening="B-1", fields=("disclosures",))  # type: ignore[call-arg]
    play.ask(play.break_glass(P1))
    play.ask(under)
    assert shown(lines(play), play.clock.now) == lines(play), "without a delay the person sees it at once"
    delay(play, until=48)
    play.clock.move(hours(2))
    play.ask(replace(under, use="U-late", at=play.clock.now))  # refused: it has closed
    play.ask(play.review(P1, "not_justified"))
    assert {line.tag for line in lines(play)} == {
        "access.break_glass_opened.v1",
        "access.data_used.v1",
        "access.telling_delayed.v1",
        "access.break_glass_reviewed.v1",
        "attempt.refused.v1",
    }
    assert shown(lines(play), play.clock.now) == []
    assert shown(lines(play), play.clock.now + hours(45.99)) == []
    assert shown(lines(play), play.clock.now + hours(46)) == lines(play)


def test_what_names_a_use_under_it_is_told_later_too(play: Play) -> None:
    under = replace(play.use(P1, ("file", "disclosure")), opening="B-1", fields=("disclosures",))  # type: ignore[call-arg]
    play.ask(play.break_glass(P1))
    play.ask(under)
    delay(play, until=48)
    about = line("finding.assessed.v1")
    names, other = (
        replace(about, fields={**about.fields, "finding": "use-told-as-history", "key": key})
        for key in (under.use, "U-another")  # type: ignore[attr-defined]
    )
    assert shown([*lines(play), names, other], play.clock.now) == [other]


def test_in_an_hour_that_happens_twice_nothing_is_shown_too_soon() -> None:
    told = line("access.telling_delayed.v1")
    both = [replace(told, fields={"opening": "B-1", "not_before": "2026-10-25T01:10:00"}, corrected_at=None)]
    assert shown(both, at("2026-10-25T00:20")) == [], "01:20 in summer time comes before 01:10 in winter time"
    assert shown(both, at("2026-10-25T01:09")) == []
    assert shown(both, at("2026-10-25T01:10")) == both


def test_what_became_of_a_finding_about_it_is_told_later_too(play: Play) -> None:
    play.ask(play.break_glass(P1))
    delay(play, until=48)
    about = line("finding.assessed.v1")
    hidden = replace(about, fields={**about.fields, "finding": "break-glass-not-justified"})
    both = [*lines(play), about, hidden]
    assert shown(both, play.clock.now) == [about]
    assert shown(both, play.clock.now + hours(48)) == both


def test_a_delay_that_was_corrected_away_delays_nothing(play: Play) -> None:
    play.ask(play.break_glass(P1))
    delay(play, until=48)
    taken_back = [replace(told, corrected_at=play.clock.now) for told in lines(play)]
    assert shown(taken_back, play.clock.now) == taken_back


def test_a_delay_of_one_opening_hides_no_other_and_nothing_else(play: Play) -> None:
    play.ask(play.break_glass(P1))
    delay(play, until=48)
    play.ask(replace(play.break_glass(P1), opening="B-2"))  # type: ignore[call-arg]
    play.ask(play.stop(P1, "W5"))
    told = [line.fields.get("opening") for line in shown(lines(play), play.clock.now)]
    assert told == ["B-2", None]


@pytest.mark.parametrize(
    ("tag", "more", "envelope", "timed"),
    [
        ("people.person_registered.v1", {}, {"source": "import"}, False),
        ("people.person_registered.v1", {}, {"source": "screen"}, True),
        ("people.role_assigned.v1", {"from_on": None}, {"source": "import"}, False),
        ("people.role_assigned.v1", {"from_on": NOON.date()}, {"source": "import"}, True),
        ("consent.withdrawn.v1", {}, {"source": "import"}, True),
    ],
)
def test_what_an_office_tells_without_a_time_does_not_happen_when_it_is_imported(
    tag: str, more: dict[str, Any], envelope: dict[str, Any], timed: bool
) -> None:
    row = timeline._row(recorded(sample_event(tag, **more), NOON, **envelope))
    assert instant(row["occurred_at"]) == (NOON if timed else ALWAYS)
