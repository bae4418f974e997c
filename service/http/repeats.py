"""Idempotency-Key on everything that is asked to be recorded: asked again under one key, the first answer comes again.

The header is that of the IETF's draft (draft-ietf-httpapi-idempotency-key-header-07 section 2): missing 400, the same
key with something else 422, the first still being answered 409.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from flask import request

from domain.kernel.ids import Ref
from service.errors import ByleaveError, Conflict

HEADER: Final = "Idempotency-Key"
WRITTEN: Final = r'^("[A-Za-z0-9_.:-]{1,128}"|[A-Za-z0-9_.:-]{1,128})$'


class NoKey(ByleaveError):
    """A key that makes asking again safe is missing, or is not written as one."""


class StillRunning(Conflict):
    """What was asked under this key is still being answered."""


class Running:
    """What this process is answering now, by who asked and under which key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: set[tuple[Ref, str]] = set()

    @contextmanager
    def alone(self, who: Ref, key: str) -> Iterator[None]:
        """Answers nothing else under this key meanwhile. Raises StillRunning where something is being answered."""
        with self._lock:
            if (who, key) in self._keys:
                raise StillRunning("This is still being answered.", "Ask again in a moment, under the same key.")
            self._keys.add((who, key))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((who, key))


def key_of_request(*, needed: bool) -> str:
    """The key under which this is asked; where none is needed and none given, a new one. Raises NoKey."""
    given = request.headers.get(HEADER)
    if given is None and not needed:
        return secrets.token_hex(16)
    if given is None or re.fullmatch(WRITTEN, given) is None:
        if not needed:
            return secrets.token_hex(16)
        raise NoKey(
            f"The header {HEADER} is missing or is no key.", "Send a new key, such as a UUID, with each request."
        )
    return given.strip('"')
