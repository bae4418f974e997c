"""A film by channel: a yes to appearing in one is a yes to those channels that were answered with yes alone."""

from dataclasses import replace
from typing import Any

import pytest

from domain import consent
from domain.consent import CHANNELS, AnswersGiven, GiveAnswers, Paused, Withdrawn
from domain.initiatives import SHOWN_ON
from tests.consent.test_signing import GOOD
from tests.given import NOON, P1, R1, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}


def signed(at: Any = NOON, yes: bool = True, channels: Any = None, item: str = "C06") -> Any:
    event = AnswersGiven(
        informed_at=None, version="1.0", taker=R1, copy_given="yes", answers={item: yes}, channels=channels, **OF
    )
    return recorded(event, at)


@pytest.mark.parametrize(
    ("history", "web"),
    [
        ([], False),
        ([signed(channels={"web": True})], True),
        ([signed(channels={"web": False, "internal": True})], False),
        ([signed(channels=None)], False),  # no channel was asked
        ([signed(channels={})], False),
        ([signed(yes=False, channels={"web": True})], False),  # no to appearing at all
        ([signed(item="C05", channels={"web": True})], False),
        ([signed(channels={"web": True}), signed(NOON + hours(1), channels={"web": False})], False),  # the last answer
        ([signed(channels={"web": True}), signed(NOON + hours(1), item="C05")], True),  # which was not of C06
        ([signed(channels={"web": True}), recorded(Withdrawn(level="W5", **OF), NOON + hours(1))], False),
        ([signed(channels={"web": True}), recorded(Paused(items=("C06",), **OF), NOON + hours(1))], False),
    ],
)
def test_a_channel_is_agreed_to_by_the_last_answer_alone(history: list[Any], web: bool) -> None:
    assert folded(consent.FOLDING, *history).on_channel("web", NOON + hours(2)) is web


def test_a_signing_keeps_the_channels_that_were_answered() -> None:
    asked = GiveAnswers(version="1.0", taker=R1, answers={"C06": True}, channels={"web": True}, **OF, **told())
    answer = given(consent.decide, consent.FOLDING).when(asked, GOOD).then(AnswersGiven)
    assert answer.events[0].channels == {"web": True}
    with pytest.raises(ValueError, match="broadcast"):
        replace(asked, channels={"cinema": True})


def test_a_film_is_agreed_to_and_shown_on_the_same_channels() -> None:
    assert CHANNELS == SHOWN_ON
