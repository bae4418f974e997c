"""Access: each use of somebody's data for a purpose, and each reading of somebody's record."""

from domain.access.commands import COMMANDS, MarkEnteredInError, ReadPerson, UseData, decide
from domain.access.events import EVENTS, DataUsed, PersonRead, UseEnteredInError, reading_stream, use_stream
from domain.access.rules import RULES, USING, Using
from domain.access.state import FOLDING, READING_FOLDING, Uses
from domain.access.state import Use as UseEntry

__all__ = [
    "COMMANDS",
    "EVENTS",
    "FOLDING",
    "READING_FOLDING",
    "RULES",
    "USING",
    "DataUsed",
    "MarkEnteredInError",
    "PersonRead",
    "ReadPerson",
    "UseData",
    "UseEnteredInError",
    "UseEntry",
    "Uses",
    "Using",
    "decide",
    "reading_stream",
    "use_stream",
]
