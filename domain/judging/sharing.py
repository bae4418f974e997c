"""What was shared, and what is to be removed: computed from stops, sessions, uses and shares."""

from datetime import datetime
from typing import Final

from domain.access import Removing, Sharing
from domain.access.rules import permitted
from domain.judging.facts import removal_asked_at, using, using_now
from domain.judging.grants import By
from domain.judging.histories import Histories
from domain.judging.together import together
from domain.kernel.entries import as_known
from domain.kernel.time import FOREVER, london_day

Pair = tuple[str, str]
MADE_OF: Final[dict[Pair, str]] = {
    ("transcript", "quotation"): "quotations",
    ("clinical_record", "characteristics"): "characteristics",
}
"""What a use for a purpose makes of an asset: something of its own, which has to be removed too."""


def sharing(h: Histories, share: str, pair: Pair, at: datetime, by: By, *, told: bool = False) -> Sharing:
    """What the rules of sharing need to know; `told` of one that is told afterwards, or corrected.

    Whoever shares opens what they share: where it is opened on grants, they are on one.
    """
    case = using(h, *pair, at, by=by) if told else using_now(h, *pair, at, by)
    return Sharing(allowed=permitted(case, london_day(at)), new=told or h.uses.share(share) is None)


def removing(h: Histories, asset: str, outcome: str) -> Removing:
    """What the rules of recording a removal need to know."""
    h = together(h, FOREVER)
    return Removing(asked=asset in to_remove(h), outcome=outcome, of_group=_of_group(h))


def _of_group(h: Histories) -> bool:
    """Whether anybody else came to the person's session, by who came and not by what the session was called."""
    session = h.study.session_of(h.person)
    own = {h.person, *(each.person for each in h.beside)}
    return session is not None and any(
        came.session == session.session
        for person, entries in h.study.attendance.items()
        if person not in own
        for came in as_known(entries, FOREVER)
    )


def to_remove(h: Histories, known: datetime = FOREVER) -> tuple[str, ...]:
    """The assets of the person's that are to be removed: those that there are, once removal was asked for in time."""
    if removal_asked_at(h, known) is None:
        return ()
    session = h.study.session_of(h.person, known)
    held = ["transcript"] if session is not None else []
    held += ["recording"] if session is not None and session.recorded else []
    made = [(use.asset, use.purpose) for use in h.uses.uses if use.known(known) and use.opening is None]
    made += [(share.asset, share.purpose) for share in h.uses.shares if share.known(known)]
    held += [MADE_OF.get(pair, pair[0]) for pair in made]
    return tuple(dict.fromkeys(held))
