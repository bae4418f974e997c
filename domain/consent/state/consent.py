"""One consent, folded: what is active at an instant as known at another."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.consent.capacity import Capacity, Hold
from domain.consent.items import FILM, UNCLEAR
from domain.consent.state.entries import (
    ADVICE,
    OBJECTION,
    PAUSE,
    Information,
    Lifting,
    Mistake,
    PeerAnswer,
    Signing,
    Stop,
    Suspension,
    Told,
)
from domain.kernel.ids import Ref
from domain.kernel.items import CONSENTS
from domain.kernel.time import ALWAYS, FOREVER


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one initiative, folded."""

    informed: tuple[Information, ...] = ()
    signings: tuple[Signing, ...] = ()
    stops: tuple[Stop, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    liftings: tuple[Lifting, ...] = ()
    in_error: tuple[Signing, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    capacity: Capacity = field(default_factory=Capacity)
    tellings: tuple[Told, ...] = ()
    peers: tuple[PeerAnswer, ...] = ()

    def latest_signing(self, by: datetime, known: datetime = FOREVER) -> Signing | None:
        """The last signing at or before an instant: by time signed, then by order."""
        signed = [s for s in self.signings if s.signed_at <= by and s.known(known)]
        return max(signed, key=lambda s: (s.signed_at, s.order), default=None)

    def answer(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | Stop | None":
        """What decides an item at an instant: the latest yes, no or stop by then; at one instant a stop wins."""
        said = [s for s in self.signings if item in s.answers and s.signed_at <= at and s.known(known)]
        signing = max(said, key=lambda s: (s.signed_at, s.order)) if len(said) > 1 else said[0] if said else None
        if not self.stops:
            return signing
        stops = [s for s in self.stops if item in s.items and s.expressed_at <= at and s.known(known)]
        stop = max(stops, key=lambda s: (s.expressed_at, s.order), default=None)
        if signing is None or stop is None:
            return signing or stop
        return stop if stop.expressed_at >= signing.signed_at else signing

    def own_word(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | Stop | None":
        """What the person said or showed last of an item, whatever anybody advised."""
        own = tuple(stop for stop in self.stops if stop.level != ADVICE)
        return replace(self, stops=own).answer(item, at, known)

    def active(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether an item is active at an instant, as known at another: the last answer is yes, and not suspended.

        What continues on a consultee's advice is active.
        """
        last = self.answer(item, at, known)
        if not isinstance(last, Signing) or not last.answers[item]:
            return False
        if self.suspensions and self.suspension(item, at, known, last.signed_at) is not None:
            return False
        return self.capacity.hold(item, last.signed_at, at, known) is not Hold.SUSPENDED

    def suspended_for_capacity(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether capacity suspends what the person agreed to.

        A stop or a no that was said while it did ends nothing of that: whoever said it could not decide that the data
        stay.
        """
        agreed = self.agreed(item, at, known) if self.capacity.spoken_of else None
        if agreed is None or self.capacity.hold(item, agreed.signed_at, at, known) is not Hold.SUSPENDED:
            return False
        last = self.answer(item, at, known)
        if last is None or last is agreed:
            return last is agreed
        said_at = last.expressed_at if isinstance(last, Stop) else last.signed_at
        return self.capacity.hold(item, agreed.signed_at, said_at, known) is Hold.SUSPENDED

    def agreed(self, item: str, at: datetime, known: datetime = FOREVER) -> "Signing | None":
        """The last yes to an item by an instant, whatever was said since."""
        yes = (s for s in self.signings if s.answers.get(item) and s.signed_at <= at and s.known(known))
        return max(yes, key=lambda s: (s.signed_at, s.order), default=None)

    def on_channel(self, channel: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether appearing in a film on a channel is agreed to: C06 is active, and its signing says yes to that."""
        last = self.answer(FILM, at, known)
        if not isinstance(last, Signing) or not (last.channels or {}).get(channel):
            return False
        return self.active(FILM, at, known) and self.off_channel(channel, last.signed_at, at, known) is None

    def off_channel(self, channel: str, since: datetime, at: datetime, known: datetime = FOREVER) -> Stop | None:
        """The first stop of a channel alone between a signing and an instant; at one instant a stop wins."""
        said = (s for s in self.stops if channel in s.channels and since <= s.expressed_at <= at and s.known(known))
        return min(said, key=lambda s: (s.expressed_at, s.order), default=None)

    def agrees_to_peer(self, peer: Ref, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether the person's last word of a user-researcher by an instant is yes; at one instant a no wins."""
        said = [p for p in self.peers if p.peer == peer and p.said_at <= at and p.known(known)]
        last = max(said, key=lambda p: (p.said_at, not p.agrees, p.order), default=None)
        return last is not None and last.agrees

    def suspension(
        self, item: str, at: datetime, known: datetime = FOREVER, signed_at: datetime = ALWAYS
    ) -> Suspension | None:
        """What suspends an item at an instant; what began before a signing was ended by it."""
        begun = [s for s in self.suspensions if item in s.items and signed_at <= s.begins_at <= at and s.known(known)]
        return next((s for s in begun if not self._lifted(s, item, at, known)), None)

    def _lifted(self, suspension: Suspension, item: str, at: datetime, known: datetime) -> bool:
        return any(
            lifting.kind == suspension.kind
            and lifting.record == suspension.record
            and item in lifting.items
            and _before(suspension, lifting)
            and lifting.ends_at <= at
            and lifting.of in (None, suspension.version)
            and lifting.known(known)
            for lifting in self.liftings
        )

    def unclear(self, version: int, by: datetime) -> Suspension | None:
        """The unclear stop of that version, said by an instant, where it has not been clarified yet."""
        stands = (s for s in self.suspensions if s.kind == UNCLEAR and s.begins_at <= by and s.known(FOREVER))
        found = next((s for s in stands if s.version == version), None)
        return None if found is None or self._lifted(found, min(found.items), FOREVER, FOREVER) else found

    def objection(self, version: int, by: datetime) -> Stop | None:
        """The objection of that version, seen by an instant, where it stands."""
        seen = (s for s in self.stops if s.version == version and s.level == OBJECTION and s.expressed_at <= by)
        return next((stop for stop in seen if stop.known(FOREVER)), None)

    def told_of(self, version: int) -> Told | None:
        """That the consultee was told of the objection of that version."""
        return next(
            (told for told in self.tellings if told.entry == version and told.counts and told.known(FOREVER)), None
        )

    def told_in(self, version: int) -> bool:
        """Whether the entry of that version stands, and is a signing or tells that the person was informed."""
        return any(e.version == version and e.known_until is FOREVER for e in (*self.signings, *self.informed))

    def declined_at(self, by: datetime) -> datetime | None:
        """When the person last said no to everything that they were asked, where that still is their last word."""
        last = self.latest_signing(by)
        said = [yes for item, yes in last.answers.items() if item in CONSENTS] if last else []
        return last.signed_at if last and said and not any(said) else None

    def contact_barred(self, by: datetime) -> bool:
        """Whether the person has asked for no contact or for removal, or objected, and agreed to nothing since."""
        return self.barred_since(by) is not None

    def barred_since(self, by: datetime) -> datetime | None:
        """When the person last asked for no contact or for removal, or objected; None where they agreed since."""
        barring = ("W3", "W6", OBJECTION)
        stops = [s.expressed_at for s in self.stops if s.level in barring and s.expressed_at <= by and s.known(FOREVER)]
        agreed = (s for s in self.signings if s.signed_at <= by and s.known(FOREVER) and any(s.answers.values()))
        return max(stops) if stops and not any(s.signed_at > max(stops) for s in agreed) else None

    def told_between(self, since: datetime, by: datetime) -> bool:
        """Whether the record says that the person was told after one instant and by another."""
        return any(since < i.informed_at <= by and i.known(FOREVER) for i in self.informed)

    def paused(self, items: Iterable[str], at: datetime) -> bool:
        """Whether any of these items is paused at an instant."""
        held = [self.suspension(item, at) for item in items]
        return any(suspension is not None and suspension.kind == PAUSE for suspension in held)

    def pausing(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether a pause of an item has not been ended by an instant, by going on or by a yes after it.

        A stop does not end it: who pauses and then stops has not said that what was rested goes on.
        """
        agreed = self.agreed(item, at, known)
        since = agreed.signed_at if agreed is not None else ALWAYS
        begun = (s for s in self.suspensions if s.kind == PAUSE and item in s.items and since <= s.begins_at <= at)
        return any(s.known(known) and not self._lifted(s, item, at, known) for s in begun)

    def objected(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether the person objected to an item, or a consultee advised against it, and they agreed to it no more."""
        agreed = self.agreed(item, at, known)
        since = agreed.signed_at if agreed is not None else ALWAYS
        against = (s for s in self.stops if s.level in (OBJECTION, ADVICE) and item in s.items)
        return any(since <= s.expressed_at <= at and s.known(known) for s in against)

    def stop_unclear(self, items: Iterable[str], at: datetime, known: datetime = FOREVER) -> bool:
        """Whether a stop is not clear yet at an instant, for what rests on any of these items.

        It ends where the person has said what they meant, or has agreed again to one of the items: a new no, an
        acknowledgement or a yes to something else ends nothing.
        """
        begun = [s for s in self.suspensions if s.kind == UNCLEAR and s.begins_at <= at and s.known(known)]
        return any(
            not self._lifted(s, min(s.items), at, known) and not self._agreed_since(s.begins_at, items, at, known)
            for s in begun
        )

    def _agreed_since(self, since: datetime, items: Iterable[str], at: datetime, known: datetime) -> bool:
        wanted = tuple(items)
        signed = (s for s in self.signings if since < s.signed_at <= at and s.known(known))
        return any(s.answers.get(item, False) for s in signed for item in wanted)

    def last_word(self) -> datetime:
        """The latest instant at which the person agreed, declined, stopped, paused or went on, or something was said of
        their capacity; ALWAYS where there is none.
        """
        said = [*(s.signed_at for s in self.signings), *(s.expressed_at for s in self.stops)]
        said += [answer.said_at for answer in self.peers]
        said += [*(s.begins_at for s in self.suspensions), *(lifting.ends_at for lifting in self.liftings)]
        return max([*said, *self.capacity.last_word()], default=ALWAYS)

    def last_told(self, by: datetime) -> Information | None:
        """What the person was told last, by an instant."""
        told = [i for i in self.informed if i.informed_at <= by and i.known(FOREVER)]
        return max(told, key=lambda i: (i.informed_at, i.order), default=None)

    def told_by(self, taker: Ref, version: str, by: datetime) -> bool:
        """Whether somebody had gone through a version with the person by an instant."""
        told = (i for i in self.informed if i.by == taker and i.number == version and i.known(FOREVER))
        return any(i.informed_at <= by for i in told)

    def told(self, version: str, by: datetime, known: datetime = FOREVER) -> datetime | None:
        """When the person was last told from this version, by an instant."""
        told = (i.informed_at for i in self.informed if i.number == version and i.known(known))
        return max((at for at in told if at <= by), default=None)


def _before(suspension: Suspension, lifting: Lifting) -> bool:
    """Whether a lifting is told of after what it ends; at one instant a pause holds, as every stop does."""
    if suspension.kind == PAUSE:
        return suspension.begins_at < lifting.ends_at
    return suspension.begins_at <= lifting.ends_at
