"""What each rule that speaks with hindsight compared, fact by fact: so that a finding can be checked by reading it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from domain.judging.comparing import consents, sessions, uses
from domain.judging.comparing.fact import Fact, Span, Value, Who
from domain.judging.histories import Histories

COMPARED: Final[dict[str, Callable[[Histories, Any], Iterator[Fact]]]] = {
    **consents.COMPARED,
    **sessions.COMPARED,
    **uses.COMPARED,
}
"""By rule: the facts that it holds an entry against, as the histories know them."""

__all__ = ["COMPARED", "Fact", "Span", "Value", "Who"]
