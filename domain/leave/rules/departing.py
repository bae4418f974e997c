"""The gate: the thirteen clauses that must hold at the very moment at which somebody goes out.

What is asked is asked of one instant; a clause whose facts are not on the record refuses like one that is broken.
"""

from dataclasses import dataclass
from typing import Any, Final

from domain.kernel.law import Citation, mha, policy
from domain.kernel.rules import Rule
from domain.leave.rules.course import COURSE, Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Departing(Course):
    """The facts of one outing at one instant; None is not known. `needed` is False where nobody keeps the person in.

    Each other field is one clause, in the order of the clauses.
    """

    alive: bool = True
    needed: bool | None = None
    under_section: bool | None = None
    signed_in_charge: bool | None = None
    in_force: bool | None = None
    inside_terms: bool | None = None
    ministry: bool | None = None
    escorted: bool | None = None
    venue_clear: bool | None = None
    checked: bool | None = None
    agrees: bool | None = None
    nothing_open: bool | None = None
    copy_given: bool | None = None
    contingent: bool | None = None
    separate: bool | None = None
    without_handcuffs: bool = True


def _held(c: Departing, held: bool | None) -> bool | None:
    """A clause about authority to be away holds where none is needed."""
    return True if c.needed is False else held


LIABLE: Final[Rule[Departing]] = Rule(
    id="MD-01",
    says="B1: the person lives, and is detained under a section to which section 17 applies, or is not detained",
    cite=mha("s17(1), s40(4), Sch 1; not s35, s36 or s38", "GK"),
    holds=lambda c: c.alive and _held(c, c.under_section),
    finding="away-under-another-section",
    remedy="Ask the Mental Health Act office under which section the person is, and whether a court must be asked.",
)
SIGNED: Final[Rule[Departing]] = Rule(
    id="MD-02",
    says="B2: there is one responsible clinician, and whoever signed was in charge on the day of signing",
    cite=mha("s17(1), s34(1)"),
    holds=lambda c: _held(c, c.signed_in_charge),
    finding="away-without-valid-signature",
    remedy="Have the responsible clinician sign an authorisation; record who covers for them.",
)
IN_FORCE: Final[Rule[Departing]] = Rule(
    id="MD-03",
    says="B3: the authorisation is in force now, and until the planned return",
    cite=mha("s17(2)"),
    holds=lambda c: _held(c, c.in_force),
    finding="away-without-authorisation",
    remedy="Ask the responsible clinician to sign or to extend the leave, or plan an earlier return.",
)
INSIDE: Final[Rule[Departing]] = Rule(
    id="MD-04",
    says="B4: destination, area, purpose, occasion, length and number of outings are inside the authorisation's terms",
    cite=mha("s17(1) and (2); an outing never has what the authorisation does not say"),
    holds=lambda c: _held(c, c.inside_terms),
    finding="away-outside-the-terms",
    remedy="Plan the outing inside the terms, or ask the responsible clinician for other ones.",
)
MINISTRY: Final[Rule[Departing]] = Rule(
    id="MD-05",
    says="B5: for somebody restricted, the Secretary of State consents, since they came to this hospital, at this level"
    " and on these terms, and no report is overdue",
    cite=mha("s41(3)(c); after a transfer a fresh application is usual", "GK"),
    holds=lambda c: _held(c, c.ministry),
    finding="away-without-ministry-consent",
    remedy="Ask the Mental Health Act office how the application stands; offer to take part from here meanwhile.",
)
ESCORTED: Final[Rule[Departing]] = Rule(
    id="MD-06",
    says="B6: enough escorts of the grade and gender asked for are assigned, one leads, all are briefed",
    cite=mha("s17(3); Code of Practice ch. 27, escorts", "GK"),
    holds=lambda c: _held(c, c.escorted),
    finding="away-without-escorts",
    remedy="Find another escort and brief them; if nobody can be found, say so and offer another way to take part.",
)
VENUE: Final[Rule[Departing]] = Rule(
    id="MD-07",
    says="B7: the venue and the way there, as planned now, were held against every exclusion, and none stands against"
    " them",
    cite=policy("exclusion and victim checks; Code of Practice ch. 27", "GK"),
    holds=lambda c: c.venue_clear,
    finding="away-without-venue-check",
    remedy="Ask whoever looks after exclusions to check the venue and the route; this location may not be permitted.",
)
CHECKED: Final[Rule[Departing]] = Rule(
    id="MD-08",
    says="B8: the check before leave says release, and was made at most two hours ago",
    cite=policy("pre-leave check: same shift, at most two hours before"),
    holds=lambda c: _held(c, c.checked),
    finding="away-without-check",
    remedy="Make the check before leave again.",
)
AGREES: Final[Rule[Departing]] = Rule(
    id="MD-09",
    says="B9: the person says today that they want to go",
    cite=policy("nobody is made to take part", "DES"),
    holds=lambda c: c.agrees,
    finding="away-without-agreement",
    remedy="Ask the person. If it is no, that is an answer, and it counts against nothing.",
)
NOTHING_OPEN: Final[Rule[Departing]] = Rule(
    id="MD-10",
    says="B10: leave is not suspended, nobody is called back, and nothing that happened in the last day is left"
    " unreviewed",
    cite=policy("incidents are reviewed before leave goes on"),
    holds=lambda c: _held(c, c.nothing_open),
    finding="away-with-something-open",
    remedy="Review what happened, or ask the responsible clinician whether leave goes on.",
)
COPY: Final[Rule[Departing]] = Rule(
    id="MD-11",
    says="B11: the person was given a copy of the authorisation, or was offered one",
    cite=mha("Code of Practice ch. 27, copies", "GK"),
    holds=lambda c: _held(c, c.copy_given),
    finding="away-without-copy",
    remedy="Give them the copy, in the form that they can use.",
)
CONTINGENT: Final[Rule[Departing]] = Rule(
    id="MD-12",
    says="B12: what is done if something goes wrong is on the record, with a telephone that was tried",
    cite=mha("Code of Practice ch. 27, contingency", "GK"),
    holds=lambda c: _held(c, c.contingent),
    finding="away-without-contingency",
    remedy="Record the plan and the telephone, and try the telephone in the check.",
)
SEPARATE: Final[Rule[Departing]] = Rule(
    id="MD-13",
    says="B13: whoever asked for the outing, whoever decided it and whoever lets the person out are three people",
    cite=policy("separation of duties 1"),
    holds=lambda c: c.separate,
    finding="away-without-separation",
    remedy="Have the request for this activity approved first; have another nurse in charge let the person out.",
)
GATE: Final[tuple[Rule[Departing], ...]] = (
    LIABLE,
    SIGNED,
    IN_FORCE,
    INSIDE,
    MINISTRY,
    ESCORTED,
    VENUE,
    CHECKED,
    AGREES,
    NOTHING_OPEN,
    COPY,
    CONTINGENT,
    SEPARATE,
)
ON_THE_DAY: Final = frozenset({ESCORTED.id, VENUE.id, CHECKED.id, AGREES.id, SEPARATE.id})
"""The clauses that hold on the day only: asked before, they are what is still to do."""

