"""The questions of the API. None puts anything on the record but the readings of somebody's own."""

from flask_smorest import Blueprint

from service.http.api.asking import blueprint, enter, put
from service.http.api.questions import book, going, leave, outings, people, requests, studies, versions


def questions() -> Blueprint:
    """The part of the API that asks."""
    made = blueprint("questions", enter)
    for question in (
        *book.QUESTIONS,
        *studies.QUESTIONS,
        *people.QUESTIONS,
        *leave.QUESTIONS,
        *going.QUESTIONS,
        *outings.QUESTIONS,
        *requests.QUESTIONS,
        *versions.QUESTIONS,
    ):
        put(made, question)
    return made
