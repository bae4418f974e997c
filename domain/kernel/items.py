"""The items that a person answers, under the codes by which every slice names them."""

from typing import Final

ITEMS: Final[dict[str, str]] = {
    "C01": "take part in an interview",
    "C02": "take part in a focus group",
    "C03": "be audio-recorded",
    "C04": "be video-recorded",
    "C05": "have their words quoted without their name",
    "C06": "appear in a film",
    "C07": "let the study see named parts of their clinical record",
    "C08": "let the clinical team know that they take part",
    "C09": "be contacted again",
    "C10": "let the data be used in future research",
    "C11": "be sent the results",
    "A01": "acknowledge the limits of confidentiality",
    "A02": "acknowledge the limits of withdrawal",
}

CONSENTS: Final = frozenset(item for item in ITEMS if item.startswith("C"))
"""Those to which somebody agrees; an acknowledgement is not agreed to, and not taken back."""
