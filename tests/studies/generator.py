"""Studies made at random in the format of `ops/demo/study/README.md`; every person and place in them is invented.

`write_study` makes small ones that are hard to judge: every boundary of the definition is aimed at, from both sides.
`write_large` makes long, mostly regular ones, quickly, to measure with.
Moments are written local times (Europe/London, naive). None is in the hour that does not exist; one in the hour that
happens twice is its first pass.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Row = dict[str, str]
Span = tuple[date, date | None]

LONDON = ZoneInfo("Europe/London")
OPENED = date(2011, 10, 3)
LAST = datetime.fromisoformat("2012-06-30T23:59")
AUTUMN_NIGHT = date(2011, 10, 30)
SPRING_NIGHT = date(2012, 3, 25)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

FIRST_NAMES = ("Ada", "Bryn", "Chidi", "Siân", "Emeka", "Farah", "Gwil", "Hana", "Iqbal", "Jools", "Kit", "Zoë")
LAST_NAMES = (
    "Arkwright",
    "Birdsall",
    "Coyle",
    "D'Arcy",
    "Eastoe",
    "Fell",
    "Grimshaw",
    "Hesketh-Lund",
    "Ives",
    "Jowett",
)
SITE_NAMES = ("Esk House", "Ure Unit", "Rye Court", "Hodder Lodge", "Lune Villa", "Ribble, East Wing", "Wyre Lodge")
JOB_TITLES = ("", "advocate", "nurse", "occupational_therapist", "psychiatrist", "psychologist", "social_worker")
ASKED_ITEMS = ("C01", "C02", "C03", "C05", "C07", "C08", "C09", "C11", "A01", "A02")
RARE_ITEMS = ("C04", "C06", "C10")
STOPPABLE = tuple(f"C{number:02}" for number in range(1, 12))
GOOD_PAIRS = (
    ("transcript", "analysis"),
    ("recording", "analysis"),
    ("transcript", "quotation"),
    ("clinical_record", "characteristics"),
    ("contact_details", "recontact"),
)
BAD_PAIRS = (
    ("transcript", "recontact"),
    ("film", "broadcast"),
    ("recording", "quotation"),
    ("clinical_record", "analysis"),
    ("contact_details", "analysis"),
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "sites": ("site_id", "name", "security_level", "opened_on"),
    "people": ("person_id", "kind", "name", "date_of_birth", "site_id", "job_title", "gender", "ethnicity"),
    "team": ("person_id", "role", "site_id"),
    "responsible_clinicians": ("person_id", "clinician_id", "from_on", "to_on", "basis"),
    "documents": ("document", "version", "dated", "approved_on", "removal_window_days", "reconsent"),
    "implementations": ("site_id", "version", "implemented_on"),
    "delegation": ("person_id", "task", "from_on", "to_on"),
    "consents": (
        *("participant_id", "informed_at", "signed_at", "recorded_at", "version", "taker_id", "witness_id"),
        *("copy_given", "source", "late_reason", *ASKED_ITEMS, *RARE_ITEMS),
    ),
    "withdrawals": ("participant_id", "level", "items", "expressed_at", "recorded_at", "expressed_to", "late_reason"),
    "sessions": (
        *("session_id", "kind", "site_id", "held_at", "ended_at", "setting", "lead_id", "recorded"),
        "commissioner_present",
    ),
    "attendance": ("session_id", "participant_id"),
    "accesses": ("access_id", "at", "actor_id", "participant_id", "asset", "purpose"),
}


@dataclass
class Draft:
    """A study in the making: the chance it is made by, how much of it there is to be, and its rows so far."""

    rng: random.Random
    participants: int
    sites: int
    accesses: int
    items: tuple[str, ...]
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, file: str, **cells: str) -> Row:
        """Write one row of a file, and return it."""
        self.rows[file].append(cells)
        return cells

    def one_in(self, number: int) -> bool:
        """Yes once in so many times."""
        return self.rng.randrange(number) == 0

    def where(self, file: str, **cells: str) -> list[Row]:
        """The rows of a file that have these cells."""
        return [row for row in self.rows[file] if cells.items() <= row.items()]


# Moments


def moment(text: str) -> datetime:
    """A written local time."""
    return datetime.fromisoformat(text)


def written(at: datetime) -> str:
    """A local time as the files write it; nothing is later than the study's last minute."""
    return min(at, LAST).isoformat(timespec="minutes")


def existing(at: datetime) -> datetime:
    """The same wall time, or an hour later in the hour that does not exist."""
    return at + HOUR if at.date() == SPRING_NIGHT and at.hour == 1 else at


def shifted(at: datetime, span: timedelta) -> datetime:
    """The wall time an absolute span away; where that is the second pass of an hour, the nearest one beyond it."""
    there = (at.replace(tzinfo=LONDON).astimezone(UTC) + span).astimezone(LONDON)
    beyond = there.replace(hour=2, minute=0) if span >= timedelta(0) else there.replace(minute=59)
    return (beyond if there.fold else there).replace(tzinfo=None, fold=0)


