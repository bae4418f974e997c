"""Runs a scenario through the one road: its clock stands at each step's `at`, by which everything is recorded too."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from domain import governance
from domain.initiatives import KINDS, RegisterInitiative
from domain.involvement import status, undecided_since
from domain.judging import Histories, Task, active, closed_by, item_state, renewal, takedowns, tasks, told_to
from domain.judging.leaving import outing, standing
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from domain.kernel.time import to_local
from domain.people import RegisterPerson
from projections import findings, going, timeline
from service import identity, tasking, wiring
from service.commanding import BadFields, build
from service.config import Config
from service.entitling import PARTICIPANT
from service.errors import ByleaveError
from service.handling import Outcome as Answered
from service.importing import cells
from service.names import office_ids
from service.scenarios.entitled import MAY_BE_ASKED
from service.scenarios.script import BadScenario, Scenario, Step
from service.wiring import Service

ACTIVITY: Final = "activity"
"""Something to go to, which a step registers."""
OUTSIDER: Final = "outsider"
"""Somebody who has no part in anything, such as a relative: known by a reference alone."""

NO_ACTORS: Final = (*KINDS, OUTSIDER, ACTIVITY)
"""What somebody or something of the cast is that asks nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one step: in words, and whether that is what was expected."""

    step: Step
    said: str
    expected: str
    held: bool


class Hand:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Playing:
    """A scenario on a store: who is behind each name, and the initiative that participants are registered with."""

    service: Service
    clock: Hand
    scenario: Scenario
    refs: dict[str, Ref]
    initiative: Ref

    def resolve(self, name: str) -> Ref:
        """Who or what a name of the cast is. Raises ValueError naming the cast."""
        if name not in self.refs:
            raise ValueError(f"Nobody in the cast is called {name}; there are {', '.join(self.refs)}.")
        return self.refs[name]

    def asked(self, step: Step) -> Ref:
        """The initiative that a question names, else the one that participants are registered with."""
        return self.resolve(step.given["initiative"]) if "initiative" in step.given else self.initiative

    def told(self, step: Step) -> dict[str, Any]:
        """What the server adds to a command of this step."""
        role = self.scenario.cast.get(step.actor, "")
        if step.actor not in self.refs or role in NO_ACTORS:
            raise BadScenario(self.scenario.file, step.line, f"as: name one of the cast, not {step.actor!r}.")
        role = role.partition(" at ")[0]
        told = {"actor": self.refs[step.actor], "role": role, "at": step.at, "history": step.history}
        if step.corrects is None:
            return told
        return {**told, "corrects": step.corrects, "reason": self._reason(step) if step.reason else None}

    def _reason(self, step: Step) -> Sealed:
        """Why something is corrected, sealed for the person whom it is about."""
        about = self.resolve(step.given["person"]) if "person" in step.given else self.initiative
        return Sealed(about, study_purpose(self.initiative), step.reason)


Look = Callable[[Playing], None]
"""What is done where a scenario stops for a moment: its store is there to be asked, its clock stands."""


def run(
    scenario: Scenario,
    database: Config | None = None,
    kept: Path | None = None,
    stops: Sequence[datetime] = (),
    look: Look | None = None,
) -> Iterator[Outcome]:
    """Plays a scenario on a new store, in the databases of a configuration where one is given. Raises BadScenario.

    The store is gone afterwards, unless a directory is given in which it is kept: Conflict where there is one already.
    At each of `stops`, before anything later is done, it is looked at.
    """
    clock = Hand(scenario.steps[0].at)
    with _stage(clock, database, kept) as service:
        yield from play(cast(service, clock, scenario), stops, look)


def play(playing: Playing, stops: Sequence[datetime] = (), look: Look | None = None) -> Iterator[Outcome]:
    """Plays the steps of a scenario on a store in which its cast stands. Raises BadScenario."""
    waiting = sorted(stops)
    for step in playing.scenario.steps:
        while waiting and waiting[0] < step.at:
            _stop(playing, waiting.pop(0), look)
        playing.clock.at = step.at
        yield _played(playing, step)
    for each in waiting:
        _stop(playing, each, look)


def _stop(playing: Playing, at: datetime, look: Look | None) -> None:
    playing.clock.at = at
    if look is not None:
        look(playing)


@contextmanager
def _stage(clock: Hand, database: Config | None, kept: Path | None) -> Iterator[Service]:
    with TemporaryDirectory(prefix="byleave-scenario-") as folder:
        where = kept or Path(folder) / "data"
        with wiring.make_store(where, demo=True, clock=clock, dsns=database) as service:
            yield service


def cast(service: Service, clock: Hand, scenario: Scenario) -> Playing:
    """Registers everybody and everything in the cast: initiatives, actors with their role, participants."""
    refs = {name: Ref(os.urandom(16).hex()) for name in scenario.cast}
    studies = [name for name, role in scenario.cast.items() if role in KINDS]
    if not studies:
        raise BadScenario(scenario.file, 1, f"The cast names an initiative: a name and one of {', '.join(KINDS)}.")
    playing = Playing(service, clock, scenario, refs, refs[studies[0]])
    operator = service.keys.references(identity.SCOPE, [identity.OPERATOR])[identity.OPERATOR]
    told: dict[str, Any] = {"actor": operator, "role": "records", "at": clock()}
    for name in studies:
        kind = scenario.cast[name]
        service.road.ask(RegisterInitiative(initiative=refs[name], kind=kind, name=name, **told))
    for name, role in scenario.cast.items():
        part, _, site = role.partition(" at ")
        if part == PARTICIPANT:
            service.road.ask(_participant(playing, name, site, told))
        elif role not in NO_ACTORS:
            refs[name] = identity.register(service.road, name, (identity.check_role(role),), clock())
    return playing


def _participant(playing: Playing, name: str, site: str, told: dict[str, Any]) -> Command:
    person, initiative = playing.refs[name], playing.initiative
    office_id = Sealed(person, study_purpose(initiative), name)
    return RegisterPerson(
        person=person, kind="service_user", initiative=initiative, office_id=office_id, site=site or None, **told
    )


def _played(playing: Playing, step: Step) -> Outcome:
    said, expected = (_done if step.does else _asked)(playing, step)
    return Outcome(step, said, expected, said == expected)


def _done(playing: Playing, step: Step) -> tuple[str, str]:
    told = playing.told(step)
    try:
        command = build(step.does, _given(step), playing.resolve, told)
        answered = playing.service.road.ask(command)
    except BadFields as error:
        raise BadScenario(playing.scenario.file, step.line, error.what) from None
    except ByleaveError as error:
        return f"refused by {error.what}", _expected(step)
    return _came_of(playing, answered, told["role"]), _expected(step)


def _given(step: Step) -> Mapping[str, Any]:
    """The fields of a step's command; the reason of what takes something back is one of them."""
    return step.given if step.reason is None or step.corrects is not None else {**step.given, "reason": step.reason}


