"""Facts, each built from histories as they are known at an instant. Nothing here knows whether it is asked live."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.access import Using
from domain.access.rules import ANALYSE_RECORDING, ANALYSE_TRANSCRIPT, CHARACTERISE, RESTS_ON, permitted
from domain.consent import FILM, ConsulteeEntry, Consulting, Open, SignedEntry, Signing, StopEntry, Stopping
from domain.governance import LATE_HOURS, LEAVE_DECIDED_DAYS, REFLECTION_HOURS
from domain.initiatives import Filming, Presence, Session, Showing, version_number
from domain.judging.advance import all_barred
from domain.judging.advised import active, unadvised
from domain.judging.grants import By, granted
from domain.judging.histories import Histories
from domain.judging.peers import unagreed_peer
from domain.judging.pending import as_stood
from domain.judging.renewing import lapsed
from domain.judging.together import last_word, together
from domain.kernel.entries import as_known
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER, end_of_day, london_day
from domain.people.state import SITE, Interest, LeaveDecision, Role

RECORDING = "C03"
CONSENT = "consent"
STUDY = "study"


def participation_item(session: Session) -> str:
    """C02 for a focus group, C01 for the other two kinds."""
    return "C02" if session.kind == "focus_group" else "C01"


def signing(h: Histories, entry: SignedEntry, known: datetime = FOREVER) -> Signing:
    """What the rules of signing need to know about one signing."""
    h, day = together(h, entry.signed_at, known), london_day(entry.signed_at)
    form = h.study.form(entry.number, known, entry.language, entry.format)
    return Signing(
        signed_at=entry.signed_at,
        informed_at=entry.informed_at,
        entered_at=entry.entered_at,
        explained=entry.explained,
        version_current=_version_current(h, entry, known),
        taker_delegated=h.study.delegation(entry.taker, CONSENT, day, known) is not None,
        taker_in_charge=entry.taker in h.about.responsible_clinicians(day, known),
        witness_independent=_independent(h, entry.taker, entry.witness, entry.signed_at, known),
        copy_given=entry.copy_given,
        signed_sha256=entry.document_sha256,
        document_sha256=form.sha256 if form else None,
        how_signed=entry.how_signed,
        witnessed=entry.witness is not None,
        format_published=_published(h, entry, known),
        barred=_barred(h, entry, known),
        nurse_in_charge=charged(h, entry, known) is not None,
        interested=next(interests(h, entry, known), None) is not None,
        decided_leave=leave_decision(h, entry, known) is not None,
        trained=h.study.trained(entry.taker, CONSENT, day, known),
        site_open=own_site_open(h, day, known),
        closed_by=closed_by(h, entry.signed_at, known),
        peer=unagreed_peer(h, entry.taker, entry.signed_at, known),
        care_team=on_care_team(h, entry, known) is not None,
        reflection=h.settings.hours(REFLECTION_HOURS, entry.signed_at),
        late=h.settings.hours(LATE_HOURS, entry.signed_at),
    )


def _published(h: Histories, entry: SignedEntry, known: datetime) -> bool:
    """Whether what was used is published; where nothing is said of it, it was the version's standard document."""
    if entry.language is None and entry.format is None:
        return True
    return h.study.published_in(entry.number, entry.language, entry.format, known)


def _barred(h: Histories, entry: SignedEntry, known: datetime) -> bool:
    """Whether the person says yes to anything for which their capacity is in doubt or lacking."""
    capacity = h.consent.capacity
    return capacity.spoken_of and any(
        yes and capacity.barred(item, entry.signed_at, known) for item, yes in entry.answers.items()
    )


def charged(h: Histories, entry: SignedEntry, known: datetime) -> Role | None:
    """The role by which whoever took consent was nurse in charge where the person was that day."""
    day = london_day(entry.signed_at)
    return h.member(entry.taker).nurse_in_charge(h.about.site_on(day, known), day, known)


