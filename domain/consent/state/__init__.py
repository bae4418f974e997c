"""What a consent stream says: signings and stops, and so what is active at an instant as known at another."""

from domain.consent.state.consent import Consent
from domain.consent.state.entries import ADVICE, OBJECTION, PAUSE, Signing, Stop
from domain.consent.state.evolving import FOLDING, found

__all__ = ["ADVICE", "FOLDING", "OBJECTION", "PAUSE", "Consent", "Signing", "Stop", "found"]
