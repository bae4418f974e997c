"""An authorisation's limits hold over any number of outings: how often, how long, on which occasions, and where.

What is asked goes through the decider; whether it is inside the limits is reckoned by hand, British Summer Time too.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import leave, people
from domain.judging.leaving import Going, leaving
from domain.kernel.decider import Accepted, Recorded
from domain.leave import (
    CheckEpisode,
    CheckVenue,
    ContingencySet,
    CopyGiven,
    LeaveDrafted,
    LeaveSigned,
    PlanEpisode,
    RecordReturn,
    ReleaseEpisode,
    SayToday,
)
from tests import stores
from tests.given import P1, at, folded, recorded, told
from tests.leave.outing import DR_A, LEAD, MEMBERS, NURSE, WORDS, of, patient

SPRING, AUTUMN = at("2027-03-28 01:00"), at("2027-10-31 01:00")
"""The clocks go forward, and back."""
ABOUT: Final = folded(people.FOLDING, *patient())
TERMS: Final[dict[str, Any]] = {
    "form": "indefinite",
    "category": "community",
    "from_at": at("2027-01-01 00:00"),
    "review_on": date(2027, 12, 31),
    "areas": ("wakefield",),
    "escort": "unescorted",
}


def on_the_clock(instant: datetime) -> datetime:
    """What a clock in England shows in 2027."""
    return instant + timedelta(hours=1) if SPRING <= instant < AUTUMN else instant


def span(instant: datetime, per: str | None) -> Any:
    """The day, the week from Monday, or the month on that clock; all of it where nothing is said."""
    day = on_the_clock(instant).date()
    month = day.year, day.month
    return {"day": day, "week": day - timedelta(days=day.weekday()), "month": month, None: "ever"}[per]


@dataclass(frozen=True)
class Outing:
    """Somebody would like to go: so long after they were last back, for so long; at the door so many minutes late."""

    gap: int
    minutes: int
    late: int = 0
    paper: str = "A-1"
    area: str = "wakefield"


@dataclass
class Away:
    """One person's leave under papers, each with its limits, and who really went: when, until when, under which."""

    papers: dict[str, dict[str, Any]]
    now: datetime
    went: list[tuple[str, datetime]]
    leave: Any = leave.FOLDING.initial
    version: int = 0

    def __post_init__(self) -> None:
        since = at("2027-01-02 09:00")
        for code, limits in self.papers.items():
            self.put(of(LeaveDrafted, since, authorisation=code, **{**TERMS, **limits}))
            self.put(of(ContingencySet, since, authorisation=code, plan=WORDS, telephone=WORDS))
            self.put(of(LeaveSigned, since, authorisation=code, signed_by=DR_A))
            self.put(of(CopyGiven, since, authorisation=code, to="patient", format="standard"))

    def put(self, row: Recorded[Any]) -> None:
        self.version += 1
        self.leave = leave.FOLDING.evolve(self.leave, row)

    def ask(self, kind: Any, /, **fields: Any) -> Any:
        """Asks the decider now, in the name of the nurse in charge."""
        command = kind(person=P1, **fields, **told(NURSE, self.now))
        h = Going(person=P1, about=ABOUT, leave=self.leave, member=lambda who: MEMBERS.get(who, people.Person()))
        answer = leave.decide(command, h.leave, leaving(command, h))
        for event in answer.events if isinstance(answer, Accepted) else ():
            self.put(recorded(event, self.now, version=self.version + 1, actor=NURSE))
        return answer

    def goes(self, outing: Outing) -> Any:
        """Everything else is in order; what is answered at the door. Whoever goes is back in time."""
        self.now += timedelta(minutes=outing.gap)
        code, departs_at = f"O-{self.version}", self.now
        returns_at = departs_at + timedelta(minutes=outing.minutes)
        self.now += timedelta(minutes=outing.late)
        for kind, fields in (
            (PlanEpisode, self.plan(outing, departs_at, returns_at)),
            (CheckVenue, {"clear": True}),
            (SayToday, {"agrees": True}),
            (CheckEpisode, {"outcome": "release", "conditions_explained": True, "telephone_tested": True}),
        ):
            assert isinstance(self.ask(kind, episode=code, **fields), Accepted)
        answer = self.ask(ReleaseEpisode, episode=code)
        if isinstance(answer, Accepted):
            self.went.append((outing.paper, self.now))
            self.now = returns_at
            assert isinstance(self.ask(RecordReturn, episode=code), Accepted)
        return answer

    def plan(self, outing: Outing, departs_at: datetime, returns_at: datetime) -> dict[str, Any]:
        where = {"destination": "hall", "area": outing.area, "purpose": "shopping"}
        times = {"departs_at": departs_at, "returns_at": returns_at}
        return {"authorisation": outing.paper, "requested_by": LEAD, **where, **times}

    def inside(self, outing: Outing, goes_at: datetime, returns_at: datetime) -> bool:
        """Whether the limits allow it, reckoned by hand."""
        limits = self.papers[outing.paper]
        per, most = limits.get("per"), limits.get("max_times")
        used = sum(paper == outing.paper and span(when, per) == span(goes_at, per) for paper, when in self.went)
        longest, windows = limits.get("max_minutes"), [each.split("/") for each in limits.get("occasions", ())]
        held = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in windows]
        return (
            goes_at < returns_at
            and (most is None or used < most)
            and (longest is None or returns_at - goes_at <= timedelta(minutes=longest))
            and (not held or any(a <= goes_at and returns_at <= b for a, b in held))
            and outing.area == "wakefield"
        )


def window(begins: datetime, hours: int) -> str:
    """An occasion, as an authorisation writes it."""
    return f"{begins.isoformat()}/{(begins + timedelta(hours=hours)).isoformat()}"


