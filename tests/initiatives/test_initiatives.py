"""Initiatives: registered once and of a kind that there is; versions, delegation, sessions and sites as known when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import (
    SITE_FOLDING,
    AttendanceRecorded,
    DelegateTask,
    DocumentPublished,
    HoldSession,
    ImplementVersion,
    Initiative,
    InitiativeRegistered,
    JoinSite,
    PublishDocument,
    RecordAttendance,
    RegisterInitiative,
    RegisterSite,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    TaskDelegated,
    VersionImplemented,
    initiative_stream,
)
from domain.kernel.decider import Accepted, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER
from tests.given import NOON, P1, P2, R1, STUDY, folded, given, hours, recorded, told

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
REGISTER = RegisterInitiative(initiative=STUDY, kind="study", name="talk2", **told())
REGISTERED = recorded(InitiativeRegistered(initiative=STUDY, kind="study", name="talk2"))


def study(*history: Recorded[Any]) -> Initiative:
    return folded(initiatives.FOLDING, *history)


def begun(version: str, on: date, site: str = "S1", **more: Any) -> Recorded[Any]:
    return recorded(VersionImplemented(initiative=STUDY, site=site, version=version, implemented_on=on), **more)


def published(version: str, days: int, document: str = "ICF", sha256: str | None = None, **more: Any) -> Recorded[Any]:
    event = DocumentPublished(
        initiative=STUDY,
        document=document,
        version=version,
        dated=MONDAY,
        approved_on=MONDAY,
        removal_window_days=days,
        reconsent="all_active",
        sha256=sha256,
    )
    return recorded(event, **more)


def delegated(first: date, last: date | None = None, task: str = "consent", **more: Any) -> Recorded[Any]:
    return recorded(TaskDelegated(initiative=STUDY, person=R1, task=task, from_on=first, to_on=last), **more)


def held(session: str, kind: str = "interview", **more: Any) -> Recorded[Any]:
    event = SessionHeld(
        initiative=STUDY,
        session=session,
        kind=kind,
        site="S1",
        ended_at=NOON + hours(1),
        setting="ward",
        lead=R1,
        recorded=True,
        commissioner_present=False,
    )
    return recorded(event, **more)


def came(session: str, person: Ref = P1, **more: Any) -> Recorded[Any]:
    return recorded(AttendanceRecorded(initiative=STUDY, session=session, person=person), **more)


@pytest.mark.parametrize("kind", ["study", "forum", "film", "user_controlled_cpa", "relational_project"])
def test_an_initiative_is_of_a_kind_that_there_is(kind: str) -> None:
    given(initiatives.decide, initiatives.FOLDING).when(replace(REGISTER, kind=kind)).then(InitiativeRegistered)


@pytest.mark.parametrize("kind", ["trial", "Study", ""])
def test_an_initiative_of_another_kind_cannot_be_registered(kind: str) -> None:
    with pytest.raises(ValueError, match="relational_project"):
        replace(REGISTER, kind=kind)


@pytest.mark.parametrize(
    ("history", "command", "breaks"),
    [
        ((), REGISTER, ()),
        ((REGISTERED,), REGISTER, ("IN-01",)),
        ((REGISTERED,), replace(REGISTER, name="another"), ("IN-01",)),
        ((REGISTERED,), replace(REGISTER, name="another", corrects=1), ()),
        ((begun("1.0", MONDAY),), REGISTER, ()),  # something else was told of it before
    ],
)
def test_an_initiative_is_registered_once(
    history: tuple[Recorded[Any], ...], command: RegisterInitiative, breaks: tuple[str, ...]
) -> None:
    given(initiatives.decide, initiatives.FOLDING, *history).when(command).then_breaks(*breaks)


def test_a_second_registration_told_as_history_is_recorded_with_what_it_broke() -> None:
    asked = given(initiatives.decide, initiatives.FOLDING, REGISTERED).when(replace(REGISTER, history=True))
    assert asked.then(InitiativeRegistered).verdicts.broken == ("IN-01",)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (
            RegisterSite(scope=STUDY, site="S1", name="Rowan", security_level="low", **told()),
            SiteRegistered(scope=STUDY, site="S1", name="Rowan", security_level="low"),
        ),
        (
            JoinSite(initiative=STUDY, site="S1", security_level="low", opened_on=MONDAY, **told()),
            SiteJoined(initiative=STUDY, site="S1", security_level="low", opened_on=MONDAY),
        ),
        (
            PublishDocument(
                initiative=STUDY,
                document="ICF",
                version="1.0",
                dated=MONDAY,
                approved_on=TUESDAY,
                removal_window_days=14,
                reconsent="new_only",
                sha256="ab" * 32,
                **told(),
            ),
            DocumentPublished(
                initiative=STUDY,
                document="ICF",
                version="1.0",
                dated=MONDAY,
                approved_on=TUESDAY,
                removal_window_days=14,
                reconsent="new_only",
                sha256="ab" * 32,
            ),
        ),
        (
            ImplementVersion(initiative=STUDY, site="S1", version="1.0", implemented_on=MONDAY, **told()),
            VersionImplemented(initiative=STUDY, site="S1", version="1.0", implemented_on=MONDAY),
        ),
        (
            DelegateTask(initiative=STUDY, person=R1, task="consent", from_on=MONDAY, to_on=TUESDAY, **told()),
            TaskDelegated(initiative=STUDY, person=R1, task="consent", from_on=MONDAY, to_on=TUESDAY),
        ),
        (
            HoldSession(
                initiative=STUDY,
                session="X1",
                kind="focus_group",
                site="S1",
                ended_at=NOON,
                setting="ward",
                lead=R1,
                recorded=False,
                commissioner_present=True,
                **told(),
            ),
            SessionHeld(
                initiative=STUDY,
                session="X1",
                kind="focus_group",
                site="S1",
                ended_at=NOON,
                setting="ward",
                lead=R1,
                recorded=False,
                commissioner_present=True,
            ),
        ),
    ],
)
def test_what_is_asked_is_what_is_recorded(command: Any, event: Any) -> None:
    papers = [published("1.0", 14)] if isinstance(command, ImplementVersion) else []
    answer = initiatives.decide(command, folded(initiatives.FOLDING, *papers))
    assert isinstance(answer, Accepted)
    assert answer.events == (event,)


@pytest.mark.parametrize("version", ["v2", "2.0 draft", ""])
def test_a_version_that_is_no_number_is_neither_published_nor_implemented(version: str) -> None:
    with pytest.raises(ValueError, match="numbers with dots"):
        ImplementVersion(initiative=STUDY, site="S1", version=version, implemented_on=MONDAY, **told())
    with pytest.raises(ValueError, match="numbers with dots"):
        publish(version=version)


@pytest.mark.parametrize(("days", "can_be"), [(-1, False), (0, True), (9_999, True), (10_000, False)])
def test_a_removal_window_has_an_end_that_can_be_told(days: int, can_be: bool) -> None:
    if can_be:
        assert publish(removal_window_days=days)
    else:
        with pytest.raises(ValueError, match="9999 days"):
            publish(removal_window_days=days)


def publish(**more: Any) -> PublishDocument:
    said = {"version": "1.0", "removal_window_days": 14, **more}
    return PublishDocument(
        initiative=STUDY, document="ICF", dated=MONDAY, approved_on=MONDAY, reconsent="new_only", **said, **told()
    )


@pytest.mark.parametrize(
    ("site", "day", "version"),
    [
        ("S1", date(2026, 11, 29), None),
        ("S1", MONDAY, "9.1"),  # on the very day
        ("S1", TUESDAY, "10.0"),  # of two on one day the higher number, and 10.0 is higher than 9.2
        ("S1", WEDNESDAY, "9.3"),  # implemented latest, though its number is lower
        ("S2", TUESDAY, None),
        ("S2", WEDNESDAY, "1.0"),
        ("S3", WEDNESDAY, None),
        (None, WEDNESDAY, None),
    ],
)
def test_in_force_is_the_version_implemented_latest_at_a_site(site: str | None, day: date, version: str | None) -> None:
    state = study(
        begun("10.0", TUESDAY),
        begun("9.2", TUESDAY),
        begun("9.3", WEDNESDAY),
        begun("9.1", MONDAY),
        begun("1.0", WEDNESDAY, site="S2"),
    )
    found = state.in_force(site, day)
    assert (found.number if found else None) == version


def test_a_version_is_in_force_as_known_then() -> None:
    state = study(begun("1.0", MONDAY), begun("2.0", MONDAY, when=NOON + hours(24)))
    assert [state.in_force("S1", TUESDAY, NOON + hours(h)).number for h in (23, 24)] == ["1.0", "2.0"]
    corrected = study(begun("1.0", MONDAY), begun("1.0", WEDNESDAY, when=NOON + hours(24), corrects=1))
    assert corrected.in_force("S1", TUESDAY, NOON) is not None
    assert corrected.in_force("S1", TUESDAY) is None


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (TUESDAY, None, [False, True, True]),
        (MONDAY, TUESDAY, [True, True, False]),
        (TUESDAY, TUESDAY, [False, True, False]),
    ],
)
def test_a_task_may_be_done_on_its_days_both_included(first: date, last: date | None, may: list[bool]) -> None:
    state = study(delegated(first, last), delegated(date(2020, 1, 1), task="analysis"))
    assert [state.delegation(R1, "consent", day) is not None for day in (MONDAY, TUESDAY, WEDNESDAY)] == may
    assert state.delegation(P1, "consent", TUESDAY) is None


def test_a_task_was_delegated_as_known_then() -> None:
    state = study(delegated(MONDAY), delegated(WEDNESDAY, when=NOON + hours(24), corrects=1))
    assert state.delegation(R1, "consent", TUESDAY, NOON) is not None
    assert state.delegation(R1, "consent", TUESDAY) is None
    assert state.delegation(R1, "consent", WEDNESDAY, NOON - hours(1)) is None


@pytest.mark.parametrize(
    ("documents", "window"),
    [
        ((), None),
        ((published("1.0", 14),), 14),
        ((published("1.0", 14), published("1.0", 7, document="PIS")), 14),  # the form's, in whatever order
        ((published("1.0", 7, document="PIS"),), 7),  # else the information sheet's
        ((published("2.0", 14),), None),
        ((published("1.0", 14), published("1.0", 28, when=NOON + hours(24), corrects=1)), 28),
    ],
)
def test_the_removal_window_is_what_the_version_signed_promises(
    documents: tuple[Recorded[Any], ...], window: int | None
) -> None:
    assert study(*documents).removal_window_days("1.0") == window


def test_the_form_of_a_version_is_its_consent_form_as_known_then_with_its_hash() -> None:
    state = study(
        published("1.0", 14, sha256="a" * 64),
        published("1.0", 14, document="PIS", sha256="b" * 64),
        published("1.0", 14, sha256="c" * 64, when=NOON + hours(24), corrects=1),
    )
    assert [state.form("1.0", known).sha256[0] for known in (NOON, FOREVER)] == ["a", "c"]
    assert state.form("2.0") is None
    assert study(published("1.0", 14, document="PIS")).form("1.0") is None


def test_a_session_is_as_it_was_told_last_or_corrected() -> None:
    state = study(held("X1"), held("X1", kind="focus_group", when=NOON + hours(24), corrects=1))
    assert (state.session("X1").kind, state.session("X1", NOON).kind) == ("focus_group", "interview")
    assert study(held("X1"), held("X1", kind="focus_group")).session("X1").kind == "focus_group"
    assert state.session("X2") is None


def test_a_session_took_place_when_its_envelope_says() -> None:
    began = NOON - timedelta(days=3)
    assert study(held("X1", occurred_at=began)).session("X1").held_at == began


def test_each_person_came_to_one_session() -> None:
    state = study(held("X1"), held("X2"), came("X1"), came("X2", when=NOON + hours(24), corrects=3))
    assert (state.session_of(P1).session, state.session_of(P1, NOON).session) == ("X2", "X1")
    assert state.session_of(P2) is None
    assert study(came("X9")).session_of(P1) is None, "nobody said that there was such a session"
    assert study(held("X1"), held("X2"), came("X1"), came("X2")).session_of(P1).session == "X2", "the last one told"


def test_somebody_came_to_a_session_only_as_known_then() -> None:
    state = study(held("X1"), came("X1", when=NOON + hours(24)))
    assert state.session_of(P1, NOON + hours(23)) is None
    assert state.session_of(P1, NOON + hours(24)) is not None


def test_nobody_is_let_into_a_session_that_nobody_recorded() -> None:
    unknown = RecordAttendance(initiative=STUDY, session="X9", person=P1, **told())
    given(initiatives.decide, initiatives.FOLDING).when(unknown).then_cannot_judge("SE-01", "SE-03", "SE-04")


def test_a_site_and_its_level_are_as_corrected() -> None:
    first = SiteRegistered(scope=STUDY, site="S1", name="Rowan", security_level="low")
    state = folded(SITE_FOLDING, recorded(first), recorded(replace(first, security_level="medium"), corrects=1))
    assert [(entry.security_level, entry.known(FOREVER)) for entry in state.entries] == [
        ("low", False),
        ("medium", True),
    ]


def test_a_site_of_one_office_is_not_that_of_another_under_the_same_code() -> None:
    mine = SiteRegistered(scope=STUDY, site="S1", name="Rowan", security_level="low")
    assert mine.stream != replace(mine, scope=P1).stream
    assert mine.stream != initiative_stream(STUDY)


def test_what_an_initiative_is_called_is_what_was_told_last() -> None:
    renamed = InitiativeRegistered(initiative=STUDY, kind="forum", name="talk3")
    state = study(REGISTERED, recorded(renamed, corrects=1))
    assert (state.kind, state.name) == ("forum", "talk3")
