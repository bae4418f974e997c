"""References and stream ids: framing is injective, and a stream's id is pinned, since it is stored."""

from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.access import reading_stream, use_stream
from domain.consent import consent_stream
from domain.governance import attempt_stream
from domain.initiatives import initiative_stream, site_stream
from domain.kernel.ids import Ref, framed, is_ref, stream
from domain.people.events import person_stream
from tests.given import P1, P2, STUDY

parts = st.lists(st.binary(max_size=6), max_size=5)


@given(parts, parts)
@example([b"a", b"b"], [b"ab"])
@example([b"", b"a"], [b"a", b""])
@example([], [b""])
def test_no_two_lists_of_parts_give_the_same_bytes(one: list[bytes], other: list[bytes]) -> None:
    assume(one != other)
    assert framed(*one) != framed(*other)


@given(parts)
def test_the_parts_can_be_read_back_from_the_bytes(given_parts: list[bytes]) -> None:
    rest, read = framed(*given_parts), []
    while rest:
        size = int.from_bytes(rest[:2], "big")
        read.append(rest[2 : 2 + size])
        rest = rest[2 + size :]
    assert read == given_parts


def test_a_part_too_long_for_its_length_is_refused() -> None:
    assert len(framed(b"x" * 65_535)) == 65_537
    with pytest.raises(OverflowError):
        framed(b"x" * 65_536)


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        ("02eff084b88d1126c6095b766c9fa544", person_stream(P1)),
        ("34208d2c32e1adc721d9bfe214ded280", initiative_stream(STUDY)),
        ("54cb3d066c8b3af0288d50e852876c9e", site_stream(STUDY, "S1")),
        ("120e5f412f4636b9502a3f2c23ca2a4e", consent_stream(P1, STUDY)),
        ("c1cacb459c636792ad97d83ebccfb5d3", use_stream(P1, STUDY)),
        ("786734388a83a50167ab6cbfb93c9022", reading_stream(P1)),
        ("ed86a7951ccffbc6634edeb73a99ebaa", attempt_stream(P1)),
    ],
)
def test_a_stream_keeps_the_id_under_which_it_is_stored(stored: str, named: str) -> None:
    assert named == stored


def test_streams_of_other_kinds_or_about_others_are_other_streams() -> None:
    kinds = ("person", "initiative", "site", "consent", "use", "reading", "attempt", "request", "leave", "governance")
    about = ((P1,), (P2,), (P1, P2), (P2, P1), (P1 + P2,), (P1, "S1"), (P1, "S", "1"), ())
    named = [stream(kind, *whom) for kind, whom in product(kinds, about)]
    assert len(set(named)) == len(named)
    assert all(is_ref(each) for each in named)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("0123456789ABCDEF0123456789ABCDEF", False),
        ("0123456789abcdef0123456789abcde", False),
        ("0123456789abcdef0123456789abcdeff", False),
        ("0123456789abcdeg0123456789abcdef", False),
        ("", False),
    ],
)
def test_a_reference_is_32_lower_case_hexadecimal_digits(text: str, is_one: bool) -> None:
    assert is_ref(Ref(text)) is is_one
