"""Where each command is asked, and in which roles: a new command needs one line here.

A place names its parts by the command's own fields: `person` and `initiative` are references. What the place does not
name, the body gives. PARTICIPANT means: somebody, of themselves.
"""

from dataclasses import dataclass
from typing import Final

from domain.consent import STOPS
from domain.kernel.decider import Command
from service.commanding import kind_of
from service.http.callers import PARTICIPANT

RECORDS: Final = frozenset({"records"})
WARD: Final = RECORDS | {"ward"}
STUDY: Final = RECORDS | {"study_team"}
CARE: Final = WARD | {"study_team"}
PRIVACY: Final = RECORDS | {"privacy"}
BESIDE: Final = CARE | {"advocate"}
"""Whoever may stand beside a person when they say something."""
THEMSELVES: Final = frozenset({PARTICIPANT})


@dataclass(frozen=True, slots=True)
class Route:
    """A command's tag, its place under /api, and the roles that may ask it. `mints` is what the server names anew."""

    tag: str
    place: str
    roles: frozenset[str]
    mints: str = ""

    @property
    def command(self) -> type[Command]:
        """The command."""
        return kind_of(self.tag)

    @property
    def stops(self) -> bool:
        """Whether it is a stop: those need no version, and are never refused for form."""
        return issubclass(self.command, STOPS)

    @property
    def in_place(self) -> tuple[str, ...]:
        """The command's fields that its place names."""
        return tuple(part[1:-1] for part in self.place.split("/") if part.startswith("{"))


_PERSON: Final = "/people/{person}"
_INITIATIVE: Final = "/initiatives/{initiative}"
_CONSENT: Final = "/consents/{person}/{initiative}"
_USE: Final = "/uses/{person}/{initiative}"
_FINDING: Final = "/findings/{person}/{initiative}"

ROUTES: Final = (
    Route("people.register_actor", "/actors", RECORDS, mints="person"),
    Route("people.register_person", "/people", STUDY, mints="person"),
    Route("people.assign_role", f"{_PERSON}/roles", RECORDS),
    Route("people.assign_responsible_clinician", f"{_PERSON}/responsible-clinicians", WARD),
    Route("people.change_detention", f"{_PERSON}/detention", WARD),
    Route("people.begin_restriction", f"{_PERSON}/restrictions", WARD),
    Route("people.end_restriction", f"{_PERSON}/restrictions/end", WARD),
    Route("people.transfer", f"{_PERSON}/transfers", WARD),
    Route("people.discharge", f"{_PERSON}/discharge", WARD),
    Route("people.record_death", f"{_PERSON}/death", WARD),
    Route("people.declare_interest", f"{_PERSON}/interests", CARE),
    Route("people.end_interest", f"{_PERSON}/interests/end", CARE),
    Route("people.change_name", f"{_PERSON}/name", WARD | THEMSELVES),
    Route("people.change_gender_marker", f"{_PERSON}/gender-marker", WARD | THEMSELVES),
    Route("people.join_records", f"{_PERSON}/joins", PRIVACY),
    Route("people.part_records", f"{_PERSON}/joins/parting", PRIVACY),
    Route("people.strike_entry", f"{_PERSON}/struck-entries", RECORDS),
    Route("sites.register_site", "/sites/{scope}", STUDY),
    Route("initiatives.register_initiative", "/initiatives", STUDY, mints="initiative"),
    Route("initiatives.join_site", f"{_INITIATIVE}/sites", STUDY),
    Route("initiatives.approve_modification", f"{_INITIATIVE}/modifications", STUDY),
    Route("initiatives.publish_document", f"{_INITIATIVE}/documents", STUDY),
    Route("initiatives.implement_version", f"{_INITIATIVE}/implementations", STUDY),
    Route("initiatives.delegate_task", f"{_INITIATIVE}/delegations", STUDY),
    Route("initiatives.hold_session", f"{_INITIATIVE}/sessions", STUDY),
    Route("initiatives.record_attendance", f"{_INITIATIVE}/attendances", STUDY),
    Route("initiatives.record_mca_approval", f"{_INITIATIVE}/mca-approvals", STUDY),
    Route("initiatives.close_site", f"{_INITIATIVE}/site-closures", STUDY),
    Route("initiatives.end_initiative", f"{_INITIATIVE}/end", STUDY),
    Route("initiatives.record_training", f"{_INITIATIVE}/trainings", STUDY),
    Route("initiatives.record_part", f"{_INITIATIVE}/parts", STUDY),
    Route("initiatives.record_appearance", f"{_INITIATIVE}/appearances", STUDY),
    Route("initiatives.show_film", f"{_INITIATIVE}/showings", STUDY),
    Route("initiatives.record_takedown", f"{_INITIATIVE}/takedowns", STUDY),
    Route("consent.give_information", f"{_CONSENT}/information", BESIDE),
    Route("consent.give_answers", f"{_CONSENT}/answers", CARE | THEMSELVES),
    Route("consent.withdraw", f"{_CONSENT}/withdrawal", BESIDE | THEMSELVES),
    Route("consent.clarify_stop", f"{_CONSENT}/clarifications", BESIDE | THEMSELVES),
    Route("consent.pause", f"{_CONSENT}/pause", BESIDE | THEMSELVES),
    Route("consent.resume", f"{_CONSENT}/resumption", BESIDE | THEMSELVES),
    Route("consent.observe_objection", f"{_CONSENT}/objections", BESIDE),
    Route("consent.mark_entered_in_error", f"{_CONSENT}/errors", RECORDS),
    Route("consent.doubt_capacity", f"{_CONSENT}/capacity/doubts", BESIDE),
    Route("consent.assess_capacity", f"{_CONSENT}/capacity/assessments", CARE),
    Route("consent.regain_capacity", f"{_CONSENT}/capacity/regaining", CARE),
    Route("consent.identify_consultee", f"{_CONSENT}/consultees", CARE),
    Route("consent.change_consultee", f"{_CONSENT}/consultees/change", CARE),
    Route("consent.record_advice", f"{_CONSENT}/advice", BESIDE),
    Route("access.use_data", _USE, STUDY),
    Route("access.mark_entered_in_error", f"{_USE}/errors", RECORDS),
    Route("access.request_grant", f"{_USE}/grant-requests", STUDY),
    Route("access.give_grant", f"{_USE}/grants", PRIVACY),
    Route("access.revoke_grant", f"{_USE}/grant-revocations", PRIVACY),
    Route("access.open_break_glass", f"{_USE}/break-glass", CARE),
    Route("access.review_break_glass", f"{_USE}/break-glass/reviews", PRIVACY),
    Route("access.delay_telling", f"{_USE}/break-glass/delays", PRIVACY),
    Route("access.share_data", f"{_USE}/shares", STUDY),
    Route("access.send_recall", f"{_USE}/recalls", STUDY),
    Route("access.answer_recall", f"{_USE}/recall-answers", STUDY),
    Route("access.record_removal", f"{_USE}/removals", STUDY),
    Route("reading.read_person", f"{_PERSON}/readings", CARE | {"auditor", "privacy", "advocate"}),
    Route("finding.assess", f"{_FINDING}/assessments", STUDY | {"privacy"}),
    Route("finding.record_corrective_action", f"{_FINDING}/corrective-actions", STUDY | {"privacy"}),
    Route("finding.close", f"{_FINDING}/closures", STUDY | {"privacy"}),
    Route("checking.verify_entry", f"{_CONSENT}/verifications", STUDY),
    Route("settings.change_setting", "/settings", PRIVACY),
    Route("due.record_due", f"{_CONSENT}/dues", RECORDS),
)
