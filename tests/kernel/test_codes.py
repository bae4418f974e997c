"""Texts that stand in clear: what a code, a name of a few words, a version and a key may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import pytest

from domain.kernel.codes import CODE, HASH, MARK, TITLE, VERSION, Code, OneOf, Written, check, limits

Colour = Annotated[str, OneOf("a colour is", ("red", "blue"))]


@dataclass(frozen=True, slots=True)
class Told:
    colour: Colour = "red"
    code: Code | None = None
    codes: tuple[Code, ...] = ()
    answers: Mapping[Colour, bool] | None = None
    free: str = ""


@pytest.mark.parametrize(
    ("limit", "text", "stands"),
    [
        (CODE, "clinical_record", True),
        (CODE, "aire-ridge", True),
        (CODE, "S1/A.2", True),
        (CODE, "x" * 64, True),
        (CODE, "x" * 65, False),
        (CODE, "", False),
        (CODE, "Robin Hart", False),
        (CODE, "_x", False),
        (CODE, "zoë", False),
        (CODE, "a\nb", False),
        (CODE, "a\n", False),
        (TITLE, "Yorkshire Bridge REC", True),
        (TITLE, "St Mary's (North)", True),
        (TITLE, "Tŷ Llidiard", True),
        (TITLE, "", True),
        (TITLE, "responsible clinician", True),
        (TITLE, "one two three four five six", True),
        (TITLE, "one two three four five six seven", False),
        (TITLE, "two  blanks", False),
        (TITLE, "He hit her!", False),
        (TITLE, "Aire Lodge\n", False),
        (TITLE, "x" * 65, False),
        (VERSION, "2.0", True),
        (VERSION, "2.0 draft", False),
        (VERSION, "", False),
        (MARK, "@2011-10-25T10:00", True),
        (MARK, "@kitchen/web", True),
        (MARK, "A00023", True),
        (MARK, "the one about Robin", False),
        (HASH, "0f" * 32, True),
        (HASH, "0f" * 31, False),
        (HASH, "0F" * 32, False),
        (HASH, "0f" * 32 + "\n", False),
        (HASH, "robin-hart" * 6 + "abcd", False),
    ],
)
def test_a_text_stands_in_clear_or_it_is_said_what_to_write(limit: Written, text: str, stands: bool) -> None:
    assert limit.refused(text) == (None if stands else limit.says)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"colour": "green"}, "a colour is red, blue"),
        ({"code": "two words"}, "code: write a code"),
        ({"codes": ("fine", "two words")}, "codes: write a code"),
        ({"answers": {"green": True}}, "a colour is red, blue"),
    ],
)
def test_a_wrong_text_is_named_wherever_it_stands(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check(Told(**wrong))  # type: ignore[arg-type] - any field


def test_what_may_stand_does() -> None:
    check(Told(colour="blue", code="C-1", codes=("a", "b"), answers={"red": False}, free="two words"))


def test_of_a_type_without_a_limit_nothing_is_said() -> None:
    assert list(limits(str)) == list(limits(tuple[str, ...])) == []
