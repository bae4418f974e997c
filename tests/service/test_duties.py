"""ops/duties.md, cell by cell: what each relation to a case keeps somebody from doing, asked of the whole road."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from domain.consent import Withdraw
from domain.governance import VerifyEntry
from domain.involvement import (
    INVOLVEMENT,
    AgreeAction,
    ApproveRequest,
    CloseAction,
    CosignAction,
    DraftPlan,
    RecordContribution,
    RegisterActivity,
    SignPlan,
    SubmitRequest,
    VerifyImpact,
)
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed
from domain.kernel.time import london_day
from domain.leave import (
    AssignEscort,
    BriefEscort,
    CheckEpisode,
    CheckVenue,
    DraftLeave,
    GiveCopy,
    PlanEpisode,
    ReleaseEpisode,
    SayToday,
    SetContingency,
    SignLeave,
)
from domain.people import ChangeDetention
from service.errors import Conflict
from tests import stores
from tests.given import D1, N1, P1, R1, R2, V1, hours, ref
from tests.players import PAIRS, STUDY, Clock, Play

PAGE = (Path(__file__).parents[2] / "ops" / "duties.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("| ").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
WHO: Final = dict(zip(ROWS[0][1:], (R1, R2, D1, N1, ref("i1"), ref("i2"), V1, ref("d2")), strict=True))
CELLS = [
    pytest.param(row[0], who, said, id=f"{row[0]}: {who}")
    for row in ROWS[2:]
    for who, said in zip(ROWS[0][1:], row[1:], strict=True)
]
pytestmark = pytest.mark.slow
PAPER: Final = "a" * 64


@pytest.fixture
def play(tmp_path: Path) -> Any:
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        stores.cast(service, *WHO.values(), ref("advocate"))
        for command in (
            made.approve(),
            made.give_role(R2, "researcher"),
            made.put_in_charge(P1, D1),
            made.put_ward_in_charge(N1, "S1"),
            *(made.register(member, kind="team") for member in WHO.values() if member != R1),
            made.declare_interest(ref("i1"), P1),
            made.declare_interest(ref("i2"), D1),
            *(made.delegate(member) for member in WHO.values() if member != R1),
            *decided_before(made, ref("d2")),
        ):
            assert made.ask(command).refused is None, command
        yield made


def decided_before(play: Play, who: Ref) -> Iterator[Command]:
    """Somebody decided a request of the person's to go out; who was in charge then does not matter here."""
    yes = ApproveRequest(person=P1, activity=ref("an earlier forum"), decider=who, **play.told(actor=R1))
    yield play.as_history(yes)


def asked_to_go(play: Play, who: Ref) -> Command:
    """R1 asked that the person may go, the plan is signed, and somebody says yes."""
    now = play.clock.now
    of = {"person": P1, "activity": ref("forum"), **play.told(actor=R1, role="involvement_lead")}
    times = {f"{name}_at": now + hours(h) for name, h in {"depart": 40, "starts": 42, "ends": 44}.items()}
    words = Sealed(P1, INVOLVEMENT, "in words")
    forum = RegisterActivity(
        activity=ref("forum"),
        name="Forum",
        purpose="forum",
        setting="community",
        venue="hall",
        area="wakefield",
        return_by=now + hours(46),
        decide_by=now + hours(20),
        **times,
        **play.told(actor=R1, role="involvement_lead"),
    )
    plan = DraftPlan(purpose=words, benefits=words, what_helps=words, **{**of, "role": "ward"})
    for command in (
        forum,
        SubmitRequest(**of),
        plan,
        SignPlan(signer=P1, **{**of, "actor": P1, "role": "participant"}),
        SignPlan(signer=R1, **{**of, "role": "ward"}),
    ):
        assert play.ask(command).refused is None, command
    return ApproveRequest(person=P1, activity=ref("forum"), **play.told(actor=who, role="clinician"))


