"""Why somebody does not go out, in codes: the same for a request, for an outing and on the day."""

from typing import Final

CLINICAL: Final = "R-CLIN"
RISK: Final = "R-RISK"
LATE: Final = "R-LATE"
PERSON: Final = "R-PERSON"

REASONS: Final = {
    CLINICAL: "how the person was that day",
    RISK: "a risk that the plan names",
    "R-NOAUTH": "no authorisation, or one that has expired",
    "R-SOS": "no consent of the Secretary of State yet",
    "R-SOSREF": "the Secretary of State refused",
    "R-VICTIM": "the location is not permitted",
    "R-STAFF": "no escort, or too few staff",
    "R-SKILL": "no escort with what the plan asks for",
    "R-TRANS": "no vehicle",
    "R-MED": "health or medication",
    LATE: "it was decided too late",
    "R-ADMIN": "a mistake in the paperwork",
    "R-VENUE": "the venue withdrew, or was full",
    "R-WARD": "something that happened on the ward",
    PERSON: "the person did not want to go",
    "R-OTHER": "something else, as was told in words",
}
"""Reasons for not going, in words that are shared with everybody concerned."""
RESOURCES: Final = frozenset({"R-STAFF", "R-SKILL", "R-TRANS", LATE, "R-ADMIN", "R-WARD"})
"""What the hospital lacked: escalated, counted, and never presented as clinical."""
OF_HEALTH: Final = frozenset({CLINICAL, RISK, "R-MED"})
"""What says something of the person's own state."""
