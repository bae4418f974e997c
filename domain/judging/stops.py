"""Every stop that somebody may say: never refused for form, and reported by whoever hears it."""

from typing import Final

from domain import consent, involvement

STOPS: Final = (*consent.STOPS, *involvement.STOPS)
