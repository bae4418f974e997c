"""The entry and the leaf of an event in the log (ops/log-format.md).

The entry is canonical JSON (RFC 8785 subset), stored as hashed; the leaf is RFC 6962's leaf hash of it. Only
`recorded_at` is known last, under the lock, so the rest of the entry is prepared before.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from domain.kernel.ids import is_ref

_RECORD: Final = b"byleave/v1/record\n"
LONGEST: Final = 65_535
"""How long an entry may be, in bytes."""
_STAMPED: Final = len('{"at":"2026-11-23T10:00:00.000001Z",')
"""How many of them stand before the tail."""


def record_hash(tag: str, stream: str, version: int, state: bytes) -> str:
    """`rh`: over tag, stream, version and the stored bytes, ciphertext as it is; lower-case hex."""
    named, place = tag.encode(), stream.encode()
    head = len(named).to_bytes(2, "big") + named + len(place).to_bytes(2, "big") + place
    return sha256(_RECORD + head + version.to_bytes(8, "big") + state).hexdigest()


def entry_tail(tag: str, stream: str, version: int, state: bytes, subjects: Iterable[str]) -> str:
    """The entry behind its `at`; the keys are in order, so nothing that the lock decides comes after it."""
    named = sorted(set(subjects))
    if not all(map(is_ref, named)):
        raise ValueError("an entry names whom it is about by references and by nothing else")
    about = ",".join(f'"{subject}"' for subject in named)
    rh = record_hash(tag, stream, version, state)
    tail = f'"rh":"{rh}","rl":{len(state)},"stream":"{stream}","subjects":[{about}],"v":1,"ver":{version}}}'
    if len(tail) + _STAMPED > LONGEST:
        raise ValueError(f"an entry about {len(named)} people is longer than {LONGEST} bytes")
    return tail


def entry(at: str, tail: str) -> str:
    """The whole entry; `at` is `recorded_at` in UTC with six decimals."""
    return f'{{"at":"{at}",{tail}'


def leaf(text: str) -> bytes:
    """RFC 6962 section 2.1: SHA-256 of 0x00 and the entry."""
    return sha256(b"\x00" + text.encode()).digest()
