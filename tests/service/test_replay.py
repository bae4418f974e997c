"""Every decision can be made again: an import's, live ones and refusals, also after keys were destroyed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.access import UseData
from domain.consent import GiveAnswers, GiveInformation, Withdraw
from domain.initiatives import RecordAppearance, RegisterInitiative, ShowFilm
from domain.kernel.decider import amended
from domain.kernel.sealed import Sealed, study_purpose
from domain.people import JoinRecords, RegisterPerson
from service.replaying import Differs, replay
from service.wiring import Service
from tests import stores
from tests.given import P1, P2, R1, STUDY, hours
from tests.players import Clock, Play
from tests.stores import member, operator, past_the_road
from tests.studies.generator import write_study
from tests.studies.test_studies import imported

PURPOSE = study_purpose(STUDY)


def lived(store: Service) -> None:
    """A few live commands, three of them refused, with sealed values in those accepted and in those refused."""
    ask, told = store.road.ask, operator(store)
    of = {"person": P1, "initiative": STUDY}
    ask(RegisterInitiative(initiative=STUDY, kind="study", name="talk2", **told))
    office_id = Sealed(P1, PURPOSE, "P-01")
    ask(RegisterPerson(person=P1, kind="service_user", initiative=STUDY, office_id=office_id, **told))
    assert ask(RegisterPerson(person=P1, kind="staff", initiative=STUDY, office_id=office_id, **told)).refused
    ask(GiveInformation(version="1.0", by=R1, **of, **told))
    assert ask(GiveAnswers(version="1.0", taker=R1, answers={"C01": True}, **of, **told)).refused
    assert ask(UseData(use="U1", user=R1, asset="transcript", purpose="quotation", **of, **member(store))).refused
    ask(Withdraw(level="W5", expressed_to=Sealed(P1, PURPOSE, "told a healthcare assistant"), **of, **told))


def test_live_decisions_and_refusals_come_out_as_recorded(store: Service) -> None:
    lived(store)
    assert list(replay(store.record)) == []


def test_what_was_recorded_before_codes_were_checked_is_still_read_and_decided_again(store: Service) -> None:
    ask, told = store.road.ask, operator(store)
    of = {"person": P1, "initiative": STUDY}
    ask(RegisterInitiative(initiative=STUDY, kind="study", name="talk2", **told))
    was = UseData(use="U1", user=R1, asset="transcript", purpose="quotation", **of, **told)
    with pytest.raises(ValueError, match="purpose: write a code"):
        replace(was, purpose="to look up what Robin did")
    assert ask(amended(was, purpose="to look up what Robin did")).refused
    ask(amended(Withdraw(level="W5", **of, **told), manner="with a nod"))
    again = {made.command.tag: made.command for made in store.record.made(0, 10) if made.command}
    assert again["access.use_data"].purpose == "to look up what Robin did"  # type: ignore[attr-defined]
    assert again["consent.withdraw"].manner == "with a nod"  # type: ignore[attr-defined]
    assert list(replay(store.record)) == []


def test_an_imported_study_comes_out_as_recorded_also_after_keys_were_destroyed(store: Service, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    write_study(folder, 11)
    initiative = imported(store, folder, "study")
    lived(store)
    assert list(replay(store.record)) == []
    for recorded in store.record.tail(0, 10_000):
        for value in vars_of(recorded.event):
            store.keys.destroy(value.subject, value.purpose)
    assert initiative
    assert list(replay(store.record)) == []


def vars_of(event: Any) -> list[Sealed]:
    values = (getattr(event, name) for name in event.__dataclass_fields__ if name != "tag")
    return [value for value in values if isinstance(value, Sealed)]


@pytest.mark.parametrize(
    ("tag", "change"),
    [
        ("attempt.refused.v1", lambda state: state["event"].update(broken=["AC-01"])),
        ("consent.withdrawn.v1", lambda state: state["command"].update(fields={"level": "W2"})),
        ("attempt.refused.v1", lambda state: state["relied_on"].update({next(iter(state["relied_on"])): 9})),
    ],
)
def test_a_decision_that_was_changed_afterwards_comes_out_otherwise(store: Service, tag: str, change: Any) -> None:
    lived(store)
    changed = next(recorded for recorded in store.record.tail(0, 100) if recorded.event.tag == tag)
    rewrite(store, changed.position, change)
    differing = list(replay(store.record))
    assert [each.position for each in differing] == [changed.position]
    assert all(isinstance(each, Differs) and each.said for each in differing)


def rewrite(store: Service, position: int, change: Any) -> None:
    """Changes a stored state behind the record's back."""
    past_the_road(store)
    row = store.record._select("SELECT state FROM {t} WHERE position = {p}", (position,))[0]
    state = json.loads(bytes(row["state"]))
    change(state)
    written = json.dumps(state, sort_keys=True, separators=(",", ":")).encode()
    statement = store.record._sql("UPDATE {t} SET state = {p} WHERE position = {p}")
    store.record.recorder.execute(statement, (written, position))  # type: ignore[attr-defined]


def test_what_was_decided_on_several_people_s_streams_comes_out_as_recorded(tmp_path: Path) -> None:
    """Interests, wards, deaths, joined records and films: each rests on more streams than its own."""
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as store:
        play = Play(store, clock)
        play.open_the_books()
        told = {"informed_at": clock.now - hours(30)}
        play.ask(replace(play.sign(P1, {"C06": True}, **told), channels={"web": True}))  # type: ignore[call-arg]
        film = {"initiative": STUDY, "film": "F1"}
        play.ask(RecordAppearance(person=P1, **film, **play.told()))
        play.ask(ShowFilm(channel="web", **film, **play.told()))
        play.ask(ShowFilm(channel="broadcast", **film, **play.told()))
        play.ask(play.declare_interest(R1, P2))
        play.ask(play.sign(P2, {"C01": True}, **told))
        play.ask(JoinRecords(person=P1, other=P2, **play.told(role="records")))
        play.ask(play.transfer(P2, "S1", "S9"))
        play.ask(play.die(P1))
        play.ask(play.inform(P1))
        play.ask(play.strike(P1, 9))
        asked = [recorded.event.tag for recorded in store.record.tail(0, 1_000)]
        assert asked.count("attempt.refused.v1") == 4
        assert asked.count("people.records_joined.v1") == 2
        assert list(replay(store.record)) == []
