"""What was made of one thing of the stream of leave, so that an outing long closed is not folded at every question."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.kernel.time import ALWAYS, FOREVER
from domain.leave.state.outings import Episode, episode
from domain.leave.state.told import EPISODE, About, Entries, Told


@dataclass(frozen=True, slots=True)
class Made:
    """One thing with all of its entries: good for every question from `since` on, as known from `known` on."""

    told: tuple[Told, ...]
    since: datetime
    known: datetime
    episode: Episode | None


@dataclass(slots=True)
class Remembered:
    """What was made of the entries before, handed on from state to state: it costs to lose it, and nothing else.

    `things`: each thing, good while nothing more was told of it. `outings`: every outing by the last word of these
    entries.
    """

    things: dict[About, Made] = field(default_factory=dict)
    outings: tuple[Entries, tuple[Episode, ...]] | None = None


def made_of(about: About, told: tuple[Told, ...]) -> Made:
    """What there is of one thing once all of it has happened and is known."""
    kind, code = about
    stands = sorted((each for each in told if each.known(FOREVER)), key=lambda each: (each.at, each.order))
    known = [each.known_from for each in told]
    known += [each.known_until for each in told if each.known_until is not FOREVER]
    return Made(
        told=told,
        since=max((each.at for each in told), default=ALWAYS),
        known=max(known, default=ALWAYS),
        episode=episode(code, stands) if kind == EPISODE else None,
    )
