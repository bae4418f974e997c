"""Outings as rows and words, the same at every door: on paper, on a screen, for programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.judging.leaving import Clause, Verdict
from domain.judging.leaving.gate import CLOCKS, NOT_TOLD, OVERLAP, REPORT, TIRED
from domain.kernel.ids import Ref
from domain.kernel.reasons import REASONS
from domain.kernel.time import to_local
from domain.leave import ContingencySet, EpisodeCancelled, EpisodeNotReleased, EpisodeState
from projections import timeline
from service.entitling import INVOLVEMENT_LEAD
from service.names import called_in_care, opened
from service.outings import BEFORE, Listed
from service.wiring import Service

Names = Mapping[Ref, str]
STATES: Final[Mapping[EpisodeState, str]] = {
    EpisodeState.PLANNED: "planned",
    EpisodeState.CHECKED: "checked",
    EpisodeState.NOT_RELEASED: "not let out",
    EpisodeState.CANCELLED: "cancelled",
    EpisodeState.OUT: "out",
    EpisodeState.RECALLED: "called back",
    EpisodeState.AWOL: "absent without leave",
    EpisodeState.RETURNED: "back",
    EpisodeState.RETURNED_LATE: "back, late",
    EpisodeState.RETURNED_FROM_AWOL: "back from absence",
    EpisodeState.OUTCOME_RECORDED: "back, and accounted for",
    EpisodeState.CLOSED: "closed",
}
"""How an outing stands, to staff."""
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.HOLDS: "holds",
    Verdict.AGAINST: "stands against it",
    Verdict.UNKNOWN: "not known",
}
TO_DO: Final = "still to do"
"""What is done on the day only, before the hour has come."""
WARNINGS: Final[Mapping[str, str]] = {
    TIRED: "They have been out often this week. Ask whether it is too much.",
    NOT_TOLD: "Nobody has written down yet how the last outing went.",
    CLOCKS: "The clocks change while they are away.",
    REPORT: "A report to the Ministry of Justice is due.",
    OVERLAP: "Two authorisations cover this outing; the stricter one counts.",
}
"""What is worth knowing before somebody goes, and stops nobody."""
RELEASES: Final = ("goes", "back by", "who", "where to", "to what", "with whom", "stands", "gate")
OUT: Final = ("who", "due back", "overdue", "where", "with whom", "whom to call", "stands")
COMING: Final = ("goes", "back by", "who", "to what", "comes")
"""What whoever runs an activity is shown: who can come, and no reason."""


def columns(role: str) -> tuple[str, ...]:
    """The columns of today's outings, for a role."""
    return COMING if role == INVOLVEMENT_LEAD else RELEASES


def release_row(each: Listed, names: Names, role: str) -> tuple[str, ...]:
    """One of today's outings, as somebody of a role may see it."""
    goes, back, who = _hour(each.departs_at), _hour(each.due_back), names.get(each.person, "")
    to = names.get(each.activity, "") if each.activity else ""
    if role == INVOLVEMENT_LEAD:
        return goes, back, who, to, str(each.comes)
    return goes, back, who, where(each), to, with_whom(each, names), stands(each), gate(each)


def out_row(each: Listed, names: Names, telephone: str) -> tuple[str, ...]:
    """Somebody who is out."""
    due = _hour(each.due_back)
    return names[each.person], due, span(each.overdue), where(each), with_whom(each, names), telephone, stands(each)


def stands(each: Listed) -> str:
    """How an outing stands; of one that did not take place, why."""
    said = STATES[each.outing.state]
    why = next((e.event for e in each.outing.told[::-1] if isinstance(e.event, _WITH_REASON)), None)
    if each.outing.state in _DID_NOT_GO and why is not None:
        return f"{said}: {REASONS[why.reason_code]}"
    return said


_WITH_REASON: Final = (EpisodeNotReleased, EpisodeCancelled)
_DID_NOT_GO: Final = frozenset({EpisodeState.NOT_RELEASED, EpisodeState.CANCELLED})


