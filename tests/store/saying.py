"""Says personal things to a store through the live doors, loudly logged, and does what goes wrong with them too.

A program of its own: `python -m tests.store.saying DIRECTORY`. All that it logs, and every traceback, goes to stderr.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.access import ReadPerson
from domain.consent import AssessCapacity, RecordAdvice, Withdraw
from domain.kernel.sealed import IDENTITY, Sealed
from domain.people import ChangeGenderMarker, ChangeName, RegisterActor
from projections.timeline import Timeline
from service import wiring
from service.names import office_ids
from service.store import OfficeId
from service.wiring import Service
from tests.given import P1, P2, STUDY, ref
from tests.store.drafts import registering, stopping
from tests.stores import member, operator

SAID = {
    "name": "QZNAMEQZ Ada Quill of Nidd Court 7X2K",
    "date_of_birth": "1851-03-07 QZBORNQZ 7X2K",
    "gender": "QZGENDERQZ woman 7X2K",
    "ethnicity": "QZETHNICITYQZ white 7X2K",
    "office_id": "QZIDQZ-P001-7X2K-0001",
    "expressed_to": "QZTOLDQZ the night nurse 7X2K",
    "late_reason": "QZLATEQZ no login on the shift 7X2K",
    "actor": "QZACTORQZ nurse Okoro 7X2K",
    "reason": "QZREASONQZ another date was meant 7X2K",
    "on_weighing": "QZWEIGHQZ says that the study decides about leave 7X2K",
    "likely_wishes": "QZWISHQZ was always glad to be asked 7X2K",
    "new_name": "QZNEWNAMEQZ Robin Quill 7X2K",
    "new_gender": "QZNEWGENDERQZ man 7X2K",
}
FIELDS = ("name", "date_of_birth", "gender", "ethnicity", "office_id")


def loudly(use: Callable[[], Any]) -> None:
    """Does what goes wrong, and shows the whole traceback."""
    try:
        use()
    except Exception:
        traceback.print_exc()
        return
    raise AssertionError("nothing went wrong")


def say(store: Service) -> None:
    """Everything that may be told of somebody live: done, done again, refused, and corrected."""
    sealed = {field: SAID[field] for field in FIELDS}
    late = Sealed(P1, "care", SAID["late_reason"])
    stop = replace(stopping(store, to=SAID["expressed_to"]), late_reason=late)
    store.keys.ensure([(P1, IDENTITY), (P1, f"study:{STUDY}")])
    store.keys.register(STUDY, [OfficeId(SAID["office_id"], P1, f"study:{STUDY}")])
    store.road.ask(registering(store, P1, **sealed), key=SAID["office_id"])
    assert store.road.ask(registering(store, P1, **sealed)).refused is not None
    store.road.ask(stop, key=SAID["name"])
    store.road.ask(stop, key=SAID["name"])
    store.road.ask(replace(stop, at=store.clock(), history=True, corrects=1, reason=Sealed(P1, "care", SAID["reason"])))
    of = {"person": P1, "initiative": STUDY, "decision": "take_part", **member(store)}
    weighed = Sealed(P1, f"study:{STUDY}", SAID["on_weighing"])
    store.road.ask(AssessCapacity(outcome="unable_to_complete", on_weighing=weighed, **of))
    assert store.road.ask(AssessCapacity(outcome="lacks", on_weighing=weighed, **of)).refused is not None
    wishes = Sealed(P1, f"study:{STUDY}", SAID["likely_wishes"])
    store.road.ask(RecordAdvice(consultee=P2, take_part=False, likely_wishes=wishes, **of))
    actor = RegisterActor(person=ref("okoro"), name=Sealed(ref("okoro"), "staff", SAID["actor"]), **operator(store))
    store.road.ask(actor)
    told = {"person": P1, **operator(store)}
    new_name = ChangeName(name=Sealed(P1, IDENTITY, SAID["new_name"]), **told)
    assert store.road.ask(new_name, key=SAID["new_name"]).refused is None
    store.road.ask(ChangeGenderMarker(gender=Sealed(P1, IDENTITY, SAID["new_gender"]), **told))
    assert store.road.ask(replace(new_name, person=ref("nobody"))).refused is not None
    store.road.ask(ReadPerson(person=P1, what="timeline", **operator(store)))
    store.views.catch_up()
    assert office_ids(store.record, store.keys, [P1]) == {P1: SAID["office_id"]}


def fail(store: Service) -> None:
    """What goes wrong while personal things are told: of every kind, each with its traceback."""
    stop = stopping(store, to=SAID["expressed_to"])
    loudly(lambda: store.road.ask(replace(stop, person=P2), key=SAID["name"]))
    loudly(lambda: store.road.ask(stopping(store, to=f"{SAID['expressed_to']} \ud800")))
    telling = ChangeName(name=Sealed(P1, IDENTITY, SAID["new_name"]), person=P1, **operator(store))
    loudly(lambda: store.road.ask(replace(telling, occurred_at=telling.at + timedelta(days=1))))
    loudly(lambda: store.road.ask(replace(stop, initiative=7)))  # type: ignore[arg-type]
    store.keys.destroy(P2, IDENTITY)
    loudly(lambda: store.road.ask(registering(store, P2, name=SAID["name"])))
    _break_in(store, "append", stop)
    _break_in(store, "append_rows", stop)


def _break_in(store: Service, name: str, stop: Withdraw) -> None:
    """An error of our own whose text names whatever was in hand."""
    whole = getattr(store.record, name)

    def breaking(in_hand: Any, *_: Any) -> Any:
        raise RuntimeError(f"broken in the midst of {in_hand!r}")

    setattr(store.record, name, breaking)
    loudly(lambda: store.road.ask(stop))
    setattr(store.record, name, whole)


def poison(store: Service) -> None:
    """A view that cannot take an event keeps it, with its error, among its dead letters."""

    def refuse(_: Timeline, __: Any, recorded: Any) -> None:
        raise ValueError(f"cannot take {recorded!r}")

    project, Timeline.project = Timeline.project, refuse  # type: ignore[method-assign]
    store.road.ask(stopping(store, to=SAID["expressed_to"]))
    store.views.catch_up()
    Timeline.project = project  # type: ignore[method-assign]


def main(directory: Path) -> None:
    """All of it, on the store of a directory."""
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    with wiring.open_store(directory) as store:
        for part in (say, fail, poison):
            part(store)
        print([repr(recorded) for recorded in store.record.tail(0, 1_000)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
