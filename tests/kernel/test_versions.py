"""Versions of documents compare as numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.versions import version_number

numbers = st.lists(st.integers(0, 200), min_size=1, max_size=4)


@pytest.mark.parametrize(("older", "newer"), [("9.1", "10.0"), ("1.9", "1.10"), ("1", "1.0"), ("2.0", "2.0.1")])
def test_a_newer_version_is_a_higher_number(older: str, newer: str) -> None:
    assert version_number(older) < version_number(newer)


@given(numbers, numbers)
def test_versions_are_ordered_as_their_numbers_are(one: list[int], other: list[int]) -> None:
    written = [".".join(map(str, each)) for each in (one, other)]
    assert (version_number(written[0]) < version_number(written[1])) == (one < other)


@pytest.mark.parametrize("text", ["", ".", "1.", "v2", "2.0 draft", "1_0", "+1", "-1.0", " 1.0", "١.٠"])
def test_what_is_no_number_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="numbers with dots"):
        version_number(text)