BEGINNINGS: Final = tuple(at(each) for each in ("2027-03-26 22:10", "2027-10-29 21:40", "2027-03-08 09:00"))
QUARTERS: Final = st.integers(1, 40).map(lambda number: number * 15)
LIMITS: Final = st.fixed_dictionaries(
    {},
    optional={
        "max_times": st.integers(1, 3),
        "per": st.sampled_from(["day", "week", "month"]),
        "max_minutes": st.sampled_from([60, 240, 600, 660, 720, 780]),
    },
)
OUTINGS: Final = st.builds(
    Outing,
    gap=st.one_of(QUARTERS, st.sampled_from([0, 24 * 60, 25 * 60, 3 * 24 * 60, 7 * 24 * 60])),
    minutes=st.one_of(QUARTERS, st.sampled_from([11 * 60, 12 * 60, 13 * 60])),
    late=st.sampled_from([0, 0, 15, 90]),
    paper=st.sampled_from(["A-1", "A-1", "A-2"]),
    area=st.sampled_from(["wakefield"] * 5 + ["leeds"]),
)
ON_OCCASIONS: Final = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([4, 12, 24])), max_size=6)


def held(begins: datetime, first: dict[str, Any], second: dict[str, Any], days: Any, asked: list[Outing]) -> int:
    """Plays it all; each answer at the door is that of the limits reckoned by hand. How many went."""
    second = {**second, "occasions": tuple(window(begins + timedelta(days=n), hours) for n, hours in days)}
    away = Away({"A-1": first, "A-2": second}, begins, [])
    for outing in asked:
        goes_at = away.now + timedelta(minutes=outing.gap + outing.late)
        returns_at = goes_at - timedelta(minutes=outing.late) + timedelta(minutes=outing.minutes)
        may = away.inside(outing, goes_at, returns_at)
        answer = away.goes(outing)
        assert isinstance(answer, Accepted) is may, f"{outing} at {goes_at}: {answer}, after {away.went}"
        if not may:
            assert "MD-04" in answer.broken
    return len(away.went)


PLAYS: Final = {
    "begins": st.sampled_from(BEGINNINGS),
    "first": LIMITS,
    "second": LIMITS,
    "days": ON_OCCASIONS,
    "asked": st.lists(OUTINGS, min_size=8, max_size=24),
}


@settings(max_examples=25, derandomize=not stores.PROVING)
@given(**PLAYS)
def test_the_limits_hold_over_any_number_of_outings(**played: Any) -> None:
    held(**played)


@pytest.mark.heavy
@settings(max_examples=stores.repeats(1_000), derandomize=not stores.PROVING)
@given(**PLAYS)
def test_the_limits_hold_over_any_number_of_outings_however_they_are_played(**played: Any) -> None:
    held(**played)


ONCE_A_DAY, ONCE_A_WEEK, ONCE_A_MONTH = ({"max_times": 1, "per": per} for per in ("day", "week", "month"))
TWELVE_HOURS: Final = {"max_minutes": 12 * 60}
ELEVEN_HOURS: Final = {"max_minutes": 11 * 60}


@pytest.mark.parametrize(
    ("limits", "begins", "gaps", "minutes", "go"),
    [
        # before midnight, and half an hour after it: two days
        (ONCE_A_DAY, "2027-03-27 23:15", (0, 45), 15, [True, True]),
        # the day of 23 hours ends an hour earlier by the sun
        (ONCE_A_DAY, "2027-03-28 00:30", (0, 22 * 60 + 15, 15), 15, [True, True, False]),
        (ONCE_A_DAY, "2027-03-28 00:30", (0, 22 * 60, 15), 15, [True, False, True]),
        # half past one comes twice on the day of 25 hours
        (ONCE_A_DAY, "2027-10-31 00:30", (0, 45, 22 * 60), 15, [True, False, False]),
        (ONCE_A_DAY, "2027-10-30 23:00", (0, 24 * 60 + 15, 45), 15, [True, False, True]),
        # weeks begin on Monday, at midnight on the clock
        (ONCE_A_WEEK, "2027-03-28 22:30", (0, 15, 15), 15, [True, True, False]),
        (ONCE_A_WEEK, "2027-10-31 22:45", (0, 15, 45), 15, [True, False, True]),
        # and so do months
        (ONCE_A_MONTH, "2027-03-31 22:30", (0, 15, 24 * 60), 15, [True, True, False]),
        # from eight in the evening to eight in the morning: 11 hours in spring, 13 in autumn
        (ELEVEN_HOURS, "2027-03-27 20:00", (0,), 11 * 60, [True]),
        (TWELVE_HOURS, "2027-10-30 19:00", (0,), 13 * 60, [False]),
        (TWELVE_HOURS, "2027-10-30 19:00", (0,), 12 * 60, [True]),
        # an occasion holds all of an outing, by instants
        ({"occasions": (window(at("2027-03-28 00:00"), 2),)}, "2027-03-28 00:00", (0,), 120, [True]),
        ({"occasions": (window(at("2027-03-28 00:00"), 2),)}, "2027-03-28 00:00", (0,), 135, [False]),
        ({"occasions": (window(at("2027-03-28 00:00"), 2),)}, "2027-03-27 23:45", (0,), 60, [False]),
    ],
)
def test_limits_go_by_the_clock_on_the_wall_and_lengths_by_the_hour_glass(
    limits: Any, begins: str, gaps: Any, minutes: int, go: list[bool]
) -> None:
    away = Away({"A-1": limits}, at(begins), [])
    assert [isinstance(away.goes(Outing(gap, minutes)), Accepted) for gap in gaps] == go
