"""Commands from plain fields: what each takes, which words it allows, and what is said of anything else."""

from typing import Any

import pytest

from domain.access.rules import GROUNDS
from domain.consent import ITEMS, LEVELS
from domain.people.commands import SECTIONS
from service import commanding
from service.commanding import BadFields, Taken
from service.store.vocabulary import COMMANDS
from tests.given import P1, STUDY, told


def taken(tag: str) -> dict[str, Taken]:
    return {each.name: each for each in commanding.takes(COMMANDS[tag])}


def resolve(name: str) -> Any:
    return {"P001": P1, "talk1": STUDY}[name]


@pytest.mark.parametrize(
    ("tag", "field", "kind", "allowed"),
    [
        ("people.change_detention", "section", "one of the words allowed", SECTIONS),
        ("people.change_detention", "hospital", "a code", ()),
        ("consent.withdraw", "level", "one of the words allowed", tuple(LEVELS)),
        ("consent.withdraw", "items", "a list of texts", tuple(ITEMS)),
        ("consent.give_answers", "answers", "yes or no for each item", tuple(ITEMS)),
        ("consent.give_answers", "version", "a version, such as 2.0", ()),
        ("access.open_break_glass", "ground", "one of the words allowed", GROUNDS),
        ("initiatives.record_mca_approval", "body", "a name in a few words", ()),
        ("finding.assess", "key", "the key of a finding", ()),
        ("consent.withdraw", "expressed_to", "a personal text, which is sealed", ()),
    ],
)
def test_a_field_says_what_is_written_in_it_and_which_words_it_allows(
    tag: str, field: str, kind: str, allowed: tuple[str, ...]
) -> None:
    assert (taken(tag)[field].kind, taken(tag)[field].allowed) == (kind, allowed)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"section": "s99", "hospital": "aire-ridge"}, "section", "A section is one of s2, s3"),
        ({"section": "s3", "hospital": "where Robin Hart was"}, "hospital", "Write a code of letters"),
        ({"section": "s3"}, "hospital", "It is missing; give a code."),
    ],
)
def test_of_a_wrong_text_it_is_said_by_field_what_to_write(given: dict[str, Any], field: str, says: str) -> None:
    fields = {"person": "P001", "from_on": "2026-05-01", **given}
    with pytest.raises(BadFields) as bad:
        commanding.build("people.change_detention", fields, resolve, told())
    assert bad.value.problems[field].startswith(says)
    assert set(bad.value.problems) == {field}


def test_a_command_is_made_of_fields_that_say_what_they_may() -> None:
    fields = {"person": "P001", "from_on": "2026-05-01", "section": "s37/41", "hospital": "aire-ridge"}
    command: Any = commanding.build("people.change_detention", fields, resolve, told())
    assert (command.section, command.hospital) == ("s37/41", "aire-ridge")
