"""A plugin of pytest: which rules do the decision tables guard? It runs each test again as if a broken rule held.

A test that notices guards the rule. What was found is written, a rule a line, to the file that GUARDED_RULES names.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from domain.kernel import decider
from domain.kernel.rules import HOLDS, Verdicts

_GUARDED: set[str] = set()
_judge: Callable[..., Verdicts] = decider.judge


@contextmanager
def judging(held: str | None = None) -> Iterator[set[str]]:
    """Notes which rules are broken; `held` is let pass for one that holds."""
    noted: set[str] = set()

    def judge(*asked: Any) -> Verdicts:
        verdicts = _judge(*asked)
        noted.update(verdicts.broken)
        broken = tuple(rule for rule in verdicts.broken if rule != held)
        return Verdicts(broken, verdicts.unjudged) if broken or verdicts.unjudged else HOLDS

    with patch.object(decider, "judge", judge):
        yield noted


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Runs a test as it is, then once more for each rule that was broken in it."""
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    with judging() as broken:
        pyfuncitem.obj(**given)
    for rule in broken - _GUARDED:
        try:
            with judging(held=rule):
                pyfuncitem.obj(**given)
        except AssertionError:
            _GUARDED.add(rule)
    return True


def pytest_sessionfinish() -> None:
    """Writes down what was found."""
    Path(os.environ["GUARDED_RULES"]).write_text("\n".join(sorted(_GUARDED)))