def midnight_ending(day: date) -> datetime:
    """The wall time at which a day is over."""
    return datetime.combine(day + DAY, time(0))


def near(rng: random.Random, at: datetime) -> datetime:
    """A moment, or the minute before or after it."""
    return shifted(at, rng.choice((-1, 0, 0, 1)) * MINUTE)


def moment_on(rng: random.Random, day: date) -> datetime:
    """A time on a day: mostly office hours, often a time at which clocks change or days end."""
    if rng.random() < (0.7 if day in (AUTUMN_NIGHT, SPRING_NIGHT) else 0.2):
        at = rng.choice(
            (time(0), time(0, 1), time(0, 59), time(1), time(1, 30), time(1, 59), time(2), time(23, 30), time(23, 59))
        )
    else:
        at = time(rng.randrange(8, 21), rng.choice((0, 15, 30, 45)))
    return existing(datetime.combine(day, at))


def some_day(draft: Draft) -> date:
    """A day of the study: often one of a change of clocks, or of a version's coming into use."""
    rng = draft.rng
    match rng.randrange(10):
        case 0 | 1:
            return AUTUMN_NIGHT + rng.choice((-1, 0, 0, 0, 1)) * DAY
        case 2 | 3:
            return SPRING_NIGHT + rng.choice((-1, 0, 0, 0, 1)) * DAY
        case 4 | 5 | 6:
            change = rng.choice(draft.where("implementations", version="2.0"))["implemented_on"]
            return date.fromisoformat(change) + rng.choice((-1, 0, 0, 1, 5)) * DAY
    return OPENED + rng.randrange(5, 220) * DAY


# The study's frame


def write_frame(draft: Draft) -> None:
    """Sites, papers and team: what the rest of a study refers to."""
    write_sites(draft)
    write_documents(draft)
    write_team(draft)


def write_sites(draft: Draft) -> None:
    """Sites of both security levels; most use 1.0 from the start and 2.0 from a day of their own."""
    rng = draft.rng
    days = rng.sample(range(35, 180), draft.sites)
    for number in range(draft.sites):
        site = f"S{number + 1}"
        level = ("medium", "low")[number] if number < 2 else rng.choice(("medium", "low"))
        name = SITE_NAMES[number % len(SITE_NAMES)]
        draft.add("sites", site_id=site, name=name, security_level=level, opened_on=OPENED.isoformat())
        first, second = implementation_days(rng, OPENED + days[number] * DAY, odd=number >= 2)
        draft.add("implementations", site_id=site, version="1.0", implemented_on=first.isoformat())
        if second is not None:
            draft.add("implementations", site_id=site, version="2.0", implemented_on=second.isoformat())


def implementation_days(rng: random.Random, day: date, *, odd: bool) -> tuple[date, date | None]:
    """When a site began to use 1.0 and 2.0: at an odd site late, never, in the wrong order, or as the clocks change."""
    match rng.randrange(8) if odd else 7:
        case 0:
            return OPENED, None
        case 1:
            return day + 20 * DAY, day
        case 2:
            return day - 20 * DAY, day
        case 3:
            return OPENED, AUTUMN_NIGHT
        case 4:
            return OPENED, SPRING_NIGHT
    return OPENED, day


def write_documents(draft: Draft) -> None:
    """Both papers of both versions, each promising a removal window of its own."""
    for version, dated in (("1.0", "2011-09-19"), ("2.0", "2011-10-21")):
        for document in ("PIS", "ICF"):
            draft.add(
                "documents",
                document=document,
                version=version,
                dated=dated,
                approved_on=dated,
                removal_window_days=str(draft.rng.choice((1, 2, 5, 7, 14, 21, 28))),
                reconsent=draft.rng.choice(("none", "next_contact")),
            )


STAFF_ROLES = (("N", "nurse_in_charge"), ("V", "advocate"))


def write_team(draft: Draft) -> None:
    """Four researchers, two user researchers, and at each site two clinicians, a nurse and an advocate."""
    for researcher in ("R1", "R2", "R3", "R4"):
        draft.add("team", person_id=researcher, role="researcher", site_id="")
    for researcher in ("U1", "U2"):
        draft.add("team", person_id=researcher, role="user_researcher", site_id="")
    for number, site in enumerate(draft.rows["sites"], start=1):
        for letter, role in (("D", "responsible_clinician"), ("E", "responsible_clinician"), *STAFF_ROLES):
            draft.add("team", person_id=f"{letter}{number}", role=role, site_id=site["site_id"])


# Sessions, and who came


def session_kinds(draft: Draft) -> Iterator[tuple[str, int]]:
    """A kind and how many come to it, until everybody has: one of each kind at first."""
    left, first = draft.participants, ["focus_group", "paired_interview", "interview"]
    while left:
        kind = first.pop() if first else draft.rng.choice(("interview", "interview", "paired_interview", "focus_group"))
        size = {"interview": 1, "paired_interview": 2, "focus_group": draft.rng.randrange(3, 8)}[kind]
        if kind == "paired_interview" and left < 2:
            kind = "interview"
        yield kind, min(size, left)
        left -= min(size, left)


