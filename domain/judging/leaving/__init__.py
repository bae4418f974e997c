"""Judging leave: by whose authority, on which terms, and whether somebody may go out now."""

from domain.judging.leaving.authority import standing
from domain.judging.leaving.deciding import last_word, leaving
from domain.judging.leaving.gate import WARNINGS, may_depart
from domain.judging.leaving.histories import Going

__all__ = ["WARNINGS", "Going", "last_word", "leaving", "may_depart", "standing"]
