"""Rules about whoever asks, asked before any rule of what is asked: the role, what it is entitled to, for whom."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.kernel.decider import permit
from domain.kernel.law import gcp, hra, policy
from domain.kernel.rules import Refused, Rule


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks: whether they hold the role they ask in, whether it is entitled, and for whom they ask.

    `own`: a participant asks in their own matter; everybody else does so for others. `to_oneself`: the asker gives
    themselves a role in Byleave. `by_keeper`: whoever gives such a role, or takes one away, keeps the record.
    """

    holds: bool
    entitled: bool
    own: bool = True
    to_oneself: bool = False
    by_keeper: bool = True


ASKING: Final[tuple[Rule[Asking], ...]] = (
    Rule(
        id="EN-01",
        says="Whoever asks holds the role in which they ask, on that day, and there where the role is held",
        cite=gcp("4.2.2, who may do what is granted, limited and withdrawn by role", "GK"),
        holds=lambda c: c.holds,
        finding="asked-without-the-role",
        remedy="Ask somebody who holds the role today; somebody with the role records can give it.",
    ),
    Rule(
        id="EN-02",
        says="In a role is asked only what that role is entitled to ask",
        cite=policy("who may ask what, ops/entitlements.md", "DES"),
        holds=lambda c: c.entitled,
        finding="asked-without-entitlement",
        remedy="See in ops/entitlements.md which role may, and ask somebody who holds it.",
    ),
    Rule(
        id="EN-03",
        says="A participant acts for themselves and for nobody else",
        cite=hra("a participant's own record is theirs to ask about", "GK"),
        holds=lambda c: c.own,
        finding="asked-for-somebody-else",
        remedy="Let that person ask themselves, or tell a member of staff or an advocate.",
    ),
    Rule(
        id="EN-04",
        says="Those who keep the record give roles in Byleave and take them away, and give none to themselves",
        cite=policy("separation of duties: nobody gives a role to themselves"),
        holds=lambda c: c.by_keeper and not c.to_oneself,
        finding="role-given-to-oneself",
        remedy="Ask somebody else with the role records.",
    ),
)


def barred(case: Asking, on: date) -> Refused | None:
    """The rules that keep somebody from asking on a day, or None where they may. History is asked of them too."""
    return permit(ASKING, case, on)
