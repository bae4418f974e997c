"""Rules about registering an initiative, and about taking part in a session: what was agreed and known by its start."""

from dataclasses import dataclass
from typing import Any

from domain.kernel.law import gcp, gmc, hra, protocol
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Registering:
    """A registration of a new initiative, and whether it is on the record already."""

    already_known: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Something told of an initiative or a site, and whether it is on the record already under that code.

    `approved`: the modification that made the version that comes into use was approved by that day.
    """

    already_told: bool
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at a session, as judged at its start. None where a fact was not given.

    `agreed` and `agreed_as_known_then`: the participation item (C02 for a focus group, else C01).
    `reconsent_due`: a newer version was in force at the session's site than the one signed, which was itself in
    force at the person's own site on the day it was signed. `came_elsewhere`: to another session of the initiative.
    """

    agreed: bool | None
    agreed_as_known_then: bool | None
    session_recorded: bool | None
    recording_agreed: bool | None
    reconsent_due: bool | None
    came_elsewhere: bool | None = False


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
        says="A version that a modification made comes into use once the modification was approved, and not before",
        cite=hra("Modifications: a favourable opinion before implementation, but for urgent safety measures", "GK"),
        holds=lambda c: c.approved,
        finding="implemented-before-approval",
        remedy="Go on with the version that was in force; record the approval first, with the day of the decision.",
    ),
)

TAKING_PART: tuple[Rule[Presence], ...] = (
    Rule(
        id="SE-01",
        says="Nobody takes part in a session unless their agreement to that kind of session is active when it begins",
        cite=hra("consent in research: voluntary, informed, before taking part"),
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
        says="Where a newer version is in force at the session's site, consent is taken again on it before the session",
        cite=protocol("re-consent after a modification; HRA, Modifications", "GK"),
        holds=lambda c: None if c.reconsent_due is None else not c.reconsent_due,
        finding="reconsent-not-taken",
        remedy="Go through what changed with the person and record their answers on the version in force.",
        means="A newer version was in force at the session's site than the one that the person had signed.",
    ),
    Rule(
        id="SE-05",
        says="Each person comes to one session of an initiative, which their removal window and transcript belong to",
        cite=protocol("one session a person", "DES"),
        holds=lambda c: None if c.came_elsewhere is None else not c.came_elsewhere,
        finding="came-to-two-sessions",
        remedy="Correct the attendance that is wrong.",
        means="The person is on the record at another session as well.",
    ),
)

RULES: tuple[Rule[Any], ...] = (*REGISTERING, *TELLING, *TAKING_PART)
