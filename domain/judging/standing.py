"""How an item stands, with everything that bears on it: the person's consent first, then what the initiative does."""

from datetime import datetime

from domain import consent
from domain.consent import ItemState
from domain.judging.histories import Histories
from domain.kernel.time import FOREVER


def item_state(h: Histories, item: str, at: datetime, known: datetime = FOREVER) -> ItemState:
    """The state of one item at an instant, as known at another."""
    return consent.item_state(h.consent, item, at, known)