def write_sessions(draft: Draft) -> None:
    """Every session with its people; now and then one to which nobody came."""
    people = count(1)
    for kind, size in session_kinds(draft):
        session = write_session(draft, kind)
        for _ in range(size):
            person = write_person(draft, f"P{next(people):03}", session["site_id"])
            draft.add("attendance", session_id=session["session_id"], participant_id=person["person_id"])
    if draft.one_in(5):
        write_session(draft, "interview")


def write_session(draft: Draft, kind: str) -> Row:
    """A session of one kind; some go past midnight, some end at the minute of their start."""
    rng = draft.rng
    held = moment_on(rng, some_day(draft))
    if draft.one_in(8):
        held = held.replace(hour=23)
    length = rng.choice((0, 15, 45, 75, 90, 120, 600)) * MINUTE
    return draft.add(
        "sessions",
        session_id=f"X{len(draft.rows['sessions']) + 1:03}",
        kind=kind,
        site_id=rng.choice(draft.rows["sites"])["site_id"],
        held_at=written(held),
        ended_at=written(shifted(held, length)),
        setting=rng.choice(("inside", "grounds", "community")),
        lead_id=rng.choice(("R1", "R2", "R3", "U1")),
        recorded=rng.choice(("yes", "yes", "no")),
        commissioner_present=rng.choice(("yes", "no", "no")),
    )


def write_person(draft: Draft, person: str, session_site: str) -> Row:
    """A participant, mostly of the site that the session is at."""
    rng = draft.rng
    elsewhere = rng.choice(draft.rows["sites"])["site_id"]
    kind = rng.choice(("staff", "service_user"))
    return draft.add(
        "people",
        person_id=person,
        kind=kind,
        name=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        date_of_birth=(date(1950, 1, 1) + rng.randrange(15000) * DAY).isoformat(),
        site_id=elsewhere if draft.one_in(3) else session_site,
        job_title=rng.choice(JOB_TITLES) if kind == "staff" or draft.one_in(4) else "",
        gender=rng.choice(("", "woman", "man", "non-binary")),
        ethnicity=rng.choice(("", "asian", "black", "mixed", "white")),
    )


# What one participant said


@dataclass(frozen=True)
class Story:
    """What bears on one participant: who they are, and when their session was."""

    person: str
    site: str
    held: datetime
    ended: datetime


def story_of(draft: Draft, attendance: Row) -> Story:
    """The participant of an attendance, and their session."""
    (person,) = draft.where("people", person_id=attendance["participant_id"])
    (session,) = draft.where("sessions", session_id=attendance["session_id"])
    return Story(person["person_id"], person["site_id"], moment(session["held_at"]), moment(session["ended_at"]))


def write_story(draft: Draft, attendance: Row) -> None:
    """Signings, stops, signings again, and openings of the person's data."""
    story = story_of(draft, attendance)
    if draft.one_in(12):
        write_late_known_form(draft, story)
    else:
        write_signings_and_stops(draft, story)
    for _ in range(draft.rng.randrange(2 * draft.accesses + 1)):
        write_access(draft, story)


def write_signings_and_stops(draft: Draft, story: Story) -> None:
    """What somebody signed at first, their stops, and signings again soon after half of them."""
    rng = draft.rng
    for at in signing_moments(draft, story):
        write_signing(draft, story, at)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 1, 2, 3))):
        at = stop_moment(draft, story)
        write_stop(draft, story, at)
        if draft.one_in(2):
            again = shifted(at, rng.choice((-1, 0, 1, 90, 1440, 5000)) * MINUTE)
            write_signing(draft, story, min(again, LAST))


def signing_moments(draft: Draft, story: Story) -> list[datetime]:
    """When somebody signed at first: one to four times, some at one instant."""
    rng = draft.rng
    moments = [first_signing_moment(draft, story)]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        earlier = rng.choice(moments)
        again = (
            earlier,
            near(rng, story.held),
            moment_on(rng, story.held.date()),
            shifted(earlier, rng.choice((-1, 1, 30, 1440, 20000)) * MINUTE),
            moment_on(rng, changeover(draft, story)),
        )
        moments.append(rng.choice(again))
    return [min(at, LAST) for at in moments]


def first_signing_moment(draft: Draft, story: Story) -> datetime:
    """When somebody signed first: mostly before their session, often on a day or at an instant that matters."""
    rng = draft.rng
    match rng.randrange(10):
        case 0:
            return near(rng, story.held)
        case 1:
            return moment_on(rng, story.held.date())
        case 2 | 3:
            change = moment_on(rng, changeover(draft, story) + rng.choice((-1, -1, 0)) * DAY)
            return change if change < story.held else shifted(story.held, -3 * DAY)
    return moment_on(rng, story.held.date() - rng.randrange(1, 20) * DAY)


def changeover(draft: Draft, story: Story) -> date:
    """The day on which a version came into use at the person's own site."""
    return date.fromisoformat(draft.where("implementations", site_id=story.site)[-1]["implemented_on"])


