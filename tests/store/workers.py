"""Processes of their own that open a store and ask, for races and kills. A server forks them, with all loaded."""

import multiprocessing
import random
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from domain.access import DataUsed, UseData
from domain.consent import GiveAnswers, Withdraw
from domain.kernel.ids import Ref
from domain.people import StrikeEntry
from domain.people.events import person_stream
from service import wiring
from service.store import Draft, Stale
from service.wiring import Service
from tests.given import R1, STUDY, hours, ref
from tests.stores import member, operator, reasoned

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])
PATIENCE = 120
"""For how many seconds anybody waits for anybody else."""

MANY = 60
"""How often somebody uses data in one round, where nobody says stop."""


class Worker:
    """A process that runs a function, with a pipe on which it tells; `failed` is what it raised."""

    def __init__(self, run: Callable[..., None], *given: Any) -> None:
        self.ear, mouth = CONTEXT.Pipe(duplex=False)
        self.process: BaseProcess = CONTEXT.Process(target=_running, args=(run, mouth, *given), daemon=True)
        self.process.start()
        mouth.close()

    def heard(self) -> Iterator[Any]:
        """Everything told, until the process has ended."""
        while True:
            try:
                told = self.ear.recv()
            except EOFError:
                return
            assert not isinstance(told, Failed), told.text
            yield told

    def kill(self) -> None:
        """Ends it at once, wherever it is."""
        self.process.kill()

    def done(self) -> None:
        """Waits for its end, and lets go of it."""
        self.process.join(PATIENCE)
        self.process.close()
        self.ear.close()


class Failed:
    """What a worker raised."""

    def __init__(self, text: str) -> None:
        self.text = text


def _running(run: Callable[..., None], mouth: Connection, *given: Any) -> None:
    try:
        run(mouth, *given)
    except BaseException:
        mouth.send(Failed(traceback.format_exc()))


@contextmanager
def working(*jobs: Sequence[Any]) -> Iterator[list[Worker]]:
    """Workers for these jobs (a function and what it is given), all of them gone afterwards."""
    workers = [Worker(*job) for job in jobs]
    try:
        yield workers
    finally:
        for worker in workers:
            if worker.process.is_alive():
                worker.process.join(5)
                worker.process.kill()
            worker.done()


def person_of(number: int) -> Ref:
    """The person of one round."""
    return ref(f"person-{number}")


def agreeing(service: Service, person: Ref) -> GiveAnswers:
    """What the office tells of somebody who let the study see their record, yesterday."""
    told = operator(service)
    signed = {"occurred_at": told["at"] - hours(24), "informed_at": told["at"] - hours(72), "history": True}
    return GiveAnswers(
        person=person,
        initiative=STUDY,
        version="1.0",
        taker=R1,
        copy_given="yes",
        answers={"C07": True},
        **signed,
        **told,
    )


def using(service: Service, person: Ref, use: str) -> UseData:
    """A use that rests on that agreement."""
    what = {"asset": "clinical_record", "purpose": "characteristics"}
    return UseData(person=person, initiative=STUDY, use=use, user=R1, **what, **member(service))


def user_of(number: int) -> Ref:
    """Who uses data in one round, where it is their role that ends."""
    return ref(f"user-{number}")


def using_as_user(service: Service, person: Ref, use: str) -> UseData:
    """The same use, asked by the user of its round (`U<round>-<use>`)."""
    round_ = int(use.removeprefix("U").partition("-")[0])
    return replace(using(service, person, use), actor=user_of(round_))


def forbidding(service: Service, person: Ref) -> Withdraw:
    """The stop that forbids it."""
    return Withdraw(person=person, initiative=STUDY, level="W4", **operator(service))


Using = Callable[[Service, Ref, str], UseData]
"""How a use is asked for: of whom, and under which code."""


class Window:
    """The moment between a user's decision and its append, held open until somebody else has said stop."""

    def __init__(self, *, certain: bool) -> None:
        self.certain = certain
        self.begin, self.decided, self.stopped = (CONTEXT.Barrier(2, timeout=PATIENCE) for _ in range(3))

    def hold(self) -> None:
        """The user has decided, and waits until the stop is on the record."""
        if self.certain:
            self.decided.wait()
            self.stopped.wait()

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """The other says stop: when the user has decided, or at some moment while they use."""
        if self.certain:
            self.decided.wait()
            yield
            self.stopped.wait()
        else:
            time.sleep(random.uniform(0, 0.006))
            yield


def use_until_refused(
    tell: Connection, directory: Path, rounds: int, window: Window, guarded: bool, asked: Using = using
) -> None:
    """In each round uses one person's data until told no, or once where the moment of the stop is certain.

    Tells how often it had to decide again.
    """
    with wiring.open_store(directory) as service:
        appending = service.record.append
        held, again = False, 0

        def append(drafts: Sequence[Draft], expect: Any, repeats: Any = ()) -> Any:
            nonlocal held, again
            if not held and isinstance(drafts[0].event, DataUsed):
                held = True
                window.hold()
            try:
                return appending(drafts, expect if guarded else {}, repeats)
            except Stale:
                again += 1
                raise

        service.record.append = append  # type: ignore[method-assign]
        for number in range(rounds):
            held = False
            window.begin.wait()
            for use in range(1 if window.certain else MANY):
                if service.road.ask(asked(service, person_of(number), f"U{number}-{use}")).refused is not None:
                    break
    tell.send(again)


def say_stop(tell: Connection, directory: Path, rounds: int, window: Window) -> None:
    """In each round says stop once, for the same person."""
    with wiring.open_store(directory) as service:
        for number in range(rounds):
            window.begin.wait()
            with window.stopping():
                outcome = service.road.ask(forbidding(service, person_of(number)))
            assert outcome.refused is None
    tell.send(rounds)


def end_role(tell: Connection, directory: Path, rounds: int, window: Window) -> None:
    """In each round strikes the role of the user of that round, once."""
    with wiring.open_store(directory) as service:
        for number in range(rounds):
            window.begin.wait()
            with window.stopping():
                role = service.record.read(person_stream(user_of(number)))[-1]
                strike = StrikeEntry(person=user_of(number), entry=role.version, **operator(service))
                outcome = service.road.ask(reasoned(strike))
            assert outcome.refused is None
    tell.send(rounds)


def stop_often(tell: Connection, directory: Path, name: str, times: int, begin: Barrier) -> None:
    """Says the same person's stop again and again, each under a key of its own; tells the positions answered."""
    with wiring.open_store(directory) as service:
        begin.wait()
        for number in range(times):
            outcome = service.road.ask(forbidding(service, person_of(0)), key=f"{name} {number}")
            tell.send((f"{name} {number}", outcome.positions))


def say_stop_once(tell: Connection, directory: Path) -> None:
    """Says stop, in a process of its own."""
    with wiring.open_store(directory) as service:
        service.road.ask(forbidding(service, person_of(0)))
    tell.send("stopped")
