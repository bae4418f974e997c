"""What each row of a study office's logs tells, as commands of the one road: each command gives one event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from domain.access import UseData
from domain.consent import ITEMS, GiveAnswers, Withdraw
from domain.initiatives import (
    DelegateTask,
    HoldSession,
    ImplementVersion,
    JoinSite,
    PublishDocument,
    RecordAttendance,
    RegisterSite,
)
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import IDENTITY, STAFF, Sealed, study_purpose
from domain.kernel.time import ALWAYS, LONDON
from domain.people import AssignResponsibleClinician, AssignRole, RegisterPerson
from service.importing.tables import Row


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells the history of which initiative, when; who stands behind each office id; when each session was held."""

    initiative: Ref
    actor: Ref
    role: str
    at: datetime
    refs: Mapping[str, Ref]
    held: Mapping[str, datetime]

    @property
    def purpose(self) -> str:
        """The purpose under which the study's knowledge of a person is sealed."""
        return study_purpose(self.initiative)

    def told(self, occurred_at: datetime | None = None, entered_at: datetime = ALWAYS) -> dict[str, Any]:
        """The part of a command that is the same for every row."""
        return {
            "actor": self.actor,
            "role": self.role,
            "at": self.at,
            "source": "import",
            "history": True,
            "occurred_at": occurred_at,
            "entered_at": entered_at,
        }

    def from_day(self, day: date) -> dict[str, Any]:
        """The same, for something that took effect when a local day began."""
        began = datetime.combine(day, time(), LONDON).astimezone(UTC)
        return self.told(min(began, self.at))

    def sealed(self, person: Ref, purpose: str, value: str | None) -> Sealed | None:
        """A personal value of somebody's, or None where the cell is blank."""
        return Sealed(person, purpose, value) if value else None


def _site(row: Row, t: Telling) -> tuple[Command, ...]:
    site, level = row["site_id"], row["security_level"]
    join = JoinSite(
        initiative=t.initiative,
        site=site,
        security_level=level,
        opened_on=row["opened_on"],
        **t.from_day(row["opened_on"]),
    )
    return (join, RegisterSite(scope=t.initiative, site=site, name=row["name"], security_level=level, **t.told()))


def _person(row: Row, t: Telling) -> tuple[Command, ...]:
    person = t.refs[row["person_id"]]
    birth: date = row["date_of_birth"]
    return (
        RegisterPerson(
            person=person,
            kind=row["kind"],
            initiative=t.initiative,
            office_id=Sealed(person, t.purpose, row["person_id"]),
            site=row["site_id"],
            job_title=row["job_title"],
            name=t.sealed(person, IDENTITY, row["name"]),
            date_of_birth=t.sealed(person, IDENTITY, birth.isoformat()),
            gender=t.sealed(person, t.purpose, row["gender"]),
            ethnicity=t.sealed(person, t.purpose, row["ethnicity"]),
            **t.told(),
        ),
    )


def _member(row: Row, t: Telling) -> tuple[Command, ...]:
    person = t.refs[row["person_id"]]
    office_id = Sealed(person, STAFF, row["person_id"])
    return (
        RegisterPerson(
            person=person, kind="team", initiative=t.initiative, office_id=office_id, site=row["site_id"], **t.told()
        ),
        AssignRole(person=person, assigned=row["role"], initiative=t.initiative, site=row["site_id"], **t.told()),
    )


def _in_charge(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        AssignResponsibleClinician(
            person=t.refs[row["person_id"]],
            clinician=t.refs[row["clinician_id"]],
            from_on=row["from_on"],
            to_on=row["to_on"],
            basis=row["basis"],
            **t.from_day(row["from_on"]),
        ),
    )


def _document(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        PublishDocument(
            initiative=t.initiative,
            document=row["document"],
            version=row["version"],
            dated=row["dated"],
            approved_on=row["approved_on"],
            removal_window_days=row["removal_window_days"],
            reconsent=row["reconsent"],
            **t.from_day(row["approved_on"]),
        ),
    )


def _implementation(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        ImplementVersion(
            initiative=t.initiative,
            site=row["site_id"],
            version=row["version"],
            implemented_on=row["implemented_on"],
            **t.from_day(row["implemented_on"]),
        ),
    )


def _delegation(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        DelegateTask(
            initiative=t.initiative,
            person=t.refs[row["person_id"]],
            task=row["task"],
            from_on=row["from_on"],
            to_on=row["to_on"],
            **t.from_day(row["from_on"]),
        ),
    )


def _consent(row: Row, t: Telling) -> tuple[Command, ...]:
    person = t.refs[row["participant_id"]]
    return (
        GiveAnswers(
            person=person,
            initiative=t.initiative,
            informed_at=row["informed_at"],
            version=row["version"],
            taker=t.refs[row["taker_id"]],
            witness=t.refs[row["witness_id"]] if row["witness_id"] else None,
            copy_given=row["copy_given"] or "unknown",
            medium=row["source"],
            answers={item: row[item] for item in ITEMS if row[item] is not None},
            late_reason=t.sealed(person, t.purpose, row["late_reason"]),
            **t.told(row["signed_at"], row["recorded_at"]),
        ),
    )


def _withdrawal(row: Row, t: Telling) -> tuple[Command, ...]:
    person = t.refs[row["participant_id"]]
    return (
        Withdraw(
            person=person,
            initiative=t.initiative,
            level=row["level"],
            items=row["items"] or (),
            expressed_to=t.sealed(person, t.purpose, row["expressed_to"]),
            late_reason=t.sealed(person, t.purpose, row["late_reason"]),
            **t.told(row["expressed_at"], row["recorded_at"]),
        ),
    )


def _session(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        HoldSession(
            initiative=t.initiative,
            session=row["session_id"],
            kind=row["kind"],
            site=row["site_id"],
            ended_at=row["ended_at"],
            setting=row["setting"],
            lead=t.refs[row["lead_id"]],
            recorded=row["recorded"],
            commissioner_present=row["commissioner_present"],
            **t.told(row["held_at"]),
        ),
    )


def _attendance(row: Row, t: Telling) -> tuple[Command, ...]:
    person = t.refs[row["participant_id"]]
    return (
        RecordAttendance(
            initiative=t.initiative, session=row["session_id"], person=person, **t.told(t.held[row["session_id"]])
        ),
    )


def _access(row: Row, t: Telling) -> tuple[Command, ...]:
    return (
        UseData(
            person=t.refs[row["participant_id"]],
            initiative=t.initiative,
            use=row["access_id"],
            user=t.refs[row["actor_id"]],
            asset=row["asset"],
            purpose=row["purpose"],
            **t.told(row["at"]),
        ),
    )


TELLS: Final[Mapping[str, Callable[[Row, Telling], tuple[Command, ...]]]] = {
    "sites": _site,
    "people": _person,
    "team": _member,
    "responsible_clinicians": _in_charge,
    "documents": _document,
    "implementations": _implementation,
    "delegation": _delegation,
    "consents": _consent,
    "withdrawals": _withdrawal,
    "sessions": _session,
    "attendance": _attendance,
    "accesses": _access,
}
"""What a row of each file tells."""
