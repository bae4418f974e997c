"""The folded histories that a judgement about one person's leave reads: never a study's."""

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.governance import Settings
from domain.judging.involving import Involved
from domain.kernel.ids import Ref
from domain.leave import Leave
from domain.people import Person


@dataclass(frozen=True, slots=True)
class Going:
    """One person's leave. `member` folds the stream of an escort or a clinician when a clause needs it.

    `involved` folds the person's wish to go to an activity, where an outing goes to one.
    """

    person: Ref
    about: Person
    leave: Leave = field(default_factory=Leave)
    settings: Settings = field(default_factory=Settings)
    member: Callable[[Ref], Person] = field(default=lambda _: Person())
    involved: Callable[[Ref], Involved] = field(default=lambda activity: Involved(activity, activity))
