"""Rules about registering an initiative, and about taking part in a session: what was agreed and known by its start."""

from dataclasses import dataclass
from typing import Any, Final

from domain.kernel.law import gcp, gmc, hra, mca, policy, protocol
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Registering:
    """A registration of a new initiative, and whether it is on the record already."""

    already_known: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Something told of an initiative or a site, and whether it is on the record already under that code.

    `approved`: the modification that made the version that comes into use was approved by that day.
    `decided`: the day of the decision that it tells of has come, as far as it is asked live.
    `published`: a document of the version that comes into use was published as approved by then, as far as it is asked.
    """

    already_told: bool
    approved: bool = True
    decided: bool = True
    published: bool = True


APPROPRIATE: Final = frozenset({"nhs_rec", "social_care_rec"})
"""Which kinds of body can approve under the Mental Capacity Act; a university's committee is none of them."""


@dataclass(frozen=True, slots=True)
class Approving:
    """An approval under the Mental Capacity Act, and what kind of body gave it."""

    body_kind: str
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at a session, as judged at its start. None where a fact was not given.

    `site_open`: both the session's site and the person's own take part on that day, as far as anything on the record
    speaks to it. `closed_by`: death, study_end, or nothing.
    `agreed` and `agreed_as_known_then`: the participation item (C02 for a focus group, else C01).
    `reconsent_due`: a newer version was in force at the session's site than the one signed, which was itself in
    force at the person's own site on the day it was signed. `came_elsewhere`: to another session of the study; of
    what is no study it is not asked. `peer_led`: by a user-researcher who knows the person or is where they are, and
    they have not agreed to that.
    """

    agreed: bool | None
    agreed_as_known_then: bool | None
    session_recorded: bool | None
    recording_agreed: bool | None
    reconsent_due: bool | None
    came_elsewhere: bool | None = False
    site_open: bool | None = None
    closed_by: str = ""
    peer_led: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing of a site or the end of an initiative: whether it takes part until then, whether it ended already."""

    open_until_then: bool | None = True
    ended_already: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part in the work, and whether whoever had it was user-researcher of the initiative on its first day."""

    user_researcher: bool | None


@dataclass(frozen=True, slots=True)
class Filming:
    """Somebody is filmed: whether they agreed to appear in a film at that moment. `closed_by`: as for a session.

    `lapsed`: a modification asked for that consent again, and it was not given in time.
    """

    agreed: bool | None
    closed_by: str = ""
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Showing:
    """A film is shown on a channel: whether it is known who appears in it, and whether all agree to that channel."""

    anybody_known: bool
    all_agree: bool


@dataclass(frozen=True, slots=True)
class TakingDown:
    """A step of a takedown: whether the film is on that channel with the person in it, and what was asked before."""

    step: str
    shown_with_them: bool
    before: str


def _known_in_time(case: Presence) -> bool | None:
    if case.agreed is None or case.agreed_as_known_then is None:
        return None
    return not case.agreed or case.agreed_as_known_then


def _recorded_with_consent(case: Presence) -> bool | None:
    if case.session_recorded is None or case.recording_agreed is None:
        return None
    return not case.session_recorded or case.recording_agreed


REGISTERING: tuple[Rule[Registering], ...] = (
    Rule(
        id="IN-01",
        says="An initiative is registered once; what changes later is recorded as a change",
        cite=gcp("4.2.2, changes are documented with their reasons", "GK"),
        holds=lambda c: not c.already_known,
        finding="initiative-registered-twice",
        remedy="Use the registration that there is, or correct it with a reason.",
    ),
)

TELLING: tuple[Rule[Telling], ...] = (
    Rule(
        id="IN-02",
        says="A site, version or session is told once; what changes later is recorded as a correction",
        cite=gcp("4.2.2, changes are documented with their reasons", "GK"),
        holds=lambda c: not c.already_told,
        finding="told-twice",
        remedy="Give it a code of its own, or correct what there is with a reason.",
    ),
    Rule(
        id="IN-03",
        says=(
            "A version made by a substantial modification comes into use once it has a favourable opinion;"
            " by another, once that is classed and recorded"
        ),
        cite=hra("Modifications: a favourable opinion before implementation, but for urgent safety measures"),
        holds=lambda c: c.approved,
        finding="implemented-before-approval",
        remedy="Go on with the version that was in force; record the approval first, with the day of the decision.",
    ),
    Rule(
        id="IN-04",
        says="A document is published as approved, and a modification recorded as decided, from the day of that on",
        cite=hra("Modifications: a favourable opinion before implementation, but for urgent safety measures"),
        holds=lambda c: c.decided,
        finding="recorded-before-decision",
        remedy="Wait for the decision, then record it with its day; nothing is approved before.",
    ),
    Rule(
        id="IN-05",
        says="A version comes into use only where a document of it was published, as approved by that day",
        cite=hra("only documents that are approved and in use at the site", "GK"),
        holds=lambda c: c.published,
        finding="implemented-before-publication",
        remedy="Publish the version's documents first, each with the day of its approval.",
    ),
)

TAKING_PART: tuple[Rule[Presence], ...] = (
    Rule(
        id="SE-01",
        says="Nobody takes part in a session unless their agreement to that kind of session is active when it begins",
        cite=hra("consent in research: voluntary, informed, before taking part", "GK"),
        holds=lambda c: c.agreed,
        finding="participation-without-consent",
        remedy="Do not use what was said until the person has decided; tell the sponsor; record what was done.",
        means="When the session began, the person's agreement to this kind of session was not active.",
    ),
    Rule(
        id="SE-02",
        says="Agreement to take part is on the record before the session begins",
        cite=gcp("4.2.4, timely and attributed entries", "GK"),
        holds=_known_in_time,
        finding="participation-before-record",
        remedy="Have a second person compare the paper with the entry, and note the reason for the late entry.",
        means="The person had agreed when the session began, but nobody had written it down by then.",
        refuses=False,
    ),
    Rule(
        id="SE-03",
        says="A session is recorded only where everybody there has agreed to recording (C03) when it begins",
        cite=gmc("paras 24-27, consent before making a recording for a secondary purpose"),
        holds=_recorded_with_consent,
        finding="recording-without-consent",
        remedy="Stop using the recording; ask the person; destroy it if they wish.",
        means="The session was audio-recorded, and the person's agreement to that was not active when it began.",
    ),
    Rule(
        id="SE-04",
        says=(
            "Where a newer version is in force at the session's site, consent is taken again on it before the session,"
            " unless the modification asks new people only, or only informs"
        ),
        cite=protocol("re-consent after a modification; HRA, Modifications", "GK"),
        holds=lambda c: None if c.reconsent_due is None else not c.reconsent_due,
        finding="reconsent-not-taken",
        remedy="Go through what changed with the person and record their answers on the version in force.",
        means="A newer version was in force at the session's site than the one that the person had signed.",
    ),
    Rule(
        id="SE-05",
        says="Each person comes to one session of a study: for now their window and transcript are kept for one",
        cite=protocol("one session a person", "DES"),
        holds=lambda c: None if c.came_elsewhere is None else not c.came_elsewhere,
        finding="came-to-two-sessions",
        remedy="Correct the attendance that is wrong; for now a window and a transcript are kept for one session.",
        means="The person is on the record at another session as well.",
    ),
    Rule(
        id="SI-02",
        says="Somebody takes part only where the initiative is open, at the session's site and at their own",
        cite=hra("a site takes part once it is confirmed and opened, and until it is closed", "GK"),
        holds=lambda c: c.site_open,
        finding="participation-at-site-not-open",
        remedy="Wait until the site is open; the person's consent stays as it is meanwhile.",
        means="The initiative was not open on that day at the session's site, or where the person was.",
        stands_aside=True,
    ),
    Rule(
        id="UR-03",
        says="A user-researcher leads no session of somebody they know or are with, unless that person agreed to it",
        cite=policy("user-researchers, and people on their own ward or known to them (C-peer)"),
        holds=lambda c: not c.peer_led,
        finding="session-led-by-a-peer",
        remedy="Ask the person whether this one may; a no needs no reason. Else let another of the team lead it.",
        means="A user-researcher led it who knew the person or was where they were, and they had not agreed to that.",
    ),
    Rule(
        id="CL-03",
        says="Nobody takes part after their death or after the end of the initiative",
        cite=protocol("end of study; participation ends with the person's death", "GK"),
        holds=lambda c: not c.closed_by,
        finding="participation-after-closing",
        remedy="Find out who came, and correct whichever entry is wrong.",
        means="The person had died by then, or the initiative had ended.",
    ),
)

APPROVING: tuple[Rule[Approving], ...] = (
    Rule(
        id="MC-01",
        says=(
            "Research with people who lack capacity is approved by a committee that is an appropriate body;"
            " a university's is none"
        ),
        cite=mca("s30(4); the Mental Capacity Act 2005 (Appropriate Body) (England) Regulations 2006", "GK"),
        holds=lambda c: c.body_kind in APPROPRIATE,
        finding="approved-by-no-appropriate-body",
        remedy="Ask a research ethics committee that is recognised for this; until it approves there is no approval.",
    ),
    Rule(
        id="MC-02",
        says="An approval under the Mental Capacity Act is recorded from the day of the decision on",
        cite=mca("s30(1), approved before it is carried out"),
        holds=lambda c: c.decided,
        finding="approved-before-decision",
        remedy="Wait for the decision, then record it with its day; nothing is approved before.",
    ),
)

CLOSING: tuple[Rule[Closing], ...] = (
    Rule(
        id="SI-03",
        says="A site is closed only if it takes part until that day",
        cite=hra("a site takes part once it is confirmed and opened, and until it is closed", "GK"),
        holds=lambda c: c.open_until_then,
        finding="closed-without-opening",
        remedy="Record first since when the site takes part.",
    ),
    Rule(
        id="SI-04",
        says="An initiative ends once; a wrong day is corrected",
        cite=hra("end of study declaration", "GK"),
        holds=lambda c: not c.ended_already,
        finding="ended-twice",
        remedy="Correct the end that is on the record.",
    ),
)

PARTS: tuple[Rule[Part], ...] = (
    Rule(
        id="UR-01",
        says="A user-researcher's part is that of somebody who was user-researcher of the initiative when it began",
        cite=policy("user-researchers' part by stage of the work", "DES"),
        holds=lambda c: c.user_researcher,
        finding="part-without-role",
        remedy="Record the role first, with its first day.",
    ),
)

FILMING: tuple[Rule[Filming], ...] = (
    Rule(
        id="FI-01",
        says="Nobody is filmed for a film unless they agree to appear in it (C06) at that moment",
        cite=gmc("consent before a recording is made for a secondary purpose"),
        holds=lambda c: c.agreed,
        finding="filmed-without-consent",
        remedy="Do not use what was filmed; ask the person; destroy it if they wish.",
        means="The person had not agreed to appear in a film (C06) when they were filmed.",
    ),
    Rule(
        id="CL-04",
        says="Nobody is filmed after their death or after the end of the initiative",
        cite=protocol("end of study; participation ends with the person's death", "GK"),
        holds=lambda c: not c.closed_by,
        finding="filmed-after-closing",
        remedy="Find out who was filmed, and correct whichever entry is wrong.",
        means="The person had died by then, or the initiative had ended.",
    ),
    Rule(
        id="FI-06",
        says="Nobody is filmed on consent that has lapsed",
        cite=protocol("re-consent after a modification; HRA, Modifications", "GK"),
        holds=lambda c: not c.lapsed,
        finding="filmed-after-lapse",
        remedy="Do not use what was filmed; go through what changed with the person and ask them again.",
        means="A modification had asked for consent again, and it was not given in the days that the provider sets.",
    ),
)

SHOWING: tuple[Rule[Showing], ...] = (
    Rule(
        id="FI-02",
        says="A film is shown only where it is on the record who appears in it",
        cite=gmc("consent before a recording is made for a secondary purpose"),
        holds=lambda c: c.anybody_known,
        finding="shown-without-cast",
        remedy="Record who can be seen in it, everybody, before it is shown.",
    ),
    Rule(
        id="FI-03",
        says="A film is shown on a channel only while everybody who appears in it agrees to that channel (C06)",
        cite=gmc("consent in writing for widely accessible public media, whether or not somebody can be known by it"),
        holds=lambda c: c.all_agree,
        finding="shown-without-consent",
        remedy="Do not show it there; cut it without those who did not agree, or ask them.",
        means="The film was shown on a channel to which somebody who can be seen in it had not agreed.",
    ),
)

TAKING_DOWN: tuple[Rule[TakingDown], ...] = (
    Rule(
        id="FI-04",
        says="A takedown is of a film that was shown on that channel with the person in it",
        cite=protocol("consent item C06; no new uses, and a takedown where it was shown", "DES"),
        holds=lambda c: c.shown_with_them,
        finding="takedown-of-nothing",
        remedy="Look up on which channels the film was shown, and record that first.",
    ),
    Rule(
        id="FI-05",
        says="What came of a takedown is told of one that was asked for",
        cite=protocol("consent item C06; no new uses, and a takedown where it was shown", "DES"),
        holds=lambda c: c.step == "asked" or bool(c.before),
        finding="takedown-never-asked",
        remedy="Record first that the takedown was asked for, and when.",
    ),
)

RULES: tuple[Rule[Any], ...] = (
    *REGISTERING,
    *TELLING,
    *TAKING_PART,
    *APPROVING,
    *CLOSING,
    *PARTS,
    *FILMING,
    *SHOWING,
    *TAKING_DOWN,
)
