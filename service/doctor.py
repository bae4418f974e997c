"""Looks at a store from all sides and says what to do: configuration, keys, disk, clock, positions, log, views' lag."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from service import config, wiring
from service.config import Config
from service.errors import ByleaveError
from service.store.faults import storage_faults
from service.wiring import Service

ROOM: Final = 200 * 1024 * 1024
"""Below how many free bytes the disk is called nearly full."""
COMPARE: Final = "Keep the database as it is and restore a backup elsewhere to compare."


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at: `state` is ok, warning or fault; `remedy` says what to do where it is not ok."""

    what: str
    state: str
    said: str
    remedy: str = ""


def examine(directory: Path) -> Iterator[Checked]:
    """Everything there is to say of a store, as far as it can be opened."""
    try:
        settings = config.load(directory)
        yield Checked("configuration", "ok", f"store {settings.store_id}, format {settings.format}")
        yield from _key_file(directory, settings)
        yield _disk(directory)
        service = wiring.open_store(directory)
    except ByleaveError as error:
        yield Checked("opening", "fault", error.what, error.remedy)
        return
    with service:
        yield from _opened(service)


def _key_file(directory: Path, settings: Config) -> Iterator[Checked]:
    if os.environ.get("BYLEAVE_KEY"):
        yield Checked("key", "ok", "taken from BYLEAVE_KEY")
        return
    path = Path(settings.key_file)
    if not path.exists():
        return
    open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    if open_to_others:
        yield Checked("key file", "warning", f"{path} can be read by others.", f"chmod 600 {path}")
    if directory.resolve() in path.resolve().parents:
        remedy = "Fine for a demonstration. Otherwise move it elsewhere and name it with BYLEAVE_KEY_FILE."
        yield Checked("key file", "warning", "It lies with the data: whoever copies one has both.", remedy)
    elif not open_to_others:
        yield Checked("key file", "ok", str(path))


def _disk(directory: Path) -> Checked:
    free = shutil.disk_usage(directory).free
    said = f"{free // (1024 * 1024):,} MB free"
    if not os.access(directory, os.W_OK):
        return Checked("disk", "fault", f"{directory} cannot be written.", "Make it writable for this user.")
    return Checked("disk", "ok", said) if free >= ROOM else Checked("disk", "warning", said, "Free some space soon.")


def _opened(service: Service) -> Iterator[Checked]:
    checks: tuple[tuple[str, Callable[[Service], Checked]], ...] = (
        ("keys", _keys),
        ("positions", _positions),
        ("log", _log),
        ("clock", _clock),
    )
    for name, check in checks:
        try:
            with storage_faults():
                checked = check(service)
        except ByleaveError as error:
            checked = Checked(name, "fault", error.what, error.remedy)
        yield checked
    yield from _views(service)


def _keys(service: Service) -> Checked:
    service.keys.check()
    return Checked("keys", "ok", "they open with this key file")


def _positions(service: Service) -> Checked:
    count, head = service.record.counted()
    if count != head:
        amiss = "some are missing" if count < head else "some were put in"
        return Checked("positions", "fault", f"{count} events stand at positions up to {head}: {amiss}.", COMPARE)
    return Checked("positions", "ok", f"{head} events, without gaps")


def _log(service: Service) -> Checked:
    faults = service.record.verify()
    if (first := next(faults, None)) is None:
        return Checked("log", "ok", "every entry and leaf is that of what is stored")
    more = sum(1 for _ in faults)
    said = f"At position {first.position}: {first.said}" + (f"; and {more} more: byleave replay." if more else ".")
    return Checked("log", "fault", said, COMPARE)


def _clock(service: Service) -> Checked:
    last = next(iter(service.record.at([service.record.head()])), None)
    if last is not None and last.recorded_at > datetime.now(UTC) + timedelta(seconds=2):
        return Checked("clock", "fault", f"It stands before the last event, {last.recorded_at}.", "Set it right.")
    return Checked("clock", "ok", "not behind the record")


def _views(service: Service) -> Iterator[Checked]:
    try:
        with storage_faults("The database of the views", "The record is not harmed."):
            standing = service.views.status()
    except ByleaveError as error:
        yield Checked("views", "fault", error.what, error.remedy)
        return
    for view in standing:
        if view.error:
            yield Checked(f"view {view.name}", "fault", view.error, "byleave rebuild")
        else:
            yield Checked(f"view {view.name}", "ok", f"at {view.position}, {view.lag} behind")
