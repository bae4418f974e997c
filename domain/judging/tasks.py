"""Tasks: what the record says is still to be done about one person. Nothing is stored; asked later, less is open."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domain.access import AUTO_EXPIRED, BREAK_GLASS_OPENED, REVIEW_DUE, ShareEntry, of_grants
from domain.access.rules import ANALYSE_TRANSCRIPT, RESTS_ON
from domain.consent import DECISIONS, OBJECTION, SignedEntry, StopEntry, entries, told_after_a_stop
from domain.judging.facts import removal_asked_at
from domain.judging.governing import corrected_by
from domain.judging.histories import Histories
from domain.judging.sharing import to_remove
from domain.judging.task import Task, in_order, proof
from domain.judging.together import together
from domain.kernel.entries import Entry
from domain.kernel.time import FOREVER

REMOVAL: Final = "removal"
RECALL: Final = "recall"
REVIEW: Final = "break-glass-review"
VERIFICATION: Final = "verification"
TELLING: Final = "consultee-telling"
KINDS: Final = (REMOVAL, RECALL, REVIEW, VERIFICATION, TELLING)


def tasks(h: Histories, at: datetime) -> tuple[Task, ...]:
    """Every task about one person in one initiative that has come up by an instant, done ones too."""
    all_said = together(h, at)
    of_uses = (*_removals(all_said), *_recalls(all_said), *_reviews(h, at))
    return in_order([*of_uses, *_verifications(h), *_tellings(h)], at)


def _removals(h: Histories) -> Iterator[Task]:
    since = removal_asked_at(h)
    if since is None:
        return
    asked = [stop for stop in h.consent.stops if stop.level == "W6" and stop.known(FOREVER)]
    for asset in to_remove(h):
        done = h.uses.removal(asset)
        yield Task(REMOVAL, asset, since, None, "", done.outcome if done else "", proof(*asked, done))


def _recalls(h: Histories) -> Iterator[Task]:
    for share in h.uses.shares:
        given_up = _covering(h, share)
        if given_up is None or not share.known(FOREVER):
            continue
        at, entry = given_up
        recall = h.uses.recall(share.share)
        stage = "sent" if recall else "notice due"
        answer = recall.answer if recall and recall.answer else ""
        about = f"{share.share}: {share.asset} shared with {share.recipient}"
        since = max(at, share.shared_at)
        yield Task(RECALL, about, since, None, "" if answer else stage, answer, proof(share, entry, recall))


def _covering(h: Histories, share: ShareEntry) -> tuple[datetime, Entry] | None:
    """The first stop, or no, that what was shared does not outlive: of the item that it rests on, or removal in time.

    What was stopped before, and agreed to again when it was shared, covers nothing.
    """
    found = (_stopped(h, share), _answered_no(h, share))
    return min((each for each in found if each is not None), key=lambda each: each[0], default=None)


def _answered_no(h: Histories, share: ShareEntry) -> tuple[datetime, Entry] | None:
    item = RESTS_ON.get((share.asset, share.purpose))
    noes = [
        (signing.signed_at, signing)
        for signing in h.consent.signings
        if item and signing.answers.get(item) is False and signing.signed_at >= share.shared_at
        if signing.known(FOREVER)
    ]
    return min(noes, key=lambda each: each[0], default=None)


def _stopped(h: Histories, share: ShareEntry) -> tuple[datetime, Entry] | None:
    pair, removal = (share.asset, share.purpose), removal_asked_at(h)
    item = RESTS_ON.get(pair)
    for stop in sorted(h.consent.stops, key=lambda s: s.expressed_at):
        asked = pair == ANALYSE_TRANSCRIPT and stop.level == "W6" and removal is not None
        again = stop.expressed_at < share.shared_at and item is not None and h.consent.active(item, share.shared_at)
        if stop.known(FOREVER) and not again and (item in stop.items or asked):
            return stop.expressed_at, stop
    return None


_STAGES: Final = {
    BREAK_GLASS_OPENED: "still open",
    AUTO_EXPIRED: "to be reviewed",
    REVIEW_DUE: "overdue",
}


def _reviews(h: Histories, at: datetime) -> Iterator[Task]:
    for opening in h.uses.openings:
        state = h.uses.break_glass(opening.opening, at)
        if state is None or not opening.known(FOREVER):
            continue
        outcome = "" if state in _STAGES else state.lower()
        review = h.uses.review(opening.opening)
        yield Task(
            REVIEW,
            opening.opening,
            opening.opened_at,
            opening.review_by,
            _STAGES.get(state, ""),
            outcome,
            proof(opening, review),
        )


def _verifications(h: Histories) -> Iterator[Task]:
    """A paper that was entered, a correction, and what was told as history after a stop, wait for a second person to
    compare them with the evidence.
    """
    after = {each.version for each in told_after_a_stop(h.consent, (other.consent for other in h.joined))}
    for entry in {each.version: each for each in entries(h.consent) if each.known(FOREVER)}.values():
        corrected = corrected_by(h, entry)
        paper = isinstance(entry, SignedEntry) and entry.paper
        if paper or corrected or entry.version in after:
            check = h.checks.verified(entry.version)
            what = "correction" if corrected else "told after a stop" if entry.version in after else "paper"
            evidence = proof(entry, *corrected, check)
            about = f"{what}, entry {entry.version} of the consent"
            yield Task(VERIFICATION, about, entry.known_from, None, "", "verified" if check else "", evidence)
    for told in of_grants.corrections(h.uses):
        if told.known(FOREVER):
            check, about = h.checks.verified_grant(told.version), f"correction, entry {told.version} of the grants"
            outcome = "verified" if check else ""
            yield Task(VERIFICATION, about, told.known_from, None, "", outcome, proof(told, check))


def _tellings(h: Histories) -> Iterator[Task]:
    """Of each objection of somebody who lacked capacity their consultee is told, once there is one."""
    for stop in h.consent.stops:
        since = _to_be_told(h, stop)
        if since is not None:
            told, asked = h.consent.told_of(stop.version), h.consent.capacity.consultee(since)
            outcome = "told" if told else ""
            yield Task(TELLING, f"objection, entry {stop.version}", since, None, "", outcome, proof(stop, asked, told))


def _to_be_told(h: Histories, stop: StopEntry) -> datetime | None:
    """Since when a consultee is to be told of a stop: an objection of somebody found to lack capacity for anything."""
    capacity, at = h.consent.capacity, stop.expressed_at
    if stop.level != OBJECTION or not stop.known(FOREVER):
        return None
    if not any(capacity.lacks(decision, at) for decision in DECISIONS):
        return None
    if capacity.consultee(at) is not None:
        return at
    return min((c.since for c in capacity.consultees if c.since > at and c.known(FOREVER)), default=None)
