"""What every command needs: the store, who is asking, and which study is meant."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import click

from domain.kernel.ids import Ref
from domain.kernel.time import NoSuchLocalTime, to_local
from projections import characteristics
from service import config, identity, instants, wiring
from service.errors import NotEntitled, NotFound
from service.wiring import Service

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asker:
    """An open store and the actor who asks."""

    service: Service
    actor: Ref
    name: str
    role: str
    at: datetime


def opened(ctx: click.Context) -> Service:
    """The store of this invocation, closed when the command ends."""
    service = wiring.open_store(config.data_directory(ctx.obj["data"]))
    ctx.call_on_close(service.close)
    return service


def looked_at(ctx: click.Context) -> Service:
    """The store of this invocation, a scenario's too, to be read alone; closed when the command ends."""
    service = wiring.open_to_read(config.data_directory(ctx.obj["data"]))
    ctx.call_on_close(service.close)
    return service


def asker(ctx: click.Context, role: str, actor: str | None = None) -> Asker:
    """The store and the entitled actor. Raises NotEntitled before anything is shown."""
    service = opened(ctx)
    name, at = actor or ctx.obj["actor"], service.clock()
    return Asker(service, identity.entitled(service.road, name, role, at), name, role, at)


def asker_of(ctx: click.Context, roles: Iterable[str]) -> Asker:
    """The store, and the actor in the first of these roles that they hold today. Raises NotEntitled."""
    service, name = opened(ctx), ctx.obj["actor"]
    at, refused = service.clock(), NotEntitled("Nobody may ask this.", "Ask somebody who keeps the record.")
    for role in roles:
        try:
            return Asker(service, identity.entitled(service.road, name, role, at), name, role, at)
        except NotEntitled as error:
            refused = error
    raise refused


def study_of(service: Service, named: str | None) -> Ref:
    """The study that is meant: the one named, or the only one. Raises NotFound naming those that there are."""
    with service.views.read("characteristics") as view:
        there = {row.name: row.reference for row in characteristics.initiatives(view.db)}
    if named is None and len(there) == 1:
        return next(iter(there.values()))
    names = ", ".join(sorted(there))
    if not there:
        raise NotFound("There is no study on the record yet.", "Import one: byleave import study PATH")
    if named is None:
        raise NotFound("There is more than one study on the record.", f"Name one with --study: {names}")
    if named not in there:
        raise NotFound(f"There is no study {named}.", f"Name one of: {names}")
    return there[named]


def with_study(command: F) -> F:
    """The option `--study`."""
    return click.option("--study", metavar="ID", help="Which study, where there is more than one.")(command)


class Instant(click.ParamType[Any]):
    """A local time (Europe/London), or one with an offset."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The text and the instant. Fails saying how a time is written."""
        if not isinstance(value, str):
            return value
        try:
            return value, instants.read(value)
        except NoSuchLocalTime as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 2012-01-04T15:45 (Europe/London).", param, ctx)


def spoken(at: datetime) -> tuple[str, datetime]:
    """An instant with the text that says it, to the last digit: what is answered is what is printed."""
    return to_local(at), at
