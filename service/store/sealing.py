"""Sealing: AES-256-GCM under a key derived for one place, so that a value that was moved does not open.

The data key of (subject, purpose) never encrypts anything itself. HKDF-Expand (RFC 5869) derives from it, for this
stream, version, tag and field, an encryption key and a commitment to the key; the same context is the associated
data. A box is: format (1 byte) | nonce (12) | commitment (32) | ciphertext and tag.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from domain.kernel.ids import framed
from domain.kernel.sealed import Erased, Sealed
from service.errors import Tampered

_LABEL = b"byleave/v1/field\n"
_FORMAT = b"\x01"
_NONCE, _COMMITMENT = 12, 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: it opens here and nowhere else."""

    stream: str
    version: int
    tag: str
    field: str

    @property
    def context(self) -> bytes:
        """The place as bytes, one way only."""
        version = self.version.to_bytes(8, "big")
        return _LABEL + framed(self.stream.encode(), version, self.tag.encode(), self.field.encode())


def seal(data_key: bytes, place: Place, clear: str) -> bytes:
    """The box that holds a clear value at a place."""
    context, nonce = place.context, os.urandom(_NONCE)
    key, commitment = _derive(data_key, context)
    return _FORMAT + nonce + commitment + AESGCM(key).encrypt(nonce, clear.encode(), context)


def unseal(data_key: bytes, place: Place, box: bytes) -> str:
    """The clear value in a box. Raises Tampered where the box was made for another place, key or value."""
    context = place.context
    nonce, rest = box[1 : 1 + _NONCE], box[1 + _NONCE :]
    key, commitment = _derive(data_key, context)
    if box[:1] != _FORMAT or not hmac.compare_digest(rest[:_COMMITMENT], commitment):
        raise tampered(place)
    try:
        return AESGCM(key).decrypt(nonce, rest[_COMMITMENT:], context).decode()
    except InvalidTag:
        raise tampered(place) from None


def open_sealed(keys: Callable[[str, str], bytes | None], sealed: Sealed, place: Place) -> str | Erased:
    """The clear value of a sealed one, or that its key was destroyed. MissingKey and Tampered are raised, loudly."""
    if sealed.box is None:
        raise TypeError("a value that was never recorded has nothing to open")
    data_key = keys(sealed.subject, sealed.purpose)
    return Erased(sealed.subject, sealed.purpose) if data_key is None else unseal(data_key, place, sealed.box)


def _derive(data_key: bytes, context: bytes) -> tuple[bytes, bytes]:
    derived = HKDFExpand(SHA256(), 32 + _COMMITMENT, context).derive(data_key)
    return derived[:32], derived[32:]


def tampered(place: Place) -> Tampered:
    """What is said of a sealed value that does not belong where it stands."""
    return Tampered(
        f"The sealed value {place.field} of {place.tag} at {place.stream}/{place.version} does not belong there.",
        "Somebody changed or moved it. Keep the database as it is, restore a backup elsewhere and compare.",
    )
