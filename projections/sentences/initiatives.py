"""How what an initiative did, and who took part, is told."""

from typing import Final

from domain.initiatives import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
    InitiativeRegistered,
    McaApproved,
    ModificationApproved,
    PartRecorded,
    SessionHeld,
    SiteClosed,
    SiteJoined,
    SiteRegistered,
    TakedownRecorded,
    TaskDelegated,
    TrainingRecorded,
    VersionImplemented,
)
from projections.sentences.wording import Fields, Names, Telling, days, named


def _delegated(f: Fields, _: Names) -> str:
    return f"May do the task {f['task']} for the study{days(f)}."


def _came(f: Fields, _: Names) -> str:
    kind = f.get("session_kind", "session").replace("_", " ")
    where = f" at {f['at']}" if "at" in f else ""
    return f"Took part in {kind} {f['session']}{where}{', which was audio-recorded' if f.get('recorded') else ''}."


def _approved(f: Fields, _: Names) -> str:
    until = f" until {f['until_on']}" if f.get("until_on") else ""
    return f"Approved for people who lack capacity by {f['body']} from {f['approved_on']}{until}."


def _site(f: Fields, _: Names) -> str:
    return f"The site {f['site']} ({f['security_level']} security) took part from {f.get('opened_on', 'then')} on."


def _published(f: Fields, _: Names) -> str:
    what = "consent form" if f["document"] == "ICF" else "information sheet"
    return f"The {what} of version {f['version']} promised removal within {f['removal_window_days']} days."


_ASKED_AGAIN: Final = {
    "all_active": "everybody is asked again",
    "next_contact": "each person is asked again when next met",
    "new_only": "only new people are asked",
    "inform_only": "people are told, and not asked again",
}


def _modified(f: Fields, _: Names) -> str:
    whom = _ASKED_AGAIN.get(f["policy"], f["policy"])
    return f"The {f['classed'].replace('_', ' ')} modification {f['modification']} was approved; {whom}."


def _begun(f: Fields, _: Names) -> str:
    return f"Version {f['version']} came into use at {f['site']} on {f['implemented_on']}."


def _held(f: Fields, names: Names) -> str:
    recorded = "audio-recorded" if f["recorded"] else "not recorded"
    kind = f["kind"].replace("_", " ")
    return f"{kind.capitalize()} {f['session']} at {f['site']} with {named(f, names, 'lead')}, {recorded}."


def _part(f: Fields, _: Names) -> str:
    spent = f", {f['hours']} hours" if f.get("hours") else ""
    return f"Had a part in {f['stage'].replace('_', ' ')} as user-researcher{days(f)}{spent}."


_TAKEDOWNS: Final = {
    "asked": "It was asked that the film {film} comes off {channel}.",
    "done": "The film {film} is off {channel}.",
    "cannot_be_recalled": "The film {film} is off {channel} as far as can be; copies cannot be recalled.",
}


def _trained(f: Fields, _: Names) -> str:
    until = f", valid until {f['valid_until']}" if f.get("valid_until") else ""
    return f"Was trained for the task {f['task']} on {f['trained_on']}{until}."


SENTENCES: Final[dict[str, Telling]] = {
    InitiativeRegistered.tag: lambda f, _: f"The {f['kind'].replace('_', ' ')} {f['name']} was registered.",
    SiteRegistered.tag: _site,
    SiteJoined.tag: _site,
    ModificationApproved.tag: _modified,
    SiteClosed.tag: lambda f, _: f"The site {f['site']} took part no more from {f['closed_on']}.",
    InitiativeEnded.tag: lambda f, _: (
        f"It ended ({f['ended_as'].replace('_', ' ')}): nothing new from {f['ended_on']} on."
    ),
    TrainingRecorded.tag: _trained,
    PartRecorded.tag: _part,
    AppearanceRecorded.tag: lambda f, _: f"Was filmed, and can be seen in the film {f['film']}.",
    FilmShown.tag: lambda f, _: f"The film {f['film']} was shown: {f['channel']}.",
    TakedownRecorded.tag: lambda f, _: _TAKEDOWNS[f["step"]].format(film=f["film"], channel=f["channel"]),
    DocumentPublished.tag: _published,
    VersionImplemented.tag: _begun,
    SessionHeld.tag: _held,
    TaskDelegated.tag: _delegated,
    AttendanceRecorded.tag: _came,
    McaApproved.tag: _approved,
}
