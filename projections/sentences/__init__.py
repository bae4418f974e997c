"""Every event as a plain sentence, made from its coded fields and from names; a table for each slice."""

from typing import Final

from projections.sentences import access, consent, governance, initiatives, involvement, leave, people
from projections.sentences.wording import Fields, Names, Telling

SENTENCES: Final[dict[str, Telling]] = {
    **people.SENTENCES,
    **initiatives.SENTENCES,
    **consent.SENTENCES,
    **access.SENTENCES,
    **involvement.SENTENCES,
    **governance.SENTENCES,
    **leave.SENTENCES,
}
"""By the tag of what is told."""

__all__ = ["SENTENCES", "Fields", "Names", "Telling"]
