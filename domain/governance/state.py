"""What governance's streams say: settings by time, the life of a finding, entries that were compared again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.governance.events import (
    AttemptRefused,
    CorrectiveActionRecorded,
    EntryVerified,
    FellDue,
    FindingAssessed,
    FindingClosed,
    GoingFellDue,
    GrantVerified,
    SettingChanged,
)
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER

REFLECTION_HOURS: Final = "reflection_hours"
LATE_HOURS: Final = "late_hours"
RE_APPROACH_DAYS: Final = "re_approach_days"
RECONSENT_LAPSE_DAYS: Final = "reconsent_lapse_days"
BREAK_GLASS_MINUTES: Final = "break_glass_minutes"
REVIEW_WORKING_DAYS: Final = "review_working_days"
CHECK_MINUTES: Final = "check_minutes"
INCIDENT_HOURS: Final = "incident_hours"
GRACE_MINUTES: Final = "grace_minutes"
OUTCOME_HOURS: Final = "outcome_hours"
OUTINGS_A_WEEK: Final = "outings_a_week"
LEAVE_DECIDED_DAYS: Final = "leave_decided_days"
REASONS_HOURS: Final = "reasons_hours"

DEFAULTS: Final[Mapping[str, int]] = {
    REFLECTION_HOURS: 24,
    LATE_HOURS: 24,
    RE_APPROACH_DAYS: 90,
    RECONSENT_LAPSE_DAYS: 90,
    BREAK_GLASS_MINUTES: 60,
    REVIEW_WORKING_DAYS: 3,
    CHECK_MINUTES: 120,
    INCIDENT_HOURS: 24,
    GRACE_MINUTES: 15,
    OUTCOME_HOURS: 24,
    OUTINGS_A_WEEK: 2,
    LEAVE_DECIDED_DAYS: 90,
    REASONS_HOURS: 24,
}
"""What holds where the provider has set nothing else [POL]."""


def evolve(state: int, recorded: Recorded[Event]) -> int:
    """One refusal more; no rule relies on it."""
    match recorded.event:
        case AttemptRefused():
            return state + 1
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of an attempt stream")


ATTEMPT_FOLDING = Folding(0, evolve)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Entry):
    """A setting, and from when it holds."""

    setting: str
    value: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """The provider's settings, folded."""

    changes: tuple[Setting, ...] = ()

    def value(self, setting: str, at: datetime) -> int:
        """What a setting was at an instant. Raises KeyError for one that there is none of."""
        default, set_to = DEFAULTS[setting], self.standing(setting, at)
        return default if set_to is None else set_to.value

    def standing(self, setting: str, at: datetime) -> Setting | None:
        """What the provider has set by an instant; None where that is nothing."""
        held = [c for c in self.changes if c.setting == setting and c.since <= at]
        return max(held, key=lambda c: (c.since, c.order), default=None)

    def minutes(self, setting: str, at: datetime) -> timedelta:
        """A setting of minutes as a span."""
        return timedelta(minutes=self.value(setting, at))

    def hours(self, setting: str, at: datetime) -> timedelta:
        """A setting of hours as a span."""
        return timedelta(hours=self.value(setting, at))

    def days(self, setting: str, at: datetime) -> timedelta:
        """A setting of days as a span (24 hours each)."""
        return timedelta(days=self.value(setting, at))


def evolve_settings(state: Settings, recorded: Recorded[Event]) -> Settings:
    """The settings with one more change."""
    match recorded.event:
        case SettingChanged() as e:
            new = Setting(setting=e.setting, value=e.value, since=recorded.occurred_at, **standing(recorded))
            return Settings((*state.changes, new))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of the settings' stream")


SETTINGS_FOLDING = Folding(Settings(), evolve_settings)


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a finding so far."""

    assessed: str | None = None
    actions: int = 0
    closed: bool = False

    def __str__(self) -> str:
        if self.assessed is None:
            return "to be assessed"
        acted = ", action recorded" if self.actions else ""
        return f"{self.assessed.replace('_', ' ')}{acted}{', closed' if self.closed else ''}"


def evolve_life(state: Life, recorded: Recorded[Event]) -> Life:
    """The life of a finding with one more step."""
    match recorded.event:
        case FindingAssessed() as e:
            return replace(state, assessed=e.assessed)
        case CorrectiveActionRecorded():
            return replace(state, actions=state.actions + 1)
        case FindingClosed():
            return replace(state, closed=True)
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a finding's stream")


FINDING_FOLDING = Folding(Life(), evolve_life)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Entry):
    """An entry (its version in the consent's stream) that a second person compared with the evidence.

    `counts`: nothing stood against that when it was told; as history it is recorded even where something did.
    """

    entry: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Checks:
    """Which entries of one consent were compared again, and which of the grants to use the person's data."""

    checks: tuple[Check, ...] = ()
    grants: tuple[Check, ...] = ()

    def verified(self, entry: int) -> Check | None:
        """The comparing of an entry, where somebody did."""
        return _counting(self.checks, entry)

    def verified_grant(self, entry: int) -> Check | None:
        """The comparing of a grant, or of the end of one, where somebody did."""
        return _counting(self.grants, entry)


def _counting(checks: tuple[Check, ...], entry: int) -> Check | None:
    return next((c for c in checks if c.entry == entry and c.counts and c.known(FOREVER)), None)


def evolve_checks(state: Checks, recorded: Recorded[Event]) -> Checks:
    """One entry more that was compared."""
    match recorded.event:
        case EntryVerified() | GrantVerified() as e:
            check = Check(entry=e.entry, counts=not recorded.broken, **standing(recorded))
            if isinstance(e, GrantVerified):
                return replace(state, grants=(*state.grants, check))
            return replace(state, checks=(*state.checks, check))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a checking stream")


CHECKING_FOLDING = Folding(Checks(), evolve_checks)


Fallen = frozenset[tuple[str, str, datetime]]
"""What was recorded as fallen due: of which kind, about what, when."""


def evolve_due(state: Fallen, recorded: Recorded[Event]) -> Fallen:
    """One thing more that fell due."""
    match recorded.event:
        case FellDue() as e:
            return state | {(e.due, e.code, recorded.occurred_at)}
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a stream of what fell due")


DUE_FOLDING = Folding(Fallen(), evolve_due)

GoingFallen = frozenset[tuple[str, str, datetime, Ref | None]]
"""What was recorded as fallen due of somebody's going out: of which kind, about what, when, for which activity."""


def evolve_going_due(state: GoingFallen, recorded: Recorded[Event]) -> GoingFallen:
    """One thing more that fell due."""
    match recorded.event:
        case GoingFellDue() as e:
            return state | {(e.due, e.code, recorded.occurred_at, e.activity)}
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a stream of what fell due")


GOING_DUE_FOLDING = Folding(GoingFallen(), evolve_going_due)
