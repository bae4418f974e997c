"""What one person has agreed to, item by item, and what they may say now, as the rules answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.consent import CONSENTS, FILM, ITEMS, Consent, GiveAnswers, ItemState, SignedEntry
from domain.initiatives import CONSENT_FORM, Initiative
from domain.judging import Bearing, Histories, item_state
from domain.kernel.entries import as_known
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from domain.kernel.time import FOREVER
from service.entitling import PARTICIPANT
from service.handling import Road

STANDING: Final = frozenset(
    {
        ItemState.ACTIVE,
        ItemState.PAUSED,
        ItemState.SUSPENDED_CAPACITY,
        ItemState.CONTINUED_ON_CONSULTEE_ADVICE,
        Bearing.RECONSENT_DUE,
        Bearing.LAPSED,
    }
)
"""The states of an item that the person has said yes to, and may stop."""
AGREED: Final = frozenset({ItemState.ACTIVE, ItemState.PAUSED, ItemState.CONTINUED_ON_CONSULTEE_ADVICE})
"""The states in which there is nothing to say yes to: the yes is there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The version that was gone through with the person, by whom and when: what a yes said now would be a yes to.

    `sha256` is of its words, where their hash was published.
    """

    version: str
    by: Ref
    at: datetime
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One item: how it stands, what may be said of it now, and what stands against a yes where that may not."""

    item: str
    state: ItemState | Bearing
    can_stop: bool
    can_say_yes: bool
    against: Refused | None


@dataclass(frozen=True, slots=True)
class Choices:
    """One initiative of one person. Where nobody has gone through a version with them, there is no yes to be said.

    `person` is the record under which they take part in it; `paused`: they are taking a break; `unclear`: they said
    stop, and nobody has asked yet what they meant.
    """

    person: Ref
    initiative: Ref
    name: str
    paused: bool
    unclear: bool
    opened: Opened | None
    choices: tuple[Choice, ...]

    def of(self, item: str) -> Choice:
        """The choice about one item. Raises KeyError where it is none of theirs."""
        found = {choice.item: choice for choice in self.choices}
        return found[item]

    @property
    def can_stop(self) -> bool:
        """Whether there is anything to stop."""
        return any(choice.can_stop for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Answered:
    """One item that somebody answered: what they said last of it in a signing, when, and how it stands now."""

    item: str
    yes: bool
    at: datetime
    state: ItemState | Bearing

    @property
    def can_stop(self) -> bool:
        """Whether there is anything to stop."""
        return self.state in STANDING


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody answered on one version, with whom; `sha256` is of the words that they had before them."""

    version: str
    sha256: str | None
    takers: tuple[Ref, ...]
    answers: tuple[Answered, ...]


def agreements(road: Road, person: Ref, initiative: Ref) -> tuple[Agreement, ...]:
    """What somebody's last answers to each item were, by the words on which they gave them, the latest words first."""
    h, at = road.histories(person, initiative), road.clock()
    on: dict[tuple[str, str | None], list[tuple[SignedEntry, Answered]]] = {}
    for item in sorted(CONSENTS):
        if (signing := _last_answer(h.consent, item, at)) is not None:
            told = Answered(item, signing.answers[item], signing.signed_at, item_state(h, item, at))
            words = signing.document_sha256 or published(h.study, signing.number, signing.language, signing.format)
            on.setdefault((signing.number, words), []).append((signing, told))
    made = [
        Agreement(version, words, tuple(dict.fromkeys(s.taker for s, _ in told)), tuple(answer for _, answer in told))
        for (version, words), told in on.items()
    ]
    return tuple(sorted(made, key=lambda each: max(answer.at for answer in each.answers), reverse=True))


def _last_answer(consent: Consent, item: str, at: datetime) -> SignedEntry | None:
    said = [s for s in consent.signings if item in s.answers and s.signed_at <= at and s.known(FOREVER)]
    return max(said, key=lambda s: (s.signed_at, s.order), default=None)


def all_choices(road: Road, person: Ref) -> tuple[Choices, ...]:
    """What a person has to say about everything that they are registered with, as it stands now."""
    return tuple(choices(road, person, whose, initiative) for initiative, whose in takes_part(road, person).items())


def takes_part(road: Road, person: Ref) -> dict[Ref, Ref]:
    """The initiatives that a person takes part in, each with the record under which: their own, or one joined to it."""
    about = road.person(person)
    there: dict[Ref, Ref] = {}
    for whose in (person, *about.others()):
        known = about if whose == person else road.person(whose)
        there |= {e.initiative: whose for e in known.registrations if e.initiative and e.initiative not in there}
    return there


def choices(road: Road, me: Ref, person: Ref, initiative: Ref) -> Choices:
    """What somebody has to say about one initiative, under one of their records, as it stands now."""
    h, at = road.histories(person, initiative), road.clock()
    opened = last_opened(h, at)
    items = [item for item in ITEMS if item in CONSENTS and (opened or h.consent.answer(item, at))]
    unclear = h.consent.stop_unclear(CONSENTS, at)
    paused = not unclear and h.consent.paused(CONSENTS, at)
    said = tuple(_choice(road, me, h, item, opened, at) for item in items)
    return Choices(person, initiative, h.study.name, paused, unclear, opened, said)


def last_opened(h: Histories, at: datetime) -> Opened | None:
    """What was gone through with the person last, by an instant."""
    told = h.consent.last_told(at)
    return None if told is None else Opened(told.number, told.by, told.informed_at, published(h.study, told.number))


def published(study: Initiative, version: str, language: str | None = None, format_: str | None = None) -> str | None:
    """The hash of a version's words in a language and format: those of its consent form, else of its other document."""
    documents = (d for d in as_known(study.documents.get(version, ()), FOREVER) if d.is_in(language, format_))
    hashes = {d.document: d.sha256 for d in documents if d.sha256}
    return hashes.get(CONSENT_FORM) or next(iter(hashes.values()), None)


def _choice(road: Road, me: Ref, h: Histories, item: str, opened: Opened | None, at: datetime) -> Choice:
    state = item_state(h, item, at)
    asked = opened is not None and state not in AGREED and item != FILM
    against = None
    if opened is not None and asked:
        against = road.would(own_answers(me, h.person, h.initiative, opened, {item: True}, at))
    return Choice(item, state, can_stop=state in STANDING, can_say_yes=asked and against is None, against=against)


def own_answers(
    me: Ref,
    person: Ref,
    initiative: Ref,
    opened: Opened,
    answers: Mapping[str, bool],
    at: datetime,
    words: str | None = None,
) -> GiveAnswers:
    """What somebody answers for themselves, on the version that was gone through with them.

    `words` is the hash of the words that they had before them, where those are held: then a copy is theirs at once, as
    the page after it shows the words and the answers, and keeps them (`agreements`).
    """
    return GiveAnswers(
        actor=me,
        role=PARTICIPANT,
        at=at,
        person=person,
        initiative=initiative,
        version=opened.version,
        document_sha256=words,
        taker=opened.by,
        answers=answers,
        medium="screen",
        copy_given="yes" if words else "no",
    )
