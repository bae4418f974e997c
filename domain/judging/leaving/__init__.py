"""Judging leave: by whose authority, on which terms, and whether somebody may go out now."""

from domain.judging.leaving.authority import in_charge_on, is_in_charge, standing
from domain.judging.leaving.deciding import last_word, leaving
from domain.judging.leaving.gate import WARNINGS, may_depart
from domain.judging.leaving.histories import Going

__all__ = ["WARNINGS", "Going", "in_charge_on", "is_in_charge", "last_word", "leaving", "may_depart", "standing"]
