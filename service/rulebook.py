"""Writes the rule book as people check it: every rule, line by line, from the code (ops/rulebook.md)."""

from domain.judging import RULES
from domain.kernel.law import Citation
from domain.kernel.rules import Rule
from service.importing.study import SPEAKS_TO

_HEAD = """# The rule book

Generated from the code by `byleave rulebook`; a test holds that this file is up to date. A rule that refuses stops
what is asked live, also where it cannot be judged, unless it says otherwise; one that tells stops nobody. What is told
as history is never refused: what it breaks is recorded with it, and becomes a finding of an audit. `[GK]` marks a
source that nobody has checked yet, `[POL]` a default that differs by provider, `[DES]` a recommendation of the design.

| rule | says | source | live | finding | what next | in force |
|---|---|---|---|---|---|---|
"""


def written() -> str:
    """The whole rule book as Markdown."""
    return _HEAD + "".join(_line(rule) for rule in RULES.values()) + _tail()


def _line(rule: Rule[object]) -> str:
    cells = (
        rule.id,
        rule.says,
        _cited(rule.cite),
        _live(rule),
        f"`{rule.finding}`",
        rule.remedy,
        _dates(rule),
    )
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def _live(rule: Rule[object]) -> str:
    if not rule.refuses:
        return "tells"
    return "refuses where it can be judged" if rule.stands_aside else "refuses"


def _cited(cite: Citation) -> str:
    return str(cite)


def _dates(rule: Rule[object]) -> str:
    since, until = rule.since, rule.until
    return "always" if since is None and until is None else f"{since or '…'} to {until or '…'}"


def _tail() -> str:
    silent = ", ".join(rule for rule in RULES if rule not in SPEAKS_TO)
    return f"\nA study office's logs do not speak to: {silent}. For what they import, these are not judged.\n"
