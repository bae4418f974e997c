"""How the use of data, and what came of it, is told."""

from typing import Final

from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRequested,
    GrantRevoked,
    PersonRead,
    RecallAnswered,
    RecallSent,
    RemovalDone,
    TellingDelayed,
    UseEnteredInError,
)
from projections.sentences.wording import Fields, Names, Telling, named


def _used(f: Fields, names: Names) -> str:
    glass = f", without agreement, under {f['opening']}" if f.get("opening") else ""
    return f"{named(f, names, 'user')} opened the {_what_for(f)} ({f['use']}){glass}."


def _what_for(f: Fields) -> str:
    parts = f", {', '.join(f['fields']).replace('_', ' ')}," if f.get("fields") else ""
    return f"{f['asset'].replace('_', ' ')}{parts} for {f['purpose'].replace('_', ' ')}"


def _asked_grant(f: Fields, names: Names) -> str:
    return f"It was asked that {named(f, names, 'grantee')} may open the {_what_for(f)} ({f['grant']})."


def _granted(f: Fields, names: Names) -> str:
    until = f["until"][:16].replace("T", " at ")
    return f"{named(f, names, 'grantee')} may open the {_what_for(f)} until {until} ({f['grant']})."


_GROUNDS: Final = {
    "express_consent": "on the ground of the person's express consent",
    "legal_requirement": "because a law requires it",
    "public_interest": "because of an overriding public interest",
}


def _broke_glass(f: Fields, names: Names) -> str:
    fields = ", ".join(f["fields"]).replace("_", " ")
    return (
        f"{named(f, names, 'user')} opened data without the person's agreement on the record,"
        f" {_GROUNDS[f['ground']]}: {fields}; until {f['until'][11:16]} ({f['opening']})."
    )


def _reviewed_glass(f: Fields, names: Names) -> str:
    found = "justified" if f["found"] == "justified" else "not justified"
    return f"{named(f, names, 'reviewer')} looked at {f['opening']} and found it {found}."


def _delayed(f: Fields, _: Names) -> str:
    return f"The person is shown {f['opening']} from {f['not_before'][:16].replace('T', ' at ')} on."


def _shared(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'user')} gave the {_what_for(f)} to {f['recipient'].replace('_', ' ')} ({f['share']})."


_ANSWERS: Final = {"returned": "returned it", "destroyed": "destroyed it", "refused": "refused"}


def _removed(f: Fields, _: Names) -> str:
    return f"Removal of the {f['asset'].replace('_', ' ')}: {f['came_to'].replace('_', ' ')}."


def _not_theirs(f: Fields, _: Names) -> str:
    return f"The use {f['use']} was recorded here by mistake; it was not of this person's data."


def _read(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'reader')} read this record ({f['what']})."


SENTENCES: Final[dict[str, Telling]] = {
    DataUsed.tag: _used,
    UseEnteredInError.tag: _not_theirs,
    GrantRequested.tag: _asked_grant,
    GrantGiven.tag: _granted,
    GrantRevoked.tag: lambda f, _: f"The grant {f['grant']} was revoked.",
    BreakGlassOpened.tag: _broke_glass,
    BreakGlassReviewed.tag: _reviewed_glass,
    TellingDelayed.tag: _delayed,
    DataShared.tag: _shared,
    RecallSent.tag: lambda f, _: f"The recipient of {f['share']} was asked to return or destroy it.",
    RecallAnswered.tag: lambda f, _: f"The recipient of {f['share']} {_ANSWERS.get(f['answer'], f['answer'])}.",
    RemovalDone.tag: _removed,
    PersonRead.tag: _read,
}
