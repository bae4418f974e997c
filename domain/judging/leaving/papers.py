"""What is still to be done about the papers of somebody's leave: reports, copies, overlaps, reviews."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from domain.judging.leaving.authority import standing
from domain.judging.leaving.histories import Going
from domain.judging.leaving.terms import strictest
from domain.judging.task import Task, proof
from domain.kernel.time import FOREVER, Interval, end_of_day, london_day
from domain.leave import (
    LIVE,
    PATIENT,
    Authorisation,
    CopyGiven,
    Episode,
    LeaveExtended,
    Ministry,
    ReportFellDue,
    ReportSettled,
    Told,
    ends,
    occasion,
)

REPORT: Final = "report"
COPY: Final = "copy"
OVERLAP: Final = "overlap"
RENEWAL: Final = "authorisation-review"
KINDS: Final = (REPORT, COPY, OVERLAP, RENEWAL)
OVERDUE: Final = "overdue"


def papers(h: Going, at: datetime, known: datetime = FOREVER) -> Iterator[Task]:
    """Every task about a person's papers, done ones too."""
    for ministry in h.leave.ministries(at, known):
        yield from _reports(ministry, at)
        yield from _completed(h, ministry, at, known)
    signed = [each for each in h.leave.authorisations(at, known) if each.signature is not None]
    for given in signed:
        now = standing(h, given.code, at, known) or given
        yield from _copies(now)
        yield from _renewals(now)
    for one, other in combinations(signed, 2):
        yield from _overlaps(h, one, other, at, known)


def _reports(ministry: Ministry, at: datetime) -> Iterator[Task]:
    """A report on completed leave, due to the Ministry by the end of a day until it was sent or is not asked for."""
    for told in ministry.told:
        if not isinstance(told.event, ReportFellDue):
            continue
        settled = next(
            (t for t in ministry.told if _settles(t, told.event.report) and (t.at, t.order) > _key(told)), None
        )
        due = end_of_day(told.event.due_on)
        outcome = settled.event.how.replace("_", " ") if settled and isinstance(settled.event, ReportSettled) else ""
        stage = "" if outcome else OVERDUE if due <= at else "to be sent"
        about = f"{told.event.report}, for {ministry.code}"
        yield Task(REPORT, about, told.at, due, stage, outcome, proof(told, settled))


def _completed(h: Going, ministry: Ministry, at: datetime, known: datetime) -> Iterator[Task]:
    """What the Ministry is to be told of outings that ended since it was told last, or the office says that it asks for
    none: the Ministry's own pages differ on whether it always does.
    """
    if ministry.grant is None:
        return
    back = [(each.ended_at, each) for each in h.leave.episodes(at, known) if each.ended_at is not None]
    back = sorted((each for each in back if _is_under(h, each[1], ministry, at, known)), key=lambda each: each[0])
    asked = [told for told in ministry.told if isinstance(told.event, ReportFellDue)]
    while back:
        since = back[0][0]
        told = next((each for each in asked if each.at >= since), None)
        covered = [outing for ended, outing in back if told is None or ended <= told.at]
        outcome = "asked for" if told else ""
        stage = "" if told else f"to be sent, or not asked for: {', '.join(each.code for each in covered)}"
        evidence = proof(*(each.released for each in covered), told)
        yield Task(REPORT, f"completed leave, for {ministry.code}", since, None, stage, outcome, evidence)
        back = back[len(covered) :]


def _is_under(h: Going, outing: Episode, ministry: Ministry, at: datetime, known: datetime) -> bool:
    """Whether somebody restricted was out with this consent of the Secretary of State."""
    if outing.released is None or outing.planned is None or ministry.grant is None or ministry.decided is None:
        return False
    if not h.about.restricted(london_day(outing.released.at), known):
        return False
    given = h.leave.authorisation(outing.planned.authorisation, at, known)
    named = given.terms.ministry if given else None
    return named == ministry.code or (named is None and ministry.decided.at <= outing.released.at)


def _settles(told: Told, report: str) -> bool:
    return isinstance(told.event, ReportSettled) and told.event.report == report