def write_signing(draft: Draft, story: Story, at: datetime) -> Row:
    """One signing: who took it, who saw it, what was answered, and when it was told and entered."""
    rng, taker = draft.rng, some_taker(draft, story)
    return draft.add(
        "consents",
        participant_id=story.person,
        informed_at=written(informed_moment(rng, at)),
        signed_at=written(at),
        recorded_at=written(recorded_moment(rng, story, at)),
        version=some_version(draft, story, at.date()),
        taker_id=taker,
        witness_id=some_witness(draft, taker),
        copy_given="no" if draft.one_in(8) else "yes",
        source=rng.choice(("paper", "screen")),
        late_reason=some_late_reason(rng),
        **some_answers(draft),
    )


def informed_moment(rng: random.Random, signed: datetime) -> datetime:
    """When somebody was told: around 24 hours before, by the clock on the wall and in truth, or clearly before."""
    near_a_day = DAY + rng.choice((-1, 0, 0, 1)) * MINUTE
    match rng.randrange(6):
        case 0 | 1:
            return shifted(signed, -near_a_day)
        case 2:
            return min(existing(signed - near_a_day), signed)
        case 3:
            return shifted(signed, -rng.choice((0, 5, 23, 25)) * HOUR)
    return shifted(signed, -rng.choice((2, 3, 10)) * DAY)


def recorded_moment(rng: random.Random, story: Story, happened: datetime) -> datetime:
    """When the office entered it: at once, around 24 hours after, around the session, or late; never before it was."""
    near_a_day = DAY + rng.choice((-1, 0, 0, 1)) * MINUTE
    match rng.randrange(10):
        case 0:
            return shifted(happened, near_a_day)
        case 1:
            return existing(happened + near_a_day)
        case 2 | 3:
            return max(near(rng, story.held), happened)
        case 4:
            return max(near(rng, story.ended), happened)
        case 5:
            return shifted(happened, rng.choice((2, 3, 9, 40)) * DAY)
        case 6:
            return happened
    return shifted(happened, rng.randrange(1, 600) * MINUTE)


def some_version(draft: Draft, story: Story, day: date) -> str:
    """Mostly the version in use at the person's site on a day, sometimes the other one."""
    used = [row for row in draft.where("implementations", site_id=story.site) if row["implemented_on"] <= str(day)]
    current = max(used, key=lambda row: row["implemented_on"])["version"] if used else "1.0"
    return draft.rng.choice(("1.0", "2.0")) if draft.one_in(4) else current


def some_taker(draft: Draft, story: Story) -> str:
    """Mostly a delegated researcher; sometimes a clinician of the site, or anybody else of the team."""
    number = story.site.removeprefix("S")
    match draft.rng.randrange(8):
        case 0 | 1:
            return draft.rng.choice(("D", "E")) + number
        case 2 | 3:
            return draft.rng.choice(draft.rows["team"])["person_id"]
    return "R1"


def some_witness(draft: Draft, taker: str) -> str:
    """Nobody, the taker, or anybody of the team."""
    roles = ("researcher", "user_researcher", "responsible_clinician", "nurse_in_charge", "advocate")
    somebody = draft.rng.choice(draft.where("team", role=draft.rng.choice(roles)))["person_id"]
    return draft.rng.choice(("", "", "", "", taker, somebody, somebody))


def some_late_reason(rng: random.Random) -> str:
    """A reason for a late entry, mostly none."""
    return rng.choice(("", "", "", "no login on shift", 'agency shift, "no login"'))


def some_answers(draft: Draft) -> Row:
    """Answers to the study's items: nearly all yes, all kinds mixed, a few only, or none."""
    ways = (("yes",), ("yes", "yes", "yes", "no", ""), ("yes", "no", ""), ("", "", "", "yes", "no"), ("",))
    answers = draft.rng.choices(ways, (7, 3, 2, 3, 1))[0]
    return {item: draft.rng.choice(answers) for item in draft.items}


def some_items(rng: random.Random) -> tuple[str, ...]:
    """What a study's forms ask: mostly the usual items, without some of them, or with those seldom asked."""
    left_out = rng.choice(((), (), ("C08", "C11"), ("C07",), ("C09", "A02")))
    added = rng.choice(((), ("C10",), RARE_ITEMS))
    return tuple(item for item in ASKED_ITEMS + added if item not in left_out)


def stop_moment(draft: Draft, story: Story) -> datetime:
    """When somebody wished to stop: around the session, a signing, another stop, or a removal window's closing."""
    rng = draft.rng
    around = (
        near(rng, story.held),
        near(rng, story.ended),
        near(rng, rng.choice(closing_midnights(draft, story))),
        near(rng, rng.choice(closing_midnights(draft, story))),
        near(rng, rng.choice(said_moments(draft, story))),
        rng.choice(said_moments(draft, story)),
        moment_on(rng, story.held.date() + rng.randrange(-10, 30) * DAY),
    )
    return min(rng.choice(around), LAST)


