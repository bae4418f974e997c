"""Where a stream stands, for those who record there: the entity tag that a command names, and nothing of anybody's.

Who may record something about a person need not be one of those who may read that person's record.
"""

from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from domain.access import use_stream
from domain.consent import consent_stream
from domain.governance import checking_stream, finding_stream
from domain.involvement import activity_stream, request_stream
from domain.kernel.codes import MARK
from domain.kernel.ids import Ref, StreamId
from domain.leave import leave_stream
from domain.people.events import person_stream
from service.auditing import KINDS
from service.http.api.asking import Question, answered, door, standing
from service.http.api.fields import Pattern, Strict, Words


class Version(ma.Schema):
    """At which version something stands; its ETag is what a command about it names."""

    version = fields.Integer(required=True)


class WhichFinding(Strict):
    """Which finding is meant."""

    finding = fields.String(required=True, validate=validate.OneOf(KINDS))
    key = Words(required=True, validate=Pattern(f"^(?:{MARK.pattern.pattern})$"))


def version_of_person(_: dict[str, Any], person: Ref) -> Response:
    """At which version what is on the record of a person stands."""
    return _version(person_stream(person))


def version_of_consent(_: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """At which version somebody's consent stands."""
    return _version(consent_stream(person, initiative))


def version_of_checks(_: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """At which version the comparisons of somebody's entries stand."""
    return _version(checking_stream(person, initiative))


def version_of_uses(_: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """At which version the uses of somebody's data stand."""
    return _version(use_stream(person, initiative))


def version_of_request(_: dict[str, Any], person: Ref, activity: Ref) -> Response:
    """At which version somebody's wish to go to an activity stands."""
    return _version(request_stream(person, activity))


def version_of_activity(_: dict[str, Any], activity: Ref) -> Response:
    """At which version an activity stands; 0 where there is no such."""
    return _version(activity_stream(activity))


def version_of_leave(_: dict[str, Any], person: Ref) -> Response:
    """At which version somebody's leave stands."""
    return _version(leave_stream(person))


def version_of_finding(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """At which version what became of a finding stands; 0 where nobody has said anything, or there is no such."""
    return _version(finding_stream(initiative, person, query["finding"], query["key"]))


def _version(stream: StreamId) -> Response:
    stands = standing(door(), stream)
    return answered({"version": stands[1]}, standing=stands)


_CONSENT: Final = "/consents/{person}/{initiative}"
QUESTIONS: Final = (
    Question("version_of_person", "/people/{person}/version", Strict, Version, True, version_of_person),
    Question("version_of_consent", f"{_CONSENT}/version", Strict, Version, True, version_of_consent),
    Question("version_of_checks", f"{_CONSENT}/verifications/version", Strict, Version, True, version_of_checks),
    Question("version_of_uses", "/uses/{person}/{initiative}/version", Strict, Version, True, version_of_uses),
    Question("version_of_request", "/requests/{person}/{activity}/version", Strict, Version, True, version_of_request),
    Question("version_of_leave", "/leave/{person}/version", Strict, Version, True, version_of_leave),
    Question("version_of_activity", "/activities/{activity}/version", Strict, Version, True, version_of_activity),
    Question(
        "version_of_finding", "/findings/{person}/{initiative}/version", WhichFinding, Version, True, version_of_finding
    ),
)