def _came_of(playing: Playing, answered: Answered, role: str) -> str:
    """What came of a command, as whoever asked may know it."""
    if no := answered.refused:
        return f"refused by {_listed(told_to(role, (*no.broken, *no.unjudged)))}"
    return f"recorded {_listed([recorded.event.tag for recorded in playing.service.record.at(answered.positions)])}"


def _expected(step: Step) -> str:
    """What a step that does something is expected to say; without words of its own, that it is not refused."""
    if "refused" in step.expected:
        return f"refused by {_listed(step.expected['refused'])}"
    if "recorded" in step.expected:
        return f"recorded {_listed(step.expected['recorded'])}"
    raise ValueError("a step that does something expects recorded or refused")


def _listed(words: Sequence[str] | str) -> str:
    return words if isinstance(words, str) else ", ".join(words)


def _asked(playing: Playing, step: Step) -> tuple[str, str]:
    _entitled(playing, step)
    try:
        return _QUESTIONS[step.asks](playing, step), _words(step.expected)
    except (KeyError, ValueError) as error:
        raise BadScenario(playing.scenario.file, step.line, f"{step.asks}: {error}") from None


def _entitled(playing: Playing, step: Step) -> None:
    """Raises BadScenario where whoever asks may not know the answer."""
    told, may = playing.told(step), MAY_BE_ASKED[step.asks]
    others = told["role"] == PARTICIPANT and playing.refs.get(step.given.get("person", "")) != told["actor"]
    if told["role"] not in may or others:
        whom = f"{', '.join(sorted(may - {PARTICIPANT}))}{', or the participant themselves' * (PARTICIPANT in may)}"
        raise BadScenario(
            playing.scenario.file, step.line, f"{step.asks}: {step.actor} may not know that; ask as {whom}."
        )


