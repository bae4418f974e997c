"""Re-consent: whether somebody who signed an older version is to be asked again, since when, and when that lapses."""

from datetime import datetime, timedelta
from typing import Literal

from domain.consent import SignedEntry
from domain.governance import RECONSENT_LAPSE_DAYS
from domain.initiatives import version_number
from domain.judging.histories import Histories
from domain.kernel.time import FOREVER, end_of_day, london_day

Renewal = Literal["", "due", "lapsed"]


def due_since(h: Histories, at: datetime, known: datetime = FOREVER, item: str | None = None) -> datetime | None:
    """The instant from which consent has been due again at a person's own site; None where it is not.

    That is the midnight that begins the day on which the first version came into use there that is newer than the
    one signed last and asks for consent again. Of an item, the signing counts on which the person said yes to it: who
    signs a newer version without being asked about it has not agreed to it anew.
    """
    signed, site = _signed(h, at, known, item), h.about.site_on(london_day(at), known)
    if signed is None or site is None:
        return None
    begun = [
        each.implemented_on
        for each in h.study.implementations.get(site, ())
        if each.known(known)
        and each.implemented_on <= london_day(at)
        and version_number(each.number) > version_number(signed.number)
        and h.study.asks_again(signed.number, each.number, known)
    ]
    return end_of_day(min(begun) - timedelta(days=1)) if begun else None


def _signed(h: Histories, at: datetime, known: datetime, item: str | None) -> SignedEntry | None:
    if item is None:
        return h.consent.latest_signing(at, known)
    last = h.consent.answer(item, at, known)
    return last if isinstance(last, SignedEntry) and last.answers[item] else None


def renewal(h: Histories, at: datetime, known: datetime = FOREVER, item: str | None = None) -> Renewal:
    """Whether consent is due again at an instant, or has lapsed: then nothing new is collected until it is given."""
    since = due_since(h, at, known, item)
    if since is None:
        return ""
    return "lapsed" if at >= lapses_at(h, since) else "due"


def lapses_at(h: Histories, since: datetime) -> datetime:
    """When consent that is due again since a midnight lapses for anything new: so many local days later, at midnight.

    How many is the provider's to set; what was set on the day it fell due counts.
    """
    return end_of_day(london_day(since) + timedelta(days=h.settings.value(RECONSENT_LAPSE_DAYS, since) - 1))


def lapsed(h: Histories, item: str | None, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether consent to an item has lapsed: a recorded modification asked for it again, and it was not given.

    An office's logs record no modification; of them nothing is said to have lapsed.
    """
    if not h.study.modifications:
        return False
    return renewal(h, at, known, item) == "lapsed" or any(_lapsed_beside(h, each, item, at, known) for each in h.beside)


def _lapsed_beside(h: Histories, other: Histories, item: str | None, at: datetime, known: datetime) -> bool:
    """Whether consent to an item lapsed under another record, and the person did not agree here since it was due."""
    since, last = due_since(other, at, known, item), h.consent.answer(item, at, known) if item else None
    here = isinstance(last, SignedEntry) and since is not None and last.signed_at >= since
    return not here and renewal(other, at, known, item) == "lapsed"
