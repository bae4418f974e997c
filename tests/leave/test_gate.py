"""The gate, clause by clause: in order it lets the person out, and each thing that is wrong stands against it alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from domain.involvement import Activity, RequestApproved, RequestSubmitted, RequestWithdrawn
from domain.judging import Involved
from domain.judging.leaving import Going, may_depart, outing
from domain.kernel.decider import Recorded
from domain.kernel.ids import Ref
from domain.leave import (
    ContingencySet,
    CopyGiven,
    CustodianAuthorised,
    EpisodeCancelled,
    EpisodeChecked,
    EpisodeMoved,
    EpisodeReleased,
    EpisodeReturned,
    EpisodeState,
    EscortBriefed,
    EscortSubstituted,
    ExclusionLifted,
    ExclusionSet,
    IncidentRecorded,
    IncidentReviewed,
    LeaveExtended,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    LeaveVoided,
    MinistryApplied,
    MinistryDrafted,
    MinistryGranted,
    MinistryWithdrew,
    ReleaseEpisode,
    ReportFellDue,
    ReportSettled,
    SaidToday,
    VenueChecked,
)
from domain.people import DeathRecorded, Discharged, ResponsibleClinicianAssigned, RestrictionBegun, Transferred
from tests.given import D1, P1, at
from tests.involvement.telling import ASKED, ASKED_AT, CANCELLED, DAY_BEFORE, FORUM, NO, OFF, OPEN, said, so
from tests.leave.outing import (
    CHECKED_AT,
    DR_A,
    DR_B,
    ESCORT,
    GOES_AT,
    LEAD,
    NURSE,
    RETURNS,
    SECOND,
    SIGNED_AT,
    THAT_DAY,
    after,
    ask,
    authorised,
    escorted,
    given,
    going,
    late,
    of,
    on_the_day,
    patient,
    planned,
    ready,
)

BY_NURSE, BY_CLINICIAN = (
    said(RequestSubmitted(requester=who, person=P1, activity=FORUM), ASKED_AT) for who in (NURSE, DR_A)
)
SOON: Final = GOES_AT + timedelta(milliseconds=1)
"""After the release was asked, before it was decided: whoever was first on the record counts."""
TOO_LATE: Final = said(RequestWithdrawn(person=P1, activity=FORUM), SOON)
WITHDRAWN: Final = said(RequestWithdrawn(person=P1, activity=FORUM), at("2027-01-13 09:00"))
RELEASE = ask(ReleaseEpisode, episode="O-1")
RESTRICTED = of(RestrictionBegun, at("2026-06-01 09:00"), basis="s41", from_on=date(2026, 6, 1))
COVER = of(
    ResponsibleClinicianAssigned,
    at("2027-01-10 09:00"),
    clinician=DR_B,
    from_on=date(2027, 1, 11),
    to_on=date(2027, 1, 15),
    basis="covering",
)
GRANT: dict[str, Any] = {"consent": "M-1", "level": "escorted_day", "letter_sha256": "ab" * 32}


def asked_ministry(**grant: Any) -> list[Recorded[Any]]:
    """A consent of the Secretary of State."""
    when = at("2026-12-01 09:00")
    return [
        of(MinistryDrafted, when, consent="M-1", level="escorted_day"),
        of(MinistryApplied, when, consent="M-1"),
        of(MinistryGranted, at("2026-12-20 09:00"), **{**GRANT, **grant}),
    ]


def restricted(*ministry: Recorded[Any]) -> Going:
    """The same outing of somebody restricted, with what the Ministry said."""
    return going([*ministry, *ready()], patient(RESTRICTED))


def with_terms(**terms: Any) -> Going:
    """The same outing under other terms."""
    return going([*authorised(**terms), planned(), *escorted(), *on_the_day()])


def with_plan(**plan: Any) -> Going:
    """Another outing under the same terms."""
    return going([*authorised(), planned(**plan), *escorted(), *on_the_day()])


def with_escorts(*escorts: Recorded[Any], together: int = 1, **terms: Any) -> Going:
    """The same outing with these escorts."""
    return going([*authorised(**terms), planned(together=together), *escorts, *on_the_day()])


def to_the_forum(*wish: Recorded[Any], forum: Activity = OPEN, **plan: Any) -> Going:
    """The same outing, to a forum, after what became of the wish to go there."""
    wished = Involved(P1, FORUM, request=so(*wish), forum=forum)
    return replace(with_plan(activity=FORUM, purpose="involvement", **plan), involved=lambda _: wished)


def approved(by: Ref = DR_A) -> Recorded[Any]:
    """A yes to the wish to go to the forum."""
    return said(RequestApproved(decider=by, person=P1, activity=FORUM), DAY_BEFORE)


def gone_before(*when: str) -> list[Recorded[Any]]:
    """Outings under the same authorisation that began and ended before."""
    told: list[Recorded[Any]] = []
    for number, each in enumerate(when):
        code, out = f"E-{number}", at(each)
        told += [
            late(planned(episode=code, departs_at=out, returns_at=out + timedelta(hours=2)), out),
            of(EpisodeReleased, out, episode=code),
            of(EpisodeReturned, out + timedelta(hours=1), episode=code),
        ]
    return told


def by_cover() -> list[Recorded[Any]]:
    """The authorisation, signed by Dr B while covering."""
    signed = at("2027-01-12 09:00")
    return [
        late(each, signed) if isinstance(each.event, LeaveSigned | CopyGiven) else each
        for each in authorised(signed_by=DR_B)
    ]


def substituted() -> list[Recorded[Any]]:
    """Somebody else goes along, and is briefed."""
    return [
        of(EscortSubstituted, CHECKED_AT, episode="O-1", staff=SECOND, instead_of=ESCORT, part="lead"),
        of(EscortBriefed, CHECKED_AT, episode="O-1", staff=SECOND),
    ]


def moved() -> list[Recorded[Any]]:
    """The outing begins a quarter of an hour earlier, and everything is checked again."""
    plan = {"destination": "hall", "area": "wakefield", "departs_at": at("2027-01-14 10:45"), "returns_at": RETURNS}
    return [
        of(EpisodeMoved, CHECKED_AT, episode="O-1", **plan),
        of(VenueChecked, CHECKED_AT, episode="O-1", clear=True),
        on_the_day()[2],
    ]


INFORMAL = of(Discharged, SIGNED_AT, how="absolute", on=date(2027, 1, 10))


def died(since: str = "2027-01-14 09:00") -> Recorded[Any]:
    """A death, from an instant on."""
    return of(DeathRecorded, at(since), on=THAT_DAY)


def in_another_hospital(*more: Recorded[Any]) -> Going:
    """Somebody restricted who moved after the Ministry had consented, and was given leave where they are now."""
    moved_on = of(Transferred, at("2027-01-02 09:00"), from_site="S1", to_site="S2", on=date(2027, 1, 2))
    return going([*asked_ministry(), *more, *ready()], patient(RESTRICTED, moved_on))


def test_with_everything_in_order_the_person_goes() -> None:
    given(RELEASE, going(ready())).then(EpisodeReleased)
    answer = may_depart(going(ready()), "O-1", GOES_AT)
    assert answer.allow
    assert not answer.blocking
    assert answer.evidence, "an answer names what it rests on"


STANDS_AGAINST: list[tuple[str, Going, tuple[str, ...]]] = [
    ("a court's remand", going(ready(), patient(section="s35")), ("MD-01",)),
    ("signed by somebody else", going([*authorised(signed_by=DR_B), *ready()[4:]]), ("MD-02", "MD-03")),
    ("nobody in charge now", going(ready(), patient(charge=False)), ("MD-02", "MD-03")),
    ("not signed", going([*authorised(signed_by=None), *ready()[4:]]), ("MD-02", "MD-03", "MD-11")),
    ("revoked", after(ready(), of(LeaveRevoked, CHECKED_AT, authorisation="A-1", why="incident")), ("MD-03",)),
    ("void", after(ready(), of(LeaveVoided, CHECKED_AT, authorisation="A-1", why="paperwork")), ("MD-03",)),
    ("ends before the return", with_terms(to_at=at("2027-01-14 16:00")), ("MD-03",)),
    ("ended", with_terms(to_at=at("2027-01-14 11:00")), ("MD-03",)),
    ("superseded", going([*ready(), *authorised("A-2", supersedes="A-1")]), ("MD-03",)),
    (
        "moved to another hospital",
        going(ready(), patient(of(Transferred, GOES_AT, from_site="S1", to_site="S2", on=THAT_DAY))),
        ("MD-03", "LE-02"),
    ),
    ("dead", going(ready(), patient(died())), ("MD-01",)),
    ("dead, whom nobody kept in", going([planned(), *on_the_day()], patient(INFORMAL, died())), ("MD-01",)),
    ("restricted, in another hospital than consented", in_another_hospital(), ("MD-05", "LE-02")),
    ("another destination", with_plan(destination="cinema"), ("MD-04",)),
    ("another area", with_plan(area="leeds"), ("MD-04",)),
    ("another purpose", with_plan(purpose="shopping"), ("MD-04",)),
    ("longer than allowed", with_terms(max_minutes=300), ("MD-04",)),
    ("not on the occasion", with_terms(occasions=("2027-01-15T10:00Z/2027-01-15T18:00Z",)), ("MD-04",)),
    ("after the occasion", with_terms(occasions=("2027-01-14T10:00Z/2027-01-14T16:30Z",)), ("MD-04",)),
    ("before the occasion", with_terms(occasions=("2027-01-14T11:30Z/2027-01-14T18:30Z",)), ("MD-04",)),
    (
        "one outing too many this week",
        going([*authorised(max_times=1, per="week"), *gone_before("2027-01-11 10:00"), *ready()[4:]]),
        ("MD-04",),
    ),
    ("restricted, nobody asked", restricted(), ("MD-05",)),
    ("restricted, not answered", restricted(*asked_ministry()[:2]), ("MD-05",)),
    ("restricted, a lower level", restricted(*asked_ministry(level="ground")), ("MD-05",)),
    ("restricted, another area", restricted(*asked_ministry(areas=("leeds",))), ("MD-05",)),
    ("restricted, another purpose", restricted(*asked_ministry(purposes=("medical",))), ("MD-05",)),
    ("restricted, too long", restricted(*asked_ministry(max_minutes=120)), ("MD-05",)),
    ("restricted, expired", restricted(*asked_ministry(expires_on=date(2027, 1, 13))), ("MD-05",)),
    (
        "restricted, withdrawn",
        restricted(*asked_ministry(), of(MinistryWithdrew, CHECKED_AT, consent="M-1")),
        ("MD-05",),
    ),
    (
        "restricted, a report is overdue",
        restricted(
            *asked_ministry(), of(ReportFellDue, SIGNED_AT, consent="M-1", report="R", due_on=date(2027, 1, 12))
        ),
        ("MD-05",),
    ),
    ("no escort", with_escorts(), ("MD-06",)),
    ("two asked for", with_escorts(*escorted(), escorts=2), ("MD-06",)),
    ("of too low a band", with_escorts(*escorted(band=3), band=5), ("MD-06",)),
    ("not of the gender asked for", with_escorts(*escorted(gender_as_asked=False), escort_gender="female"), ("MD-06",)),
    ("not briefed", after(ready(), without=EscortBriefed), ("MD-06",)),
    ("nobody leads", with_escorts(*escorted(part="second")), ("MD-06",)),
    ("shared too thin", with_escorts(*escorted(), *escorted(SECOND, "second"), together=3), ("MD-06",)),
    ("shared 2:3 by two", with_escorts(*escorted(), escorts=2, patients=3, together=3), ("MD-06",)),
    ("not staff", with_escorts(*escorted(LEAD)), ("MD-06",)),
    ("nobody looked at the venue", after(ready(), without=VenueChecked), ("MD-07",)),
    ("venue not clear", after(ready(), of(VenueChecked, CHECKED_AT, episode="O-1", clear=False)), ("MD-07",)),
    ("an exclusion there", after(ready(), of(ExclusionSet, SIGNED_AT, exclusion="X", area="wakefield")), ("MD-07",)),
    ("an exclusion since", after(ready(), of(ExclusionSet, CHECKED_AT, exclusion="X", area="leeds")), ("MD-07",)),
    ("no check", after(ready(), without=EpisodeChecked), ("LV-02", "MD-08", "MD-12")),
    ("the check says no", going([*ready()[:-1], *on_the_day(outcome="do_not_release")[2:]]), ("MD-08",)),
    ("conditions not explained", going([*ready()[:-1], *on_the_day(conditions_explained=False)[2:]]), ("MD-08",)),
    (
        "a check of the morning",
        going([*ready()[:-1], late(on_the_day()[2], at("2027-01-14 09:01"))]),
        ("MD-08",),
    ),
    ("nobody asked the person", after(ready(), without=SaidToday), ("MD-09",)),
    ("the person says no", after(ready(), of(SaidToday, GOES_AT, episode="O-1", agrees=False)), ("MD-09",)),
    (
        "the yes of yesterday",
        after(ready(), of(SaidToday, at("2027-01-13 10:00"), episode="O-1", agrees=True), without=SaidToday),
        ("MD-09",),
    ),
    (
        "suspended",
        after(ready(), of(LeaveSuspended, CHECKED_AT, authorisation="A-1", why="incident")),
        ("MD-03", "MD-10"),
    ),
    ("something happened", after(ready(), of(IncidentRecorded, CHECKED_AT, incident="I", kind="other")), ("MD-10",)),
    (
        "away on another outing",
        after(ready(), late(planned(episode="O-2"), SIGNED_AT), of(EpisodeReleased, CHECKED_AT, episode="O-2")),
        ("MD-10",),
    ),
    ("no copy", after(ready(), without=CopyGiven), ("MD-11",)),
    ("no contingency", after(ready(), without=ContingencySet), ("MD-12",)),
    ("telephone not tried", going([*ready()[:-1], *on_the_day(telephone_tested=False)[2:]]), ("MD-12",)),
    ("asked for by who decided", with_plan(requested_by=DR_A), ("MD-13",)),
    ("asked for by who lets out", with_plan(requested_by=NURSE), ("MD-13",)),
    (
        "taken back after it was asked",
        after(ready(), of(LeaveRevoked, SOON, authorisation="A-1", why="other")),
        ("MD-03",),
    ),
    ("a no after it was asked", after(ready(), of(SaidToday, SOON, episode="O-1", agrees=False)), ("MD-09",)),
    (
        "cancelled after it was asked",
        after(ready(), of(EpisodeCancelled, SOON, episode="O-1", reason_code="R-VENUE")),
        ("LV-02",),
    ),
    ("let out already, by a clock ahead", after(ready(), of(EpisodeReleased, SOON, episode="O-1")), ("LV-02",)),
    (
        "to a forum that they do not want, said after it was asked",
        to_the_forum(ASKED, approved(), TOO_LATE),
        ("MD-13",),
    ),
    ("for involvement, to nothing that was asked for", with_plan(purpose="involvement"), ("MD-13",)),
    ("to a forum that nobody said yes to", to_the_forum(ASKED), ("MD-13",)),
    ("to a forum after a no", to_the_forum(ASKED, NO), ("MD-13",)),
    ("to a forum after a yes that was called off", to_the_forum(ASKED, approved(), OFF), ("MD-13",)),
    ("to a forum that they do not want any more", to_the_forum(ASKED, approved(), WITHDRAWN), ("MD-13",)),
    ("to a forum that is cancelled", to_the_forum(ASKED, approved(), forum=CANCELLED), ("MD-13",)),
    ("to a forum asked for by who lets out", to_the_forum(BY_NURSE, approved()), ("MD-13",)),
    ("to a forum asked for by who signed", to_the_forum(BY_CLINICIAN, approved(D1)), ("MD-13",)),
    ("to a forum, approved by who lets out", to_the_forum(ASKED, approved(NURSE)), ("MD-13",)),
    ("to a forum, approved by who planned it for them", to_the_forum(ASKED, approved(D1), requested_by=D1), ("MD-13",)),
    ("moved after the check", after(ready(), moved()[0]), ("LV-02", "MD-07", "MD-08", "MD-12")),
    ("in handcuffs", with_plan(handcuffs=True), ("LE-01",)),
]


@pytest.mark.parametrize(("h", "rules"), [row[1:] for row in STANDS_AGAINST], ids=[row[0] for row in STANDS_AGAINST])
def test_each_thing_that_is_wrong_stands_against_it(h: Going, rules: tuple[str, ...]) -> None:
    if not rules:
        given(RELEASE, h).then(EpisodeReleased)
        return
    answer = given(RELEASE, h).answer
    found = (*getattr(answer, "broken", ()), *getattr(answer, "unjudged", ()))
    assert tuple(sorted(found)) == tuple(sorted(rules))


IN_ORDER: list[tuple[str, Going]] = [
    ("extended", after(ready(), of(LeaveExtended, SIGNED_AT, authorisation="A-1", signed_by=DR_A, to_at=RETURNS))),
    ("signed by who covers", going([*by_cover(), *ready()[4:]], patient(COVER))),
    ("shared 2:3", with_escorts(*escorted(), *escorted(SECOND, "second"), escorts=2, patients=3, together=3)),
    ("to a forum, asked for and approved", to_the_forum(ASKED, approved())),
    ("to a forum, approved by another than signed", to_the_forum(ASKED, approved(D1))),
    ("another in their place", after(ready(), *substituted())),
    ("moved, and checked again", after(ready(), *moved())),
    ("restricted, consented", restricted(*asked_ministry())),
    (
        "restricted, the report was sent",
        restricted(
            *asked_ministry(),
            of(ReportFellDue, SIGNED_AT, consent="M-1", report="R", due_on=date(2027, 1, 12)),
            of(ReportSettled, SIGNED_AT, consent="M-1", report="R", how="sent"),
        ),
    ),
    (
        "a custodian authorised in writing",
        going(
            [
                *ready()[:5],
                *escorted(LEAD),
                *on_the_day(),
                of(CustodianAuthorised, SIGNED_AT, authorisation="A-1", custodian=LEAD),
            ]
        ),
    ),
    (
        "an exclusion lifted",
        after(
            ready(),
            of(ExclusionSet, SIGNED_AT, exclusion="X", area="wakefield"),
            of(ExclusionLifted, SIGNED_AT, exclusion="X"),
        ),
    ),
    (
        "an incident reviewed",
        after(
            ready(),
            of(IncidentRecorded, CHECKED_AT, incident="I", kind="other"),
            of(IncidentReviewed, CHECKED_AT, incident="I"),
        ),
    ),
    (
        "an incident of the day before",
        after(ready(), of(IncidentRecorded, at("2027-01-13 11:02"), incident="I", kind="other")),
    ),
    (
        "one outing last week",
        going([*authorised(max_times=1, per="week"), *gone_before("2027-01-10 10:00"), *ready()[4:]]),
    ),
    (
        "discharged: nobody keeps them in",
        going([planned(), *on_the_day()], patient(of(Discharged, SIGNED_AT, how="conditional", on=date(2027, 1, 10)))),
    ),
]


@pytest.mark.parametrize("h", [row[1] for row in IN_ORDER], ids=[row[0] for row in IN_ORDER])
def test_each_thing_that_mends_it_lets_the_person_out(h: Going) -> None:
    given(RELEASE, h).then(EpisodeReleased)


def test_after_a_move_the_ministry_s_consent_is_asked_for_afresh() -> None:
    again = [
        of(MinistryDrafted, at("2027-01-03 09:00"), consent="M-2", level="escorted_day"),
        of(MinistryApplied, at("2027-01-03 09:00"), consent="M-2"),
        of(MinistryGranted, at("2027-01-04 09:00"), **{**GRANT, "consent": "M-2"}),
    ]
    assert may_depart(in_another_hospital(*again), "O-1", GOES_AT).allow


def test_an_outing_that_had_not_begun_ends_with_a_death_and_one_that_had_goes_on() -> None:
    h = going(ready(), patient(died()))
    states = [outing(h, "O-1", when).state for when in (at("2027-01-14 08:59"), CHECKED_AT)]  # type: ignore[union-attr]
    assert states == [EpisodeState.PLANNED, EpisodeState.CANCELLED]
    away = going([*ready(), of(EpisodeReleased, GOES_AT, episode="O-1")], patient(died("2027-01-14 12:00")))
    assert outing(away, "O-1", RETURNS).state is EpisodeState.OUT  # type: ignore[union-attr]
    assert outing(going([]), "O-1", RETURNS) is None