def on_care_team(h: Histories, entry: SignedEntry, known: datetime) -> Role | None:
    """The role by which whoever took consent worked on the ward where the person was that day."""
    day = london_day(entry.signed_at)
    return h.member(entry.taker).on_ward(h.about.site_on(day, known), day, known)


def interests(h: Histories, entry: SignedEntry, known: datetime) -> Iterator[Interest]:
    """Interests between whoever took consent and the person, or who is in charge of them, whichever declared it."""
    day, taker = london_day(entry.signed_at), h.member(entry.taker)
    for other in (h.person, *sorted(h.about.responsible_clinicians(day, known) - {entry.taker})):
        them = h.about if other == h.person else h.member(other)
        declared = taker.interest(other, day, known), them.interest(entry.taker, day, known)
        yield from (each for each in declared if each is not None)


def leave_decision(h: Histories, entry: SignedEntry, known: datetime) -> LeaveDecision | None:
    """The decision on a request of the person's to go out that whoever took consent made not long before."""
    at, of = entry.signed_at, frozenset({h.person, *h.about.others(known)})
    since = at - h.settings.days(LEAVE_DECIDED_DAYS, at)
    return h.member(entry.taker).decided_leave(of, since, at, known)


def own_site_open(h: Histories, day: date, known: datetime) -> bool | None:
    """Whether the initiative is open where the person is. None where nothing speaks to it and they never moved."""
    site = h.about.site_on(day, known)
    is_open = None if site is None else h.study.open_at(site, day, known)
    moved = h.about.change(SITE, day, known) is not None
    return False if is_open is None and moved else is_open


def closed_by(h: Histories, at: datetime, known: datetime = FOREVER) -> str:
    """What has closed everything by an instant: death, study_end, or nothing."""
    death = together(h, at, known).about.died(known)
    if death is not None and death.since <= at:
        return "death"
    return "study_end" if h.study.ended(london_day(at), known) else ""


def _version_current(h: Histories, entry: SignedEntry, known: datetime) -> bool | None:
    day = london_day(entry.signed_at)
    site = h.about.site_on(day, known)
    if site is None:
        return None
    current = h.study.in_force(site, day, known)
    return current is not None and current.number == entry.number


def _independent(h: Histories, taker: Ref, witness: Ref | None, at: datetime, known: datetime) -> bool:
    if witness is None:
        return True
    return witness != taker and not h.member(witness).on_study_team(h.initiative, london_day(at), known)


def witness_bound(h: Histories, witness: Ref | None, at: datetime) -> bool:
    """Whether a witness is in charge of the person, or of their ward that day, or one has an interest in the other."""
    if witness is None:
        return False
    h, day, them = together(h, at), london_day(at), h.member(witness)
    in_charge = witness in h.about.responsible_clinicians(day)
    on_ward = them.nurse_in_charge(h.about.site_on(day, FOREVER), day) is not None
    return in_charge or on_ward or bool(them.interest(h.person, day) or h.about.interest(witness, day))


def consulting(h: Histories, consultee: ConsulteeEntry, at: datetime, known: datetime = FOREVER) -> Consulting:
    """What the rules need to know about somebody who is to be asked in the person's place."""
    day = london_day(at)
    return Consulting(
        approved=h.study.mca_approved(day, known),
        kind=consultee.kind,
        paid_or_professional=consultee.paid_or_professional,
        connected_with_project=consultee.connected_with_project,
        on_study_team=h.member(consultee.consultee).on_study_team(h.initiative, day, known),
        late=h.settings.hours(LATE_HOURS, at),
    )


def advising(
    h: Histories, consultee: Ref, decision: str, at: datetime, known: datetime = FOREVER, *, take_part: bool = True
) -> Consulting:
    """What the rules need to know about advice: whoever gives it is still somebody who may be asked.

    A no is against nothing that the person said in advance.
    """
    asked = h.consent.capacity.consultee(at, known)
    lacking = h.consent.capacity.advisable(decision, at, known)
    against = take_part and all_barred(h, decision, at, known)
    if asked is None or asked.consultee != consultee:
        approved = h.study.mca_approved(london_day(at), known)
        on_team = h.member(consultee).on_study_team(h.initiative, london_day(at), known)
        late = h.settings.hours(LATE_HOURS, at)
        return Consulting(
            approved, "", False, False, on_team, asked=False, lacking=lacking, late=late, said_against=against
        )
    return replace(consulting(h, asked, at, known), lacking=lacking, said_against=against)


