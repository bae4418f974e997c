"""Your outings, said to you: how far each is, the answer, why, what would change it, and what there is instead."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domain.involvement import CALLED_OFF, DECLINED, DEFERRED, FAILED, OFFERED, REFUSED, Status
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from domain.leave import EpisodeCancelled, EpisodeNotReleased, EpisodeState
from service.http.pages.telling.going import INSTEAD, because
from service.http.pages.telling.wording import a_day, plain
from service.my_outings import Mine, Wish
from service.outings import BEFORE

STAGES: Final = {
    EpisodeState.PLANNED: "It is planned.",
    EpisodeState.CHECKED: "You were asked and looked at.",
    EpisodeState.NOT_RELEASED: "You could not go out this time.",
    EpisodeState.CANCELLED: "It does not take place.",
    EpisodeState.OUT: "You are out.",
    EpisodeState.RECALLED: "You are called back. Come back, or ask whoever is with you.",
    EpisodeState.AWOL: "It is written down that you are away without leave. Call the ward, or come back.",
    EpisodeState.RETURNED: "You came back.",
    EpisodeState.RETURNED_LATE: "You came back, later than planned.",
    EpisodeState.RETURNED_FROM_AWOL: "You are back.",
    EpisodeState.OUTCOME_RECORDED: "You came back, and it is written down how it was.",
    EpisodeState.CLOSED: "You came back, and everything about it is written down.",
}
"""How far an outing is."""
WISHED: Final = {
    Status.DRAFT: "You said that you would like to go. Nobody has asked for it yet.",
    Status.SUBMITTED: "It was asked that you may go. Next a plan is made with you.",
    Status.WITHDRAWN_BY_PERSON: "You said that you do not want to go.",
    Status.UNDER_REVIEW: "It was asked that you may go, and there is a plan. It is not decided yet.",
    Status.APPROVED: "You were told yes: you may go. Next an outing is planned.",
    Status.APPROVED_WITH_CONDITIONS: "You were told yes, with something that you keep to. Next an outing is planned.",
    Status.DECLINED: "You were told no, for this time.",
    Status.DEFERRED: "It is not decided yet.",
    Status.EXPIRED_UNDECIDED: "Nobody decided in time. That is not your fault.",
    Status.CANCELLED: "It does not take place for you.",
    Status.ALTERNATIVE_OFFERED: "You cannot go this time, and were offered something instead.",
    Status.TAKEN: "You took what was offered instead of going.",
    Status.REFUSED: "You did not want what was offered instead of going.",
    Status.FAILED: "What you were offered instead did not work. Somebody has to put that right.",
    Status.REVIEW_REQUESTED: "Somebody else looks at the answer again.",
    Status.UPHELD: "Somebody else looked at it again. The no stays.",
    Status.OVERTURNED: "Somebody else looked at it again. The no does not stay.",
}
"""How far a wish is."""
MISSING: Final = {
    "B1": "The ward has to look up whether leave is possible under your section.",
    "B2": "The doctor in charge of you has to agree to your leave, by name.",
    "B3": "The papers for your leave do not count at that time.",
    "B4": "The papers for your leave do not say this place, this time or this often.",
    "B5": "The Ministry of Justice has not said yes.",
    "B6": "Somebody has to go with you who knows the plan.",
    "B7": "The place and the way have to be checked.",
    "B8": "You have to be asked and looked at shortly before you go.",
    "B9": "You have to be asked, on the day, whether you want to go.",
    "B10": "Something that happened, or another outing, has to be dealt with first.",
    "B11": "You have to be given a copy of the papers for your leave.",
    "B12": "It has to be clear what is done if something goes wrong, with a telephone that works.",
    "B13": "Three different people have to ask for it, say yes, and let you out.",
}
"""What each clause of the gate that does not hold yet means for the person."""
CHANGES: Final = {
    "R-CLIN": "It is looked at again when you are better.",
    "R-RISK": "You can talk about your plan, and change it together.",
    "R-NOAUTH": "New papers, which the doctor in charge of you agrees to.",
    "R-SOS": "An answer from the Ministry of Justice.",
    "R-SOSREF": "You can ask that the Ministry of Justice is asked again.",
    "R-VICTIM": "Another place.",
    "R-STAFF": "Enough staff on the day. That is for the hospital to see to.",
    "R-SKILL": "Somebody to go with you who is as your plan asks. That is for the hospital to see to.",
    "R-TRANS": "A car, or another way to get there. That is for the hospital to see to.",
    "R-MED": "It is looked at again when you are well enough.",
    "R-LATE": "A decision in time. That is for the hospital to see to.",
    "R-ADMIN": "Papers without the mistake. That is for the hospital to see to.",
    "R-VENUE": "Room at the place, or another date.",
    "R-WARD": "When what happened on the ward is over. It was not because of you.",
    "R-PERSON": "If you want to go after all, say so.",
    "R-OTHER": "Ask whoever told you.",
}
"""What would change the answer, for each reason."""
_UNDECIDED: Final = frozenset({Status.SUBMITTED, Status.UNDER_REVIEW})
DID_NOT_GO: Final = (EpisodeNotReleased, EpisodeCancelled)


def title(m: Mine, names: dict[Ref, str]) -> str:
    """What it is called: what it is to, else where."""
    if m.wish is not None:
        return m.wish.terms.name
    if m.outing is not None and m.outing.activity is not None:
        return names.get(m.outing.activity, "An activity")
    plan = m.outing.outing.plan if m.outing else None
    return plain(plan.destination).capitalize() if plan else "Away from the ward"


def times(m: Mine) -> str:
    """When it is, and until when."""
    plan = m.outing.outing.plan if m.outing else None
    if plan is not None:
        goes, back = _when(plan.departs_at), _when(plan.returns_at)
        same = goes.partition(" at ")[0] == back.partition(" at ")[0]
        return f"{goes}, back by {back.partition(' at ')[2] if same else back}"
    return _when(m.wish.terms.depart_at) if m.wish is not None else ""


def stage(m: Mine) -> str:
    """How far it is."""
    if m.outing is not None:
        if said_no(m):
            return "You said that you do not want to go."
        ready = m.outing.outing.state in BEFORE and not m.outing.against
        return f"{STAGES[m.outing.outing.state]}{' Next the nurse in charge lets you out.' if ready else ''}"
    if m.wish is None:
        return ""
    due = m.wish.decide_by if m.wish.state in _UNDECIDED else None
    return f"{WISHED[m.wish.state]}{f' It is to be decided by {_when(due)}.' if due else ''}"


def said_no(m: Mine) -> bool:
    """Whether the person said last that they do not want to go on the outing."""
    return m.outing is not None and m.outing.outing.state in BEFORE and m.outing.outing.agrees() is False


def missing(m: Mine) -> list[str]:
    """What still has to be done before the person can go; nothing where they do not want to."""
    if m.outing is None or m.outing.outing.state not in BEFORE or said_no(m):
        return []
    return [MISSING[clause.letter] for clause in m.outing.against]


def why(m: Mine) -> list[str]:
    """The answer's reason, and what the person was told in words; nothing where there was no no."""
    code = reason(m)
    told = [_begun(because({"reason_code": code}).removeprefix("Why: "))] if code else []
    said = m.in_words or (m.wish.in_words if m.wish is not None and _is_no(m.wish) else "")
    return [*told, *([f"You were told: {said}"] if said else [])]


