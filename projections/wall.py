"""The wall: research is shown nothing of leave or of a wish to go out, and who decides on those nothing of research."""

from typing import Final

BEHIND_THE_WALL: Final = ("leave.", "involvement.")
"""What those who answer for research are never shown: how a command, an event or what was read of it begins."""
OF_RESEARCH: Final = frozenset({"auditor", "study_team"})
"""The roles on the other side of the wall."""


def is_behind(word: object) -> bool:
    """Whether what is named so is of leave, or of a wish to go out."""
    return str(word).startswith(BEHIND_THE_WALL)
