"""What the rules about using, sharing and breaking open somebody's data compared."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from domain.access import ReviewEntry, ShareEntry, UseEntry
from domain.access.rules import ANALYSE_RECORDING, ANALYSE_TRANSCRIPT, CHARACTERISE, RESTS_ON
from domain.consent import ADVICE, CONSENTS, OBJECTION, PAUSE, UNCLEAR, SignedEntry
from domain.judging.comparing.fact import Fact, Who, answered, capacity, closing, fact, known_since, window
from domain.judging.facts import RECORDING, participation_item, removal_asked_at
from domain.judging.histories import Histories
from domain.judging.renewing import due_since
from domain.kernel.entries import as_known
from domain.kernel.time import FOREVER

Opened = UseEntry | ShareEntry


def _at(entry: Opened) -> datetime:
    return entry.used_at if isinstance(entry, UseEntry) else entry.shared_at


def _opened(entry: Opened) -> Fact:
    did = "opened" if isinstance(entry, UseEntry) else "shared"
    return fact(f"{entry.asset} for {entry.purpose} {did}".replace("_", " "), _at(entry))


def _purpose(_: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    pairs = (f"{asset} for {purpose}".replace("_", " ") for asset, purpose in RESTS_ON)
    yield Fact("what the form names", tuple(pairs))


def _session(h: Histories, item: str | None = None) -> Iterator[Fact]:
    """What the person agreed to when the session began; without an item, to that kind of session."""
    session = h.study.session_of(h.person)
    if session is None:
        yield Fact("session")
        return
    yield fact("session began", session.session, session.held_at)
    yield from answered(h, item or participation_item(session), session.held_at, "when the session began")


def _transcript(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield from _session(h)


def _removal(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield fact("removal asked for", removal_asked_at(h))
    yield from window(h)


def _recording(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield from answered(h, RECORDING, _at(entry), "when it was opened")
    yield from _session(h, RECORDING)


def _item(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    if item := RESTS_ON.get((entry.asset, entry.purpose)):
        yield from answered(h, item, _at(entry), "at that moment")


def _rests_on(h: Histories, entry: Opened) -> Iterator[Fact]:
    """Everything that a use rests on, whichever rule speaks of it."""
    if (entry.asset, entry.purpose) in (ANALYSE_TRANSCRIPT, ANALYSE_RECORDING):
        yield from _session(h)
    if (entry.asset, entry.purpose) not in RESTS_ON:
        yield from _purpose(h, entry)
    else:
        yield from _item(h, entry)


def _known(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield from _rests_on(h, entry)
    for item, at in _items(h, entry):
        said = h.consent.answer(item, at)
        yield known_since(f"{item} written down", said if isinstance(said, SignedEntry) else None)


def _items(h: Histories, entry: Opened) -> Iterator[tuple[str, datetime]]:
    """The items that a use rests on, and the instant at which each must be agreed to."""
    pair = (entry.asset, entry.purpose)
    if item := RESTS_ON.get(pair):
        yield item, _at(entry)
    session = h.study.session_of(h.person)
    if session is not None and pair in (ANALYSE_TRANSCRIPT, ANALYSE_RECORDING):
        yield participation_item(session), session.held_at


def _unclear(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    for stop in as_known(h.consent.suspensions, FOREVER):
        if stop.kind == UNCLEAR and stop.begins_at <= _at(entry):
            yield fact("said stop, unclear what is meant", stop.begins_at)
    for end in as_known(h.consent.liftings, FOREVER):
        if end.kind == UNCLEAR:
            yield fact("made clear", end.ends_at)


def _suspended(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield from capacity(h, [item for item, _ in _items(h, entry)] or sorted(CONSENTS), _at(entry))


def _paused(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    for pause in as_known(h.consent.suspensions, FOREVER):
        if pause.kind == PAUSE and pause.begins_at <= _at(entry):
            yield fact("paused", pause.begins_at)
    for end in as_known(h.consent.liftings, FOREVER):
        if end.kind == PAUSE:
            yield fact("went on", end.ends_at)


def _objected(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    for stop in as_known(h.consent.stops, FOREVER):
        if stop.level in (OBJECTION, ADVICE) and stop.expressed_at <= _at(entry):
            yield fact("objected" if stop.level == OBJECTION else "a consultee advised against it", stop.expressed_at)


def _closed(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield from closing(h, _at(entry))


def _lapsed(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield fact("consent is due again since", due_since(h, _at(entry), item=RESTS_ON[CHARACTERISE]))
    yield from _item(h, entry)


def _grants(h: Histories, entry: Opened) -> Iterator[Fact]:
    yield _opened(entry)
    yield fact("opened by", Who(entry.user))
    for grant in as_known(h.uses.grants, FOREVER):
        if grant.grantee == entry.user:
            yield fact(f"grant {grant.grant} begins", grant.begins_at)
            yield fact(f"grant {grant.grant} ends", grant.until, *_revoked(h, grant.grant))


def _revoked(h: Histories, grant: str) -> Iterator[datetime | str]:
    for revoked in as_known(h.uses.revocations, FOREVER):
        if revoked.grant == grant:
            yield from ("revoked", revoked.revoked_at)


def _glass(h: Histories, entry: UseEntry) -> Iterator[Fact]:
    yield _opened(entry)
    yield fact("opened by", Who(entry.user))
    yield Fact("fields opened", tuple(sorted(entry.fields)))
    opening = h.uses.opening(entry.opening) if entry.opening else None
    if opening is None:
        yield Fact("break-glass")
        return
    yield fact(f"break-glass {opening.opening} of", Who(opening.user), opening.opened_at)
    yield Fact("fields that it names", tuple(sorted(opening.fields)))
    yield fact("it closes", opening.until)


def _history(_: Histories, entry: UseEntry) -> Iterator[Fact]:
    yield _opened(entry)
    yield fact("told as history", entry.known_from)


def _review(h: Histories, entry: ReviewEntry) -> Iterator[Fact]:
    opening = h.uses.opening(entry.opening)
    by = Who(opening.user) if opening else None
    yield fact("broken open by", by, opening.opened_at if opening else None)
    yield fact("reviewed by", Who(entry.reviewer), entry.reviewed_at)
    yield fact("to be reviewed before", opening.review_by if opening else None)
    yield fact("found", "justified" if entry.justified else "not justified")


COMPARED: Final[dict[str, Callable[[Histories, Any], Iterator[Fact]]]] = {
    "AC-01": _purpose,
    "AC-02": _transcript,
    "AC-03": _removal,
    "AC-04": _recording,
    "AC-05": _item,
    "AC-06": _item,
    "AC-07": _item,
    "AC-08": _known,
    "AC-09": _history,
    "AC-10": _unclear,
    "AC-11": _grants,
    "AC-12": _glass,
    "AC-13": _lapsed,
    "AC-14": _paused,
    "CA-07": _suspended,
    "CA-09": _objected,
    "CL-05": _closed,
    "CL-06": _closed,
    "SH-01": _rests_on,
    "BG-02": _review,
    "BG-07": _review,
    "BG-08": _review,
}
