"""Rules about using somebody's data: for a purpose that the form names, while what it rests on is active.

A use under break-glass is made without what the others rest on: what stands against it are its own rules alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.kernel.law import break_glass, gcp, gmc, hra, mca, policy, protocol, uk_gdpr
from domain.kernel.rules import Rule

Pair = tuple[str, str]

ANALYSE_TRANSCRIPT: Final[Pair] = ("transcript", "analysis")
ANALYSE_RECORDING: Final[Pair] = ("recording", "analysis")
QUOTE: Final[Pair] = ("transcript", "quotation")
CHARACTERISE: Final[Pair] = ("clinical_record", "characteristics")
RECONTACT: Final[Pair] = ("contact_details", "recontact")

RESTS_ON: Final[dict[Pair, str | None]] = {
    ANALYSE_TRANSCRIPT: None,
    ANALYSE_RECORDING: "C03",
    QUOTE: "C05",
    CHARACTERISE: "C07",
    RECONTACT: "C09",
}
"""Which item must be active at the instant of use; a transcript rests on agreement when the session began."""


@dataclass(frozen=True, slots=True)
class Using:
    """A use of data with what its rules need, as judged at its instant.

    `item_active`: the item that the pair rests on. `took_part` and `recording_agreed` speak of the session's start;
    someone who came to no session took part in none. `removal_asked`: removal inside the window, asked for by then.
    `suspended`: what it rests on is suspended because the person's capacity is in doubt or lacking.
    `paused`, `objected`: the person paused the kind of session that it came from, or objected to it (or was withdrawn
    on a consultee's advice), and has not gone on since or agreed to it anew.
    `closed_by`: death, study_end, or nothing. `lapsed`: consent that a modification asked for again was not given.
    `granted`: whoever opens the data is on a grant, or these are not opened on grants. `covered`: None for a use that
    claims no break-glass, else whether one of its user's covers it. `uncompared`: asked live, only a correction that
    nobody else has compared with the evidence allows it; the other facts are as they were before it. `peer`: whoever
    opens them is user-researcher, knows the person or is where they are, and they have not agreed to that.
    """

    asset: str
    purpose: str
    item_active: bool | None
    took_part: bool | None
    recording_agreed: bool | None
    removal_asked: bool | None
    allowed_as_known_then: bool | None = None
    told_as_history: bool = False
    stop_unclear: bool = False
    suspended: bool = False
    paused: bool = False
    objected: bool = False
    closed_by: str = ""
    lapsed: bool = False
    granted: bool = True
    covered: bool | None = None
    uncompared: bool = False
    peer: bool = False

    @property
    def pair(self) -> Pair:
        """What is opened, and what for."""
        return self.asset, self.purpose


def _item(case: Using, *pairs: Pair) -> bool | None:
    return True if case.pair not in pairs else case.item_active


def _recording(case: Using) -> bool | None:
    if case.pair != ANALYSE_RECORDING:
        return True
    if case.item_active is None or case.recording_agreed is None:
        return None
    return case.item_active and case.recording_agreed


def _removal(case: Using) -> bool | None:
    if case.pair != ANALYSE_TRANSCRIPT:
        return True
    return None if case.removal_asked is None else not case.removal_asked


_ASK: Final = "Stop this use; ask the person; record what is done with what was taken from it."

_BREAK_GLASS: Final = break_glass("access without agreement is on a ground, and reviewed")

_RESTING: tuple[Rule[Using], ...] = (
    Rule(
        id="AC-01",
        says="Data are used only for a purpose that the form names",
        cite=uk_gdpr("Art 5(1)(b), purpose limitation", "GK"),
        holds=lambda c: c.pair in RESTS_ON,
        finding="access-without-consent",
        remedy="Stop this use: no form names this purpose for this asset.",
        means="No form names this purpose for this asset.",
    ),
    Rule(
        id="AC-02",
        says="A transcript is analysed only where agreement to the session was active when it began",
        cite=hra("consent in research: what was given without consent is not data", "GK"),
        holds=lambda c: True if c.pair != ANALYSE_TRANSCRIPT else c.took_part,
        finding="access-without-consent",
        remedy=_ASK,
        means="The person's agreement to the session was not active when it began, or they came to none.",
    ),
    Rule(
        id="AC-03",
        says="A transcript is analysed no more once its removal was asked for inside the window",
        cite=protocol("removal window of the form that the person signed", "DES"),
        holds=_removal,
        finding="access-without-consent",
        remedy="Take the transcript out of the analysis and carry the removal out.",
        means="The person had asked for removal inside the window before the transcript was opened.",
    ),
    Rule(
        id="AC-04",
        says="A recording is analysed only while recording (C03) is agreed to, and was when the session began",
        cite=gmc("paras 24-27 and 36-40, recordings for a secondary purpose; consent may be withdrawn"),
        holds=_recording,
        finding="access-without-consent",
        remedy=_ASK,
        means="Recording (C03) was not agreed to when it was opened, or when the session began.",
    ),
    Rule(
        id="AC-05",
        says="Words are quoted only while quotation (C05) is agreed to",
        cite=protocol("consent item C05; PeRSEVERE, participation may be reduced", "DES"),
        holds=lambda c: _item(c, QUOTE),
        finding="access-without-consent",
        remedy="Take the quotation out of whatever is not yet published, and list where it is.",
        means="Quotation (C05) was not agreed to at that moment.",
    ),
    Rule(
        id="AC-06",
        says="A clinical record is opened only while that (C07) is agreed to",
        cite=hra("access to clinical records needs consent or section 251 support", "GK"),
        holds=lambda c: _item(c, CHARACTERISE),
        finding="access-without-consent",
        remedy=_ASK,
        means="Opening the clinical record (C07) was not agreed to at that moment.",
    ),
    Rule(
        id="AC-07",
        says="A person is contacted again only while contact (C09) is agreed to",
        cite=protocol("consent item C09; PeRSEVERE, no further contact", "DES"),
        holds=lambda c: _item(c, RECONTACT),
        finding="access-without-consent",
        remedy="Do not contact the person; take them off the contact list.",
        means="Contact (C09) was not agreed to at that moment.",
    ),
    Rule(
        id="AC-08",
        says="What a use rests on is on the record before the use",
        cite=gcp("4.2.4, timely and attributed entries", "GK"),
        holds=lambda c: c.allowed_as_known_then,
        finding="access-before-record",
        remedy="Have a second person compare the paper with the entry, and note the reason for the late entry.",
        means="What the use rests on was agreed, but nobody had written it down by then.",
        refuses=False,
    ),
    Rule(
        id="AC-10",
        says="Nothing is used while the person has said stop and what they meant is not clear yet",
        cite=hra("withdrawal: the extent is the participant's choice; the most protective reading holds", "DES"),
        holds=lambda c: not c.stop_unclear,
        finding="access-while-unclear",
        remedy="Leave the data alone until the person has said what they meant.",
        means="The person had said stop, and what they meant was not clear yet.",
    ),
    Rule(
        id="CA-07",
        says="Nothing is used that is suspended because the person's capacity is in doubt or lacking",
        cite=mca(
            "ss30 and 32: what is known of somebody who lacks capacity is used on a consultee's advice alone", "GK"
        ),
        holds=lambda c: not c.suspended,
        finding="access-while-suspended",
        remedy="Keep the data and leave them alone until the person has agreed again, or a consultee may advise.",
        means="What the use rests on was suspended: the person's capacity was in doubt or lacking.",
        clinical=True,
    ),
    Rule(
        id="AC-14",
        says="What was said at a session is not analysed while the person has paused that part of it",
        cite=protocol("may_use: not paused; PeRSEVERE, participation may pause and re-start", "DES"),
        holds=lambda c: not c.paused,
        finding="analysis-while-paused",
        remedy="Leave it alone until the person goes on, or agrees again; keep what was made of it so far apart.",
        means="The person had paused, and had not said yet that they go on.",
    ),
    Rule(
        id="CA-09",
        says="What was said at a session is not analysed after an objection, or a consultee's no, until a new yes",
        cite=mca("ss32(5) and 33: nothing to which the person appears to object; withdrawn without delay", "DES"),
        holds=lambda c: not c.objected,
        finding="analysis-after-objection",
        remedy="Keep the data and leave them alone. Only the person's own new agreement lets the analysis go on.",
        means="The person had objected, or a consultee had advised that they would not want to take part.",
    ),
    Rule(
        id="CL-05",
        says="Nobody contacts a person, or those who mourn them, after the person's death",
        cite=protocol("contact lock after death; confidentiality goes on", "GK"),
        holds=lambda c: c.pair != RECONTACT or c.closed_by != "death",
        finding="contact-after-death",
        remedy="Take the person off the contact list. Whatever is to be said to a family is said by the clinical team.",
        means="The person had died by then.",
    ),
    Rule(
        id="CL-06",
        says="Nothing new is collected from records after a person's death or after the end of the initiative",
        cite=protocol("end of study; data already given are used as the form says", "GK"),
        holds=lambda c: c.pair != CHARACTERISE or not c.closed_by,
        finding="collection-after-closing",
        remedy="Leave the clinical record closed; what was collected before stays as the form says.",
        means="The person had died by then, or the initiative had ended.",
    ),
    Rule(
        id="AC-13",
        says="Nothing new is collected from records on consent that has lapsed",
        cite=protocol("re-consent after a modification; HRA, Modifications", "GK"),
        holds=lambda c: c.pair != CHARACTERISE or not c.lapsed,
        finding="collection-after-lapse",
        remedy="Leave the clinical record closed; go through what changed with the person and ask them again.",
        means="A modification had asked for consent again, and it was not given in the days that the provider sets.",
    ),
    Rule(
        id="AC-11",
        says="Where data are opened on grants, whoever opens them is on one for this asset and purpose, while it lasts",
        cite=uk_gdpr("Art 5(1)(f) and 32; Caldicott, access on a need-to-know basis", "DES"),
        holds=lambda c: c.granted,
        finding="access-without-grant",
        remedy="Ask for a grant that names this asset and purpose; a stop of the item it rests on has ended it.",
        means="Whoever opened it was on no grant for this asset and purpose at that moment.",
    ),
    Rule(
        id="UR-04",
        says="A user-researcher opens no data of somebody they know or are with, unless that person agreed to it",
        cite=policy("user-researchers, and people on their own ward or known to them (C-peer)"),
        holds=lambda c: not c.peer,
        finding="access-by-a-peer",
        remedy="Ask the person whether this one may; a no needs no reason. Else let another of the team open them.",
        means="A user-researcher opened them who knew the person or was where they were, and had no yes of theirs.",
    ),
)


COMPARED_FIRST: Final[Rule[Using]] = Rule(
    id="AC-15",
    says="What a correction, or history told after a stop, gives back is used once somebody else has compared it",
    cite=policy("separation of duties 7: the author of an entry does not approve its correction", "DES"),
    holds=lambda c: not c.uncompared,
    finding="use-before-verified",
    remedy="Have somebody else compare that entry with the evidence; until then what stood before it counts too.",
)
"""Of what is asked live; what was used before is judged by what is known of it now."""


def _unless_broken_open(holds: Callable[[Using], bool | None]) -> Callable[[Using], bool | None]:
    return lambda case: True if case.covered is not None else holds(case)


USING: tuple[Rule[Using], ...] = (
    *(replace(rule, holds=_unless_broken_open(rule.holds)) for rule in _RESTING),
    COMPARED_FIRST,
    Rule(
        id="AC-12",
        says="Under break-glass, only whoever opened it uses what it names, and only until it closes",
        cite=_BREAK_GLASS,
        holds=lambda c: c.covered is not False,
        finding="access-beyond-break-glass",
        remedy="Open it again, on a ground and for the fields that are needed, or ask for a grant.",
        means="No break-glass of whoever opened this covered it at that moment.",
    ),
    Rule(
        id="AC-09",
        says="A use is recorded when it is made, and not told as history afterwards",
        cite=gcp("4.2.2, access is logged as it happens", "GK"),
        holds=lambda c: not c.told_as_history,
        finding="use-told-as-history",
        remedy="Find out why the use went past the record; whoever opens data asks first.",
        means="The use was told afterwards, by somebody who keeps the record.",
        refuses=False,
    ),
)


def permitted(case: Using, on: date) -> bool:
    """Whether nothing that refuses a use on that day stands against this one."""
    return not any(rule.refuses and rule.in_force(on) and rule.stands_against(case) for rule in USING)