def written(play: Play, who: Ref) -> Command:
    """Leave was drafted, with what is done if something goes wrong; somebody signs it."""
    of = {"person": P1, "authorisation": "A-1", **play.told(actor=R1, role="clinician")}
    words = Sealed(P1, CARE, "in words")
    terms = {"form": "specified_period", "category": "community", "escort": "escorted", "custody": True}
    in_force = {"from_at": play.clock.now, "to_at": play.clock.now + hours(24)}
    day = london_day(play.clock.now)
    section = ChangeDetention(person=P1, section="s3", hospital="S1", from_on=day, **play.of_ward(actor=R1))
    for command in (section, DraftLeave(**terms, **in_force, **of), SetContingency(plan=words, telephone=words, **of)):
        assert play.ask(command).refused is None, command
    return SignLeave(signed_by=who, **{**of, "actor": who})


def at_the_door(play: Play, who: Ref) -> Command:
    """R1 asked, D1 said yes and signed, everything is in order, and somebody lets the person out as nurse in charge."""
    for command in (asked_to_go(play, D1), written(play, D1), *made_ready(play, who)):
        assert play.ask(command).refused is None, command
    return ReleaseEpisode(person=P1, episode="O-1", **play.of_ward(actor=who))


def made_ready(play: Play, who: Ref) -> Iterator[Command]:
    of = {"person": P1, "episode": "O-1", **play.of_ward(actor=N1)}
    now = play.clock.now
    where = {"destination": "hall", "area": "wakefield", "departs_at": now, "returns_at": now + hours(4)}
    if who != N1:
        yield play.put_ward_in_charge(who, "S1")
    yield GiveCopy(person=P1, authorisation="A-1", to="patient", format="standard", **play.of_ward(actor=N1))
    yield PlanEpisode(authorisation="A-1", activity=ref("forum"), purpose="involvement", requested_by=R1, **where, **of)
    yield AssignEscort(staff=ref("advocate"), part="lead", **of)
    yield BriefEscort(staff=ref("advocate"), **of)
    yield CheckVenue(clear=True, **{**of, "role": "mha_office"})
    yield CheckEpisode(outcome="release", conditions_explained=True, telephone_tested=True, **of)
    yield SayToday(agrees=True, **of)


def paid_for(play: Play) -> dict[str, Any]:
    """The person said something, R1 paid for what is done about it, and it is done."""
    of = {"person": P1, "activity": ref("forum"), **play.told(actor=D1, role="ward")}
    words, action = Sealed(P1, INVOLVEMENT, "in words"), {"action": "A-1"}
    does = {"contribution": "C-1", "owner": R1, "funder": R1, "due_on": london_day(play.clock.now)}
    for command in (
        RecordContribution(contribution="C-1", in_words=words, **of),
        AgreeAction(in_words=words, **action, **does, **of),
        CloseAction(closed_as="done", **action, **of),
    ):
        assert play.ask(command).refused is None, command
    return {"person": P1, "activity": ref("forum"), **action}


def finds_a_change(play: Play, who: Ref) -> Command:
    return VerifyImpact(**paid_for(play), **play.told(actor=who, role="commissioner"))


def cosigns(play: Play, who: Ref) -> Command:
    return CosignAction(cosigner=who, **paid_for(play), **play.told(actor=who, role="involvement_lead"))


def taken(play: Play) -> int:
    """R1 has taken the person's consent on paper: the version of that entry."""
    told = {"informed_at": play.clock.now - hours(48), "source": "paper"}
    return play.service.record.at(play.ask(play.sign(P1, {"C01": True}, **told)).positions)[0].version


def corrected(play: Play) -> int:
    """R1 has corrected what R1 entered: the version of the correction."""
    first = taken(play)
    told = {"informed_at": play.clock.now - hours(48), "corrects": first}
    again = play.as_history(play.sign(P1, {"C01": True, "C03": True}, **told))
    return play.service.record.at(play.ask(again).positions)[0].version


def compares(play: Play, who: Ref, entry: int) -> Command:
    of = {"person": P1, "initiative": STUDY, "entry": entry, "evidence_sha256": PAPER}
    return VerifyEntry(**of, **play.told(actor=who))