def stopping(h: Histories, entry: StopEntry, known: datetime = FOREVER) -> Stopping:
    """What the rules of stopping need to know about one stop."""
    return Stopping(
        expressed_at=entry.expressed_at,
        entered_at=entry.entered_at,
        explained=entry.explained,
        inside_window=_inside(h, entry, known) if entry.level == "W6" else None,
        late=h.settings.hours(LATE_HOURS, entry.expressed_at),
    )


def removal_closes(h: Histories, known: datetime = FOREVER) -> datetime | None:
    """When the removal window closes: the midnight ending the Nth local day after the day on which the session ended.

    N is what the form promised that the person had signed by the session's start. None where no limit was ever
    promised: no session, no form signed by then, or no document that says one; then nothing can close.
    """
    session = h.study.session_of(h.person, known)
    signed = h.consent.latest_signing(session.held_at, known) if session else None
    days = h.study.removal_window_days(signed.number, known, signed.language, signed.format) if signed else None
    if session is None or days is None:
        return None
    return end_of_day(london_day(session.ended_at) + timedelta(days=days))


def _inside(h: Histories, entry: StopEntry, known: datetime) -> bool:
    closes = removal_closes(h, known)
    return closes is None or entry.expressed_at < closes


def approaching(h: Histories, at: datetime, left_alone: timedelta) -> Open:
    """What the rules of telling somebody need to know besides their consent, with what was heard of it together."""
    declined = (each.consent.declined_at(at) for each in together(h, at).beside)
    said_no = max((instant for instant in declined if instant is not None), default=None)
    return Open(closed_by(h, at), left_alone, said_no)


def presence(h: Histories, session: Session, known: datetime = FOREVER) -> Presence:
    """What the rules of taking part need to know about somebody at a session."""
    item, start = participation_item(session), session.held_at
    then, h = together(h, start, min(start, known)), together(h, start, known)
    return Presence(
        agreed=active(h, item, start, known),
        agreed_as_known_then=active(then, item, start, min(start, known)),
        session_recorded=session.recorded,
        recording_agreed=active(h, RECORDING, start, known),
        reconsent_due=_reconsent_due(h, session, known),
        came_elsewhere=_of_a_study(h)
        and any(a.known(known) and a.session != session.session for a in h.study.attendance.get(h.person, ())),
        site_open=_both_open(h, session, known),
        closed_by=closed_by(h, start, known),
    )


def _of_a_study(h: Histories) -> bool:
    """Whether people come once: to a study, and to what nobody has said to be anything else."""
    return h.study.kind in ("", STUDY)


def _both_open(h: Histories, session: Session, known: datetime) -> bool | None:
    day = london_day(session.held_at)
    speaks = {own_site_open(h, day, known), h.study.open_at(session.site, day, known)} - {None}
    return None if not speaks else False not in speaks


def filming(h: Histories, at: datetime, known: datetime = FOREVER) -> Filming:
    """What the rules of being filmed need to know."""
    h = together(h, at, known)
    gone = closed_by(h, at, known)
    return Filming(agreed=active(h, FILM, at, known), closed_by=gone, lapsed=lapsed(h, FILM, at, known))


def showing(cast: Iterable[Histories], channel: str, at: datetime, known: datetime = FOREVER) -> Showing:
    """What the rules of showing a film need to know of everybody who can be seen in it."""
    agree = [_on_channel(h, channel, at, known) for h in cast]
    return Showing(anybody_known=bool(agree), all_agree=all(agree))


