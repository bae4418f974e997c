"""Scenarios: a cast, dated steps and what is expected of them, run through the one road against a real store."""

from service.scenarios.running import Outcome, run
from service.scenarios.script import BadScenario, Scenario, read

__all__ = ["BadScenario", "Outcome", "Scenario", "read", "run"]
