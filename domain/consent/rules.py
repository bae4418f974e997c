"""Rules about signing and stopping. A rule about a stop never refuses it: it says what must happen next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.kernel.law import gcp, hra, mca, persevere, policy, protocol
from domain.kernel.rules import Rule
from domain.kernel.time import DAY

REFLECTION: Final[timedelta] = DAY
"""Time to think between being told and signing; a provider's default."""
LATE: Final[timedelta] = DAY
"""How long after the fact an entry needs no reason; a provider's default."""


LEFT_ALONE: Final[timedelta] = timedelta(days=90)
"""How long somebody who said no is left alone; a provider's default."""
WITNESSED: Final = frozenset({"thumbprint", "spoken"})
"""How somebody signs who needs an impartial witness to it."""
AGAIN_AT_MOST: Final = 2
"""How often somebody who said no may be told again; a provider's default."""


@dataclass(frozen=True, slots=True)
class Open:
    """Whether somebody may be told: what closed it (death, study_end) or nothing, and how long a no is left alone.

    `declined_at`: when they last said no to all of it under another record of theirs.
    """

    closed_by: str = ""
    left_alone: timedelta = LEFT_ALONE
    declined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """A signing with what its rules need. None where a fact was not given.

    `signed_sha256` is the hash of the form as whoever took consent gives it, `document_sha256` the published one's.
    `nurse_in_charge`, `interested` and `trained` speak of the taker on that day: in charge of the person's ward, with
    an interest in the person or in whoever is in charge of them, with training for the task that was in date (None
    where no training is on record). `decided_leave`: the taker had decided, not long before, on a request of the
    person's to go out. `closed_by`: death, study_end, or nothing. `alone`: the person answers for
    themselves; `opened`: the taker had gone through that version with them. `again`: what the rules of telling need,
    where a yes live is asked of by them too. `witness_bound`: the witness is in charge of the person or of their ward
    that day, or one of the two has declared an interest in the other; it is asked live alone. `peer`: the taker is
    user-researcher, knows the person or is where they are, and they have not agreed to that. `care_team`: the taker
    works on the ward, at the site where the person is.
    """

    signed_at: datetime
    informed_at: datetime | None
    entered_at: datetime | None
    explained: bool
    version_current: bool | None
    taker_delegated: bool | None
    taker_in_charge: bool | None
    witness_independent: bool | None
    copy_given: str
    signed_sha256: str | None = None
    document_sha256: str | None = None
    how_signed: str | None = None
    witnessed: bool = False
    format_published: bool = True
    barred: bool = False
    nurse_in_charge: bool = False
    interested: bool = False
    decided_leave: bool = False
    trained: bool | None = None
    site_open: bool | None = None
    closed_by: str = ""
    reflection: timedelta = REFLECTION
    late: timedelta = LATE
    alone: bool = False
    opened: bool = False
    again: Open | None = None
    witness_bound: bool = False
    peer: bool = False
    care_team: bool = False


@dataclass(frozen=True, slots=True)
class Stopping:
    """A wish to stop with what its rules need; `inside_window` is None for every level but W6."""

    expressed_at: datetime
    entered_at: datetime | None
    explained: bool
    inside_window: bool | None
    late: timedelta = LATE


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody is told about an initiative: when they last said no to all of it, and how often they were told since.

    `barred`: they asked for no contact or for removal, or objected, and have not agreed to anything since.
    """

    at: datetime
    declined_at: datetime | None
    told_since: int
    left_alone: timedelta = LEFT_ALONE
    closed_by: str = ""
    barred: bool = False
    came_forward: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """What the person says of a user-researcher whom they know; `own`: it is that one who writes it down."""

    own: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class Hearing:
    """Whether the person says themselves that something goes on, or somebody outside the study's team heard it.

    None where it is told as history and nobody is named who heard it.
    """

    outside: bool | None


@dataclass(frozen=True, slots=True)
class Clarifying:
    """What was meant by a stop, whether that stop is on the record as unclear still, and who heard what was meant."""

    unclear: bool
    names_something: bool = True
    heard_outside: bool | None = True


@dataclass(frozen=True, slots=True)
class Marking:
    """An entry is said to be somebody else's, and whether it is one of which that can be said."""

    told: bool


@dataclass(frozen=True, slots=True)
class Resuming:
    """The end of a pause, whether anything of it is paused, and who heard that it ends."""

    paused: bool
    heard_outside: bool | None = True


def _left_alone(case: Approach) -> bool:
    if case.declined_at is None or case.came_forward:
        return True
    return case.at - case.declined_at >= case.left_alone and case.told_since < AGAIN_AT_MOST


def _reflected(case: Signing) -> bool | None:
    return None if case.informed_at is None else case.signed_at - case.informed_at >= case.reflection


