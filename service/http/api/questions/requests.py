"""Questions about requests to go out: what waits, and one of them with what its answer rests on.

That people are read of is put on the record before anything is answered. Whoever runs involvement is told how requests
stand, and no reason; nothing here says anything of a study.
"""

from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from domain.involvement import Decided, Plan, request_stream
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections.requests import Wish
from service import request_words as words
from service import requests as found
from service.http.api.asking import Asked, Clocks, Question, Stands, answered, asked, standing
from service.http.api.fields import LARGEST, YesNoParameter
from service.http.reading import read, read_all
from service.outings import Looker, When
from service.requests import WHO_CARE, Whole

ROWS: Final = 50
"""How many requests one part of the list has."""


class OfRequests(Clocks):
    """Which requests are meant: those that wait, or every one; and which part of them."""

    answered = YesNoParameter(metadata={"description": "With those that are answered, or over."})
    page = fields.Integer(
        validate=validate.Range(min=1, max=LARGEST), metadata={"description": f"Which part, of {ROWS} each."}
    )


class OneRequest(ma.Schema):
    """How a request stood. `days_left`: local days until it is to be decided; fewer than none where that has passed."""

    person = fields.String(required=True)
    activity = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    waits = fields.Boolean(required=True)
    asked_at = fields.String(required=True, allow_none=True)
    requester = fields.String(required=True, allow_none=True)
    decide_by = fields.String(required=True, allow_none=True)
    days_left = fields.Integer(required=True, allow_none=True)
    in_charge = fields.List(fields.String(), required=True)
    alternative = fields.String(required=True, allow_none=True)


class RequestsAnswer(Stands):
    """Requests, the longest wait first; `whole` is how many there are in all."""

    requests = fields.List(fields.Nested(OneRequest), required=True)
    whole = fields.Integer(required=True)


class PlanTold(ma.Schema):
    """The plan as it stands: who has signed it so, and what it says to those who care for the person."""

    signed_by = fields.List(fields.String(), required=True)
    says = fields.Dict(values=fields.String(), required=True)
    items = fields.Dict(values=fields.Dict(values=fields.String()), required=True)
    against = fields.Dict(values=fields.String(), required=True)


class AnswerTold(ma.Schema):
    """The answer; why, to those who care for the person."""

    outcome = fields.String(required=True)
    at = fields.String(required=True)
    decider = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    alternative = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)
    conditions = fields.List(fields.String(), required=True)
    item = fields.String(required=True, allow_none=True)
    found = fields.String(required=True, allow_none=True)
    review_on = fields.String(required=True, allow_none=True)
    says = fields.Dict(values=fields.String(), required=True)


class ClauseTold(ma.Schema):
    """A clause of the gate, asked of the outing that is planned: whether it holds, and what to do where it does not."""

    clause = fields.String(required=True)
    rule = fields.String(required=True)
    says = fields.String(required=True)
    citation = fields.String(required=True)
    verdict = fields.String(required=True)
    still_to_do = fields.Boolean(required=True)
    remedy = fields.String(required=True)


class RequestAnswer(Stands):
    """One request whole."""

    request = fields.Nested(OneRequest, required=True)
    plan = fields.Nested(PlanTold, required=True, allow_none=True)
    answer = fields.Nested(AnswerTold, required=True, allow_none=True)
    outing = fields.String(required=True, allow_none=True)
    gate = fields.List(fields.Nested(ClauseTold), required=True)


def requests(query: dict[str, Any]) -> Response:
    """Requests that wait for an answer, the longest wait first. That each person is read of is on the record first."""
    of = asked(query)
    service, when = of.door.service, When(of.at, of.valid_at, of.known_at)
    looker = Looker(of.caller.ref, of.caller.role)
    rows = (found.every if of.given.get("answered") == "true" else found.waiting)(service, looker, when)
    start = (of.given.get("page", 1) - 1) * ROWS
    page = rows[start : start + ROWS]
    read_all(of.door, of.caller, (each.person for each in page), found.LIST)
    told = [_request_told(each) for each in page]
    return answered({**of.stands(service.record.head()), "requests": told, "whole": len(rows)})


def request(query: dict[str, Any], person: Ref, activity: Ref) -> Response:
    """One request: how it stood, the plan, the answer, the gate clause by clause. The reading is recorded first."""
    of = asked(query)
    read(of.door, of.caller, person, found.ONE)
    stands = standing(of.door, request_stream(person, activity))
    service, when = of.door.service, When(of.at, of.valid_at, of.known_at)
    whole = found.one(service, Looker(of.caller.ref, of.caller.role), Wish(person, activity), when)
    return answered({**of.stands(service.record.head()), **_told(of, whole)}, standing=stands)


def _request_told(each: found.Asked) -> dict[str, Any]:
    offered = each.offer.alternative if each.offer else each.answer.alternative if each.answer else None
    return {
        "person": each.person,
        "activity": each.activity,
        "name": each.terms.name,
        "status": each.state,
        "waits": each.waits,
        "asked_at": each.asked_at and to_local(each.asked_at),
        "requester": each.requester,
        "decide_by": each.due and to_local(each.due),
        "days_left": each.days_left,
        "in_charge": sorted(each.in_charge),
        "alternative": offered,
    }


def _told(of: Asked, whole: Whole) -> dict[str, Any]:
    """A request whole, as whoever asks may know it: what was written down only to those who care for the person."""
    each = whole.asked
    texts = words.texts(of.door.service, whole) if of.caller.role in WHO_CARE else words.NO_TEXTS
    return {
        "request": _request_told(each),
        "plan": _plan_told(each.plan, texts) if each.plan else None,
        "answer": _answer_told(each.answer, texts) if each.answer else None,
        "outing": whole.outing.code if whole.outing else None,
        "gate": [
            {
                "clause": clause.letter,
                "rule": clause.rule.id,
                "says": clause.rule.says,
                "citation": str(clause.rule.cite),
                "verdict": clause.verdict,
                "still_to_do": clause.still_to_do,
                "remedy": clause.rule.remedy,
            }
            for clause in whole.gate
        ],
    }


def _plan_told(plan: Plan, texts: words.Texts) -> dict[str, Any]:
    against = {str(by): says for by, says in texts.against}
    return {"signed_by": sorted(plan.signers), "says": texts.plan, "items": texts.items, "against": against}


def _answer_told(answer: Decided, texts: words.Texts) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "at": to_local(answer.at),
        "decider": answer.decider,
        "until": answer.until and to_local(answer.until),
        "alternative": answer.alternative,
        "reasons": list(answer.reasons),
        "conditions": list(answer.conditions),
        "item": answer.item,
        "found": answer.found,
        "review_on": answer.review_on and answer.review_on.isoformat(),
        "says": texts.answer,
    }


_ONE: Final = "/requests/{person}/{activity}"
QUESTIONS: Final = (
    Question("requests", "/requests", OfRequests, RequestsAnswer, False, requests),
    Question("request", _ONE, Clocks, RequestAnswer, True, request),
)
