"""A film by channel: a yes to appearing in one is a yes to those channels that were answered with yes alone."""

from dataclasses import replace
from typing import Any

import pytest

from domain import consent
from domain.consent import (
    CHANNELS,
    FILM,
    AnswersGiven,
    ChannelsStopped,
    GiveAnswers,
    ItemState,
    Paused,
    StopChannels,
    Stopping,
    Withdrawn,
    item_state,
)
from domain.initiatives import SHOWN_ON
from tests.consent.test_signing import GOOD
from tests.given import NOON, P1, R1, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}


def signed(at: Any = NOON, yes: bool = True, channels: Any = None, item: str = "C06") -> Any:
    event = AnswersGiven(
        informed_at=None, version="1.0", taker=R1, copy_given="yes", answers={item: yes}, channels=channels, **OF
    )
    return recorded(event, at)


LATER = NOON + hours(1)


def off(*channels: str, at: Any = LATER, **more: Any) -> Any:
    return recorded(ChannelsStopped(off_channels=channels, **OF), at, **more)


BOTH = {"web": True, "conference": True}


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


@pytest.mark.parametrize(
    ("history", "on", "state"),
    [
        ([], {"web", "conference"}, ItemState.ACTIVE),
        ([off("web")], {"conference"}, ItemState.ACTIVE),
        ([off("web"), off("conference", at=NOON + hours(2))], set(), ItemState.ACTIVE),  # and is filmed no less
        ([off("broadcast")], {"web", "conference"}, ItemState.ACTIVE),
        ([off()], set(), ItemState.WITHDRAWN),  # of which is not said: of all
        ([off(*CHANNELS)], set(), ItemState.WITHDRAWN),
        ([off("web", at=NOON)], {"conference"}, ItemState.ACTIVE),  # at one instant the stop wins
        ([off("web", at=NOON - hours(1))], {"web", "conference"}, ItemState.ACTIVE),  # they agreed afterwards
        ([off("web", at=NOON + hours(9))], {"web", "conference"}, ItemState.ACTIVE),  # not said yet
        ([off("web"), signed(NOON + hours(2), channels=BOTH)], {"web", "conference"}, ItemState.ACTIVE),
        (
            [off("web"), signed(NOON + hours(2), item="C05")],
            {"conference"},
            ItemState.ACTIVE,
        ),  # a yes to something else
        ([off("web", version=2), off("conference", version=3, corrects=2)], {"web"}, ItemState.ACTIVE),
        ([off("web", version=2), off(version=3, corrects=2)], set(), ItemState.WITHDRAWN),
    ],
)
def test_a_channel_is_stopped_by_itself_and_nothing_else_with_it(history: list[Any], on: set[str], state: Any) -> None:
    said, at = folded(consent.FOLDING, signed(channels=BOTH), *history), NOON + hours(3)
    assert {channel for channel in CHANNELS if said.on_channel(channel, at)} == on
    assert item_state(said, FILM, at) is state
    assert said.last_word() >= max((row.occurred_at for row in history), default=NOON)


def test_as_known_before_it_was_told_a_channel_was_not_stopped() -> None:
    late = off("web", at=NOON + hours(5), occurred_at=NOON + hours(1))
    said = folded(consent.FOLDING, signed(channels=BOTH), late)
    assert said.on_channel("web", NOON + hours(2), NOON + hours(4))
    assert not said.on_channel("web", NOON + hours(2), NOON + hours(5))


@pytest.mark.parametrize("channels", [(), ("web",), ("web", "internal")])
@pytest.mark.parametrize("history", [[], [signed(channels=BOTH)], [signed(channels=BOTH), off("web")]])
@pytest.mark.parametrize(("explained", "tells"), [(True, []), (False, ["WD-01"])])
def test_stopping_a_channel_is_never_refused(
    channels: tuple[str, ...], history: list[Any], explained: bool, tells: list[str]
) -> None:
    asked = StopChannels(off_channels=channels, manner="said", **OF, **told(when=NOON + hours(48)))
    case = Stopping(NOON, NOON + hours(48), explained, None)
    answer = given(consent.decide, consent.FOLDING, *history).when(asked, case).then(ChannelsStopped)
    assert answer.events[0].off_channels == channels
    assert list(answer.verdicts.broken) == tells


def test_only_a_channel_that_there_is_is_stopped_and_on_facts_of_stopping() -> None:
    asked = StopChannels(off_channels=("web",), **OF, **told())
    with pytest.raises(ValueError, match="broadcast"):
        replace(asked, off_channels=("cinema",))
    with pytest.raises(TypeError, match="facts of another kind"):
        consent.decide(asked, consent.FOLDING.initial, None)
