"""Findings: every standing entry of a person in an initiative, judged with all that is known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.access import OpeningEntry, Reviewed, ReviewEntry, ShareEntry, Sharing, UseEntry
from domain.access.rules import permitted
from domain.consent import Advice, Assessing, Said, SignedEntry, StopEntry, explained_if_late
from domain.governance import LATE_HOURS
from domain.initiatives import Session
from domain.judging import facts
from domain.judging.comparing import COMPARED, Fact
from domain.judging.evidence import evidence
from domain.judging.grants import By
from domain.judging.histories import Histories
from domain.judging.rulebook import HINDSIGHT, RULES
from domain.kernel.entries import as_known
from domain.kernel.ids import Ref
from domain.kernel.rules import HOLDS, Verdicts, judge
from domain.kernel.time import FOREVER, london_day, to_local


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: kind and key, the rules broken, when it happened, and the positions of the events that prove it.

    `suffix` completes the key behind the person's office id (`@time`, `@session`, `@film`, `@film/channel`); of a use,
    a share or a break-glass it is the code, and the whole key.
    """

    kind: str
    suffix: str
    rules: tuple[str, ...]
    happened_at: datetime
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subjects:
    """How many entries of each table were judged, and how often each rule could not be."""

    signings: int
    stops: int
    attendances: int
    uses: int
    assessments: int
    consultees: int
    filmings: int
    showings: int
    shares: int
    reviews: int
    unjudged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    table: str
    suffix: str
    at: datetime
    entry: Any
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of one person in one initiative says: the findings, and what was judged."""

    findings: tuple[Found, ...]
    subjects: Subjects


def audit(h: Histories, known: datetime = FOREVER) -> Audit:
    """Every finding about one person in one initiative; a finding is kind and key, so equals are one."""
    found: dict[tuple[str, str], Found] = {}
    counts = dict.fromkeys(HINDSIGHT, 0)
    unjudged: list[str] = []
    for judged in _judgements(h, known):
        counts[judged.table] += 1
        unjudged.extend(judged.verdicts.unjudged)
        for kind, rules in _by_kind(judged.verdicts).items():
            new = Found(kind, judged.suffix, rules, judged.at, evidence(h, judged.table, judged.entry, known))
            old = found.get((kind, judged.suffix))
            found[kind, judged.suffix] = _joined(old, new) if old else new
    return Audit(tuple(found.values()), Subjects(**counts, unjudged=tuple(unjudged)))


def raised_by(h: Histories, kind: str, suffix: str) -> frozenset[Ref] | None:
    """Who had a part in what raises a finding: wrote it, opened data, took consent, reviewed. None for no finding."""
    judged = [j for j in _judgements(h, FOREVER) if j.suffix == suffix and kind in _by_kind(j.verdicts)]
    if not judged:
        return None
    parts = ("author", "user", "taker", "reviewer")
    openings = (h.uses.opening(code) for j in judged if (code := getattr(j.entry, "opening", None)))
    had = [getattr(entry, part, None) for entry in (*(j.entry for j in judged), *openings) for part in parts]
    return frozenset(who for who in had if who is not None)


def compared(h: Histories, kind: str, suffix: str) -> dict[str, tuple[Fact, ...]]:
    """The facts that each rule compared which raises a finding, by rule; nothing where it does not stand any more."""
    told: dict[str, tuple[Fact, ...]] = {}
    for judged in _judgements(h, FOREVER):
        if judged.suffix == suffix:
            for rule in _by_kind(judged.verdicts).get(kind, ()):
                told[rule] = (*told.get(rule, ()), *COMPARED[rule](h, judged.entry))
    return told


def _by_kind(verdicts: Verdicts) -> dict[str, tuple[str, ...]]:
    if not verdicts.broken:
        return {}
    kinds: dict[str, tuple[str, ...]] = {}
    for rule in verdicts.broken:
        kind = RULES[rule].finding
        kinds[kind] = (*kinds.get(kind, ()), rule)
    return kinds


def _joined(old: Found, new: Found) -> Found:
    rules = tuple(dict.fromkeys((*old.rules, *new.rules)))
    return Found(old.kind, old.suffix, rules, old.happened_at, tuple(sorted({*old.evidence, *new.evidence})))


def _judgements(h: Histories, known: datetime) -> Iterator[_Judged]:
    for signed in h.consent.signings:
        if signed.known(known):
            yield _signing(h, signed, known)
    for stop in h.consent.stops:
        if stop.known(known):
            yield _stopping(h, stop, known)
    if (session := h.study.session_of(h.person, known)) is not None:
        yield _presence(h, session, known)
    for use in h.uses.uses:
        if use.known(known):
            yield _use(h, use, known)
    yield from _given_on(h, known)
    yield from _capacity(h, known)
    yield from _films(h, known)


def _given_on(h: Histories, known: datetime) -> Iterator[_Judged]:
    """What was shared with others, and how each break-glass was reviewed."""
    for share in h.uses.shares:
        if share.known(known):
            yield _share(h, share, known)
    for review in h.uses.reviews:
        if review.known(known) and (opening := h.uses.opening(review.opening, known)):
            yield _review(review, opening)


def _capacity(h: Histories, known: datetime) -> Iterator[_Judged]:
    """Assessments by what they say of themselves; whoever was asked and what they advised by what is known of them."""
    capacity = h.consent.capacity
    for said in capacity.said:
        if said.found is not None and said.known(known):
            case = Assessing(said.what, said.found, _explained(h, said, said.said_at))
            yield _judged("assessments", said.said_at, said, _verdicts("assessments", case, said.said_at), "@")
    for asked in capacity.consultees:
        if asked.known(known):
            consulting = facts.consulting(h, asked, asked.since, known)
            yield _judged("consultees", asked.since, asked, _verdicts("consultees", consulting, asked.since), "@")
    for advice in capacity.advice:
        if advice.known(known):
            at = advice.advised_at
            advising = facts.advising(h, advice.consultee, advice.decision, at, known, take_part=advice.take_part)
            advising = replace(advising, explained_if_late=_explained(h, advice, at))
            yield _judged("consultees", at, advice, _verdicts("consultees", advising, at), "@")


def _explained(h: Histories, entry: Said | Advice, at: datetime) -> bool:
    late = h.settings.hours(LATE_HOURS, at)
    return entry.entered_at is None or explained_if_late(at, entry.entered_at, explained=entry.explained, late=late)


def _verdicts(table: str, case: Any, at: datetime) -> Verdicts:
    return judge(HINDSIGHT[table], case, london_day(at))


def _films(h: Histories, known: datetime) -> Iterator[_Judged]:
    """Each film in which the person can be seen, when they were filmed, and each channel on which it was shown."""
    if not (seen := as_known(h.study.appearances.get(h.person, ()), known)):
        return
    for entry in seen:
        case, day = facts.filming(h, entry.filmed_at, known), london_day(entry.filmed_at)
        yield _Judged("filmings", f"@{entry.film}", entry.filmed_at, entry, judge(HINDSIGHT["filmings"], case, day))
    films = {entry.film for entry in seen}
    for shown in as_known(h.study.showings, known):
        if shown.film in films:
            shown_case, day = facts.showing([h], shown.channel, shown.shown_at, known), london_day(shown.shown_at)
            verdicts = judge(HINDSIGHT["showings"], shown_case, day)
            yield _Judged("showings", f"@{shown.film}/{shown.channel}", shown.shown_at, shown, verdicts)


def _signing(h: Histories, entry: SignedEntry, known: datetime) -> _Judged:
    verdicts = judge(HINDSIGHT["signings"], facts.signing(h, entry, known), london_day(entry.signed_at))
    return _judged("signings", entry.signed_at, entry, verdicts, "@")


def _stopping(h: Histories, entry: StopEntry, known: datetime) -> _Judged:
    verdicts = judge(HINDSIGHT["stops"], facts.stopping(h, entry, known), london_day(entry.expressed_at))
    return _judged("stops", entry.expressed_at, entry, verdicts, "@")


def _presence(h: Histories, session: Session, known: datetime) -> _Judged:
    verdicts = judge(HINDSIGHT["attendances"], facts.presence(h, session, known), london_day(session.held_at))
    return _Judged("attendances", f"@{session.session}", session.held_at, session, verdicts)


def _use(h: Histories, entry: UseEntry, known: datetime) -> _Judged:
    by = By(entry.user, entry.fields, entry.opening)
    case = facts.using(h, entry.asset, entry.purpose, entry.used_at, known, by)
    if entry.told_as_history:
        case = replace(case, told_as_history=True)
    return _Judged("uses", entry.use, entry.used_at, entry, judge(HINDSIGHT["uses"], case, london_day(entry.used_at)))


def _share(h: Histories, entry: ShareEntry, known: datetime) -> _Judged:
    case = facts.using(h, entry.asset, entry.purpose, entry.shared_at, known, By(entry.user))
    day = london_day(entry.shared_at)
    shared = Sharing(allowed=permitted(case, day), new=True)
    return _Judged("shares", entry.share, entry.shared_at, entry, judge(HINDSIGHT["shares"], shared, day))


def _review(entry: ReviewEntry, opening: OpeningEntry) -> _Judged:
    own, in_time = entry.reviewer == opening.user, entry.reviewed_at < opening.review_by
    case = Reviewed(own=own, in_time=in_time, justified=entry.justified)
    verdicts = judge(HINDSIGHT["reviews"], case, london_day(entry.reviewed_at))
    return _Judged("reviews", entry.opening, entry.reviewed_at, entry, verdicts)


def _judged(table: str, at: datetime, entry: Any, verdicts: Verdicts, mark: str) -> _Judged:
    suffix = "" if verdicts is HOLDS else f"{mark}{to_local(at)}"
    return _Judged(table, suffix, at, entry, verdicts)
