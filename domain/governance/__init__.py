"""Governance: what was asked and refused. Settings, findings' lives and rights requests come to live here too."""

from domain.governance.events import EVENTS, AttemptRefused, attempt_stream
from domain.governance.state import ATTEMPT_FOLDING

__all__ = ["ATTEMPT_FOLDING", "EVENTS", "AttemptRefused", "attempt_stream"]
