"""The three outcomes of a rule, the days on which it is one, and what refuses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from domain.kernel.law import Citation, gcp, gmc, hra, policy, protocol, uk_gdpr
from domain.kernel.rules import HOLDS, Refused, Rule, Verdicts, judge, refusal

DAY = date(2026, 12, 1)
Case = dict[str, bool]


def rule(rule_id: str, **more: Any) -> Rule[Case]:
    """A rule that holds as its case says under its id, and is not judged where the case says nothing."""
    return Rule(
        id=rule_id,
        says=f"{rule_id} holds",
        cite=policy("none"),
        holds=lambda case: case.get(rule_id),
        finding=rule_id.lower(),
        remedy="Let it hold.",
        **more,
    )


BOOK = (rule("A-1"), rule("A-2"), rule("T-1", refuses=False), rule("S-1", stands_aside=True))
GOOD = {"A-1": True, "A-2": True, "T-1": True, "S-1": True}


@pytest.mark.parametrize(
    ("case", "broken", "unjudged"),
    [
        (GOOD, (), ()),
        ({**GOOD, "A-1": False}, ("A-1",), ()),
        ({**GOOD, "T-1": False, "A-2": False, "A-1": False}, ("A-1", "A-2", "T-1"), ()),  # all, in the book's order
        ({"A-1": True, "T-1": True}, (), ("A-2", "S-1")),
        ({"A-2": False, "T-1": True, "S-1": True}, ("A-2",), ("A-1",)),
    ],
)
def test_a_rule_holds_is_broken_or_is_not_judged(case: Case, broken: Sequence[str], unjudged: Sequence[str]) -> None:
    assert judge(BOOK, case, DAY) == Verdicts(tuple(broken), tuple(unjudged))


def test_where_every_rule_holds_there_is_one_answer_that_says_so() -> None:
    assert judge(BOOK, GOOD, DAY) is HOLDS
    assert refusal(BOOK, HOLDS) is None


@pytest.mark.parametrize(
    ("case", "no"),
    [
        ({**GOOD, "A-1": False, "T-1": False}, Refused(("A-1",))),
        ({**GOOD, "T-1": False}, None),  # one that only tells never refuses
        ({"A-1": True, "A-2": True, "S-1": True}, None),  # nor where it cannot be judged
        ({"A-2": True, "T-1": True, "S-1": True}, Refused((), ("A-1",))),  # one that cannot be judged refuses
        ({"A-2": False, "T-1": True, "S-1": True}, Refused(("A-2",), ("A-1",))),
        ({"A-1": True, "A-2": True, "T-1": True}, None),  # unless it stands aside
        ({**GOOD, "S-1": False}, Refused(("S-1",))),
    ],
)
def test_what_refuses_is_broken_or_cannot_be_judged(case: Case, no: Refused | None) -> None:
    assert refusal(BOOK, judge(BOOK, case, DAY)) == no


@pytest.mark.parametrize(
    ("since", "until", "day", "is_one"),
    [
        (None, None, date(1983, 1, 1), True),
        (date(2026, 4, 28), None, date(2026, 4, 27), False),
        (date(2026, 4, 28), None, date(2026, 4, 28), True),
        (None, date(2026, 4, 28), date(2026, 4, 27), True),
        (None, date(2026, 4, 28), date(2026, 4, 28), False),
        (date(2025, 1, 1), date(2026, 1, 1), date(2025, 12, 31), True),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1), False),
    ],
)
def test_a_rule_is_one_from_its_first_day_until_the_day_before_its_last(
    since: date | None, until: date | None, day: date, is_one: bool
) -> None:
    dated = rule("D-1", since=since, until=until)
    assert dated.in_force(day) is is_one
    assert judge((dated,), {"D-1": False}, day).broken == (("D-1",) if is_one else ())
    assert judge((dated,), {}, day).unjudged == (("D-1",) if is_one else ())


def test_a_rule_that_was_followed_by_a_stricter_one_judges_the_days_before_it() -> None:
    changed = date(2026, 4, 28)
    book = (rule("OLD", until=changed), rule("NEW", since=changed))
    assert judge(book, {"OLD": True, "NEW": False}, date(2026, 4, 27)) is HOLDS
    assert judge(book, {"OLD": False, "NEW": True}, date(2026, 4, 28)) is HOLDS


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (hra("consent"), "Health Research Authority, consent"),
        (gcp("4.2.4", "GK"), "ICH E6(R3), 4.2.4 [GK]"),
        (gmc("paras 24-27"), "GMC recordings guidance, paras 24-27"),
        (uk_gdpr("Art 17"), "UK GDPR, Art 17"),
        (protocol("removal window"), "Study protocol, removal window"),
        (policy("leave"), "Provider policy, leave [POL]"),
        (Citation("The design", "layout", "DES"), "The design, layout [DES]"),
    ],
)
def test_a_citation_says_where_and_how_sure(citation: Citation, text: str) -> None:
    assert str(citation) == text
