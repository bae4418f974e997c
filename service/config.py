"""Where a store lives: the data directory's own note of itself, and what the environment says instead.

`byleave.json` in the data directory names the store, its key file and, on PostgreSQL, its databases. It holds no key.
The environment wins: BYLEAVE_KEY or BYLEAVE_KEY_FILE, BYLEAVE_EVENTS_DSN, BYLEAVE_KEYS_DSN, BYLEAVE_VIEWS_DSN.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from environs import Env

from service.errors import NotReady

NOTE: Final = "byleave.json"
DEMO_KEY: Final = "demo.key"
"""The key file of a store for trying out, which lies with its data and moves with them."""
FORMAT: Final = 1
"""The format of the data directory and the event store that this version writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A store and where its parts are. A DSN that is None means the embedded database in the data directory."""

    store_id: str
    key_file: str
    demo: bool = False
    format: int = FORMAT
    clock: str = "database"
    events_dsn: str | None = None
    keys_dsn: str | None = None
    views_dsn: str | None = None


def data_directory(given: str | None) -> Path:
    """The data directory: as given, else BYLEAVE_DATA. Raises NotReady where neither is."""
    named = given or Env().str("BYLEAVE_DATA", None)
    if not named:
        raise NotReady("No data directory is named.", "Give --data DIR, or set BYLEAVE_DATA.")
    return Path(named)


def default_key_file(store_id: str) -> Path:
    """Where a new key goes: apart from the data, under the user's configuration."""
    base = Env().str("XDG_CONFIG_HOME", "") or str(Path.home() / ".config")
    return Path(base) / "byleave" / f"{store_id}.key"


def load(directory: Path) -> Config:
    """The store of a data directory. Raises NotReady where there is none that this version can use."""
    try:
        written = json.loads((directory / NOTE).read_text())
    except FileNotFoundError:
        raise NotReady(f"There is no store in {directory}.", f"Make one: byleave --data {directory} init") from None
    except (OSError, ValueError) as error:
        raise NotReady(f"{directory / NOTE} cannot be read ({error}).", "Restore it from a backup.") from None
    if not _tells_of_a_store(written):
        raise NotReady(f"{directory / NOTE} does not say what it should.", "Restore it from a backup.")
    if written.get("format", 0) > FORMAT:
        raise NotReady(f"The store in {directory} was made by a newer version of Byleave.", "Update Byleave.")
    known = {name: written[name] for name in Config.__dataclass_fields__ if name in written}
    config = Config(**known)
    if config.demo and (directory / DEMO_KEY).exists():
        config = replace(config, key_file=str((directory / DEMO_KEY).absolute()))
    return _overridden(config)


def _tells_of_a_store(written: object) -> bool:
    """Whether a note names at least a store and its key file; what a newer version adds does no harm."""
    if not isinstance(written, dict) or not isinstance(written.get("format", 0), int):
        return False
    return all(isinstance(written.get(name), str) for name in ("store_id", "key_file"))


def _overridden(config: Config) -> Config:
    env = Env()
    return replace(
        config,
        key_file=env.str("BYLEAVE_KEY_FILE", "") or config.key_file,
        events_dsn=env.str("BYLEAVE_EVENTS_DSN", "") or config.events_dsn,
        keys_dsn=env.str("BYLEAVE_KEYS_DSN", "") or config.keys_dsn,
        views_dsn=env.str("BYLEAVE_VIEWS_DSN", "") or config.views_dsn,
    )


def save(directory: Path, config: Config) -> None:
    """Writes the note, whole or not at all, for its owner's eyes only (a DSN may hold a password)."""
    path = directory / NOTE
    draft = directory / f"{NOTE}.new"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(config), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