def _words(answer: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} {_listed(value)}" for name, value in sorted(answer.items()))


def _may_use(playing: Playing, step: Step) -> str:
    person, asset, purpose = playing.resolve(step.given["person"]), step.given["asset"], step.given["purpose"]
    actor = playing.told(step)["actor"]
    answer = playing.service.road.may_use(person, playing.asked(step), asset, purpose, actor)
    answer = answer.shown_to(playing.told(step)["role"])
    said: dict[str, Any] = {"allow": "yes" if answer.allow else "no"}
    if "because" in step.expected:
        said["because"] = list(answer.blocking)
    if "also" in step.expected:
        said["also"] = _called(playing, answer.also)
    return _words(said)


def _item(playing: Playing, step: Step) -> str:
    """Whether an item is active, at a time and as known at another; and what has closed it, where that is asked."""
    h, at, known = _asked_of(playing, step)
    said = {"active": "yes" if active(h, step.given["item"], at, known) else "no"}
    if "closed" in step.expected:
        said["closed"] = closed_by(h, at, known) or "no"
    return _words(said)


def _state(playing: Playing, step: Step) -> str:
    """How an item stands, at a time and as known at another."""
    h, at, known = _asked_of(playing, step)
    return _words({"state": str(item_state(h, step.given["item"], at, known))})


def _capacity(playing: Playing, step: Step) -> str:
    """What is known of the person's capacity for one decision, at a time and as known at another."""
    h, at, known = _asked_of(playing, step)
    return _words({"capacity": str(h.consent.capacity.state(step.given["decision"], at, known))})


def _asked_of(playing: Playing, step: Step) -> tuple[Histories, datetime, datetime]:
    """Of whom something is asked, at which instant and as known at which: both now, where none is given."""
    h = playing.service.road.histories(playing.resolve(step.given["person"]), playing.asked(step))
    return h, *_instants(step)


def _instants(step: Step) -> tuple[datetime, datetime]:
    """At which instant something is asked, and as known at which."""
    at = cells.instant(step.given["valid_at"]) if "valid_at" in step.given else step.at
    known = cells.instant(step.given["known_at"]) if "known_at" in step.given else step.at
    return at, known


def _reconsent(playing: Playing, step: Step) -> str:
    """Whether the person is to be asked for consent again: no, due or lapsed."""
    h = playing.service.road.histories(playing.resolve(step.given["person"]), playing.asked(step))
    return _words({"reconsent": renewal(h, step.at) or "no"})


def _finding(playing: Playing, step: Step) -> str:
    """The findings about a person that stand."""
    person = playing.resolve(step.given["person"])
    with playing.service.views.read("findings") as view:
        standing = [f for f in findings.standing(view.db, playing.asked(step)) if f.person == person]
    return _words({"kinds": sorted({finding.kind for finding in standing})})


def _life(playing: Playing, step: Step) -> str:
    """What became of a finding."""
    stream = governance.finding_stream(
        playing.asked(step), playing.resolve(step.given["person"]), step.given["finding"], step.given["key"]
    )
    folding = governance.FINDING_FOLDING
    return _words({"life": str(reduce(folding.evolve, playing.service.record.read(stream), folding.initial))})


