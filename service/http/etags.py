"""Versions as entity tags (RFC 9110 section 8.8.3): what somebody looked at, by its stream and version.

What changes something names what it was decided on (`If-Match`, section 13.1.1): missing 428 (RFC 6585 section 3),
moved on since 412. A stop names nothing, and is never refused for that.
"""

import re
from typing import Final

from flask import request

from domain.kernel.ids import StreamId
from service.errors import ByleaveError

HEADER: Final = "If-Match"
WRITTEN: Final = r'^"[0-9a-f]{32}\.[0-9]{1,15}"$'


class NoVersion(ByleaveError):
    """The version on which something was decided is not named."""


class BadVersion(ByleaveError):
    """The version that is named is not written as one."""


def tag(stream: StreamId, version: int) -> str:
    """The entity tag of a stream at a version."""
    return f'"{stream}.{version}"'


def named() -> tuple[StreamId, int]:
    """The stream and version that the request names. Raises NoVersion, BadVersion."""
    given = request.headers.get(HEADER)
    if given is None:
        raise NoVersion(f"The header {HEADER} is missing.", "Look at it first, and send the ETag of that answer.")
    if re.fullmatch(WRITTEN, given) is None:
        raise BadVersion(f"The header {HEADER} is no ETag of ours.", "Send the ETag as it was answered.")
    stream, _, version = given.strip('"').partition(".")
    return StreamId(stream), int(version)
