"""How what somebody was told, agreed to and stopped is told, and what was found of their capacity."""

from typing import Final

from domain.consent import (
    ITEMS,
    LEVELS,
    TAKE_PART,
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ChannelsStopped,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    ConsulteeTold,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    PeerAnswered,
    Resumed,
    StopClarified,
    Withdrawn,
)
from projections.sentences.wording import Fields, Names, Telling, named


def _informed(f: Fields, names: Names) -> str:
    return f"Was told what taking part means, from version {f['version']}, by {named(f, names, 'by')}."


def _answered(f: Fields, names: Names) -> str:
    yes = [f"{ITEMS[item]} ({item})" for item, answer in f["answers"].items() if answer]
    no = [f"{ITEMS[item]} ({item})" for item, answer in f["answers"].items() if not answer]
    said_yes = f" Yes to: {'; '.join(yes)}." if yes else ""
    said_no = f" No to: {'; '.join(no)}." if no else ""
    witness = f", before {named(f, names, 'witness')} as witness" if f.get("witness") else ""
    signed = _SIGNED.get(f.get("how_signed", ""), "Signed")
    told = f" Told what it means on {f['informed_at'][:16].replace('T', ' at ')}." if f.get("informed_at") else ""
    agreed = f"{signed} version {f['version']}{_in(f)} with {named(f, names, 'taker')}{witness}."
    on = [channel for channel, yes in (f.get("channels") or {}).items() if yes]
    shown = f" The film may be shown: {', '.join(on) or 'nowhere'}." if "channels" in f else ""
    return f"{agreed}{told}{said_yes}{said_no}{shown}{_COPY.get(f.get('copy_given', ''), '')}"


_COPY: Final = {
    "yes": " Was given a copy.",
    "no": " Was not given a copy.",
    "unknown": " Nothing says whether a copy was given.",
}


_SIGNED: Final = {"thumbprint": "Put their thumbprint to", "spoken": "Said aloud what they agree to in"}


def _in(f: Fields) -> str:
    """The language and format that were used, where anything is said of them."""
    said = [f[name].replace("_", " ") for name in ("format", "language") if f.get(name)]
    return f" ({', '.join(said)})" if said else ""


def _to_decide(f: Fields) -> str:
    """What is to be decided, in words."""
    return "take part" if f["decision"] == TAKE_PART else str(ITEMS[f["decision"]])


def _doubted(f: Fields, names: Names) -> str:
    why = f["doubt"].replace("_", " ")
    who = named(f, names, "by")
    return f"{who} doubted that they could decide whether to {_to_decide(f)} ({why}). It rests until that is assessed."


_FOUND: Final = {
    "has": "they can decide whether",
    "lacks": "they cannot decide at present whether",
    "unable_to_complete": "nobody could find out yet whether they can decide",
}


def _assessed(f: Fields, names: Names) -> str:
    by = f" by {named(f, names, 'assessor')}" if f.get("assessor") else ""
    again = f" To be assessed again by {f['review_by']}." if f.get("review_by") else ""
    return f"Was assessed{by}: {_FOUND[f['outcome']]} to {_to_decide(f)}.{again}"


def _regained(f: Fields, names: Names) -> str:
    who = named(f, names, "by")
    return f"Can decide again whether to {_to_decide(f)}, as {who} saw, and is asked themselves."


def _consultee(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'consultee')} is their {f['consultee_kind']} consultee."


def _advised(f: Fields, names: Names) -> str:
    would = "would want to" if f["take_part"] else "would not want to"
    stops = "" if f["take_part"] else " It stops."
    return f"{named(f, names, 'consultee')} advised that they {would} {_to_decide(f)}.{stops}"


def _told(f: Fields, names: Names) -> str:
    return f"{named(f, names, 'consultee')}, their consultee, was told by {named(f, names, 'by')} that they objected."


def _peer(f: Fields, names: Names) -> str:
    may = "may" if f["agrees"] else "may not"
    return f"Said that {named(f, names, 'peer')}, a user-researcher whom they know or are with, {may} work with them."


def _stopped(f: Fields, _: Names) -> str:
    items = f": {', '.join(ITEMS[item] for item in f['items'])}" if f.get("items") else ""
    return f"Said stop ({f['level']}, {LEVELS[f['level']]}{items})."


def _off(f: Fields, _: Names) -> str:
    on = ", ".join(f["off_channels"]) if f.get("off_channels") else "any channel"
    return f"Said stop: is to be shown in films no more on {on}."


_AS_SAID: Final = {"written": "wrote", "said": "said", "gesture": "showed"}


def _recorded(f: Fields, names: Names, does: str) -> str:
    """What the person did by their own word; where somebody else put it on the record, who: and how they said so."""
    by = f"{named(f, names, 'recorded_by')} recorded that they {does}" if f.get("recorded_by") else ""
    who = by or f"{does[0].upper()}{does[1:]}"
    if not f.get("manner") and not f.get("expressed_to"):
        return who
    to = f" to {named(f, names, 'expressed_to')}" if f.get("expressed_to") else ""
    return f"{who}, as they {_AS_SAID.get(f.get('manner', ''), 'said')}{to}"


def _clarified(f: Fields, names: Names) -> str:
    items = f": {', '.join(ITEMS[item] for item in f['items'])}" if f.get("items") else ""
    said = _recorded(f, names, "said what their stop meant")
    return f"{said} ({f['level']}, {LEVELS[f['level']]}{items}). The rest goes on from here."


def _of_items(f: Fields) -> str:
    return ", ".join(ITEMS[item] for item in f["items"]) if f.get("items") else "everything"


def _objected(f: Fields, names: Names) -> str:
    return f"Was seen by {named(f, names, 'observer')} to object ({f['sign'].replace('_', ' ')}). Everything stops."


SENTENCES: Final[dict[str, Telling]] = {
    InformationGiven.tag: _informed,
    AnswersGiven.tag: _answered,
    Withdrawn.tag: _stopped,
    ChannelsStopped.tag: _off,
    StopClarified.tag: _clarified,
    Paused.tag: lambda f, _: f"Paused {_of_items(f)}.",
    Resumed.tag: lambda f, names: f"{_recorded(f, names, f'ended the pause of {_of_items(f)}')}.",
    PeerAnswered.tag: _peer,
    ObjectionObserved.tag: _objected,
    EnteredInError.tag: lambda *_: "What was recorded here was another person's paper; it counts no longer.",
    CapacityDoubted.tag: _doubted,
    CapacityAssessed.tag: _assessed,
    CapacityRegained.tag: _regained,
    ConsulteeIdentified.tag: _consultee,
    ConsulteeChanged.tag: lambda f, names: f"From now on {_consultee(f, names)}",
    ConsulteeAdvised.tag: _advised,
    ConsulteeTold.tag: _told,
}