def lacking(play: Play) -> Play:
    assert play.ask(play.assess(P1, "lacks")).refused is None
    return play


def opened(play: Play) -> None:
    assert play.ask(play.break_glass(P1)).refused is None
    play.clock.move(hours(2))


def by_an_advocate(play: Play) -> int:
    stop = play.stop(P1, "W5", actor=ref("advocate"), role="advocate")
    return play.service.record.at(play.ask(stop).positions)[0].version


def corrects_the_advocate(play: Play, who: Ref) -> Command:
    stop = play.stop(P1, "W2", actor=who, corrects=by_an_advocate(play))
    assert isinstance(stop, Withdraw)
    return play.as_history(stop)


def paid(command: Any) -> Command:
    return replace(command, paid_or_professional=True)  # type: ignore[no-any-return]


def signing_with(play: Play, taker: Ref, witness: Ref | None = None) -> Command:
    return play.sign(P1, {"C01": True}, taker=taker, witness=witness, informed_at=play.clock.now - hours(48))


def grants(play: Play, who: Ref, role: str) -> Command:
    """Who lets R1 open the clinical record, to which the person has agreed."""
    told = {"informed_at": play.clock.now - hours(48)}
    assert play.ask(play.sign(P1, {"C07": True}, **told)).refused is None
    return play.grant(P1, PAIRS[3], "C07", actor=who, role=role)


def reviews(play: Play, who: Ref) -> Command:
    opened(play)
    return replace(play.review(P1), actor=who)


DOES: Final[dict[str, Callable[[Play, Ref], Command]]] = {
    "takes the person's consent": signing_with,
    "witnesses what R1 takes": lambda play, who: signing_with(play, R1, who),
    "is nominated consultee": lambda play, who: lacking(play).consult(P1, who),
    "is paid, and personal consultee": lambda play, who: paid(lacking(play).consult(P1, who, "personal")),
    "compares the paper that R1 entered": lambda play, who: compares(play, who, taken(play)),
    "approves the correction that R1 wrote of R1's entry": lambda play, who: compares(play, who, corrected(play)),
    "reviews the break-glass that R1 opened": reviews,
    "gives R1 a grant, as privacy": lambda play, who: grants(play, who, "privacy"),
    "gives R1 a grant, as one of the study team": lambda play, who: grants(play, who, "study_team"),
    "signs the person's leave": written,
    "answers the request to go out that R1 made": asked_to_go,
    "lets the person out on R1's request, as nurse in charge of the ward": at_the_door,
    "finds that what R1 pays for has changed something": finds_a_change,
    "co-signs what R1 pays for": cosigns,
    "corrects what an advocate recorded": corrects_the_advocate,
    "strikes what an advocate recorded": lambda play, who: play.as_history(
        play.another_s(P1, by_an_advocate(play), actor=who)
    ),
}


@pytest.mark.parametrize(("what", "who", "said"), CELLS)
def test_who_stands_so_to_a_case_may_do_what_the_page_says(play: Play, what: str, who: str, said: str) -> None:
    command = DOES[what.partition(" (")[0]](play, WHO[who])
    if said == "refused":
        with pytest.raises(Conflict, match="advocate"):
            play.ask(command)
    else:
        no = play.ask(command).refused
        assert ", ".join((*no.broken, *no.unjudged) if no else ["may"]) == said


def test_what_an_advocate_has_to_say_further_is_an_entry_of_its_own(play: Play) -> None:
    stop = play.stop(P1, "W2", actor=ref("advocate"), corrects=by_an_advocate(play))
    with pytest.raises(Conflict, match="advocate"):
        play.ask(play.as_history(stop))
    assert play.ask(play.stop(P1, "W2", actor=ref("advocate"), role="advocate")).refused is None


def test_every_row_of_the_page_is_asked() -> None:
    assert {row[0].partition(" (")[0] for row in ROWS[2:]} == set(DOES)