def showing_now(cast: Sequence[Histories], channel: str, at: datetime) -> Showing:
    """The facts of a showing asked live: everybody's last word counts too, whatever the clocks say.

    What they agreed to holds as the record stands, and as it stood before each pending correction.
    """
    stood = tuple(each for h in cast for each in as_stood(h))
    agree = [_on_channel(h, channel, max(at, last_word(h)), FOREVER) for h in stood]
    return showing(stood, channel, at) if all(agree) else Showing(anybody_known=True, all_agree=False)


def _on_channel(h: Histories, channel: str, at: datetime, known: datetime) -> bool:
    return together(h, at, known).consent.on_channel(channel, at, known)


def takedowns(h: Histories, at: datetime) -> Mapping[tuple[str, str], str]:
    """How far each takedown has come that is due since somebody no longer agrees: by film and channel.

    `due` where nobody has asked yet, else asked, done or cannot_be_recalled.
    """
    seen = {a.film for a in as_known(h.study.appearances.get(h.person, ()), FOREVER)}
    shown = {(s.film, s.channel) for s in as_known(h.study.showings, FOREVER) if s.film in seen and s.shown_at <= at}
    gone = sorted(each for each in shown if not _on_channel(h, each[1], at, FOREVER))
    return {(film, channel): h.study.takedown(h.person, film, channel) or "due" for film, channel in gone}


def presence_now(h: Histories, session: Session) -> Presence:
    """The facts of somebody's coming to a session, asked live: who leads it counts too."""
    return replace(presence(h, session), peer_led=unagreed_peer(h, session.lead, session.held_at))


def _reconsent_due(h: Histories, session: Session, known: datetime) -> bool:
    current = h.study.in_force(session.site, london_day(session.held_at), known)
    signed = h.consent.latest_signing(session.held_at, known)
    if current is None or signed is None:
        return False
    signed_on = london_day(signed.signed_at)
    then = h.study.in_force(h.about.site_on(signed_on, known), signed_on, known)
    newer = version_number(current.number) > version_number(signed.number)
    if not newer or then is None or then.number != signed.number:
        return False
    return h.study.asks_again(signed.number, current.number, known)


def using(
    h: Histories, asset: str, purpose: str, at: datetime, known: datetime = FOREVER, by: By | None = None
) -> Using:
    """What the rules of use need to know about opening an asset for a purpose at an instant.

    Where nobody is said to open it, grants and break-glass are left out of it.
    """
    case, day = _using(h, asset, purpose, at, known, by), london_day(at)
    if not permitted(case, day) or _all_known_by(h, min(at, known)):
        return case
    then = _using(h, asset, purpose, at, min(at, known), by)
    return replace(case, allowed_as_known_then=permitted(then, day))


def using_now(h: Histories, asset: str, purpose: str, at: datetime, by: By | None = None) -> Using:
    """The facts of a use asked live at an instant. Whatever the person last said counts, whatever the clocks say.

    A use may be asked before somebody says no and be decided only afterwards, or by a clock that is behind: then it
    would be made afterwards. It is allowed only where it is both at its own instant and at the person's last word.
    What a correction gives back counts only once somebody else has compared it: where the record as it stood before
    one allows no use, these are its facts.
    """
    case, *before = (_as_asked(each, asset, purpose, at, by) for each in as_stood(h))
    if not before or not permitted(case, london_day(at)):
        return case
    no = next((each for each in before if not permitted(each, london_day(at))), None)
    return case if no is None else replace(no, uncompared=True)


def _as_asked(h: Histories, asset: str, purpose: str, at: datetime, by: By | None) -> Using:
    """The same, and whether whoever opens it is somebody whom the person knows: that is asked live alone."""
    case = _using_now(h, asset, purpose, at, by)
    peer = by is not None and unagreed_peer(h, by.user, max(at, last_word(h)))
    return replace(case, peer=True) if peer else case


def _using_now(h: Histories, asset: str, purpose: str, at: datetime, by: By | None) -> Using:
    deaths = (death.since for each in (h, *h.joined) if (death := each.about.died()) is not None)
    case, last = using(h, asset, purpose, at, by=by), max(last_word(h), *deaths, ALWAYS)
    if last <= at or case.covered is not None or not permitted(case, london_day(at)):
        return case
    return using(h, asset, purpose, last, by=by)


