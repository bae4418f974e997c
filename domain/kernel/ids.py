"""Identifiers: random references for people and initiatives, hashes for streams.

A reference is 32 lower-case hexadecimal digits, drawn at random outside the domain and never derived from an identity.
A stream's id is a hash of its kind and the references it is about, so that "the first event of this pair" is unique.
"""

from functools import lru_cache
from hashlib import sha256
from typing import NewType

Ref = NewType("Ref", str)
StreamId = NewType("StreamId", str)

_LABEL = b"byleave/v1/stream\n"


def is_ref(text: str) -> bool:
    """Whether a text is written as a reference."""
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


def framed(*parts: bytes) -> bytes:
    """Parts joined so that no two lists of parts give the same bytes: each behind its length (u16, big endian)."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


@lru_cache(maxsize=16384)
def stream(kind: str, *about: str) -> StreamId:
    """The id of the one stream of this kind about these references or codes: 32 lower-case hexadecimal digits."""
    named = framed(kind.encode(), *(part.encode() for part in about))
    return StreamId(sha256(_LABEL + named).hexdigest()[:32])
