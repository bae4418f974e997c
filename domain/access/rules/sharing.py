"""Rules about what leaves the study's hands and what must come back: shares, recalls, removal of each asset."""

from dataclasses import dataclass
from typing import Final

from domain.access.rules.granting import NEW_CODE
from domain.kernel.law import hra, protocol, uk_gdpr
from domain.kernel.rules import Rule

ANSWERS: Final = ("returned", "destroyed", "refused")
"""What a recipient may do about a recall."""
IN_GROUP: Final = "in_group_recording"
REMOVED: Final = ("destroyed", "already_anonymised", "published", IN_GROUP)
"""What may come of removing an asset."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Something to be shared: whether it may be used for that purpose, and whether its code is free."""

    allowed: bool | None
    new: bool


@dataclass(frozen=True, slots=True)
class Recalling:
    """A recall to be sent, or an answer to one: whether there is a share, or a recall without answer, to it."""

    there: bool


@dataclass(frozen=True, slots=True)
class Removing:
    """An asset that was removed: whether its removal is asked for, what came of it, whether it was a group's."""

    asked: bool | None
    outcome: str
    of_group: bool | None


SHARING: tuple[Rule[Sharing], ...] = (
    NEW_CODE,
    Rule(
        id="SH-01",
        says="Data are shared only for a purpose for which they may be used at that moment",
        cite=uk_gdpr("Art 5(1)(b), purpose limitation", "GK"),
        holds=lambda c: c.allowed,
        finding="shared-without-consent",
        remedy="Do not share it; ask the person first.",
    ),
)

SENDING: tuple[Rule[Recalling], ...] = (
    Rule(
        id="SH-02",
        says="A recall is of something that was shared",
        cite=protocol("what was shared is called back after a stop", "GK"),
        holds=lambda c: c.there,
        finding="recalled-without-share",
        remedy="Name the share by its own code.",
    ),
)

ANSWERING: tuple[Rule[Recalling], ...] = (
    Rule(
        id="SH-03",
        says="A recipient answers a recall that was sent to them",
        cite=protocol("what was shared is called back after a stop", "GK"),
        holds=lambda c: c.there,
        finding="answered-without-recall",
        remedy="Record first that the recall was sent.",
    ),
)

REMOVING: tuple[Rule[Removing], ...] = (
    Rule(
        id="RM-01",
        says="What came of a removal is recorded of an asset whose removal was asked for inside the window",
        cite=protocol("removal window of the form that the person signed", "DES"),
        holds=lambda c: c.asked,
        finding="removed-without-asking",
        remedy="See which assets are to be removed: byleave tasks.",
    ),
    Rule(
        id="RM-02",
        says="Only what is in a recording of more than one participant stays in it as a group's",
        cite=hra("withdrawal from a focus group: one voice cannot be taken out; said before consent", "GK"),
        holds=lambda c: None if c.of_group is None else c.of_group or c.outcome != IN_GROUP,
        finding="kept-as-group",
        remedy="Nobody else was recorded: say whether it was destroyed, anonymised before, or published.",
    ),
)
