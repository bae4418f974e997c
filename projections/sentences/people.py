"""How what happened to a person and their stay is told."""

from typing import Final

from domain.kernel.items import ITEMS
from domain.people import (
    ActorRegistered,
    DeathRecorded,
    DetentionStatusChanged,
    Discharged,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    InterestEnded,
    LeaveRequestDecided,
    NameChanged,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    StatementMade,
    StatementTakenBack,
    Transferred,
)
from projections.sentences.wording import Fields, Names, Telling, at_site, days, named

_KINDS: Final = {"staff": "a member of staff", "service_user": "a service user", "team": "one of the team"}


def _registered(f: Fields, _: Names) -> str:
    job = f" ({f['job_title'].replace('_', ' ')})" if f.get("job_title") else ""
    return f"Registered with the study as {_KINDS.get(f['kind'], f['kind'])}{job}{at_site(f)}."


def _role(f: Fields, _: Names) -> str:
    return f"Given the role {f['role'].replace('_', ' ')}{at_site(f)}{days(f)}."


def _in_charge(f: Fields, names: Names) -> str:
    as_cover = " (covering for another)" if f["basis"] == "covering" else ""
    return f"{named(f, names, 'clinician')} is responsible clinician{days(f)}{as_cover}."


def _section(f: Fields, _: Names) -> str:
    how = "informally" if f["section"] == "informal" else f"under {f['section']}"
    return f"In hospital {how} at {f['hospital']}{days(f)}."


def _interest(f: Fields, names: Names) -> str:
    return f"Declared an interest in {named(f, names, 'with_whom')} ({f['interest'].replace('_', ' ')}){days(f)}."


def _interest_ended(f: Fields, names: Names) -> str:
    kind = f["interest"].replace("_", " ")
    return f"Has no interest in {named(f, names, 'with_whom')} ({kind}) any more, from {f['on']}."


def _joined(f: Fields, names: Names) -> str:
    return f"There is another record of the same person, {named(f, names, 'other')}. Nothing was moved."


def _parted(f: Fields, names: Names) -> str:
    return f"The record {named(f, names, 'other')} is of somebody else after all."


def _in_advance(f: Fields, _: Names) -> str:
    where = "in one study" if f.get("study") else "in any research"
    what = ", ".join(ITEMS[item] for item in f["items"]) if f.get("items") else "nothing at all"
    return f"Said in advance what is not to be done {where}, should they be unable to decide: {what}."


SENTENCES: Final[dict[str, Telling]] = {
    DetentionStatusChanged.tag: _section,
    RestrictionBegun.tag: lambda f, _: f"Is restricted ({f['basis']}){days(f)}.",
    RestrictionEnded.tag: lambda f, _: f"Is restricted no more from {f['on']}.",
    Transferred.tag: lambda f, _: f"Moved from {f['from_site']} to {f['to_site']} on {f['on']}.",
    Discharged.tag: lambda f, _: f"Was discharged ({f['how']}) on {f['on']}.",
    DeathRecorded.tag: lambda f, _: f"Died on {f['on']}. Nobody contacts them, and nothing new is collected.",
    InterestDeclared.tag: _interest,
    InterestEnded.tag: _interest_ended,
    NameChanged.tag: lambda *_: "Goes by another name now. Nothing else has changed.",
    GenderMarkerChanged.tag: lambda *_: "Their gender marker has changed. Nothing else has.",
    RecordsJoined.tag: _joined,
    RecordsParted.tag: _parted,
    LeaveRequestDecided.tag: lambda f, names: f"Decided on a request of {named(f, names, 'whose')} to go out.",
    StatementMade.tag: _in_advance,
    StatementTakenBack.tag: lambda f, _: f"Took back what they had said in advance (entry {f['entry']} here).",
    EntryStruck.tag: lambda f, _: f"Entry {f['entry']} here was never so.",
    ActorRegistered.tag: lambda *_: "Registered as somebody who may use Byleave.",
    PersonRegistered.tag: _registered,
    RoleAssigned.tag: _role,
    ResponsibleClinicianAssigned.tag: _in_charge,
}