_HANDCUFFS: Final[Citation] = policy("mechanical restraint; a journey that needs it is not made for involvement", "DES")
HANDCUFFS: Final[Rule[Departing]] = Rule(
    id="LE-01",
    says="Nobody is taken to a forum in handcuffs",
    cite=_HANDCUFFS,
    holds=lambda c: c.without_handcuffs,
    finding="away-in-handcuffs",
    remedy="Offer another way to take part: from here, another date, or the forum comes in.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing(Departing):
    """What letting somebody out is judged by, besides the gate.

    `by_nurse_in_charge`: whoever does it is nurse in charge there that day. `not_alone`: they are not the only escort.
    `told_as_history`: it was not asked at the door, but told afterwards.
    """

    by_nurse_in_charge: bool | None = None
    not_alone: bool = True
    told_as_history: bool = False


BY_NURSE: Final[Rule[Releasing]] = Rule(
    id="LE-02",
    says="The nurse in charge of the person's ward lets them out",
    cite=policy("nurse in charge, shift coordinator"),
    holds=lambda c: c.by_nurse_in_charge,
    finding="released-by-another",
    remedy="Ask the nurse in charge; record who that is today.",
)
RELEASING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    *GATE,
    HANDCUFFS,
    BY_NURSE,
    Rule(
        id="LE-03",
        says="Nobody who alone decides lets out an outing that they alone escort",
        cite=policy("separation of duties: releasing an outing of one's own"),
        holds=lambda c: c.not_alone,
        finding="released-by-only-escort",
        remedy="Have another nurse in charge let the person out, or a second escort go with them.",
    ),
    Rule(
        id="LE-10",
        says="Somebody is let out at the door, where the gate is asked at that moment: it is not told afterwards",
        cite=policy("history is no back door: it allows nothing", "DES"),
        holds=lambda c: not c.told_as_history,
        finding="departure-told-as-history",
        remedy="Find out who let the person out, and why nobody asked; the clauses that are named stood against it.",
        refuses=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning(Course):
    """What the plan of an outing is judged by. `names_activity`: one for involvement says to which activity it goes.

    `alive`: the person is.
    """

    alive: bool = True
    authorised: bool = True
    without_handcuffs: bool = True
    names_activity: bool = True


PLANNING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    Rule(
        id="LE-04",
        says="An outing is planned under an authorisation that is on the record",
        cite=mha("s17(1); an authorisation and an outing are two things", "DES"),
        holds=lambda c: c.authorised,
        finding="outing-without-authorisation",
        remedy="Draft the authorisation first, and name it.",
    ),
    Rule(
        id="LE-05",
        says="An outing that would need handcuffs is not planned for involvement",
        cite=_HANDCUFFS,
        holds=lambda c: c.without_handcuffs,
        finding="outing-planned-in-handcuffs",
        remedy="Offer another way to take part: from here, another date, or the forum comes in.",
    ),
    Rule(
        id="LE-09",
        says="An outing for involvement names the activity that it goes to: who asked, and who said yes, is read there",
        cite=policy("separation of duties 1: requester, approver and releaser are three"),
        holds=lambda c: c.names_activity,
        finding="outing-without-activity",
        remedy="Name the activity. Where nobody has asked yet, ask first: involvement.submit_request.",
    ),
    Rule(
        id="LE-11",
        says="No outing is planned for somebody who has died",
        cite=policy("after a death nothing new begins", "DES"),
        holds=lambda c: c.alive,
        finding="outing-after-death",
        remedy="Look whose outing this is. A death that was recorded for somebody else is struck by a second person.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Course):
    """What not letting somebody out is judged by.

    `by_nurse_in_charge` as above. `found`: a clinical reason names a finding of the check before leave.
    `told_why`: the person is told in plain words.
    """

    by_nurse_in_charge: bool | None = None
    found: bool = True
    told_why: bool = True


HOLDING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    Rule(
        id="LE-06",
        says="The nurse in charge holds somebody back on the day, or the responsible clinician does",
        cite=policy("who may stop leave on the day; Code of Practice ch. 27", "GK"),
        holds=lambda c: c.by_nurse_in_charge,
        finding="held-back-by-another",
        remedy="Tell the nurse in charge what you saw.",
    ),
    Rule(
        id="LE-07",
        says="A clinical reason rests on a finding of the check before leave: nobody hides a short rota behind health",
        cite=policy("honest coding of reasons", "DES"),
        holds=lambda c: c.found,
        finding="clinical-reason-without-finding",
        remedy="Name what the check found; if there were no staff or no car, say that.",
    ),
    Rule(
        id="LE-08",
        says="Whoever is held back is told why, in plain words",
        cite=policy("reasons in words that the person understands", "DES"),
        holds=lambda c: c.told_why,
        finding="held-back-without-words",
        remedy="Write in plain words what you will tell the person.",
    ),
)
