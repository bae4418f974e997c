"""Why somebody does not go, in codes, and in which of its groups each stands."""

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

SETTINGS: Final = ("inside_perimeter", "hospital_grounds", "community", "remote")
"""Where an activity takes place, as the perimeter sees it."""
ALTERNATIVES: Final = ("remote", "next_date", "forum_comes_in")
"""What is offered to somebody who does not go."""
FAILURES: Final = ("link", "room", "staff", "cancelled", "other")
"""Why an alternative that was taken came to nothing."""
FORMATS: Final = ("spoken", "plain_words", "easy_read", "audio", "translated", "signed")
"""In which form somebody was told."""
FOUND: Final = ("upheld", "overturned")
"""What a review of a no comes to."""
WAYS: Final = ("in_person", "remote")
"""How somebody comes to an activity."""
CLOSED_AS: Final = ("done", "not_done")
"""What an action comes to."""
MOMENTS: Final = ("before", "after")
"""When somebody says how they are, as seen from the activity."""
SCALE: Final = range(11)
"""How strongly something is felt: 0 to 10."""
