"""A participant's timeline, said to the person: every event that is about somebody has its own words to them."""

from collections.abc import Mapping
from typing import Final

from domain.consent import AnswersGiven, ChannelsStopped, Paused, PeerAnswered, Resumed, StopClarified, Withdrawn
from domain.involvement import (
    AlternativeRefused,
    AlternativeTaken,
    ContributionRecorded,
    InterestExpressed,
    RequestWithdrawn,
    WellbeingRecorded,
)
from domain.kernel.ids import Ref
from domain.kernel.time import DAY
from domain.leave import SaidToday
from domain.people import StatementMade, StatementTakenBack
from projections.timeline import Line
from service.http.pages.telling.agreeing import AGREEING
from service.http.pages.telling.going import GOING
from service.http.pages.telling.keeping import KEEPING
from service.http.pages.telling.leaving import LEAVING
from service.http.pages.telling.wording import Yours, a_day

YOURS: Final[Mapping[str, Yours]] = {**AGREEING, **KEEPING, **GOING, **LEAVING}
"""By the tag of what happened."""
_OWN_WORD: Final = frozenset(
    each.tag
    for each in (
        *(AnswersGiven, Withdrawn, ChannelsStopped, StopClarified, Paused, Resumed, PeerAnswered),
        *(InterestExpressed, RequestWithdrawn, AlternativeTaken, AlternativeRefused),
        *(ContributionRecorded, WellbeingRecorded, SaidToday, StatementMade, StatementTakenBack),
    )
)
"""What tells a word of the person's own, whoever wrote it down."""
_GOES_ON: Final = frozenset({StopClarified.tag, Resumed.tag})
"""A word by which something goes on: who wrote it down comes first, before what they wrote."""


def told(line: Line, names: Mapping[Ref, str], me: Ref, author: Ref) -> str:
    """One thing that happened, said to the person.

    What somebody else wrote down of them says who, so that nobody finds a word of theirs that they did not say.
    """
    says = YOURS[line.tag](line.fields, names)
    if author != me and line.tag in _GOES_ON:
        says = f"{names.get(author, 'Somebody')} recorded that you{says.removeprefix('You')}"
    elif author != me and line.tag in _OWN_WORD:
        says += f" {names.get(author, 'Somebody')} wrote this down for you."
    if line.known_from - line.occurred_at > DAY and line.known_from.year > 1:
        says += f" It was written down later, on {a_day(line.known_from)}."
    if line.corrected_at is not None:
        says += f" It was corrected on {a_day(line.corrected_at)}: this does not count any more."
    return says
