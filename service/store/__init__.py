"""The store: the only importer of `eventsourcing`. Append with a read set, read streams and the log, seal and open."""

from service.store.envelope import of_its_stream
from service.store.keys import SERVICE, KeyRing, KeyStore, OfficeId
from service.store.record import Collision, Done, Draft, Made, Record, Repeat, Stale
from service.store.sealing import Place, open_sealed, tampered

__all__ = [
    "SERVICE",
    "Collision",
    "Done",
    "Draft",
    "KeyRing",
    "KeyStore",
    "Made",
    "OfficeId",
    "Place",
    "Record",
    "Repeat",
    "Stale",
    "of_its_stream",
    "open_sealed",
    "tampered",
]
