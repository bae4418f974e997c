"""Where each command is asked: a new command needs one line here, and one in service/entitling.py for who may.

A place names its parts by the command's own fields: `person` and `initiative` are references. What the place does not
name, the body gives.
"""

from dataclasses import dataclass
from typing import Final

from domain.judging import SAYS_YES, STOPS
from domain.kernel.decider import Command
from service.commanding import kind_of
from service.entitling import MAY_ASK, ROLES, reported_by_anybody


@dataclass(frozen=True, slots=True)
class Route:
    """A command's tag and its place under /api. `mints` is what the server names anew."""

    tag: str
    place: str
    mints: str = ""

    @property
    def command(self) -> type[Command]:
        """The command."""
        return kind_of(self.tag)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that may ask it, as the road holds them to it; a stop is reported by anybody."""
        live = MAY_ASK[self.tag].history if self.history else MAY_ASK[self.tag].live
        return live.union(ROLES) if reported_by_anybody(self.tag) else live

    @property
    def history(self) -> bool:
        """Whether nobody asks it live: it is told as history, by those who keep the record."""
        return not MAY_ASK[self.tag].live

    @property
    def stops(self) -> bool:
        """Whether it is a stop, or, of advice, may be one: those need no version, and are never refused for form."""
        return issubclass(self.command, STOPS)

    @property
    def may_be_a_yes(self) -> bool:
        """Whether it is no stop where it says yes: advice, or what a person says on the day."""
        return self.command in SAYS_YES

    @property
    def in_place(self) -> tuple[str, ...]:
        """The command's fields that its place names."""
        return tuple(part[1:-1] for part in self.place.split("/") if part.startswith("{"))


_PERSON: Final = "/people/{person}"
_INITIATIVE: Final = "/initiatives/{initiative}"
_CONSENT: Final = "/consents/{person}/{initiative}"
_USE: Final = "/uses/{person}/{initiative}"
_ACTIVITY: Final = "/activities/{activity}"
_REQUEST: Final = "/requests/{person}/{activity}"
_FINDING: Final = "/findings/{person}/{initiative}"
_LEAVE: Final = "/leave/{person}"
_MINISTRY: Final = f"{_LEAVE}/applications"
_AUTHORISATION: Final = f"{_LEAVE}/authorisations"
_EPISODE: Final = f"{_LEAVE}/outings"

