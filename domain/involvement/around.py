"""What is known around a request that its own stream does not say: the activity, and facts of the people concerned."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.involvement.state import Activity
from domain.kernel.ids import Ref
from domain.kernel.time import DAY


@dataclass(frozen=True, slots=True)
class Around:
    """Facts around one request, on the day of what is asked, about whoever asks it or is named in it.

    `in_charge`: the person's responsible clinicians that day, cover included. `interested`: they, or the person, have
    declared an interest in the other. `service_user`: they are one. `told_within`: how soon the person is told.
    """

    person: Ref
    activity: Activity = field(default_factory=Activity)
    in_charge: frozenset[Ref] = frozenset()
    interested: bool = False
    service_user: bool = False
    told_within: timedelta = DAY
