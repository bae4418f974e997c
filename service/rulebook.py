"""Writes the rule book as people check it: every rule, line by line, from the code (ops/rulebook.md)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from domain.judging import HINDSIGHT, RULES
from domain.judging.going_out import LEAVE, REQUESTS
from domain.kernel.rules import Rule
from service.importing.study import SPEAKS_TO

AREAS: Final[dict[str, str]] = {
    "AC": "Use of data",
    "AD": "What somebody says in advance",
    "AG": "Grants",
    "AL": "What is offered instead of a no",
    "AV": "Activities",
    "BG": "Break-glass",
    "CA": "Capacity",
    "CE": "Consultees",
    "CL": "After a death or the end",
    "CN": "Consent",
    "CO": "Called off on the day",
    "DC": "Deciding a request",
    "DU": "What falls due",
    "EE": "Entered in error",
    "EN": "Who may ask",
    "ES": "A reason of staff, vehicles or papers, answered by those in charge of them",
    "EV": "Comparing with the evidence",
    "FD": "The life of a finding",
    "FI": "Film",
    "IN": "An initiative's books",
    "LA": "Signing leave",
    "LE": "Letting out, holding back and coming home",
    "LV": "The course of leave",
    "MC": "Approval under the Mental Capacity Act",
    "MD": "The gate: may they depart?",
    "MJ": "The Secretary of State's consent",
    "OC": "Coming, and what came of it",
    "PA": "Pauses",
    "PE": "People",
    "PL": "The safety and support plan",
    "RG": "Telling the person the reasons",
    "RM": "Removal",
    "RQ": "Asking to go",
    "RV": "Looking at a no again",
    "SD": "Separation of duties in taking consent",
    "SE": "Sessions",
    "SF": "How one signs",
    "SH": "Sharing and recall",
    "SI": "Sites",
    "ST": "Settings",
    "TR": "Training",
    "UR": "User-researchers",
    "WB": "Wellbeing",
    "WD": "Stops",
}
"""What the rules of a prefix are about."""
JUDGED_AGAIN: Final = frozenset(
    rule.id for tables in (HINDSIGHT, LEAVE, REQUESTS) for table in tables.values() for rule in table
)
"""The rules by which an audit makes findings, of research or of leave."""
_HEAD: Final = """# The rule book

Generated from the code by `byleave rulebook`; a test holds that this file is up to date.

*Live*: a rule that refuses stops what is asked live. If the facts are missing it refuses too, except where the column
says "where it can be judged". One that tells stops nobody. What is told as history is never refused: what it breaks is
recorded with it. *Found*: whether an audit judges the entry again by this rule, with all that is known by then, and
makes a finding of what it breaks; of a rule with a no, what was broken when it was told stands beside the entry, and
nothing is made of it. *Logs*: whether the rule is judged in what a study office's logs tell; of those with a no they
say nothing.

*Source*: A source without a mark rests on an excerpt of it or on a page about it; none has been checked against the
full text by somebody qualified to. `[GK]` is not even that. `[POL]` marks a default that differs by provider, `[DES]` a
recommendation of the design. "Separation of duties" and a number mean one of the [twelve sentences](duties.md).
"""


def written() -> str:
    """The whole rule book as Markdown."""
    rules = sorted(RULES.values(), key=lambda rule: rule.id)
    areas = [(prefix, list(of)) for prefix, of in groupby(rules, key=_prefix)]
    return f"{_HEAD}\n{_dated(rules)}\n\n{_legend(areas)}" + "".join(_area(*each) for each in areas)


def _prefix(rule: Rule[Any]) -> str:
    return rule.id.partition("-")[0]


def _legend(areas: Sequence[tuple[str, Sequence[Rule[Any]]]]) -> str:
    return "\n".join(f"* {prefix}: [{_called(prefix)}](#{_anchor(prefix)})" for prefix, _ in areas) + "\n"


def _called(prefix: str) -> str:
    return AREAS.get(prefix, prefix)


def _anchor(prefix: str) -> str:
    """The address that a heading gets where Markdown is shown."""
    kept = (each for each in f"{prefix} {_called(prefix)}".lower() if each.isalnum() or each in " -")
    return "".join(kept).replace(" ", "-")


def _area(prefix: str, rules: Sequence[Rule[Any]]) -> str:
    columns = ["rule", "says", "source", "live", "found", "finding", "what next", "logs"]
    columns += ["in force"] if any(map(_has_dates, rules)) else []
    lines = [columns, ["---"] * len(columns), *(list(_cells(rule))[: len(columns)] for rule in rules)]
    return f"\n## {prefix} {_called(prefix)}\n\n" + "".join(_line(cells) for cells in lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def _cells(rule: Rule[Any]) -> Iterator[str]:
    yield from (rule.id, rule.says, str(rule.cite), _live(rule), _found(rule), f"`{rule.finding}`", rule.remedy)
    yield "yes" if rule.id in SPEAKS_TO else "no"
    yield f"{rule.since or '…'} to {rule.until or '…'}" if _has_dates(rule) else "always"


def _live(rule: Rule[Any]) -> str:
    if not rule.refuses:
        return "tells"
    return "refuses where it can be judged" if rule.stands_aside else "refuses"


def _found(rule: Rule[Any]) -> str:
    return "yes" if rule.id in JUDGED_AGAIN else "no"


def _has_dates(rule: Rule[Any]) -> bool:
    return rule.since is not None or rule.until is not None


def _dated(rules: Sequence[Rule[Any]]) -> str:
    if any(map(_has_dates, rules)):
        return "Where a rule has a first or a last day, its table says so; every other is in force on every day."
    return "Every rule is in force on every day."