def _explained(case: Signing) -> bool | None:
    return None if case.entered_at is None else case.explained or case.entered_at - case.signed_at <= case.late


def _as_published(case: Signing) -> bool | None:
    if case.signed_sha256 is None or case.document_sha256 is None:
        return None
    return case.signed_sha256 == case.document_sha256


def _stop_explained(case: Stopping) -> bool | None:
    return None if case.entered_at is None else case.explained or case.entered_at - case.expressed_at <= case.late


SIGNING: tuple[Rule[Signing], ...] = (
    Rule(
        id="CN-01",
        says="Consent is taken on the version that is in force at the person's site on the day of signing",
        cite=hra("only documents that are approved and in use at the site", "GK"),
        holds=lambda c: c.version_current,
        finding="version-not-current",
        remedy="Go through the version in force with the person and record their answers on it.",
        means="The form that was signed was not the version in force at the person's own site on that day.",
    ),
    Rule(
        id="CN-02",
        says="Whoever takes consent has the task of taking consent on the delegation log that day",
        cite=gcp("2.3, delegation of activities", "GK"),
        holds=lambda c: c.taker_delegated,
        finding="taker-not-delegated",
        remedy="Have somebody on the delegation log for consent take it again.",
        means="Whoever took this consent did not have the task of taking consent on the delegation log that day.",
    ),
    Rule(
        id="CN-03",
        says="A person's responsible clinician does not take that person's consent",
        cite=policy("separation of duties 3: nobody with power over leave takes consent"),
        holds=lambda c: None if c.taker_in_charge is None else not c.taker_in_charge,
        finding="taker-is-responsible-clinician",
        remedy="Have somebody with no part in the person's care take it again.",
        means="Whoever took this consent was in charge of the person's care that day.",
    ),
    Rule(
        id="CN-04",
        says="A witness is independent: neither the taker nor anyone of the study team",
        cite=gcp("impartial witness", "GK"),
        holds=lambda c: c.witness_independent,
        finding="witness-not-independent",
        remedy="Ask the person again before a witness who has nothing to do with the study, such as an advocate.",
        means="The witness was the taker, or one of the study team.",
    ),
    Rule(
        id="CN-05",
        says="At least 24 hours pass between being told and signing",
        cite=policy("time to think between information and signature", "POL; GK"),
        holds=_reflected,
        finding="reflection-too-short",
        remedy="Ask the person whether they had time enough, and whether they still want to take part.",
        means="Less than 24 hours lay between being told and signing.",
    ),
    Rule(
        id="CN-06",
        says="The person is given a copy of what they signed",
        cite=hra("informed consent: a copy is given to the participant", "GK"),
        holds=lambda c: c.copy_given == "yes",
        finding="copy-not-given",
        remedy="Give the copy, in a form the person can use, and record that it was given.",
        means="Nothing says that the person was given a copy.",
        refuses=False,
    ),
    Rule(
        id="CN-07",
        says="A signing entered more than 24 hours after it happened carries the reason for its lateness",
        cite=gcp("4.2.4, timely and justified entries", "GK"),
        holds=_explained,
        finding="late-entry-unexplained",
        remedy="Ask whoever entered it for the reason, and add it as a correction.",
        means="It was written down more than 24 hours after it was signed, and nobody said why.",
    ),
    Rule(
        id="CN-08",
        says="The form's hash is that of the published version",
        cite=hra("only approved documents are used", "GK"),
        holds=_as_published,
        finding="form-not-as-published",
        remedy="Lay the signed form beside the published one; where they differ, go through that one and sign again.",
        means="The form that was signed is not the one that was published under that version.",
        stands_aside=True,
    ),
    Rule(
        id="CN-11",
        says="Who answers by themselves was first taken through that version by the taker they name",
        cite=gcp("2.8, the person is informed by whoever has that task before they agree", "GK"),
        holds=lambda c: not c.alone or c.opened,
        finding="answered-unopened",
        remedy="Have somebody on the delegation log for consent go through that version with the person first.",
    ),
    Rule(
        id="CN-12",
        says="Whoever is in charge of a person or of their ward that day, or has an interest in them, is no witness",
        cite=policy("separation of duties 3, 4 and 9: a witness has no power over the person"),
        holds=lambda c: not c.witness_bound,
        finding="witness-in-charge-or-interested",
        remedy="Ask the person again before a witness who has no part in their care, such as an advocate.",
    ),
    Rule(
        id="CA-06",
        says="Nobody agrees to anything for which their capacity is in doubt or lacking",
        cite=mca("ss1, 2(1) and 30", "GK"),
        holds=lambda c: not c.barred,
        finding="signed-without-capacity",
        remedy="Have the person's capacity for this decision assessed; ask them again when they have it.",
        means="When the person said yes, their capacity for that decision was in doubt or lacking.",
    ),
    Rule(
        id="SF-01",
        says="Whoever signs by thumbprint, or speaks their consent, does so before an impartial witness",
        cite=gcp("2.8, impartial witness", "GK"),
        holds=lambda c: c.how_signed not in WITNESSED or c.witnessed,
        finding="witness-missing",
        remedy="Ask the person again before a witness who has nothing to do with the study, such as an advocate.",
        means="The person signed by thumbprint or spoke their consent, and no witness is named.",
    ),
    Rule(
        id="SF-02",
        says="The language and format that were used are among those published for the version",
        cite=hra("only approved documents are used, in the form that the person can use", "GK"),
        holds=lambda c: c.format_published,
        finding="format-not-published",
        remedy="Use a form that is published for the version, or have the one that the person needs approved first.",
        means="No document of that version was published in the language and format that were used.",
    ),
    Rule(
        id="SD-01",
        says="The nurse in charge of a person's ward does not take that person's consent",
        cite=policy("separation of duties 3: nobody with power over leave takes consent"),
        holds=lambda c: not c.nurse_in_charge,
        finding="taker-is-nurse-in-charge",
        remedy="Have somebody with no part in the person's care take it again.",
        means="Whoever took this consent was nurse in charge of the person's ward that day.",
    ),
    Rule(
        id="SD-02",
        says="Whoever has an interest in a person, or in whoever is in charge of them, does not take their consent",
        cite=policy("separation of duties 9: declared interests bar or are countersigned"),
        holds=lambda c: not c.interested,
        finding="taker-has-an-interest",
        remedy="Have somebody with no interest in the matter ask the person again.",
        means="Whoever took this consent had an interest in the person, or in their responsible clinician.",
    ),
    Rule(
        id="SD-03",
        says="Whoever decided on a person's request to go out takes no consent of theirs for 90 days",
        cite=policy("separation of duties 3: nobody with power over leave takes consent"),
        holds=lambda c: not c.decided_leave,
        finding="taker-decided-leave",
        remedy="Have somebody with no part in the person's care take it again.",
        means="Whoever took this consent had decided on a request of the person's to go out, not long before.",
    ),
    Rule(
        id="SD-04",
        says="Nobody who works on the ward where a person is takes that person's consent",
        cite=policy("separation of duties 3, and ward staff: not if on the person's direct team"),
        holds=lambda c: not c.care_team,
        finding="taker-on-the-ward",
        remedy="Have somebody who does not care for the person take it again.",
        means="Whoever took this consent held a role on the ward at the person's own site that day.",
    ),
    Rule(
        id="UR-02",
        says="A user-researcher takes no consent of somebody they know or are with, unless that person agreed to it",
        cite=policy("user-researchers, and people on their own ward or known to them (C-peer)"),
        holds=lambda c: not c.peer,
        finding="taken-by-a-peer",
        remedy="Ask the person whether this one may; a no needs no reason. Else have another of the team take it.",
        means="A user-researcher took it who knew the person or was where they were, and they had not agreed to that.",
    ),
    Rule(
        id="TR-01",
        says="Where the training of whoever takes consent is on the record, it is in date on the day of signing",
        cite=gcp("2.3, qualified by training; evidence of it on the date", "GK"),
        holds=lambda c: c.trained,
        finding="taker-not-trained",
        remedy="Have somebody whose training is in date go through it with the person again.",
        means="The training of whoever took this consent was not in date that day.",
        stands_aside=True,
    ),
    Rule(
        id="SI-01",
        says="Consent is taken only where the initiative is open at the person's site",
        cite=hra("a site takes part once it is confirmed and opened, and until it is closed", "GK"),
        holds=lambda c: c.site_open,
        finding="signed-at-site-not-open",
        remedy="Wait until the site is open, then ask the person; what they agreed to before stays as it is.",
        means="The initiative was not open at the person's site on that day.",
        stands_aside=True,
    ),
    Rule(
        id="CL-01",
        says="Nobody signs after their death or after the end of the initiative",
        cite=protocol("end of study; a consent ends with the person's death", "GK"),
        holds=lambda c: not c.closed_by,
        finding="signed-after-closing",
        remedy="Find out whose signing this is, and correct whichever entry is wrong.",
        means="The person had died by then, or the initiative had ended.",
    ),
)

