"""The decision tables of what leaves the study's hands and what must come back: shares, recalls, removal."""

from typing import Any

import pytest

from domain import access
from domain.access import (
    AnswerRecall,
    DataShared,
    RecallAnswered,
    RecallSent,
    RecordRemoval,
    RemovalDone,
    Removing,
    SendRecall,
    ShareData,
    Sharing,
)
from domain.access.rules import ANSWERS, REMOVED
from domain.kernel.decider import Command, Event
from tests.given import P1, R1, STUDY, given, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
SHARED = DataShared(**OF, share="S-1", recipient="university", user=R1, asset="transcript", purpose="quotation")
SENT = RecallSent(**OF, share="S-1")
ANSWERED = RecallAnswered(**OF, share="S-1", answer="destroyed")


@pytest.mark.parametrize(
    ("allowed", "new", "breaks"),
    [(True, True, []), (False, True, ["SH-01"]), (True, False, ["AG-01"]), (False, False, ["AG-01", "SH-01"])],
)
def test_data_are_shared_by_the_rule_book(allowed: bool, new: bool, breaks: list[str]) -> None:
    share = ShareData(**OF, share="S-1", recipient="university", asset="transcript", purpose="quotation", **told())
    given(access.decide, access.FOLDING).when(share, Sharing(allowed, new)).then_breaks(*breaks)


def test_what_cannot_be_judged_is_not_shared() -> None:
    share = ShareData(**OF, share="S-1", recipient="university", asset="transcript", purpose="quotation", **told())
    given(access.decide, access.FOLDING).when(share, Sharing(allowed=None, new=True)).then_cannot_judge("SH-01")


@pytest.mark.parametrize(
    ("command", "before", "breaks"),
    [
        (SendRecall, (SHARED,), []),
        (SendRecall, (), ["SH-02"]),
        (SendRecall, (SHARED, SENT), ["SH-02"]),
        (AnswerRecall, (SHARED, SENT), []),
        (AnswerRecall, (SHARED,), ["SH-03"]),
        (AnswerRecall, (), ["SH-03"]),
        (AnswerRecall, (SHARED, SENT, ANSWERED), ["SH-03"]),
    ],
)
def test_a_recall_is_sent_once_and_answered_once(
    command: type[Command], before: tuple[Event, ...], breaks: list[str]
) -> None:
    more = {"answer": "refused"} if command is AnswerRecall else {}
    asked = command(**OF, share="S-1", **more, **told())  # type: ignore[call-arg]
    given(access.decide, access.FOLDING, *map(recorded, before)).when(asked).then_breaks(*breaks)


@pytest.mark.parametrize("outcome", REMOVED)
@pytest.mark.parametrize(
    ("asked", "of_group", "breaks"),
    [(True, True, []), (True, False, ["RM-02"]), (False, True, ["RM-01"]), (False, False, ["RM-01", "RM-02"])],
)
def test_the_outcome_of_a_removal_follows_the_rule_book(
    outcome: str, asked: bool, of_group: bool, breaks: list[str]
) -> None:
    case = Removing(asked=asked, outcome=outcome, of_group=of_group)
    expected = [rule for rule in breaks if rule != "RM-02" or outcome == "in_group_recording"]
    command = RecordRemoval(**OF, asset="transcript", came_to=outcome, **told())
    answer = given(access.decide, access.FOLDING).when(command, case)
    answer.then_breaks(*expected)
    if not expected:
        answer.then(RemovalDone)


def test_there_is_a_word_for_every_outcome_and_none_for_others() -> None:
    assert ANSWERS == ("returned", "destroyed", "refused")
    with pytest.raises(ValueError, match="returned, destroyed, refused"):
        AnswerRecall(**OF, share="S-1", answer="lost", **told())
    with pytest.raises(ValueError, match="already_anonymised"):
        RecordRemoval(**OF, asset="transcript", came_to="kept", **told())


@pytest.mark.parametrize("command", [c for c in access.COMMANDS if c.tag in ("access.use_data", "access.share_data")])
def test_what_rests_on_facts_is_not_decided_without_them(command: type[Command]) -> None:
    named = {"asset": "transcript", "purpose": "quotation"}
    own = {"use": "u1", "user": R1} if command.tag == "access.use_data" else {"share": "S-1", "recipient": "x"}
    with pytest.raises(TypeError, match="no facts of its own"):
        access.decide(command(**OF, **named, **own, **told()), access.FOLDING.initial)  # type: ignore[call-arg,arg-type]