def _tasks(playing: Playing, step: Step) -> str:
    """What is open about a person: each kind of task, with what it is about; of leave to those who care for them."""
    person, role = playing.resolve(step.given["person"]), playing.told(step)["role"]
    if role in tasking.SEES:
        with playing.service.views.read("going") as view:
            wishes = going.of_person(view.db, person)
        shown = tasking.of_person(playing.service, person, wishes, role, step.at)
        found = [_in_short(each.task) for each in shown if each.task.open]
    else:
        h = playing.service.road.histories(person, playing.asked(step))
        found = [f"{t.kind} {t.about}" for t in tasks(h, step.at) if t.open]
    return _words({"open": found or "nothing"})


def _in_short(task: Task) -> str:
    return f"{task.kind} {task.about}{f': {task.stage}' if task.stage else ''}"


def _told(playing: Playing, step: Step) -> str:
    """What the person's timeline says last; asked as the person, what they are shown of it."""
    person = playing.resolve(step.given["person"])
    with playing.service.views.read("timeline") as view:
        lines = timeline.of_person(view.db, person, playing.told(step)["role"])
    if playing.told(step)["actor"] == person:
        lines = timeline.shown(lines, step.at)
    names = office_ids(playing.service.record, playing.service.keys, {ref for line in lines for ref in line.references})
    return _words({"last": f"{to_local(lines[-1].occurred_at)[:16]} {timeline.said(lines[-1], names)}"})


def _takedowns(playing: Playing, step: Step) -> str:
    """Which films are to come off which channels for somebody's sake, and how far that has come."""
    h = playing.service.road.histories(playing.resolve(step.given["person"]), playing.asked(step))
    return _words({f"{film} {channel}": state for (film, channel), state in takedowns(h, step.at).items()})


def _may_depart(playing: Playing, step: Step) -> str:
    """Whether somebody may go out on an outing; why not; what is worth knowing before."""
    answer = playing.service.road.may_depart(playing.resolve(step.given["person"]), step.given["episode"])
    said: dict[str, Any] = {"allow": "yes" if answer.allow else "no"}
    if "because" in step.expected:
        said["because"] = list(answer.blocking)
    if "warned" in step.expected:
        said["warned"] = list(answer.warnings)
    return _words(said)


def _leave(playing: Playing, step: Step) -> str:
    """How an application to the Ministry, an authorisation or an outing stands."""
    h, of = playing.service.road.going(playing.resolve(step.given["person"])), step.given
    asked: dict[str, Any] = {}
    if "consent" in of:
        asked = {"ministry": h.leave.ministry(of["consent"], step.at)}
    elif "authorisation" in of:
        asked = {"authorisation": standing(h, of["authorisation"], step.at)}
    elif "episode" in of:
        asked = {"episode": outing(h, of["episode"], step.at)}
    return _words({kind: str(each.state) if each else "nothing" for kind, each in asked.items()})


def _request(playing: Playing, step: Step) -> str:
    """How a person's wish to go to an activity stands, and since when nothing was decided in time, where that is so."""
    h = playing.service.road.involved(playing.resolve(step.given["person"]), playing.resolve(step.given["activity"]))
    at, known = _instants(step)
    said = {"status": str(status(h.request, h.forum, at, known) or "none")}
    if "undecided" in step.expected:
        since = undecided_since(h.request, h.forum, at, known)
        said["undecided"] = to_local(since) if since else "no"
    if "attended" in step.expected:
        came = h.request.attended(at, known)
        said["attended"] = came.way if came else "no"
    return _words(said)


def _called(playing: Playing, people: Sequence[Ref]) -> list[str]:
    """What the cast calls people."""
    return [name for name, ref in playing.refs.items() if ref in people]


_QUESTIONS: Final[Mapping[str, Callable[[Playing, Step], str]]] = {
    "may_use": _may_use,
    "item": _item,
    "state": _state,
    "capacity": _capacity,
    "reconsent": _reconsent,
    "finding": _finding,
    "life": _life,
    "tasks": _tasks,
    "told": _told,
    "takedowns": _takedowns,
    "may_depart": _may_depart,
    "leave": _leave,
    "request": _request,
}