STOPPING: tuple[Rule[Stopping], ...] = (
    Rule(
        id="WD-01",
        says="A stop entered more than 24 hours after it was expressed carries the reason for its lateness",
        cite=gcp("4.2.4, timely and justified entries", "GK"),
        holds=_stop_explained,
        finding="late-entry-unexplained",
        remedy="Ask whoever entered it for the reason; the stop stands from when it was expressed in any case.",
        means="It was written down more than 24 hours after it was said, and nobody said why.",
        refuses=False,
    ),
    Rule(
        id="WD-02",
        says="What somebody asks to be removed inside the window they were promised is removed",
        cite=protocol("removal window of the form that the person signed", "DES"),
        holds=lambda c: c.inside_window is not True,
        finding="removal-inside-window",
        remedy="Remove or destroy what can be identified, item by item, and tell the person what was done.",
        means="The person asked for removal while the window that they were promised was open.",
        refuses=False,
    ),
    Rule(
        id="WD-03",
        says="Whoever asks for removal after the window has closed is told so, and offered what is still possible",
        cite=protocol("removal window of the form that the person signed", "DES"),
        holds=lambda c: c.inside_window is not False,
        finding="removal-outside-window",
        remedy="Tell the person what is kept and why; offer that no new words of theirs are used.",
        means="The person asked for removal after the window that they were promised had closed.",
        refuses=False,
    ),
)