def closing_midnights(draft: Draft, story: Story) -> list[datetime]:
    """Where each paper would close the removal window, counted from the session's end, and from its start."""
    windows = [int(row["removal_window_days"]) for row in draft.rows["documents"]]
    starts = (story.ended.date(), story.ended.date(), story.held.date())
    return [midnight_ending(day + window * DAY) for window in windows for day in starts]


def said_moments(draft: Draft, story: Story) -> list[datetime]:
    """When the person has signed or stopped so far."""
    signed = [row["signed_at"] for row in draft.where("consents", participant_id=story.person)]
    stopped = [row["expressed_at"] for row in draft.where("withdrawals", participant_id=story.person)]
    return [moment(text) for text in signed + stopped]


def write_stop(draft: Draft, story: Story, at: datetime) -> Row:
    """One wish to stop; W6 only of those who had signed by their session's start."""
    rng = draft.rng
    had_signed = any(
        moment(row["signed_at"]) <= story.held for row in draft.where("consents", participant_id=story.person)
    )
    level = rng.choice(("W1", "W1", "W2", "W3", "W4", "W5", *(("W6",) * 6 if had_signed else ("W5",))))
    return draft.add(
        "withdrawals",
        participant_id=story.person,
        level=level,
        items=";".join(rng.sample(STOPPABLE, rng.choice((1, 1, 2, 5)))) if level == "W1" else "",
        expressed_at=written(at),
        recorded_at=written(recorded_moment(rng, story, at)),
        expressed_to=rng.choice(("ward nurse", "advocate", "researcher", "mother, by telephone")),
        late_reason=some_late_reason(rng),
    )


def write_access(draft: Draft, story: Story) -> Row:
    """One opening of the person's data, at an instant that matters or at leisure."""
    rng = draft.rng
    entered = [
        moment(row["recorded_at"])
        for file in ("consents", "withdrawals")
        for row in draft.where(file, participant_id=story.person)
    ]
    around = (
        near(rng, rng.choice(said_moments(draft, story))),
        near(rng, rng.choice(said_moments(draft, story))),
        near(rng, rng.choice(entered)),
        near(rng, rng.choice(entered)),
        near(rng, rng.choice((story.held, story.ended, *closing_midnights(draft, story)))),
        moment_on(rng, story.held.date() + rng.randrange(45) * DAY),
        moment_on(rng, story.held.date() + rng.randrange(45) * DAY),
    )
    return add_access(draft, story, rng.choice(around), rng.choice(BAD_PAIRS if draft.one_in(10) else GOOD_PAIRS))


def add_access(draft: Draft, story: Story, at: datetime, pair: tuple[str, str]) -> Row:
    """One opening of the person's data, by somebody of the team."""
    return draft.add(
        "accesses",
        access_id=f"A{len(draft.rows['accesses']) + 1:04}",
        at=written(at),
        actor_id=draft.rng.choice(draft.rows["team"])["person_id"],
        participant_id=story.person,
        asset=pair[0],
        purpose=pair[1],
    )


def write_late_known_form(draft: Draft, story: Story) -> None:
    """Two forms signed before the session, the later one entered late; a W6 between their windows; a transcript opened.

    What the office knew of the window, and of the W6, when the transcript was opened is not what was so.
    """
    rng, held = draft.rng, story.held
    forms = {row["version"]: int(row["removal_window_days"]) for row in draft.where("documents", document="ICF")}
    short, long = sorted(forms, key=lambda version: forms[version])
    asked = near(rng, midnight_ending(story.ended.date() + forms[short] * DAY))
    opened = shifted(asked, rng.choice((0, 60, 2000)) * MINUTE)
    first = write_signing(draft, story, shifted(held, -5 * DAY))
    second = write_signing(draft, story, shifted(held, -2 * DAY))
    answers = dict.fromkeys(draft.items, "yes")
    first.update(answers, version=long, recorded_at=written(shifted(held, -4 * DAY)))
    second.update(answers, version=short, recorded_at=written(near(rng, opened)))
    entered = max(asked, near(rng, opened))
    write_stop(draft, story, asked).update(level="W6", items="", recorded_at=written(entered))
    add_access(draft, story, opened, GOOD_PAIRS[0])


# Who was in charge, and who might take consent


def write_clinicians(draft: Draft) -> None:
    """A substantive clinician for every service user, and charges that begin or end around the day of a signing."""
    rng = draft.rng
    for person in draft.where("people", kind="service_user"):
        number = person["site_id"].removeprefix("S")
        signings = draft.where("consents", participant_id=person["person_id"])
        last_day = moment(rng.choice(signings)["signed_at"]).date() - rng.randrange(2) * DAY
        first_span = (date(2011, 1, 1), last_day if draft.one_in(2) else None)
        write_charge(draft, person["person_id"], f"D{number}", first_span, "substantive")
        for signing in signings:
            if signing["taker_id"].startswith("E") or draft.one_in(4):
                clinician = signing["taker_id"] if signing["taker_id"][0] in "DE" else f"E{number}"
                span = days_around(rng, moment(signing["signed_at"]).date())
                write_charge(draft, person["person_id"], clinician, span, rng.choice(("covering", "substantive")))


