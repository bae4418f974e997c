"""What may be asked of governance: assessing and closing findings, comparing entries again, changing settings."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, assert_never

from domain.governance.events import (
    CorrectiveActionRecorded,
    EntryVerified,
    FellDue,
    FindingAssessed,
    FindingClosed,
    GoingFellDue,
    GrantVerified,
    SettingChanged,
    checking_stream,
    due_stream,
    finding_stream,
    going_due_stream,
    settings_stream,
)
from domain.governance.rules import (
    ACTING,
    ASSESSED,
    ASSESSING,
    CLOSING,
    FALLING_DUE,
    SETTING,
    VERIFYING,
    Assessing,
    Falling,
    Following,
    Setting,
    Verifying,
)
from domain.governance.state import DEFAULTS, Life
from domain.kernel.codes import Code, Hash, Mark, OneOf
from domain.kernel.decider import Command, Decision, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.sealed import OfStaff, Sealed

Assessed = Annotated[str, OneOf("a finding is assessed as", ASSESSED)]
SettingName = Annotated[str, OneOf("the settings are", tuple(DEFAULTS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFinding(Command):
    """A command about one finding: its kind, and its key without the person's id (`@time`, `@session`, or a use)."""

    person: Ref
    initiative: Ref
    finding: Code
    key: Mark

    @property
    def stream(self) -> StreamId:
        return finding_stream(self.initiative, self.person, self.finding, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessFinding(OfFinding):
    """Say what a finding is: covered, a deviation or a serious_breach."""

    tag: ClassVar[str] = "finding.assess"
    assessed: Assessed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCorrectiveAction(OfFinding):
    """Record what was done so that it does not happen again."""

    tag: ClassVar[str] = "finding.record_corrective_action"
    action: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFinding(OfFinding):
    """Say that nothing is left to be done about a finding."""

    tag: ClassVar[str] = "finding.close"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyEntry(Command):
    """Record that an entry of a person's consent was compared with the paper or other evidence, by its hash."""

    tag: ClassVar[str] = "checking.verify_entry"
    person: Ref
    initiative: Ref
    entry: int
    evidence_sha256: Hash

    @property
    def stream(self) -> StreamId:
        return checking_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyGrant(Command):
    """Record that a grant, or the end of one, was compared with the evidence; `entry` is its version among the uses."""

    tag: ClassVar[str] = "checking.verify_grant"
    person: Ref
    initiative: Ref
    entry: int
    evidence_sha256: Hash

    @property
    def stream(self) -> StreamId:
        return checking_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetting(Command):
    """Set a default of the provider's otherwise, from now on, and say why."""

    tag: ClassVar[str] = "settings.change_setting"
    setting: SettingName
    value: int
    why: OfStaff

    @property
    def stream(self) -> StreamId:
        return settings_stream()

    def __post_init__(self) -> None:
        """Raises ValueError for a setting that there is none of, and for less than one."""
        Command.__post_init__(self)
        if self.value < 1:
            raise ValueError(f"the settings are {', '.join(DEFAULTS)}, each a whole number from 1 on")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDue(Command):
    """Record that something fell due by the clock alone, at `occurred_at`; `byleave tick` asks it."""

    tag: ClassVar[str] = "due.record_due"
    person: Ref
    initiative: Ref
    due: Code
    code: Code

    @property
    def stream(self) -> StreamId:
        return due_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGoingDue(Command):
    """Record that something of somebody's leave, or of their wish to go out, fell due; `byleave tick` asks it."""

    tag: ClassVar[str] = "due.record_going_due"
    person: Ref
    activity: Ref | None = None
    due: Code
    code: Code

    @property
    def stream(self) -> StreamId:
        return going_due_stream(self.person)


Comparing = VerifyEntry | VerifyGrant
FallsDue = RecordDue | RecordGoingDue
GovernanceCommand = AssessFinding | RecordCorrectiveAction | CloseFinding | Comparing | ChangeSetting | FallsDue
COMMANDS = (
    AssessFinding,
    RecordCorrectiveAction,
    CloseFinding,
    VerifyEntry,
    VerifyGrant,
    ChangeSetting,
    RecordDue,
    RecordGoingDue,
)


def decide(command: GovernanceCommand, state: Any, facts: Any = None) -> Decision:
    """What to record; an assessment and a comparison need the facts that judging builds."""
    match command, facts:
        case AssessFinding() as c, Assessing():
            return settle(c, ASSESSING, facts, FindingAssessed(assessed=c.assessed, **_of(c)))
        case (VerifyEntry() | VerifyGrant()) as c, Verifying():
            verified = EntryVerified if isinstance(c, VerifyEntry) else GrantVerified
            of: dict[str, Any] = {"person": c.person, "initiative": c.initiative, "entry": c.entry}
            return settle(c, VERIFYING, facts, verified(evidence_sha256=c.evidence_sha256, by=c.actor, **of))
        case RecordDue() as c, Falling():
            fell = FellDue(person=c.person, initiative=c.initiative, due=c.due, code=c.code)
            return settle(c, FALLING_DUE, facts, fell)
        case RecordGoingDue() as c, Falling():
            going = GoingFellDue(person=c.person, activity=c.activity, due=c.due, code=c.code)
            return settle(c, FALLING_DUE, facts, going)
        case ((AssessFinding() | VerifyEntry() | VerifyGrant() | RecordDue() | RecordGoingDue()), _):
            raise TypeError(f"{command.tag} was given no facts of its own")
        case RecordCorrectiveAction() as c, _:
            return settle(c, ACTING, _following(state), CorrectiveActionRecorded(action=c.action, **_of(c)))
        case CloseFinding() as c, _:
            return settle(c, CLOSING, _following(state), FindingClosed(**_of(c)))
        case ChangeSetting() as c, _:
            changed = SettingChanged(setting=c.setting, value=c.value, by=c.actor, why=c.why)
            return settle(c, SETTING, Setting(c.role), changed)
        case _:
            assert_never(command)


def _of(command: OfFinding) -> dict[str, Any]:
    return {
        "person": command.person,
        "initiative": command.initiative,
        "finding": command.finding,
        "key": command.key,
        "by": command.actor,
    }


def _following(state: Life) -> Following:
    return Following(state)
