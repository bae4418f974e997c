"""User-researchers and people whom they know, or with whom they are: nothing of theirs is done without a yes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.access.rules import permitted
from domain.consent import PeerAnswered
from domain.judging import By, audit, compared, may_use, presence, presence_now, sharing, using, using_now
from domain.judging.facts import signing
from domain.judging.peers import is_peer, unagreed_peer
from domain.kernel.time import FOREVER, from_local, london_day
from domain.people import InterestDeclared, PersonRegistered, RoleAssigned, Transferred
from tests.given import P1, P2, R1, R2, STUDY, ref
from tests.judging.telling import (
    ENTERED,
    GOOD,
    NAME,
    Row,
    delegated,
    histories,
    instead,
    joined,
    only,
    opened,
    registered,
    role,
    signed,
    told,
    under,
    used,
)
from tests.judging.telling import (
    compared as verified,
)

NOW = from_local("2011-12-20T12:00")
QUOTE = ("transcript", "quotation")


def team(person: Any = R2, site: str | None = "S1") -> Row:
    event = PersonRegistered(person=person, kind="team", initiative=STUDY, office_id=NAME, site=site)
    return told(event, ENTERED)


def moved(who: Any, to: str, on: str = "2011-12-10") -> Row:
    return told(Transferred(person=who, from_site="S1", to_site=to, on=date.fromisoformat(on)), ENTERED)


def knows(who: Any, whom: Any) -> Row:
    return told(InterestDeclared(person=who, with_whom=whom, interest="peer"), ENTERED)


def said(agrees: bool, at: str = "2011-11-01T09:00", peer: Any = R2) -> Row:
    return told(PeerAnswered(person=P1, initiative=STUDY, peer=peer, agrees=agrees), from_local(at), from_local(at))


UR = role(R2, "user_researcher")
THERE = (team(), UR)


@pytest.mark.parametrize(
    ("rows", "peer"),
    [
        (THERE, True),
        ((team(), role(R2, "researcher")), False),
        ((team(), role(R2, "user_researcher", of=ref("another"))), False),
        ((team(), role(R2, "user_researcher", None, date(2011, 12, 1))), False),  # not any more
        ((team(site="S2"), UR), False),
        ((team(site=None), UR), False),
        ((UR,), False),  # nothing says where they are
        ((team(site="S2"), UR, knows(R2, P1)), True),
        ((team(site="S2"), UR, knows(P1, R2)), True),
        ((*THERE, moved(R2, "S2")), False),
        ((*THERE, moved(P1, "S2")), False),
        ((*THERE, moved(R2, "S2", "2011-12-21")), True),
    ],
)
def test_a_peer_is_a_user_researcher_at_the_same_site_or_who_is_known(rows: tuple[Row, ...], peer: bool) -> None:
    h = histories(*GOOD, *rows)
    assert is_peer(h, R2, NOW) is peer
    assert not is_peer(h, None, NOW)


@pytest.mark.parametrize(
    ("rows", "blocking"),
    [
        (THERE, ("UR-04",)),
        ((*THERE, said(True)), ()),
        ((*THERE, said(False)), ("UR-04",)),
        ((*THERE, said(True), said(False, "2011-12-20T12:01")), ("UR-04",)),  # said meanwhile
        ((*THERE, said(True, peer=R1)), ("UR-04",)),
        ((*THERE, said(True), *joined("2011-12-01T09:00"), under(P2, said(False, "2011-12-02T09:00"))), ("UR-04",)),
        ((*THERE, *joined("2011-12-01T09:00"), under(P2, said(True))), ("UR-04",)),  # a yes under another record
        ((team(site="S2"), UR), ()),
    ],
)
def test_a_peer_opens_and_shares_nothing_without_a_yes(rows: tuple[Row, ...], blocking: tuple[str, ...]) -> None:
    h = histories(*GOOD, *rows)
    answer = may_use(h, *QUOTE, R2, NOW)
    assert answer.blocking == blocking
    assert not blocking or {row.position for row in THERE} <= set(answer.evidence)
    assert sharing(h, "S-1", QUOTE, NOW, By(R2)).allowed is not bool(blocking)
    assert may_use(h, *QUOTE, R1, NOW).allow, "another of the team does"


def test_under_break_glass_and_of_what_was_used_before_it_is_not_asked() -> None:
    h = histories(*GOOD, *THERE, opened("2011-12-20T11:30", R2))
    assert permitted(using_now(h, "file", "x", NOW, By(R2, frozenset({"disclosures"}), "B-1")), london_day(NOW))
    assert not using(h, *QUOTE, NOW, by=By(R2)).peer
    assert not [
        f for f in audit(histories(*GOOD, *THERE, used("2011-12-03T09:00", user=R2))).findings if "peer" in f.kind
    ]


def test_a_yes_that_a_correction_gives_waits_until_it_was_compared() -> None:
    rows = (*GOOD, *THERE, said(False), instead(2, said(True)))
    entry = 1 + sum(row.event.stream == said(True).event.stream for row in GOOD)
    assert entry == 2, "the entry that is corrected"
    assert may_use(histories(*rows), *QUOTE, R2, NOW).blocking == ("UR-04", "AC-15")
    assert may_use(histories(*rows, verified(3)), *QUOTE, R2, NOW).allow


@pytest.mark.parametrize(
    ("rows", "led"), [(THERE, True), ((*THERE, said(True)), False), ((team(site="S2"), UR), False)]
)
def test_a_session_is_led_by_no_peer_without_a_yes(rows: tuple[Row, ...], led: bool) -> None:
    h = histories(*GOOD, *rows)
    session = replace(h.study.sessions["X1"][0], lead=R2)
    assert presence_now(h, session).peer_led is led
    assert not presence(h, session).peer_led, "that is asked live alone"


@pytest.mark.parametrize(
    ("rows", "peer"), [(THERE, True), ((*THERE, said(True)), False), ((*THERE, said(True, "2011-11-20T09:00")), True)]
)
def test_a_signing_taken_by_a_peer_is_found_and_its_evidence_proves_it(rows: tuple[Row, ...], peer: bool) -> None:
    taken = (delegated("2011-10-01", person=R2), signed("2011-11-19T10:00", taker=R2))
    h = histories(*GOOD, *rows, *taken)
    entry = next(s for s in h.consent.signings if s.taker == R2)
    assert signing(h, entry).peer is peer
    found = [f for f in audit(h).findings if f.kind == "taken-by-a-peer"]
    assert bool(found) is peer
    for each in found:
        assert each in [f for f in audit(only(h, each.evidence)).findings if f.kind == each.kind]
        (facts,) = compared(h, each.kind, each.suffix).values()
        assert {"user-researcher", "their site that day"} <= {fact.of for fact in facts}


@pytest.mark.parametrize(
    ("site", "first", "last", "found"),
    [
        ("S1", None, None, True),
        ("S2", None, None, False),
        (None, None, None, False),  # on no ward in particular
        ("S1", date(2011, 11, 20), None, False),  # not yet
        ("S1", None, date(2011, 11, 18), False),
    ],
)
def test_a_signing_taken_by_somebody_of_the_ward_is_found(site: Any, first: Any, last: Any, found: bool) -> None:
    ward = told(RoleAssigned(person=R1, role="ward", site=site, from_on=first, to_on=last), ENTERED)
    h = histories(*GOOD, ward, signed("2011-11-19T10:00"))
    assert signing(h, h.consent.signings[-1]).care_team is found
    (kinds,) = ([f for f in audit(h).findings if f.kind == "taker-on-the-ward" and f.suffix == "@2011-11-19T10:00"],)
    assert bool(kinds) is found
    for each in kinds:
        assert ward.position in each.evidence
        assert next(iter(compared(h, each.kind, each.suffix).values()))[-1].of == "taken by somebody of the ward there"


def test_a_peer_is_asked_of_as_it_was_known() -> None:
    h = histories(*GOOD, *THERE, said(True, "2011-12-01T09:00"))
    assert unagreed_peer(h, R2, NOW, from_local("2011-11-30T09:00")), "nobody knew of the yes"
    assert not unagreed_peer(h, R2, NOW, FOREVER)


def test_where_nothing_says_where_somebody_is_nobody_is_there_with_them() -> None:
    rows = [row for row in GOOD if not isinstance(row.event, PersonRegistered) or row.event.person != P1]
    nowhere = registered(site=None)
    ward = told(RoleAssigned(person=R1, role="ward"), ENTERED)
    h = histories(nowhere, *rows, team(site=None), UR, ward, signed("2011-11-19T10:00"))
    assert not is_peer(h, R2, NOW)
    assert not signing(h, h.consent.signings[-1]).care_team
