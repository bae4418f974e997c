"""Who may know what of leave, of victims and of research: the walls between them, printed as ops/firewall.md.

What a role may know is said here, field by field; a test looks for each in the bytes of every answer that there is.
"""

from dataclasses import dataclass
from typing import Final

from domain.kernel.law import Citation, policy
from service.entitling import (
    ADVOCATE,
    AUDITOR,
    CLINICIAN,
    EVERY_ROLE,
    INVOLVEMENT_LEAD,
    MHA_OFFICE,
    PARTICIPANT,
    PRIVACY,
    RECORDS,
    STUDY_TEAM,
    WARD,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept behind a wall: what it is, which roles may know it of a person, and why."""

    name: str
    says: str
    roles: frozenset[str]
    cite: Citation


CARE_TEAM: Final = frozenset({WARD, CLINICIAN, MHA_OFFICE})
KEPT: Final[tuple[Kept, ...]] = (
    Kept(
        "why an area is barred",
        "what stands behind an exclusion: a victim, an order, a threat",
        frozenset({CLINICIAN, MHA_OFFICE}),
        policy("victim compartment: sealed, the operative condition alone goes further", "DES"),
    ),
    Kept(
        "the area that is barred",
        "where the person may not go: the operative condition",
        CARE_TEAM | {RECORDS, PRIVACY, INVOLVEMENT_LEAD, ADVOCATE, PARTICIPANT},
        policy("conditions that bind the person are known to them and to whoever plans the outing", "DES"),
    ),
    Kept(
        "that there is leave",
        "authorisations, outings and the Ministry's consent, and how they stand",
        CARE_TEAM | {RECORDS, PRIVACY, PARTICIPANT},
        policy("research does not see leave; whoever runs involvement sees who can come, not why", "DES"),
    ),
    Kept(
        "what is said of leave in words",
        "conditions, contingency, what a check found, accounts of an outing",
        CARE_TEAM | {PARTICIPANT},
        policy("clinical reasons and accounts stay with those who look after the person", "DES"),
    ),
    Kept(
        "that somebody takes part in a study",
        "their sessions, their answers, what they stopped",
        frozenset({RECORDS, AUDITOR, STUDY_TEAM, PRIVACY, PARTICIPANT}),
        policy("research is invisible to those who decide on leave", "DES"),
    ),
)
_HEAD: Final = """# Who may know what

The walls between leave, victims and research, from the code (`python -m service.firewall`); a test holds that this file
is up to date, and looks for each line in the bytes of every answer: each question, page and file over HTTP and on the
command line, asked in every role. `may` is the most that a role is ever told; no page shows a line to everybody who may
know it yet. A participant is told of themselves alone. Who may ask at all: [routes](routes.md),
[entitlements](entitlements.md).

"""


def written() -> str:
    """The whole page as Markdown."""
    head = ("of a person", *EVERY_ROLE)
    rows = [(each.name, *(_cell(each, role) for role in EVERY_ROLE)) for each in KEPT]
    why = [(each.name, each.says, str(each.cite)) for each in KEPT]
    table = _table(head, *rows)
    return f"{_HEAD}{table}\n## What each is, and why\n\n{_table(('of a person', 'what it is', 'source'), *why)}"


def _cell(kept: Kept, role: str) -> str:
    if role not in kept.roles:
        return "–"
    return "own" if role == PARTICIPANT else "may"


def _table(head: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


if __name__ == "__main__":
    print(written(), end="")
