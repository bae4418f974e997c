"""A fact as a rule compared it, and what facts of every kind of entry are made of."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.consent import ITEMS, SignedEntry, deciding
from domain.judging.advance import said_against
from domain.judging.facts import removal_closes
from domain.judging.histories import Histories
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER, Days, london_day
from domain.people.state import SITE


@dataclass(frozen=True, slots=True)
class Span:
    """The time from one instant to another, in absolute time; negative where the second came first."""

    since: datetime
    until: datetime

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, to be named for whoever may see it."""

    person: Ref


Value = str | int | Who | date | datetime | timedelta | Span | Days


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a rule compared: what it is of, and what the record has, one value or several.

    No value: the record has nothing of it.
    """

    of: str
    values: tuple[Value, ...] = ()


def fact(of: str, *values: Value | None) -> Fact:
    """A fact; what the record does not have is left out."""
    return Fact(of, tuple(value for value in values if value is not None))


def answered(h: Histories, item: str, at: datetime, when: str) -> Iterator[Fact]:
    """What decided an item at an instant, when the person said it, and what suspended it since."""
    said = h.consent.answer(item, at)
    of = f"{ITEMS[item]} ({item}), {when}"
    if said is None:
        yield Fact(of, ("never answered",))
    elif isinstance(said, SignedEntry):
        yield fact(of, "yes" if said.answers[item] else "no", said.signed_at)
        if said.answers[item] and (held := h.consent.suspension(item, at, signed_at=said.signed_at)):
            yield fact("suspended since", held.begins_at)
        yield from capacity(h, [item], at)
    else:
        yield fact(of, f"stopped ({said.level})", said.expressed_at)


def capacity(h: Histories, items: Collection[str], at: datetime) -> Iterator[Fact]:
    """What was said last of capacity for the decisions that items rest on."""
    decisions = {decision for item in items for decision in deciding(item)}
    said = [s for s in h.consent.capacity.said if s.decision in decisions and s.said_at <= at and s.known(FOREVER)]
    if said:
        last = max(said, key=lambda s: (s.said_at, s.order))
        yield fact("capacity", last.what.replace("_", " "), last.said_at)
        if last.review_by is not None:
            yield fact("to be assessed again by", last.review_by)
    if said:
        yield from against(h, items, at)


def against(h: Histories, items: Collection[str], at: datetime) -> Iterator[Fact]:
    """What the person had said in advance against any of these items, and had not taken back."""
    for each in {s.position: s for item in sorted(items) for s in said_against(h, item, at)}.values():
        yield fact("said in advance that it must not be done", each.said_at)


def site_on(h: Histories, at: datetime) -> Iterator[Fact]:
    """Where the person was on the local day of an instant, and since when, where they moved."""
    moved = h.about.change(SITE, london_day(at))
    yield fact("the person's site that day", h.about.site_on(london_day(at)), moved.on if moved else None)


def in_force(h: Histories, site: str | None, at: datetime, of: str) -> Fact:
    """The version in force at a site on the local day of an instant, and since when."""
    current = h.study.in_force(site, london_day(at))
    return fact(of, current.number, current.implemented_on) if current else Fact(of)


def open_there(h: Histories, site: str | None) -> Iterator[Fact]:
    """From when on a site took part, and from when on no more."""
    if site is not None:
        yield Fact(f"{site} opened", tuple(s.opened_on for s in h.study.sites.get(site, ()) if s.known(FOREVER)))
        yield Fact(f"{site} closed", tuple(c.closed_on for c in h.study.closings.get(site, ()) if c.known(FOREVER)))


def closing(h: Histories, at: datetime) -> Iterator[Fact]:
    """The death, or the end of the initiative, that closed everything by an instant."""
    if (death := h.about.died()) is not None:
        yield fact("died", death.since)
    if (ended := h.study.ended(london_day(at))) is not None:
        yield fact("nothing new is collected from", ended.closed_on)


def written_down(of: str, at: datetime, entered_at: datetime | None, late: timedelta) -> Iterator[Fact]:
    """When something happened and when it was written down, and how long that may take without a reason."""
    yield fact(of, at)
    yield fact("written down", entered_at)
    if entered_at is not None:
        yield fact("time between the two", Span(at, entered_at))
    yield fact("needs no reason within", late)
    yield fact("reason given")


def known_since(of: str, entry: SignedEntry | None) -> Fact:
    """Since when what somebody signed is on the record."""
    if entry is None:
        return Fact(of)
    return fact(of, "at every instant" if entry.known_from == ALWAYS else entry.known_from)


def window(h: Histories) -> Iterator[Fact]:
    """The removal window that the person was promised: by which form, for how long, and when it closes."""
    session = h.study.session_of(h.person)
    signed = h.consent.latest_signing(session.held_at) if session else None
    yield fact("session ended", session.ended_at if session else None)
    yield fact("version signed by its start", signed.number, signed.signed_at) if signed else fact("form signed")
    if signed:
        days = h.study.removal_window_days(signed.number, FOREVER, signed.language, signed.format)
        yield fact("days promised for removal", days)
    yield fact("the window closes", removal_closes(h))


def on_days(of: str, who: Ref, days: Iterable[Days]) -> Fact:
    """The days on which somebody held something."""
    return Fact(of, (Who(who), *days))


def peer(h: Histories, who: Ref | None, at: datetime) -> Iterator[Fact]:
    """What makes somebody a peer of the person: their roles, where both were, an interest, and what the person said."""
    if who is None:
        return
    day, them = london_day(at), h.member(who)
    yield fact("user-researcher", Who(who))
    yield fact("their site that day", them.site_on(day))
    yield from site_on(h, at)
    known = them.interest(h.person, day) or h.about.interest(who, day)
    yield fact("interest declared", known.kind.replace("_", " ") if known else None)
    said = [p for p in h.consent.peers if p.peer == who and p.said_at <= at and p.known(FOREVER)]
    for answer in said[-1:]:
        yield fact("the person said of them", "yes" if answer.agrees else "no", answer.said_at)