def write_charge(draft: Draft, person: str, clinician: str, span: Span, basis: str) -> None:
    """One clinician in charge of one person, unless such a charge begins that day already."""
    key = {"person_id": person, "clinician_id": clinician, "from_on": span[0].isoformat()}
    if not draft.where("responsible_clinicians", **key):
        draft.add("responsible_clinicians", **key, to_on=last_on(span), basis=basis)


def last_on(span: Span) -> str:
    """A span's last day as the files write it: nothing for open-ended."""
    return span[1].isoformat() if span[1] else ""


def days_around(rng: random.Random, day: date) -> Span:
    """A span that ends or begins on a day, the day before or the day after, or covers it."""
    end = LAST.date()
    spans = (
        (day - 30 * DAY, day),
        (day - 30 * DAY, day - DAY),
        (day, None),
        (day, day),
        (min(day + DAY, end), None),
        (day - 10 * DAY, min(day + 10 * DAY, end)),
    )
    return rng.choice(spans)


def write_delegation(draft: Draft) -> None:
    """R1 may take consent throughout; others for a while, for another task, several times, or never."""
    write_task(draft, "R1", "consent", (OPENED - 40 * DAY, None))
    write_task(draft, "R4", "analysis", (OPENED, None))
    for member in draft.rows["team"]:
        taken = draft.where("consents", taker_id=member["person_id"])
        for _ in range(draft.rng.choice((0, 0, 1, 2)) if taken else 0):
            span = days_around(draft.rng, moment(draft.rng.choice(taken)["signed_at"]).date())
            write_task(draft, member["person_id"], draft.rng.choice(("consent", "consent", "analysis")), span)


def write_task(draft: Draft, person: str, task: str, span: Span) -> None:
    """One delegated task, unless it begins that day already."""
    key = {"person_id": person, "task": task, "from_on": span[0].isoformat()}
    if not draft.where("delegation", **key):
        draft.add("delegation", **key, to_on=last_on(span))


# Files

QUOTINGS: tuple[Literal[0, 1, 2, 3], ...] = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)


def write_file(folder: Path, file: str, draft: Draft, *, varied: bool) -> None:
    """One file, in an outer form that spreadsheets give it when varied: what it says is the same."""
    rng, rows, columns = draft.rng, draft.rows[file], list(COLUMNS[file])
    encoding, line_end, quoting = "utf-8", "\r\n", QUOTINGS[0]
    if varied:
        columns = varied_columns(rng, file, rows)
        encoding, line_end = rng.choice(("utf-8", "utf-8-sig")), rng.choice(("\n", "\r\n"))
        quoting = rng.choice(QUOTINGS)
    with (folder / f"{file}.csv").open("w", encoding=encoding, newline="") as lines:
        writer = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator=line_end, quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)


def varied_columns(rng: random.Random, file: str, rows: Sequence[Row]) -> list[str]:
    """A file's columns in any order, perhaps with one that nobody knows, perhaps without items that nobody answered."""
    items = ASKED_ITEMS + RARE_ITEMS
    unasked = [item for item in items if file == "consents" and not any(row.get(item) for row in rows)]
    columns = [column for column in COLUMNS[file] if column not in unasked or rng.randrange(2)]
    if rng.randrange(2):
        rng.shuffle(columns)
    if rng.randrange(4) == 0:
        columns.insert(rng.randrange(len(columns) + 1), "notes")
        for row in rows:
            row["notes"] = rng.choice(("", "see folder", "asked twice, by telephone", '"so she said"'))
    return columns


def write_study(
    folder: Path, seed: int, *, participants: int = 30, sites: int = 4, accesses: int = 6, varied: bool = True
) -> None:
    """Write the twelve files of a study that is hard to judge into an existing folder, the same for the same seed.

    `accesses` is how many each participant has on average; at least six participants and two sites are needed.
    When `varied`, the files' outer form (mark, line ends, columns, quotes) is chance too; what they say is the same.
    """
    if participants < 6 or sites < 2:
        raise ValueError("a study of all kinds of sessions and levels needs six participants and two sites")
    rng = random.Random(seed)
    draft = Draft(rng, participants, sites, accesses, some_items(rng))
    write_frame(draft)
    write_sessions(draft)
    for attendance in draft.rows["attendance"]:
        write_story(draft, attendance)
    write_clinicians(draft)
    write_delegation(draft)
    settle_lines(draft)
    for file in COLUMNS:
        write_file(folder, file, draft, varied=varied)


def settle_lines(draft: Draft) -> None:
    """Leave out a line that repeats another in full, and let half the files be in no order."""
    for rows in draft.rows.values():
        rows[:] = [row for number, row in enumerate(rows) if row not in rows[:number]]
        if draft.one_in(2):
            draft.rng.shuffle(rows)


# Large studies

