"""Whether a person lets a user-researcher work with them whom they know: their own last word, and a no wins."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain import consent
from domain.consent import AnswerAboutPeer, PeerAnswered
from tests.given import NOON, P1, R1, R2, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}


def said(agrees: bool, when: datetime = NOON, peer: Any = R2, **more: Any) -> Any:
    return recorded(PeerAnswered(peer=peer, agrees=agrees, **OF), when, **more)


@pytest.mark.parametrize(
    ("history", "agrees"),
    [
        ([], False),
        ([said(True)], True),
        ([said(False)], False),
        ([said(True, peer=R1)], False),
        ([said(True), said(False, NOON + hours(1))], False),
        ([said(False), said(True, NOON + hours(1))], True),
        ([said(False), said(True)], False),  # at one instant a no wins
        ([said(True), said(False)], False),
        ([said(True), said(False, NOON + hours(9))], True),  # not said yet
        ([said(True), said(False, corrects=1)], False),
        ([said(False), said(True, corrects=1)], True),
    ],
)
def test_the_last_word_counts_and_each_is_about_one(history: list[Any], agrees: bool) -> None:
    state = folded(consent.FOLDING, *history)
    assert state.agrees_to_peer(R2, NOON + hours(2)) is agrees
    assert not history or state.last_word() == max(row.occurred_at for row in history)


@pytest.mark.parametrize(
    ("actor", "agrees", "breaks"), [(R1, True, []), (R1, False, []), (R2, True, ["UR-05"]), (R2, False, [])]
)
def test_nobody_says_yes_for_their_own_sake_and_a_no_is_never_refused(
    actor: Any, agrees: bool, breaks: list[str]
) -> None:
    asked = AnswerAboutPeer(peer=R2, agrees=agrees, **OF, **told(actor=actor))
    given(consent.decide, consent.FOLDING).when(asked).then_breaks(*breaks)
    history = given(consent.decide, consent.FOLDING).when(replace(asked, history=True)).then(PeerAnswered)
    assert list(history.verdicts.broken) == breaks


def test_nobody_is_a_peer_of_themselves() -> None:
    with pytest.raises(ValueError, match="themselves"):
        AnswerAboutPeer(peer=P1, agrees=True, **OF, **told())
