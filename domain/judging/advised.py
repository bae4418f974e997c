"""Whether an item is active, with what the initiative and a consultee are by then and not only when they spoke."""

from datetime import datetime

from domain.consent import Hold, SignedEntry
from domain.judging.advance import said_against
from domain.judging.histories import Histories
from domain.judging.together import together
from domain.kernel.time import FOREVER, london_day


def active(h: Histories, item: str, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether an item is active, with what the initiative and the consultee are at that instant too."""
    h = together(h, at, known)
    return h.consent.active(item, at, known) and not unadvised(h, item, at, known)


def unadvised(h: Histories, item: str, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether an item goes on by advice that counts no more: the approval has ended, the consultee is one of the study
    team, or the person said in advance that it must not be done.
    """
    last = h.consent.answer(item, at, known)
    if not h.consent.capacity.advice or not isinstance(last, SignedEntry):
        return False
    if h.consent.capacity.hold(item, last.signed_at, at, known) is not Hold.CONTINUED:
        return False
    asked, day = h.consent.capacity.consultee(at, known), london_day(at)
    on_team = asked is not None and h.member(asked.consultee).on_study_team(h.initiative, day, known)
    return on_team or not h.study.mca_approved(day, known) or any(said_against(h, item, at, known))