ROUTES: Final = (
    Route("people.register_actor", "/actors", mints="person"),
    Route("people.register_person", "/people", mints="person"),
    Route("people.assign_role", f"{_PERSON}/roles"),
    Route("people.assign_responsible_clinician", f"{_PERSON}/responsible-clinicians"),
    Route("people.change_detention", f"{_PERSON}/detention"),
    Route("people.begin_restriction", f"{_PERSON}/restrictions"),
    Route("people.end_restriction", f"{_PERSON}/restrictions/end"),
    Route("people.transfer", f"{_PERSON}/transfers"),
    Route("people.discharge", f"{_PERSON}/discharge"),
    Route("people.record_death", f"{_PERSON}/death"),
    Route("people.declare_interest", f"{_PERSON}/interests"),
    Route("people.end_interest", f"{_PERSON}/interests/end"),
    Route("people.change_name", f"{_PERSON}/name"),
    Route("people.change_gender_marker", f"{_PERSON}/gender-marker"),
    Route("people.join_records", f"{_PERSON}/joins"),
    Route("people.part_records", f"{_PERSON}/joins/parting"),
    Route("people.make_statement", f"{_PERSON}/statements"),
    Route("people.take_back_statement", f"{_PERSON}/statements/taken-back"),
    Route("people.strike_entry", f"{_PERSON}/struck-entries"),
    Route("sites.register_site", "/sites/{scope}"),
    Route("initiatives.register_initiative", "/initiatives", mints="initiative"),
    Route("initiatives.join_site", f"{_INITIATIVE}/sites"),
    Route("initiatives.approve_modification", f"{_INITIATIVE}/modifications"),
    Route("initiatives.publish_document", f"{_INITIATIVE}/documents"),
    Route("initiatives.implement_version", f"{_INITIATIVE}/implementations"),
    Route("initiatives.delegate_task", f"{_INITIATIVE}/delegations"),
    Route("initiatives.hold_session", f"{_INITIATIVE}/sessions"),
    Route("initiatives.record_attendance", f"{_INITIATIVE}/attendances"),
    Route("initiatives.record_mca_approval", f"{_INITIATIVE}/mca-approvals"),
    Route("initiatives.close_site", f"{_INITIATIVE}/site-closures"),
    Route("initiatives.end_initiative", f"{_INITIATIVE}/end"),
    Route("initiatives.record_training", f"{_INITIATIVE}/trainings"),
    Route("initiatives.record_part", f"{_INITIATIVE}/parts"),
    Route("initiatives.record_appearance", f"{_INITIATIVE}/appearances"),
    Route("initiatives.show_film", f"{_INITIATIVE}/showings"),
    Route("initiatives.record_takedown", f"{_INITIATIVE}/takedowns"),
    Route("consent.give_information", f"{_CONSENT}/information"),
    Route("consent.give_answers", f"{_CONSENT}/answers"),
    Route("consent.withdraw", f"{_CONSENT}/withdrawal"),
    Route("consent.stop_channels", f"{_CONSENT}/withdrawal/channels"),
    Route("consent.clarify_stop", f"{_CONSENT}/clarifications"),
    Route("consent.pause", f"{_CONSENT}/pause"),
    Route("consent.resume", f"{_CONSENT}/resumption"),
    Route("consent.observe_objection", f"{_CONSENT}/objections"),
    Route("consent.mark_entered_in_error", f"{_CONSENT}/errors"),
    Route("consent.doubt_capacity", f"{_CONSENT}/capacity/doubts"),
    Route("consent.assess_capacity", f"{_CONSENT}/capacity/assessments"),
    Route("consent.regain_capacity", f"{_CONSENT}/capacity/regaining"),
    Route("consent.identify_consultee", f"{_CONSENT}/consultees"),
    Route("consent.change_consultee", f"{_CONSENT}/consultees/change"),
    Route("consent.record_advice", f"{_CONSENT}/advice"),
    Route("consent.answer_about_peer", f"{_CONSENT}/peers"),
    Route("consent.tell_consultee", f"{_CONSENT}/consultees/told"),
    Route("access.use_data", _USE),
    Route("access.mark_entered_in_error", f"{_USE}/errors"),
    Route("access.request_grant", f"{_USE}/grant-requests"),
    Route("access.give_grant", f"{_USE}/grants"),
    Route("access.revoke_grant", f"{_USE}/grant-revocations"),
    Route("access.open_break_glass", f"{_USE}/break-glass"),
    Route("access.review_break_glass", f"{_USE}/break-glass/reviews"),
    Route("access.delay_telling", f"{_USE}/break-glass/delays"),
    Route("access.share_data", f"{_USE}/shares"),
    Route("access.send_recall", f"{_USE}/recalls"),
    Route("access.answer_recall", f"{_USE}/recall-answers"),
    Route("access.record_removal", f"{_USE}/removals"),
    Route("activities.register_activity", "/activities", mints="activity"),
    Route("activities.change_activity", f"{_ACTIVITY}/changes"),
    Route("activities.cancel_activity", f"{_ACTIVITY}/cancellation"),
    Route("involvement.express_interest", f"{_REQUEST}/interest"),
    Route("involvement.submit_request", f"{_REQUEST}/submission"),
    Route("involvement.withdraw_request", f"{_REQUEST}/withdrawal"),
    Route("involvement.draft_plan", f"{_REQUEST}/plan"),
    Route("involvement.set_plan_item", f"{_REQUEST}/plan/items"),
    Route("involvement.sign_plan", f"{_REQUEST}/plan/signatures"),
    Route("involvement.record_dissent", f"{_REQUEST}/plan/dissent"),
    Route("involvement.note_clinical_finding", f"{_REQUEST}/clinical-findings"),
    Route("involvement.approve_request", f"{_REQUEST}/approval"),
    Route("involvement.decline_request", f"{_REQUEST}/decline"),
    Route("involvement.defer_request", f"{_REQUEST}/deferral"),
    Route("involvement.call_off_outing", f"{_REQUEST}/calling-off"),
    Route("involvement.give_reasons", f"{_REQUEST}/reasons"),
    Route("involvement.answer_escalation", f"{_REQUEST}/escalation-answers"),
    Route("involvement.offer_alternative", f"{_REQUEST}/alternatives"),
    Route("involvement.take_alternative", f"{_REQUEST}/alternatives/taking"),
    Route("involvement.refuse_alternative", f"{_REQUEST}/alternatives/refusal"),
    Route("involvement.fail_alternative", f"{_REQUEST}/alternatives/failure"),
    Route("involvement.request_review", f"{_REQUEST}/reviews"),
    Route("involvement.decide_review", f"{_REQUEST}/reviews/decision"),
    Route("involvement.record_coming", f"{_REQUEST}/attendance"),
    Route("involvement.record_contribution", f"{_REQUEST}/contributions"),
    Route("involvement.agree_action", f"{_REQUEST}/actions"),
    Route("involvement.close_action", f"{_REQUEST}/actions/closing"),
    Route("involvement.cosign_action", f"{_REQUEST}/actions/cosigning"),
    Route("involvement.verify_impact", f"{_REQUEST}/actions/impact"),
    Route("involvement.record_wellbeing", f"{_REQUEST}/wellbeing"),
    Route("reading.read_person", f"{_PERSON}/readings"),
    Route("finding.assess", f"{_FINDING}/assessments"),
    Route("finding.record_corrective_action", f"{_FINDING}/corrective-actions"),
    Route("finding.close", f"{_FINDING}/closures"),
    Route("checking.verify_entry", f"{_CONSENT}/verifications"),
    Route("checking.verify_grant", f"{_CONSENT}/verifications/grants"),
    Route("settings.change_setting", "/settings"),
    Route("due.record_due", f"{_CONSENT}/dues"),
    Route("due.record_going_due", f"{_LEAVE}/dues"),
    Route("leave.draft_application", _MINISTRY),
    Route("leave.send_application", f"{_MINISTRY}/sending"),
    Route("leave.record_ministry_question", f"{_MINISTRY}/questions"),
    Route("leave.answer_ministry", f"{_MINISTRY}/question-answers"),
    Route("leave.record_ministry_grant", f"{_MINISTRY}/grant"),
    Route("leave.record_ministry_refusal", f"{_MINISTRY}/refusal"),
    Route("leave.record_ministry_withdrawal", f"{_MINISTRY}/withdrawal"),
    Route("leave.ask_report", f"{_MINISTRY}/reports"),
    Route("leave.settle_report", f"{_MINISTRY}/reports/settled"),
    Route("leave.draft_leave", _AUTHORISATION),
    Route("leave.set_condition", f"{_AUTHORISATION}/conditions"),
    Route("leave.set_contingency", f"{_AUTHORISATION}/contingency"),
    Route("leave.sign_leave", f"{_AUTHORISATION}/signature"),
    Route("leave.extend_leave", f"{_AUTHORISATION}/extensions"),
    Route("leave.suspend_leave", f"{_AUTHORISATION}/suspension"),
    Route("leave.resume_leave", f"{_AUTHORISATION}/resumption"),
    Route("leave.revoke_leave", f"{_AUTHORISATION}/revocation"),
    Route("leave.void_leave", f"{_AUTHORISATION}/voiding"),
    Route("leave.give_copy", f"{_AUTHORISATION}/copies"),
    Route("leave.authorise_custodian", f"{_AUTHORISATION}/custodians"),
    Route("leave.set_exclusion", f"{_LEAVE}/exclusions"),
    Route("leave.lift_exclusion", f"{_LEAVE}/exclusions/lifted"),
    Route("leave.record_incident", f"{_LEAVE}/incidents"),
    Route("leave.review_incident", f"{_LEAVE}/incidents/reviews"),
    Route("leave.plan_episode", _EPISODE),
    Route("leave.move_episode", f"{_EPISODE}/moves"),
    Route("leave.assign_escort", f"{_EPISODE}/escorts"),
    Route("leave.substitute_escort", f"{_EPISODE}/escorts/substitutes"),
    Route("leave.brief_escort", f"{_EPISODE}/escorts/briefings"),
    Route("leave.check_venue", f"{_EPISODE}/venue-checks"),
    Route("leave.check_episode", f"{_EPISODE}/checks"),
    Route("leave.say_today", f"{_EPISODE}/said-today"),
    Route("leave.release_episode", f"{_EPISODE}/release"),
    Route("leave.hold_back_episode", f"{_EPISODE}/holding-back"),
    Route("leave.cancel_episode", f"{_EPISODE}/cancellation"),
    Route("leave.check_in", f"{_EPISODE}/check-ins"),
    Route("leave.record_breach", f"{_EPISODE}/breaches"),
    Route("leave.recall_episode", f"{_EPISODE}/recall"),
    Route("leave.explain_reasons", f"{_EPISODE}/explanations"),
    Route("leave.record_return", f"{_EPISODE}/return"),
    Route("leave.declare_absence", f"{_EPISODE}/absence"),
    Route("leave.notify_absence", f"{_EPISODE}/absence/notices"),
    Route("leave.end_absence", f"{_EPISODE}/absence/end"),
    Route("leave.record_outcome", f"{_EPISODE}/outcomes"),
    Route("leave.close_episode", f"{_EPISODE}/closing"),
)
