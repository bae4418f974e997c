"""The stream of one person's wish to go to one activity."""

from dataclasses import dataclass

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream


def request_stream(person: Ref, activity: Ref) -> StreamId:
    """The stream of one person's wish to go to one activity, from the first interest to what came of it."""
    return stream("request", person, activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRequest(Event):
    """Every event of a request's stream names the person and the activity; the person is its subject."""

    person: Ref
    activity: Ref

    @property
    def stream(self) -> StreamId:
        return request_stream(self.person, self.activity)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)
