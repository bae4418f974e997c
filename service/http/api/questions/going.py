"""Questions about who goes out: asked by those who care for people, answered by their references alone."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from service import tasking
from service.http.api.asking import Clocks, Question, Stands, answered, asked
from service.http.api.fields import REF, Pattern, YesNoParameter
from service.http.api.questions.studies import OneTask


class OfGoing(Clocks):
    """Which tasks are meant."""

    kind = fields.String(validate=validate.OneOf(tasking.KINDS))
    person = fields.String(validate=Pattern(REF), metadata={"description": "About one person only."})
    done = YesNoParameter(metadata={"description": "With those that are done."})


class OneOfGoing(OneTask):
    """The same of leave, or of a wish to go out: which activity it is about, where it is, and which roles do it."""

    activity = fields.String(required=True, allow_none=True)
    does = fields.List(fields.String(), required=True)


class GoingAnswer(Stands):
    """What was to be done about who goes out, as the role of whoever asks may know it."""

    tasks = fields.List(fields.Nested(OneOfGoing), required=True)


def tasks_of_going(query: dict[str, Any]) -> Response:
    """What was still to be done about leave and wishes to go out, at the sites where the role is held."""
    of = asked(query)
    known_at = None if of.known_at >= of.at else of.known_at
    found, position = tasking.of_everybody(of.door.service, Ref(of.caller.ref), of.caller.role, of.valid_at, known_at)
    kind, person, done = of.given.get("kind"), of.given.get("person"), of.given.get("done") == "true"
    told = [
        _told(due)
        for due in found
        if kind in (None, due.task.kind) and person in (None, due.person) and (done or due.task.open)
    ]
    return answered({**of.stands(position), "tasks": told})


def _told(due: tasking.Due) -> dict[str, Any]:
    task = due.task
    return {
        "kind": task.kind,
        "person": due.person,
        "activity": task.activity,
        "about": task.about,
        "since": to_local(task.since),
        "due": task.due and to_local(task.due),
        "stage": task.stage,
        "outcome": task.outcome,
        "evidence": list(task.evidence),
        "does": list(due.does),
    }


QUESTIONS = (Question("tasks_of_going", "/leave/tasks", OfGoing, GoingAnswer, False, tasks_of_going),)
