"""The gate for data: may this asset be used for this purpose now, and if not, what stands against it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.access import USING, UseEntry
from domain.judging.evidence import evidence
from domain.judging.facts import using, using_now
from domain.judging.grants import By
from domain.judging.histories import Histories
from domain.judging.peers import of_peer
from domain.judging.pending import as_stood
from domain.judging.rulebook import RULES
from domain.judging.together import together
from domain.kernel.ids import Ref
from domain.kernel.rules import judge, refusal
from domain.kernel.time import FOREVER, london_day

UNAVAILABLE: Final = "unavailable"
"""All that a researcher is told where a reason is clinical: neither why, nor what else stands against it."""
RESEARCHERS: Final = frozenset({"study_team"})
"""The roles that may not know clinical reasons."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the rules (by id) that stand against it, those that only warn, and the positions it rests on.

    `also`: the other records of the same person; what stops anything under them is counted, a yes under them is not.
    """

    allow: bool
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]
    evidence: tuple[int, ...]
    also: tuple[Ref, ...] = ()

    def shown_to(self, role: str) -> "Answer":
        """The answer as somebody of this role may know it."""
        if (told := told_to(role, self.blocking)) == self.blocking:
            return self
        return Answer(allow=self.allow, blocking=told, warnings=(), evidence=())


def told_to(role: str, rules: tuple[str, ...]) -> tuple[str, ...]:
    """Rules that stand against something as somebody of this role may know them; a clinical one hides them all."""
    clinical = any(RULES[rule].clinical for rule in rules if rule in RULES)
    return (UNAVAILABLE,) if clinical and role in RESEARCHERS else rules


def may_use(h: Histories, asset: str, purpose: str, actor: Ref, at: datetime, known: datetime | None = None) -> Answer:
    """Whether somebody's data may be used for a purpose: now (`at`), or at an instant as known at another."""
    by = By(actor)
    case = using_now(h, asset, purpose, at, by) if known is None else using(h, asset, purpose, at, known, by)
    known = FOREVER if known is None else known
    verdicts = judge(USING, case, london_day(at))
    no = refusal(USING, verdicts)
    blocking = (*no.broken, *no.unjudged) if no else ()
    asked = UseEntry(
        version=0, position=0, order=0, known_from=at, use="", used_at=at, user=actor, asset=asset, purpose=purpose
    )
    stood = as_stood(h) if case.uncompared else (h,)
    proof = {position for each in stood for position in evidence(each, "uses", asked, known) if position}
    if case.peer:
        proof |= {each.position for each in of_peer(h, actor, known) if each is not None}
    warnings = tuple(rule for rule in verdicts.broken if rule not in blocking)
    also = tuple(each.person for each in together(h, at, known).beside)
    return Answer(allow=no is None, blocking=blocking, warnings=warnings, evidence=tuple(sorted(proof)), also=also)