def gate(each: Listed) -> str:
    """The gate in a word: whether all of it holds, else the clauses that do not, those first that nobody does later."""
    if each.outing.state not in BEFORE:
        return ""
    if not each.against:
        return "all holds"
    against = [c.letter for c in each.against if not c.still_to_do]
    later = [c.letter for c in each.against if c.still_to_do]
    said = [f"no: {' '.join(against)}"] if against else []
    return "; ".join([*said, *([f"{TO_DO}: {' '.join(later)}"] if later else [])])


def verdict(clause: Clause) -> str:
    """What a clause says, in words."""
    return TO_DO if clause.still_to_do else VERDICTS[clause.verdict]


def where(each: Listed) -> str:
    """Where an outing goes, as it is planned now."""
    return each.outing.plan.destination.replace("-", " ").replace("_", " ") if each.outing.plan else ""


def with_whom(each: Listed, names: Names) -> str:
    """Who goes along."""
    return ", ".join(names[escort.staff] for escort in each.escorts) or "nobody"


def span(late: timedelta) -> str:
    """How long, in hours and minutes; nothing where it is none."""
    minutes = late // timedelta(minutes=1)
    hours = f"{minutes // 60} h " if minutes >= 60 else ""
    return f"{hours}{minutes % 60} min" if minutes else ""


def _hour(at: datetime | None) -> str:
    return to_local(at)[:16].replace("T", " ") if at is not None else ""


def in_order(page: Iterable[Listed], names: Names) -> list[Listed]:
    """A part of a list, those who go at one time by their names."""
    return sorted(page, key=lambda each: (_hour(each.departs_at), names[each.person], each.code))


def by_due(page: Iterable[Listed], names: Names) -> list[Listed]:
    """A part of those who are out: who is due back first before, those due at one time by their names."""
    return sorted(page, key=lambda each: (_hour(each.due_back), names[each.person], each.code))


def called(service: Service, listed: Iterable[Listed]) -> dict[Ref, str]:
    """What everybody and everything named by these is called."""
    refs = {ref for each in listed for ref in (each.person, each.activity, *(e.staff for e in each.escorts)) if ref}
    return in_care(service, refs)


def in_care(service: Service, people: Iterable[Ref]) -> dict[Ref, str]:
    """How those who care for people call them; nothing in it is a study's."""
    return called_in_care(service.record, service.keys, people, lambda ref: service.road.initiative(ref).kind)


@dataclass(frozen=True, slots=True)
class Contingency:
    """What is done if something goes wrong, and the telephone of an outing."""

    plan: str = ""
    telephone: str = ""


def contingency(service: Service, each: Listed) -> Contingency:
    """What was agreed for an outing last, opened for those who let people out; nothing where nothing was."""
    found = service.record.at([each.contingency] if each.contingency else [])
    for recorded in found:
        if isinstance(event := recorded.event, ContingencySet):
            plan, telephone = (opened(service.keys, recorded, n, getattr(event, n)) for n in ("plan", "telephone"))
            return Contingency(plan, telephone)
    return Contingency()


def evidence(service: Service, told: Sequence[Clause]) -> dict[int, tuple[str, str]]:
    """When each event that these rest on happened, and what it says, by position."""
    found = service.record.at({position for each in told for position in each.evidence})
    refs = {ref for recorded in found for ref in timeline.references(recorded.event)}
    names = in_care(service, refs)
    return {r.position: (to_local(r.occurred_at)[:16], timeline.sentence(r.event, names)) for r in found}


def clause_row(clause: Clause, proof: Mapping[int, tuple[str, str]]) -> tuple[str, ...]:
    """One clause: what it asks for, what it says, what that rests on, what to do where it does not hold."""
    rests_on = "; ".join(f"{at.replace('T', ' ')} {says}" for at, says in (proof[p] for p in clause.evidence))
    asks = clause.rule.says.partition(": ")[2]
    remedy = "" if clause.holds else clause.rule.remedy
    return f"{clause.letter} {asks}", verdict(clause), rests_on, remedy, clause.rule.id