DAYS = tuple((OPENED + number * DAY).isoformat() for number in range((LAST.date() - OPENED).days + 1))
CLOCK = tuple(f"{hour:02}:{minute:02}" for hour in range(8, 21) for minute in (0, 15, 30, 45))
LARGE_SITES = ("S1", "S2", "S3", "S4", "S5", "S6")
LARGE_DELEGATION = (
    "R1,consent,2011-10-03,",
    "R2,consent,2011-10-03,2012-01-31",
    "R3,consent,2011-10-03,",
    "R4,analysis,2011-10-03,",
)
LARGE_DOCUMENTS = (
    "PIS,1.0,2011-09-19,2011-09-19,14,none",
    "ICF,1.0,2011-09-19,2011-09-19,14,none",
    "PIS,2.0,2011-12-05,2011-12-05,7,next_contact",
    "ICF,2.0,2011-12-05,2011-12-05,7,next_contact",
)
REGULAR_TAILS = ("R1,,yes,paper,", "R3,,yes,screen,", "R1,V1,yes,paper,", "R3,N2,yes,screen,", "R1,V4,yes,screen,")
IRREGULAR_TAILS = ("R4,,yes,paper,", "R1,R2,yes,paper,", "R3,,no,screen,", "R2,R2,yes,screen,")
USUAL_PAIRS = GOOD_PAIRS[:1] * 14 + GOOD_PAIRS[1:2] * 12 + GOOD_PAIRS[2:3] * 7 + GOOD_PAIRS[3:4] * 5 + GOOD_PAIRS[4:]
PAIR_ITEMS = dict(zip(GOOD_PAIRS, ("C01", "C03", "C05", "C07", "C09"), strict=True))


@dataclass(frozen=True)
class Usual:
    """What one kind of participant answers every time, and what their data may then be used for."""

    answers: str
    pairs: tuple[str, ...]


def usual(declined: str) -> Usual:
    """Somebody who says yes to all items but one, or to all."""
    pairs = tuple(",".join(pair) for pair in USUAL_PAIRS if PAIR_ITEMS[pair] != declined)
    return Usual(",".join("no" if item == declined else "yes" for item in ASKED_ITEMS), pairs)


USUALS = (usual(""), usual(""), usual("C05"), usual("C07"), usual("C09"))


@dataclass
class Participant:
    """One participant of a large study; days are numbers counted from the opening of the sites."""

    name: str
    site: int
    held: int
    until: int
    usual: Usual


