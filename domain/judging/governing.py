"""Facts of governance: who had a part in a finding, and who wrote an entry that somebody wants to compare again."""

from domain.access import GrantEntry, of_grants
from domain.consent import SignedEntry, entries
from domain.governance import Assessing, Life, Verifying
from domain.judging.findings import audit, raised_by
from domain.judging.histories import Histories
from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER


def assessing(h: Histories, finding: str, key: str, assessed: str, by: Ref, life: Life) -> Assessing:
    """What the rules of assessing a finding need to know."""
    parties = raised_by(h, finding, key)
    return Assessing(
        raised=parties is not None,
        own=parties is not None and by in parties,
        life=life,
        assessed=assessed,
        compared=_compared(h, finding, key),
    )


def _compared(h: Histories, finding: str, key: str) -> bool:
    """Whether every signing that a finding rests on and that was not known when it happened was compared again."""
    found = next((f for f in audit(h).findings if (f.kind, f.suffix) == (finding, key)), None)
    if found is None:
        return True
    late = (s for s in h.consent.signings if s.position in found.evidence and s.known_from > found.happened_at)
    return all(h.checks.verified(signing.version) for signing in late if signing.known(FOREVER))


def verifying(h: Histories, entry: int, by: Ref) -> Verifying:
    """What the rules of comparing an entry of the consent need to know."""
    found = next((each for each in entries(h.consent) if each.version == entry and each.known(FOREVER)), None)
    before = corrected_by(h, found) if found else ()
    return Verifying(
        there=found is not None,
        by=by,
        author=found.author if found else None,
        corrected=frozenset(each.author for each in before if each.author),
        taker=found.taker if isinstance(found, SignedEntry) else None,
    )


def verifying_grant(h: Histories, entry: int, by: Ref) -> Verifying:
    """What the rules of comparing a grant, or the end of one, need to know; whom it lets in does not compare it."""
    told = tuple(of_grants.on_grants(h.uses))
    found = next((each for each in told if each.version == entry and each.known(FOREVER)), None)
    before = [e for e in told if found and e.order == found.order and e.version < found.version]
    grant = found if found is None or isinstance(found, GrantEntry) else h.uses.granted(found.grant)
    return Verifying(
        there=found is not None,
        by=by,
        author=found.author if found else None,
        corrected=frozenset(each.author for each in before if each.author),
        taker=grant.grantee if grant else None,
    )


def corrected_by(h: Histories, entry: Entry) -> tuple[Entry, ...]:
    """The entries whose place this one took."""
    return tuple(each for each in entries(h.consent) if each.order == entry.order and each.version < entry.version)