def change(m: Mine) -> list[str]:
    """What would change the answer, and when it is looked at again."""
    told, wish = [], m.wish if m.wish is not None and _is_no(m.wish) else None
    if wish is not None and wish.would_change:
        told.append(wish.would_change)
    elif (code := reason(m)) is not None:
        told.append(CHANGES[code])
    if wish is not None and wish.answer is not None:
        again, by = wish.answer.review_on, wish.answer.until
        told += [f"It is looked at again on {a_day(again.isoformat())}."] if again else []
        told += [f"It is decided by {_when(by)}."] if by else []
    return told


def instead(m: Mine) -> list[str]:
    """What there is instead of going."""
    offer = m.wish.offer if m.wish is not None else None
    if offer is None:
        return []
    what = INSTEAD.get(offer.alternative or "", "what was offered to you")
    match offer.step:
        case step if step == OFFERED:
            return [f"You are offered {what}. Say yes or no to any member of staff."]
        case step if step == REFUSED:
            return ["You said no to what was offered."]
        case step if step == FAILED:
            return [f"You took {what}. It did not work, and somebody has to put this right."]
        case _:
            return [f"You took {what}."]


def reason(m: Mine) -> str | None:
    """The coded reason for which the person does not go; None where they may, or it is not decided."""
    if m.outing is not None:
        told = (each.event for each in m.outing.outing.told[::-1] if isinstance(each.event, DID_NOT_GO))
        held = next(told, None)
        return held.reason_code if held is not None else None
    return m.wish.answer.reason if m.wish is not None and m.wish.answer is not None and _is_no(m.wish) else None


def lines(m: Mine) -> Iterator[str]:
    """Everything that is said of it, as one list."""
    yield from (stage(m), *missing(m), *why(m), *change(m), *instead(m))


def _is_no(wish: Wish) -> bool:
    return wish.answer is not None and wish.answer.outcome in (DECLINED, DEFERRED, CALLED_OFF)


def _begun(text: str) -> str:
    """A sentence, with its first letter as one."""
    return f"{text[:1].upper()}{text[1:]}"


def _when(at: datetime) -> str:
    local = to_local(at)
    return f"{a_day(local)} at {local[11:16]}"
