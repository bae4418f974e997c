"""Rules about registering people and about what changes for them. None speaks to what a study's logs tell."""

from dataclasses import dataclass
from typing import Any

from domain.kernel.law import gcp, hra, mca, mha, policy
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Registering:
    """A registration of somebody new, and whether they are known already."""

    already_known: bool


@dataclass(frozen=True, slots=True)
class Changing:
    """Something that changes for somebody, and whether they are on the record.

    Each of the others speaks of one kind of change and is None where nothing on the record speaks to it: whether the
    person is where they move from, is restricted on that day, is detained, has a death on the record, had declared
    that interest, whether the other record can be joined with (or parted from) this one, whether the entry stands, and
    whether somebody else recorded it than who strikes it.
    """

    on_record: bool
    from_here: bool | None = None
    restricted: bool | None = None
    detained: bool | None = None
    already_died: bool = False
    declared: bool | None = None
    can_be_joined: bool | None = None
    joined: bool | None = None
    entry_stands: bool | None = None
    by_another: bool | None = None
    of_actor: bool = False


@dataclass(frozen=True, slots=True)
class TakingBack:
    """Something said in advance is taken back: whether it was said, and whether the person can decide about it."""

    on_record: bool
    said: bool
    able: bool


REGISTERING: tuple[Rule[Registering], ...] = (
    Rule(
        id="PE-01",
        says="A person is registered once with an office and once as an actor; what changes is recorded as a change",
        cite=policy("somebody is registered once", "DES"),
        holds=lambda c: not c.already_known,
        finding="registered-twice",
        remedy="Use the registration that there is, or correct it with a reason.",
    ),
)

CHANGING: tuple[Rule[Any], ...] = (
    Rule(
        id="PE-02",
        says="Whatever changes for somebody changes for a person who is on the record",
        cite=policy("what changes for somebody changes for a person who is on the record", "DES"),
        holds=lambda c: c.on_record,
        finding="not-on-the-record",
        remedy="Register the person first, or look for the record that there is.",
    ),
)

MOVING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-03",
        says="A person is transferred from the site where they are",
        cite=mha("s19, transfer between hospitals; the record says where a patient is", "GK"),
        holds=lambda c: c.from_here,
        finding="moved-from-elsewhere",
        remedy="Look up where the person is on that day; record the transfer that is missing first.",
        stands_aside=True,
    ),
)

RESTRICTING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-04",
        says="A restriction begins where none is in force",
        cite=mha("s41, s49, s45A", "GK"),
        holds=lambda c: not c.restricted,
        finding="restricted-already",
        remedy="Record the end of the restriction in force first, or correct its basis.",
    ),
)

LIFTING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-05",
        says="Only a restriction that is in force ends",
        cite=mha("s42(1), s50", "GK"),
        holds=lambda c: c.restricted,
        finding="not-restricted",
        remedy="Look at the order and its dates with the Mental Health Act office.",
    ),
)

DISCHARGING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-06",
        says="Only somebody who is detained is discharged",
        cite=mha("s23, s42, s72, s73", "GK"),
        holds=lambda c: c.detained,
        finding="discharged-without-detention",
        remedy="Record the section under which the person was detained first, with its day.",
        stands_aside=True,
    ),
)

DISCHARGING_CONDITIONALLY: tuple[Rule[Changing], ...] = (
    *DISCHARGING,
    Rule(
        id="PE-07",
        says="Only a restricted patient is discharged conditionally",
        cite=mha("s42(2), s73(2)", "GK"),
        holds=lambda c: c.restricted,
        finding="conditional-without-restriction",
        remedy="Look at the order with the Mental Health Act office: without a restriction there are no conditions.",
        stands_aside=True,
    ),
)

DYING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-08",
        says="A death is recorded once; a wrong day is corrected, and somebody else's death is struck",
        cite=gcp("4.2.2, changes are documented with their reasons", "GK"),
        holds=lambda c: not c.already_died,
        finding="death-recorded-twice",
        remedy="Correct the entry that there is.",
    ),
)

ENDING_INTEREST: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-09",
        says="An interest ends that was declared, and of that kind",
        cite=policy("separation of duties 9: the register of interests"),
        holds=lambda c: c.declared,
        finding="interest-never-declared",
        remedy="Declare the interest for the days on which there was one, first and last.",
    ),
)

JOINING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-10",
        says="A record is joined with another one that there is, and with each once",
        cite=hra("participants are identified without doubt", "GK"),
        holds=lambda c: c.can_be_joined,
        finding="cannot-be-joined",
        remedy="Look up the other record: it is this very one, is joined with it already, or nobody has registered it.",
    ),
)

PARTING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-11",
        says="Only records that were joined are parted",
        cite=hra("participants are identified without doubt", "GK"),
        holds=lambda c: c.joined,
        finding="parted-without-joining",
        remedy="Nothing joins these two; there is nothing to part.",
    ),
)

STRIKING: tuple[Rule[Changing], ...] = (
    *CHANGING,
    Rule(
        id="PE-12",
        says="Only an entry that still stands is struck; a registration is corrected instead",
        cite=gcp("4.2.2, the original entry stays readable", "GK"),
        holds=lambda c: c.entry_stands,
        finding="struck-without-entry",
        remedy="Give the version of the entry in the person's own stream.",
    ),
    Rule(
        id="PE-13",
        says="Whoever recorded where somebody is, their death or an interest does not strike that entry: another does",
        cite=policy("separation of duties 7: nobody approves the correction of their own entry"),
        holds=lambda c: c.by_another,
        finding="struck-by-its-author",
        remedy="Have somebody else look at the entry, and strike it.",
        stands_aside=True,
    ),
    Rule(
        id="PE-14",
        says="Nobody strikes the role, the charge or the interest that is their own",
        cite=policy("separation of duties 3 and 9: whoever is barred does not lift the bar"),
        holds=lambda c: not c.of_actor,
        finding="own-bar-struck",
        remedy="Have somebody else look at the entry, and strike it where it is wrong.",
    ),
)

TAKING_BACK: tuple[Rule[TakingBack], ...] = (
    *CHANGING,
    Rule(
        id="AD-01",
        says="Only what was said in advance, and is on the record, is taken back",
        cite=mca("s33: nothing contrary to what the person said in advance and has not withdrawn"),
        holds=lambda c: c.said,
        finding="taken-back-without-statement",
        remedy="Give the version of the statement in the person's own stream.",
    ),
    Rule(
        id="AD-02",
        says="What was said in advance is taken back by the person, while they can decide about it",
        cite=mca("s33 and s24(3), an advance decision is withdrawn by whoever has capacity to do so", "GK"),
        holds=lambda c: c.able,
        finding="taken-back-without-capacity",
        remedy="Leave the statement as it stands; have their capacity assessed, and ask them when they can decide.",
    ),
)

RULES: tuple[Rule[Any], ...] = (
    *REGISTERING,
    *CHANGING,
    *(rule for table in (MOVING, RESTRICTING, LIFTING) for rule in table[1:]),
    *DISCHARGING_CONDITIONALLY[1:],
    *(rule for table in (DYING, ENDING_INTEREST, JOINING, PARTING, STRIKING, TAKING_BACK) for rule in table[1:]),
)