APPROACHING: tuple[Rule[Approach], ...] = (
    Rule(
        id="CN-09",
        says="After a no: left alone for 90 days, then told again, twice at most",
        cite=policy("re-approach after a no"),
        holds=_left_alone,
        finding="approached-too-soon",
        remedy="Leave the person alone; their no is an answer. They may come forward themselves.",
    ),
    Rule(
        id="CN-10",
        says="Whoever asked for no contact or for removal, or objected, is not approached; they may come forward",
        cite=protocol("no further contact; PeRSEVERE", "DES"),
        holds=lambda c: not c.barred or c.came_forward,
        finding="approached-after-stop",
        remedy="Leave the person alone. Where they come forward themselves, record that they did.",
    ),
    Rule(
        id="CL-02",
        says="Nobody is told about an initiative after their death or after its end",
        cite=protocol("end of study; contact ends with the person's death", "GK"),
        holds=lambda c: not c.closed_by,
        finding="approached-after-closing",
        remedy="Nothing is to be told any more. Look up whether the day that closed it is right.",
    ),
)

ABOUT_PEER: tuple[Rule[Answering], ...] = (
    Rule(
        id="UR-05",
        says="Nobody records that they themselves may work with somebody whom they know",
        cite=policy("user-researchers, and people on their own ward or known to them (C-peer)", "DES"),
        holds=lambda c: not (c.own and c.agrees),
        finding="peer-agreed-for-themselves",
        remedy="Let the person say so to somebody else, or record it themselves.",
    ),
)

CLARIFYING: tuple[Rule[Clarifying], ...] = (
    Rule(
        id="WD-04",
        says="What was meant can be said only of a stop that is on the record and not clear yet",
        cite=persevere("the extent of a withdrawal is the participant's choice"),
        holds=lambda c: c.unclear,
        finding="clarified-without-stop",
        remedy="Record what the person says now as a stop of its own, or as their new answers.",
    ),
    Rule(
        id="WD-05",
        says="What was meant by a stop names something that stops",
        cite=hra("withdrawal: the extent is the participant's choice; the most protective reading holds", "DES"),
        holds=lambda c: c.names_something,
        finding="clarified-as-nothing",
        remedy="Say which items the person stops. Where they go on with everything, record their new answers.",
    ),
    Rule(
        id="WD-06",
        says="The study's team alone does not narrow an unclear stop: the person does, or somebody outside heard it",
        cite=persevere("the extent of a withdrawal is the participant's choice", "DES"),
        holds=lambda c: c.heard_outside,
        finding="clarified-by-team-alone",
        remedy="Let the person say so themselves, or to somebody outside the team who records it or is named in it.",
    ),
)

RESUMING: tuple[Rule[Resuming], ...] = (
    Rule(
        id="PA-01",
        says="Only what the person paused is resumed; a stop is ended by their own new consent alone",
        cite=persevere("participation may stop, be reduced, or start again"),
        holds=lambda c: c.paused,
        finding="resumed-without-pause",
        remedy="Nothing of this is paused. Where it was stopped, ask the person whether they want to agree again.",
    ),
    Rule(
        id="PA-02",
        says="The study's team alone does not end a pause: the person does, or somebody outside heard it",
        cite=policy("separation of duties: what goes on again is heard by somebody outside the team"),
        holds=lambda c: c.heard_outside,
        finding="resumed-by-team-alone",
        remedy="Let the person say so themselves, or to somebody outside the team who records it or is named in it.",
    ),
)

MARKING: tuple[Rule[Marking], ...] = (
    Rule(
        id="EE-01",
        says="Only a signing, or information given, is said to be somebody else's; a stop stands",
        cite=gcp("4.2.4, corrections are attributed and justified", "GK"),
        holds=lambda c: c.told,
        finding="marked-without-entry",
        remedy="Name a signing that stands. Where a stop was another person's, ask this one whether they agree again.",
    ),
)

RULES: tuple[Rule[Any], ...] = (*SIGNING, *STOPPING, *APPROACHING, *ABOUT_PEER, *CLARIFYING, *RESUMING, *MARKING)
