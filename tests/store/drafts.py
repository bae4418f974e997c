"""Drafts for tests that append without a decision, and commands that carry what a person said in clear."""

from collections.abc import Sequence
from typing import Any

from domain.access import PersonRead, ReadPerson
from domain.consent import Withdraw
from domain.governance import AttemptRefused
from domain.kernel.decider import Command, Event
from domain.kernel.ids import Ref
from domain.kernel.rules import HOLDS
from domain.kernel.sealed import IDENTITY, Sealed, study_purpose
from domain.people import RegisterPerson
from service.store import SERVICE, Draft
from service.wiring import Service
from tests.given import NOON, P1, R1, STUDY, told
from tests.stores import operator

READER = SERVICE
"""Who reads in drafts that nobody decided: the service itself, which need not be registered."""
READ = ReadPerson(person=P1, what="timeline", **told(READER))


def drafted(event: Event, version: int = 1, command: Command = READ, **more: Any) -> Draft:
    """An event on its way into the log, whoever decided it."""
    given: dict[str, Any] = {"first": True, "relied_on": {}, "verdicts": HOLDS, "correlation": "c" * 32}
    return Draft(event=event, version=version, command=command, **{**given, **more})


def reading(version: int = 1, person: Ref = P1) -> Draft:
    """Somebody read a person's record: an event that holds nothing sealed."""
    return drafted(PersonRead(person=person, reader=READER, what="timeline"), version)


def attempt(about: Sequence[Ref], version: int = 1) -> Draft:
    """A refusal that is about as many people as one likes."""
    return drafted(AttemptRefused(by=R1, asked="access.use_data", broken=("AC-06",), about=tuple(about)), version)


def registering(service: Service, person: Ref, initiative: Ref = STUDY, **sealed: str) -> RegisterPerson:
    """A registration whose name and date of birth stand under one key and whose other words stand under another."""
    words = {"office_id": "P-1", "name": "Ada Quill", "date_of_birth": "1961-02-03", "gender": "woman", **sealed}
    purposes = {"name": IDENTITY, "date_of_birth": IDENTITY}
    boxes = {
        field: Sealed(person, purposes.get(field, study_purpose(initiative)), word) for field, word in words.items()
    }
    return RegisterPerson(person=person, kind="service_user", initiative=initiative, **boxes, **operator(service))


def stopping(
    service: Service, person: Ref = P1, initiative: Ref = STUDY, purpose: str = "care", to: str = "the night nurse"
) -> Withdraw:
    """A wish to stop, told to somebody."""
    said = Sealed(person, purpose, to)
    return Withdraw(person=person, initiative=initiative, level="W2", expressed_to=said, **operator(service))


__all__ = ["NOON", "READ", "attempt", "drafted", "reading", "registering", "stopping"]