def _key(told: Told) -> tuple[datetime, int]:
    return told.at, told.order


def _copies(given: Authorisation) -> Iterator[Task]:
    """The person has a copy of what was signed, or was offered one (Code of Practice ch. 27 [GK])."""
    if given.signature is None:
        return
    copy = next((t for t in given.told if isinstance(t.event, CopyGiven) and t.event.to == PATIENT), None)
    outcome = "given" if copy else _ended(given)
    stage = "" if outcome else "for the person"
    yield Task(COPY, given.code, given.signature.at, None, stage, outcome, proof(given.signature, copy))


def _ended(given: Authorisation) -> str:
    """How an authorisation ended; nothing where it may still be used, or used again."""
    return "" if given.state in LIVE else str(given.state).replace("_", " ").lower()


def _renewals(given: Authorisation) -> Iterator[Task]:
    """An authorisation that names a day of review is looked at again then (Code of Practice ch. 27 [GK], [POL])."""
    day = given.terms.review_on
    if day is None or given.signature is None:
        return
    since = end_of_day(day - timedelta(days=1))
    looked = next((t for t in given.told if isinstance(t.event, LeaveExtended) and t.at >= since), None)
    ended = _last_word(given) if _ended(given) else None
    if ended is not None and ended < since:
        return
    outcome = "extended" if looked else _ended(given)
    stage = "" if outcome else "to be looked at again"
    yield Task(RENEWAL, given.code, since, end_of_day(day), stage, outcome, proof(given.signature, looked))


def _last_word(given: Authorisation) -> datetime:
    """When an authorisation that is over ended, as far as its own papers say."""
    return max((each.at for each in given.told), default=FOREVER)


def _overlaps(h: Going, one: Authorisation, other: Authorisation, at: datetime, known: datetime) -> Iterator[Task]:
    """Two that cover the same outing with different escorts: the stricter counts, and somebody makes one of them."""
    if one.terms.escort == other.terms.escort or not _meet(one, other):
        return
    since = max(each.at for each in (*_signatures(one), *_signatures(other)))
    if not _meet(_as_signed(one), _as_signed(other)):
        since = max(each.at for each in (*_signatures(one), *_signatures(other), *one.extended, *other.extended))
    both = (one.code, other.code)
    if not all(_usable(standing(h, code, since, known)) for code in both):
        return
    now = [standing(h, code, at, known) for code in both]
    outcome = next((_ended(each) for each in now if each is not None and _ended(each)), "")
    strict = strictest((one, other))
    stage = "" if outcome or strict is None else f"{strict.terms.escort} counts"
    about = " and ".join(f"{each.code} ({each.terms.escort})" for each in (one, other))
    evidence = proof(*_signatures(one), *_signatures(other), *one.extended, *other.extended)
    yield Task(OVERLAP, about, since, None, stage, outcome, evidence)


def _signatures(given: Authorisation) -> tuple[Told, ...]:
    return () if given.signature is None else (given.signature,)


def _as_signed(given: Authorisation) -> Authorisation:
    """An authorisation before anybody extended it."""
    return replace(given, to_at=ends(given.terms))


def _usable(given: Authorisation | None) -> bool:
    return given is not None and given.state in LIVE


def _meet(one: Authorisation, other: Authorisation) -> bool:
    """Whether one outing could be inside both: in place, purpose and time. A list without names limits nothing."""
    lists = ("destinations", "areas", "purposes")
    same = all(_share(getattr(one.terms, name), getattr(other.terms, name)) for name in lists)
    return same and any(_cross(a, b) for a in _times(one) for b in _times(other))


def _share(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not names or not others or bool({*names} & {*others})


def _times(given: Authorisation) -> list[Interval]:
    """When somebody may be away under it: its occasions, else from its beginning to its end."""
    return [occasion(each) for each in given.terms.occasions] or [Interval(given.terms.from_at, given.to_at)]


def _cross(one: Interval, other: Interval) -> bool:
    return (other.end is None or one.start < other.end) and (one.end is None or other.start < one.end)
