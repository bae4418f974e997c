"""What a request's stream says, asked as of one instant and as known at another."""

from dataclasses import dataclass
from datetime import datetime

from domain.involvement.state.entries import (
    APPROVED,
    OFFERED,
    Action,
    ActionStep,
    Asked,
    Attendance,
    ClinicalFinding,
    Contribution,
    Decided,
    Dissent,
    Moment,
    Offer,
    PlanItem,
    Pulse,
    Review,
    Signature,
    Told,
    last,
    so,
)
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it stands: since when, its items, who has signed it as it is, and whether anybody does not agree.

    `written`: each item as it was set down last; `against`: what was said by whoever does not agree.
    """

    at: datetime
    position: int
    items: frozenset[str]
    signers: frozenset[Ref]
    dissent: bool
    written: tuple[PlanItem, ...] = ()
    against: tuple[Dissent, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One person's wish to go to one activity, folded.

    A withdrawal ends what was asked before it; what is asked later is asked, planned with the same plan, and decided
    anew. Only steps after the latest asking count for the answer.
    """

    wishes: tuple[Moment, ...] = ()
    asked: tuple[Asked, ...] = ()
    withdrawals: tuple[Moment, ...] = ()
    drafts: tuple[Moment, ...] = ()
    items: tuple[PlanItem, ...] = ()
    signatures: tuple[Signature, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    found: tuple[ClinicalFinding, ...] = ()
    decisions: tuple[Decided, ...] = ()
    told: tuple[Told, ...] = ()
    escalations: tuple[Moment, ...] = ()
    offers: tuple[Offer, ...] = ()
    reviews: tuple[Review, ...] = ()
    came: tuple[Attendance, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    actions: tuple[Action, ...] = ()
    steps: tuple[ActionStep, ...] = ()
    pulses: tuple[Pulse, ...] = ()

    def asking(self, valid: datetime, known: datetime = FOREVER) -> Asked | None:
        """The latest asking, whatever became of it."""
        return last(self.asked, valid, known)

    def withdrawn(self, valid: datetime, known: datetime = FOREVER) -> Moment | None:
        """The person's withdrawal, where they did not ask, or show interest, again after it."""
        gone = last(self.withdrawals, valid, known)
        again = last((*self.wishes, *self.asked), valid, known)
        return gone if gone is not None and (again is None or again.key < gone.key) else None

    def open_asking(self, valid: datetime, known: datetime = FOREVER) -> Asked | None:
        """The asking that is to be answered, or was: none where the person has withdrawn it since."""
        asked, gone = self.asking(valid, known), last(self.withdrawals, valid, known)
        return asked if asked is not None and (gone is None or gone.key < asked.key) else None

    def requesters(self, valid: datetime, known: datetime = FOREVER) -> frozenset[Ref]:
        """Whoever ever asked for this person to go there; none of them decides it, or releases the person."""
        return frozenset(asked.requester for asked in so(self.asked, valid, known))

    def answers(self, valid: datetime, known: datetime = FOREVER) -> list[Decided]:
        """Every answer to what is asked, in order: decisions, and the calling off of an outing."""
        asked = self.open_asking(valid, known)
        return [] if asked is None else [each for each in so(self.decisions, valid, known) if each.key > asked.key]

    def answer(self, valid: datetime, known: datetime = FOREVER) -> Decided | None:
        """The latest answer to what is asked."""
        return next(iter(self.answers(valid, known)[::-1]), None)

    def approval(self, valid: datetime, known: datetime = FOREVER) -> Decided | None:
        """The approval that stands; nothing where it was withdrawn, or answered otherwise since."""
        answer = self.answer(valid, known)
        return answer if answer is not None and answer.outcome == APPROVED else None

    def plan(self, valid: datetime, known: datetime = FOREVER) -> Plan | None:
        """The plan as it stands; whoever signed before it was changed last has not signed it."""
        draft = last(self.drafts, valid, known)
        if draft is None:
            return None
        items = [each for each in so(self.items, valid, known) if each.key > draft.key]
        changed = max((each.key for each in items), default=draft.key)
        signed = (each.signer for each in so(self.signatures, valid, known) if each.key > changed)
        against = tuple(each for each in so(self.dissents, valid, known) if each.key > draft.key)
        written = {each.item: each for each in items}
        last_so = tuple(written.values())
        return Plan(draft.at, draft.position, frozenset(written), frozenset(signed), bool(against), last_so, against)

    def finding(self, code: str, valid: datetime, known: datetime = FOREVER) -> ClinicalFinding | None:
        """What was found about the person, by its code."""
        return last((each for each in self.found if each.found == code), valid, known)

    def alternative(self, valid: datetime, known: datetime = FOREVER, kind: str | None = None) -> Offer | None:
        """The latest step with an alternative, or with one of a kind."""
        steps = reversed(self.instead(valid, known))
        return next((each for each in steps if kind is None or each.alternative in (None, kind)), None)

    def instead(self, valid: datetime, known: datetime = FOREVER) -> list[Offer]:
        """Every step with what was offered instead of what is asked, in order; a yes takes the place of all of it.

        What a no names instead is offered by it. What was not offered cannot be taken or refused: such words stay on
        the record, and change nothing.
        """
        begun = self.approval(valid, known) or self.asking(valid, known)
        steps: list[Offer] = []
        if begun is None:
            return steps
        named = (each for each in map(_offer, self.decisions) if each is not None)
        for step in so((*self.offers, *named), valid, known):
            offered = {None, *(each.alternative for each in steps)} if steps else set()
            if step.key > begun.key and (step.step == OFFERED or step.alternative in offered):
                steps.append(step)
        return steps

    def review(self, valid: datetime, known: datetime = FOREVER) -> Review | None:
        """The latest step of the review of the answer that stands."""
        answer = self.answer(valid, known)
        step = last(self.reviews, valid, known)
        return step if step is not None and answer is not None and step.key > answer.key else None

    def attended(self, valid: datetime, known: datetime = FOREVER) -> Attendance | None:
        """How the person came, where they did."""
        return last(self.came, valid, known)

    def contributed(self, code: str, valid: datetime, known: datetime = FOREVER) -> bool:
        """Whether there is a contribution under a code."""
        return last((each for each in self.contributions if each.contribution == code), valid, known) is not None

    def action(self, code: str, valid: datetime, known: datetime = FOREVER) -> Action | None:
        """An action, by its code."""
        return last((each for each in self.actions if each.action == code), valid, known)

    def steps_of(self, code: str, valid: datetime, known: datetime = FOREVER) -> dict[str, ActionStep]:
        """What became of an action: the latest of each step."""
        return {each.step: each for each in so((s for s in self.steps if s.action == code), valid, known)}


def _offer(answer: Decided) -> Offer | None:
    """What an answer offers instead, where it names anything."""
    if answer.alternative is None:
        return None
    return Offer(
        alternative=answer.alternative,
        step=OFFERED,
        at=answer.at,
        version=answer.version,
        position=answer.position,
        order=answer.order,
        known_from=answer.known_from,
        known_until=answer.known_until,
        author=answer.author,
    )
