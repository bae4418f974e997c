"""How refusals, settings and what became of findings are told."""

from typing import Final

from domain.governance import (
    AttemptRefused,
    CorrectiveActionRecorded,
    EntryVerified,
    FellDue,
    FindingAssessed,
    FindingClosed,
    GoingFellDue,
    GrantVerified,
    SettingChanged,
)
from domain.judging import RULES
from projections.sentences.wording import Fields, Names, Telling, named


def _finding_assessed(f: Fields, names: Names) -> str:
    what = f["assessed"].replace("_", " ")
    return f"{named(f, names, 'by')} assessed the finding {f['finding']} {f['key']}: {what}."


def _acted(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'by')} recorded what was done about the finding {f['finding']} {f['key']}."


def _closed(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'by')} closed the finding {f['finding']} {f['key']}."


def _verified(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'by')} compared entry {f['entry']} of the consent with the evidence and found it right."


def _grant_verified(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'by')} compared entry {f['entry']} of the grants with the evidence and found it right."


def _going_fell_due(f: Fields, names: Names) -> str:
    about = f", {named(f, names, 'activity')}" if f.get("activity") else ""
    return f"Fell due: {f['due'].replace('_', ' ')} ({f['code']}{about})."


def _refused(f: Fields, names: Names) -> str:
    rules = "; ".join(f"{rule}: {RULES[rule].says}" for rule in (*f["broken"], *f.get("unjudged", ())) if rule in RULES)
    return f"{named(f, names, 'by')} asked to {_wish(f['asked'])} and was refused ({rules})."


def _wish(command: str) -> str:
    """What somebody who asks a command wants to do: `access.use_data` is to use data."""
    return command.partition(".")[2].replace("_", " ")


SENTENCES: Final[dict[str, Telling]] = {
    AttemptRefused.tag: _refused,
    SettingChanged.tag: lambda f, _: f"The setting {f['setting'].replace('_', ' ')} became {f['value']}.",
    FindingAssessed.tag: _finding_assessed,
    CorrectiveActionRecorded.tag: _acted,
    FindingClosed.tag: _closed,
    FellDue.tag: lambda f, _: f"Fell due: {f['due'].replace('_', ' ')} ({f['code']}).",
    GoingFellDue.tag: _going_fell_due,
    EntryVerified.tag: _verified,
    GrantVerified.tag: _grant_verified,
}
