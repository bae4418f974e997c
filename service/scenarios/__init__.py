"""Scenarios: a cast, dated steps and what is expected of them, run through the one road against a real store."""

from service.scenarios.running import Hand, Outcome, Playing, cast, play, run
from service.scenarios.script import BadScenario, Scenario, read

__all__ = ["BadScenario", "Hand", "Outcome", "Playing", "Scenario", "cast", "play", "read", "run"]
