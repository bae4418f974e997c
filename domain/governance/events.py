"""The storage format of refusals. A tag is never reused; bytes are pinned by a test."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream


def attempt_stream(actor: Ref) -> StreamId:
    """The stream of what one actor asked and was refused; nothing relies on it."""
    return stream("attempt", actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRefused(Event):
    """A live command was refused, by which rules; the command is in the envelope."""

    tag: ClassVar[str] = "attempt.refused.v1"
    by: Ref
    asked: str
    broken: tuple[str, ...]
    unjudged: tuple[str, ...] = ()
    about: tuple[Ref, ...] = ()

    @property
    def stream(self) -> StreamId:
        return attempt_stream(self.by)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return tuple(sorted(set(self.about)))


EVENTS = (AttemptRefused,)
