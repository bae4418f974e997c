"""The folded histories that a judgement about one person in one initiative reads."""

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.access import Uses
from domain.consent import Consent
from domain.governance import Checks, Settings
from domain.initiatives import Initiative
from domain.kernel.ids import Ref
from domain.people import Person


@dataclass(frozen=True, slots=True)
class Histories:
    """One person in one initiative. `member` folds the stream of a taker or a witness when a rule needs it.

    `joined`: the same of every record that was ever joined with this one; `beside`: of those alone whose stops are
    counted in these histories already (domain.judging.together).
    """

    person: Ref
    initiative: Ref
    about: Person
    study: Initiative
    consent: Consent = field(default_factory=Consent)
    uses: Uses = field(default_factory=Uses)
    settings: Settings = field(default_factory=Settings)
    checks: Checks = field(default_factory=Checks)
    member: Callable[[Ref], Person] = field(default=lambda _: Person())
    joined: "tuple[Histories, ...]" = ()
    beside: "tuple[Histories, ...]" = ()
