"""What is known around a request that its own stream does not say: the activity, and facts of the people concerned."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.involvement.state import Activity
from domain.kernel.ids import Ref
from domain.kernel.time import DAY


@dataclass(frozen=True, slots=True)
class Around:
    """Facts around one request, on the day of what is asked, about whoever asks it or is named in it.

    `clinicians`: everybody recorded as responsible clinician that day, whoever covers. `in_charge`: whether the one
    whom this is about acts as it that day; None where nobody is known to. `interested`: they, or the person, have
    declared an interest in the other. `service_user`: they are one. `told_within`: how soon the person is told.
    """

    person: Ref
    activity: Activity = field(default_factory=Activity)
    clinicians: frozenset[Ref] = frozenset()
    in_charge: bool | None = None
    interested: bool = False
    service_user: bool = False
    told_within: timedelta = DAY