def write_large(folder: Path, seed: int, *, participants: int, rows: int) -> None:
    """Write a mostly regular study of about that many rows in all into an existing folder, the same for the same seed.

    The rows that people, sessions and stops leave are accesses and signings, three to one, in no order of time.
    A ValueError says that there are too few rows for the participants.
    """
    if rows < 48 + 6 * participants:
        raise ValueError(f"{participants} participants need at least {48 + 6 * participants} rows")
    rng = random.Random(seed)
    second = [rng.randrange(70, 90) for _ in LARGE_SITES]
    write_large_frame(folder, second)
    people, sessions = write_large_sessions(folder, rng, participants)
    write_large_people(folder, rng, people)
    stopped = write_large_withdrawals(folder, rng, people)
    left = rows - (48 + 2 * len(people) + len(people) // 2 + sessions + stopped)
    signings = max(participants, left // 4)
    write_large_consents(folder, rng, people, second, signings)
    write_large_accesses(folder, rng, people, left - signings)


def write_lines(folder: Path, file: str, header: str, lines: Sequence[str]) -> None:
    """One file of finished lines, ended as spreadsheets end them."""
    (folder / f"{file}.csv").write_text("\r\n".join((header, *lines, "")), encoding="utf-8", newline="")


def write_large_frame(folder: Path, second: Sequence[int]) -> None:
    """Six sites, their team, the papers, and the day on which each site began to use 2.0."""
    levels = ("medium", "medium", "medium", "low", "low", "low")
    sites = [f"{site},Unit {site},{level},{OPENED}" for site, level in zip(LARGE_SITES, levels, strict=True)]
    uses = [
        line
        for site, day in zip(LARGE_SITES, second, strict=True)
        for line in (f"{site},1.0,{OPENED}", f"{site},2.0,{DAYS[day]}")
    ]
    team = ["R1,researcher,", "R2,user_researcher,", "R3,researcher,", "R4,researcher,"]
    for number, site in enumerate(LARGE_SITES, start=1):
        for letter, role in (("D", "responsible_clinician"), *STAFF_ROLES):
            team.append(f"{letter}{number},{role},{site}")
    write_lines(folder, "sites", ",".join(COLUMNS["sites"]), sites)
    write_lines(folder, "implementations", ",".join(COLUMNS["implementations"]), uses)
    write_lines(folder, "documents", ",".join(COLUMNS["documents"]), LARGE_DOCUMENTS)
    write_lines(folder, "delegation", ",".join(COLUMNS["delegation"]), LARGE_DELEGATION)
    write_lines(folder, "team", ",".join(COLUMNS["team"]), team)


def write_large_sessions(folder: Path, rng: random.Random, participants: int) -> tuple[list[Participant], int]:
    """Sessions in the proportion of the shipped data until everybody came to one; who came, and how many there are."""
    people: list[Participant] = []
    sessions: list[str] = []
    attendance: list[str] = []
    while len(people) < participants:
        kind, size = rng.choices((("interview", 1), ("paired_interview", 2), ("focus_group", 7)), (60, 6, 10))[0]
        session, site, held, hour = (
            f"X{len(sessions) + 1:06}",
            rng.randrange(6),
            rng.randrange(25, 145),
            rng.randrange(6),
        )
        start, end = f"{DAYS[held]}T{11 + hour}:00", f"{DAYS[held]}T{12 + hour}:15"
        sessions.append(f"{session},{kind},{LARGE_SITES[site]},{start},{end},inside,R1,yes,no")
        for _ in range(min(size, participants - len(people))):
            person = Participant(f"P{len(people) + 1:06}", site, held, len(DAYS) - 2, rng.choice(USUALS))
            people.append(person)
            attendance.append(f"{session},{person.name}")
    write_lines(folder, "sessions", ",".join(COLUMNS["sessions"]), sessions)
    write_lines(folder, "attendance", ",".join(COLUMNS["attendance"]), attendance)
    return people, len(sessions)


def write_large_people(folder: Path, rng: random.Random, people: Sequence[Participant]) -> None:
    """Staff and service users in turn; every service user has the clinician of their site."""
    lines, charges = [], []
    for number, person in enumerate(people):
        site, kind = LARGE_SITES[person.site], ("staff", "service_user")[number % 2]
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        title = "" if number % 2 else rng.choice(JOB_TITLES[1:])
        lines.append(f"{person.name},{kind},{name},{1950 + number % 40}-02-{1 + number % 28:02},{site},{title},,")
        if number % 2:
            charges.append(f"{person.name},D{person.site + 1},2011-01-01,,substantive")
    write_lines(folder, "people", ",".join(COLUMNS["people"]), lines)
    write_lines(folder, "responsible_clinicians", ",".join(COLUMNS["responsible_clinicians"]), charges)


def write_large_withdrawals(folder: Path, rng: random.Random, people: Sequence[Participant]) -> int:
    """One participant in eight stops after the session; their other rows end before that. How many there are."""
    lines = []
    for person in people:
        if rng.randrange(8) == 0:
            stopped = person.held + rng.randrange(4, 40)
            person.until = stopped - 1
            level, day, late = (
                rng.choice(("W2", "W3", "W4", "W5", "W6")),
                DAYS[stopped],
                rng.choice(("agency shift", "")),
            )
            lines.append(f"{person.name},{level},,{day}T12:15,{day}T14:00,ward nurse,{late}")
    write_lines(folder, "withdrawals", ",".join(COLUMNS["withdrawals"]), lines)
    return len(lines)


def write_large_consents(
    folder: Path, rng: random.Random, people: Sequence[Participant], second: Sequence[int], signings: int
) -> None:
    """Everybody signs before their session, and again after it, on the version in use at their site."""
    chance, lines = rng.random, []
    for number in range(signings):
        again, place = divmod(number, len(people))
        person = people[place]
        if again:
            later, turn = divmod(again - 1, person.until - person.held)
            day, clock = person.held + 1 + turn, later % 40
        else:
            day, clock = first_large_signing(person, second[person.site], chance()), 0
        irregular = chance() < 0.01
        tails = IRREGULAR_TAILS if irregular else REGULAR_TAILS
        version = "2.0" if day >= second[person.site] else "1.0"
        informed = (OPENED + (day - 2) * DAY).isoformat() if day < 2 else DAYS[day - 2]
        signed, recorded = CLOCK[clock], CLOCK[clock + 1 + int(chance() * 11)]
        lines.append(
            f"{person.name},{informed}T{signed},{DAYS[day]}T{signed},{DAYS[day]}T{recorded},{version},"
            f"{tails[int(chance() * len(tails))]},{person.usual.answers}"
        )
    header = ",".join(column for column in COLUMNS["consents"] if column not in RARE_ITEMS)
    write_lines(folder, "consents", header, lines)


def first_large_signing(person: Participant, second: int, chance: float) -> int:
    """A day two to twenty days before the session, but not before the version that the session needs."""
    day = person.held - 2 - int(chance * 18)
    return max(day, second) if person.held >= second else day


def write_large_accesses(folder: Path, rng: random.Random, people: Sequence[Participant], accesses: int) -> None:
    """Openings after the session, nearly all of what the person allowed."""
    chance, lines, bad = rng.random, [], tuple(",".join(pair) for pair in BAD_PAIRS)
    for number in range(accesses):
        person = people[int(chance() * len(people))]
        pairs = bad if chance() < 0.005 else person.usual.pairs
        at = DAYS[person.held + 1 + int(chance() * (person.until - person.held))] + "T" + CLOCK[int(chance() * 52)]
        lines.append(f"A{number + 1:07},{at},R4,{person.name},{pairs[int(chance() * len(pairs))]}")
    write_lines(folder, "accesses", ",".join(COLUMNS["accesses"]), lines)
