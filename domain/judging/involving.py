"""Facts around a request, built from folded histories: who is in charge that day, and who has to do with whom.

Nothing here reads what a study or a consent says: whoever decides who goes out is told nothing of research.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.governance import REASONS_HOURS, Settings
from domain.involvement import DECISIONS, Activity, Around, Request, who
from domain.kernel.decider import Accepted, Command, Decision
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER, london_day
from domain.people import LeaveRequestDecided, Person

SERVICE_USER: Final = "service_user"


@dataclass(frozen=True, slots=True)
class Involved:
    """One person's wish to go to one activity. `member` folds the stream of whoever decides, when a rule needs it."""

    person: Ref
    activity: Ref
    about: Person = field(default_factory=Person)
    request: Request = field(default_factory=Request)
    forum: Activity = field(default_factory=Activity)
    settings: Settings = field(default_factory=Settings)
    member: Callable[[Ref], Person] = field(default=lambda _: Person())

    def last_word(self) -> datetime:
        """When the latest asking, answer or no, or the cancelling of the activity, happened."""
        said = (*self.request.asked, *self.request.withdrawals, *self.request.decisions, *self.request.reviews)
        return max((each.at for each in (*said, *self.forum.cancellations)), default=ALWAYS)


def around(h: Involved, whom: Ref, at: datetime, known: datetime = FOREVER) -> Around:
    """What is known around a request at an instant, about somebody who decides in it or is named in it."""
    day, them = london_day(at), h.member(whom)
    registered = them.registration(known)
    mine, theirs = them.interest(h.person, day, known), h.about.interest(whom, day, known)
    return Around(
        person=h.person,
        activity=h.forum,
        clinicians=h.about.responsible_clinicians(day, known),
        in_charge=h.about.is_in_charge(whom, day, known),
        interested=mine is not None or theirs is not None,
        service_user=registered is not None and registered.kind == SERVICE_USER,
        told_within=h.settings.hours(REASONS_HOURS, at),
    )


def with_decider(command: Command, decision: Decision) -> Decision:
    """A decision on a request, with what the record of whoever made it says of that: for whom and when."""
    if not isinstance(command, DECISIONS) or not isinstance(decision, Accepted):
        return decision
    made = LeaveRequestDecided(person=who(command, "decider"), whose=command.person)
    return Accepted((*decision.events, made), decision.verdicts)