def _all_known_by(h: Histories, at: datetime) -> bool:
    """Whether what a use rests on was known at an instant as it stands today, so that it need not be judged twice."""
    came = h.study.attendance.get(h.person, ())
    held = [session for entry in came for session in h.study.sessions.get(entry.session, ())]
    if h.study.modifications:
        return False
    if any(stop.level == "W6" for stop in h.consent.stops):
        return False
    capacity = h.consent.capacity
    suspended = (*h.consent.suspensions, *h.consent.liftings, *capacity.said, *capacity.consultees, *capacity.advice)
    suspended = (*suspended, *h.about.deaths, *h.study.ends, *h.about.statements, *h.about.taken_back)
    if h.joined:
        return False
    opened_on = (*h.uses.grants, *h.uses.revocations, *h.uses.openings)
    entries = (*h.consent.signings, *h.consent.stops, *suspended, *came, *held, *opened_on)
    return all(entry.known_from <= at and entry.known_until is FOREVER for entry in entries)


def _using(h: Histories, asset: str, purpose: str, at: datetime, known: datetime, by: By | None) -> Using:
    pair, alone, h = (asset, purpose), replace(h, joined=()), together(h, at, known)
    item = RESTS_ON.get(pair)
    session = h.study.session_of(h.person, known) if pair in (ANALYSE_TRANSCRIPT, ANALYSE_RECORDING) else None
    both = (h, alone) if h.beside else (h,)
    return Using(
        asset=asset,
        purpose=purpose,
        item_active=item is not None and active(h, item, at, known),
        took_part=session is not None and active(h, participation_item(session), session.held_at, known),
        recording_agreed=session is not None and active(h, RECORDING, session.held_at, known),
        removal_asked=pair == ANALYSE_TRANSCRIPT and _removal_asked(h, at, known),
        allowed_as_known_then=True,
        stop_unclear=h.consent.stop_unclear(_rests_on(item, session), at, known),
        lapsed=pair == CHARACTERISE and lapsed(h, item, at, known),
        suspended=any(each.consent.capacity.spoken_of and _suspended(each, item, session, at, known) for each in both),
        paused=session is not None and h.consent.pausing(participation_item(session), at, known),
        objected=session is not None and h.consent.objected(participation_item(session), at, known),
        closed_by=closed_by(h, at, known),
        granted=by is None or granted(h, pair, by, at, known),
        covered=None if by is None or by.opening is None else _covered(h, by, by.opening, at, known),
    )


def _rests_on(item: str | None, session: Session | None) -> tuple[str, ...]:
    """The items whose renewed yes lets a use go on: the one that it rests on, else the kind of session."""
    if item is not None:
        return (item,)
    return (participation_item(session),) if session is not None else ()


def _suspended(h: Histories, item: str | None, session: Session | None, at: datetime, known: datetime) -> bool:
    """Whether what a use rests on is suspended for capacity: its item, and the session that it came from."""
    rests_on = {item, participation_item(session) if session else None} - {None}
    return any(
        h.consent.suspended_for_capacity(each, at, known) or unadvised(h, each, at, known) for each in rests_on if each
    )


def _covered(h: Histories, by: By, opening: str, at: datetime, known: datetime) -> bool:
    found = h.uses.opening(opening, known)
    return found is not None and found.covers(by.user, by.fields, at)


def _removal_asked(h: Histories, by: datetime, known: datetime) -> bool:
    asked = [s for s in h.consent.stops if s.level == "W6" and s.expressed_at <= by and s.known(known)]
    return any(_inside(h, stop, known) for stop in asked)


def removal_asked_at(h: Histories, known: datetime = FOREVER) -> datetime | None:
    """When the person first asked for removal inside the window, where they did."""
    asked = (s for s in h.consent.stops if s.level == "W6" and s.known(known) and _inside(h, s, known))
    return min((stop.expressed_at for stop in asked), default=None)
