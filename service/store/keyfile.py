"""The key-encryption key: 32 random bytes in a file that only its owner can read, kept apart from the data."""

import os
import secrets
from pathlib import Path

from service.errors import Conflict, KeyFault, StorageFault

LENGTH = 32


def make(path: Path) -> None:
    """Writes a new key, durable before it is used. Never overwrites one.

    Raises Conflict where there is a file, StorageFault where none can be written; then none is left.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        if not path.exists():
            raise _unwritable(path, error) from None
        raise Conflict(
            f"There is a key file at {path} already.", "Name another with --key-file; a key is never overwritten."
        ) from None
    try:
        _write(handle, secrets.token_hex(LENGTH) + "\n", path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def _write(handle: int, text: str, parent: Path) -> None:
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def _unwritable(path: Path, error: OSError) -> StorageFault:
    return StorageFault(
        f"The key file {path} cannot be written: {error.strerror}.",
        "Name a place that can be written with --key-file or BYLEAVE_KEY_FILE, apart from the data.",
    )


def load(path: Path) -> bytes:
    """The key in a file. Raises KeyFault where there is none, or something else is in it."""
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KeyFault(f"The key file {path} cannot be read: {reason}.", _WHERE) from None
    return parse(text, str(path))


def parse(text: str, where: str) -> bytes:
    """The key written as hexadecimal digits. Raises KeyFault without repeating what was given."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise KeyFault(f"What {where} holds is no key: {2 * LENGTH} hexadecimal digits were expected.", _WHERE)
    return key


_WHERE = "Restore the key file from its own backup, or name it with BYLEAVE_KEY_FILE."
