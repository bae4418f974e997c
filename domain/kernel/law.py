"""Citations: where a rule comes from, and how sure we are of it.

`mark` is `GK` for general knowledge that nobody has checked against its source, `POL` for a default that differs by
provider, `DES` for a recommendation of the design. An unmarked citation rests on an excerpt of its source or on a page
about it; none has been checked against the full text by somebody qualified to (ops/rulebook.md says so).
"""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "GK", "POL", "DES", "POL; GK"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in law, guidance, a study's own protocol or a provider's policy."""

    source: str
    place: str
    mark: Mark = ""

    def __str__(self) -> str:
        return f"{self.source}, {self.place}" + (f" [{self.mark}]" if self.mark else "")


def hra(place: str, mark: Mark = "") -> Citation:
    """Guidance of the Health Research Authority on research in the NHS."""
    return Citation("Health Research Authority", place, mark)


def gcp(place: str, mark: Mark = "") -> Citation:
    """ICH E6(R3) Good Clinical Practice, January 2025; good practice where it is not law."""
    return Citation("ICH E6(R3)", place, mark)


def gmc(place: str, mark: Mark = "") -> Citation:
    """General Medical Council, Making and using visual and audio recordings of patients."""
    return Citation("GMC recordings guidance", place, mark)


def mca(place: str, mark: Mark = "") -> Citation:
    """Mental Capacity Act 2005."""
    return Citation("Mental Capacity Act 2005", place, mark)


def mca_code(place: str, mark: Mark = "") -> Citation:
    """The Code of Practice to the Mental Capacity Act 2005."""
    return Citation("Code of Practice to the Mental Capacity Act", place, mark)


def mha(place: str, mark: Mark = "") -> Citation:
    """Mental Health Act 1983, as amended."""
    return Citation("Mental Health Act 1983", place, mark)


def uk_gdpr(place: str, mark: Mark = "") -> Citation:
    """UK General Data Protection Regulation."""
    return Citation("UK GDPR", place, mark)


def protocol(place: str, mark: Mark = "") -> Citation:
    """The study's own approved documents, as the participant was given them."""
    return Citation("Study protocol", place, mark)


def caldicott(place: str, mark: Mark = "") -> Citation:
    """Caldicott principles (National Data Guardian), and what the review of access rests on."""
    return Citation("Caldicott principles", place, mark)


def break_glass(place: str, mark: Mark = "") -> Citation:
    """How the NHS reviews access to sealed records: information governance alerts, with their grounds."""
    return Citation("NHS information governance alerts", place, mark)


def persevere(place: str, mark: Mark = "") -> Citation:
    """PeRSEVERE: principles for when somebody stops taking part in research."""
    return Citation("PeRSEVERE", place, mark)


def policy(place: str, mark: Mark = "POL") -> Citation:
    """A provider's policy: a default that a provider may set differently."""
    return Citation("Provider policy", place, mark)
