"""Codes of involvement: why somebody does not go, and where, how and how far something happens."""

from typing import Final

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
