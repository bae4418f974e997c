"""The views: made anew they equal those that were kept up to date, whoever did; and they are, where they do not fit."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from projections import consent_register, runner
from projections.views import Views
from service import wiring
from tests import stores
from tests.given import P1, hours
from tests.players import Play
from tests.projections.wild import (
    NAMES,
    Wild,
    dump,
    hold_findings_equal_an_audit,
    hold_rebuilt_equal_to_live,
    hold_register_equals_judging,
    play,
    stop_somebody,
)

PLAYS = [
    pytest.param(database.values[0], seed, id=f"{database.id}-{seed}", marks=database.marks)
    for database, plays in zip(stores.DATABASES, (stores.repeats(60), stores.repeats(20)), strict=True)
    for seed in range(plays)
]


@pytest.mark.heavy
@pytest.mark.parametrize(("database", "seed"), PLAYS)
def test_views_made_anew_equal_those_that_were_kept_up_to_date(tmp_path: Path, database: str, seed: int) -> None:
    dice = random.Random(seed)
    with play(tmp_path, database) as made, wiring.open_store(tmp_path / "data", made.clock) as other:
        wild = Wild(made, dice)
        if dice.random() < 0.7:
            made.open_the_books()
        for _ in range(50):
            wild.move()
            if dice.random() < 0.3:
                views = dice.choice([made.service.views, made.service.views, other.views])
                views.catch_up(size=dice.choice([1, 2, 3, 7, 500]))
        hold_rebuilt_equal_to_live(made.service.views)
        hold_findings_equal_an_audit(made.service)
        hold_register_equals_judging(made)
        wild.move()
        hold_rebuilt_equal_to_live(other.views)


def test_a_process_that_begins_in_the_middle_judges_by_all_that_was_told_before(played: Play) -> None:
    played.service.views.catch_up()
    played.ask(played.as_history(played.sign(P1, {"C01": True}, informed_at=played.clock.now - hours(30))))
    with wiring.open_store(played.service.directory, played.clock) as other:
        hold_rebuilt_equal_to_live(other.views)


def forget_them(views: Views) -> None:
    """The tables are gone."""
    with views.engine.begin() as db:
        for projection in views.runner.projections:
            projection.metadata.drop_all(db)
        db.execute(sa.text("DROP TABLE about"))


def anothers(views: Views) -> None:
    """They are another store's."""
    with views.engine.begin() as db:
        db.execute(sa.text("UPDATE about SET store = 'another'"))
        db.execute(consent_register.answers.delete())


def of_another_format(views: Views) -> None:
    """An older version of Byleave made them."""
    with views.engine.begin() as db:
        db.execute(sa.text("UPDATE about SET format = 0"))
        db.execute(consent_register.answers.delete())


def ahead(views: Views) -> None:
    """They stand on events that the record does not hold: it was restored from a backup."""
    with views.engine.begin() as db:
        db.execute(runner.progress.update().values(position=runner.progress.c.position + 10))
        db.execute(consent_register.answers.delete())


@pytest.mark.parametrize("spoil", [forget_them, anothers, of_another_format, ahead])
def test_views_that_do_not_fit_the_record_are_made_anew_without_being_asked_for(
    played: Play, spoil: Callable[[Views], None]
) -> None:
    stop_somebody(played)
    views = played.service.views
    views.catch_up()
    whole = dump(views)
    spoil(views)
    with wiring.open_store(played.service.directory, played.clock) as again, again.views.read(*NAMES) as looking:
        assert looking.position == played.service.record.head()
        assert dump(again.views) == whole


def test_a_file_of_views_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    with play(tmp_path, "sqlite") as made:
        made.open_the_books()
        stop_somebody(made)
        made.service.views.catch_up()
        whole = dump(made.service.views)
    for path in (tmp_path / "data").glob("views.db*"):
        path.unlink()
    with wiring.open_store(tmp_path / "data", made.clock) as again, again.views.read(*NAMES):
        assert dump(again.views) == whole


def test_a_record_restored_from_a_backup_has_its_views_made_anew(tmp_path: Path) -> None:
    with play(tmp_path, "sqlite") as made:
        made.open_the_books()
        with closing(sqlite3.connect(tmp_path / "data" / "events.db")) as events:
            events.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
        stop_somebody(made)
        made.ask(made.read(P1))
        made.service.views.catch_up()
    for path in (tmp_path / "data").glob("events.db-*"):
        path.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "events.db")
    with wiring.open_store(tmp_path / "data", made.clock) as again:
        hold_rebuilt_equal_to_live_without(again.views, "consent.withdrawn.v1")


def hold_rebuilt_equal_to_live_without(views: Views, tag: str) -> None:
    """What the record no longer holds is in no view."""
    views.catch_up()
    assert tag not in str(dump(views))
    live = dump(views)
    views.rebuild()
    assert dump(views) == live


def test_views_answer_while_they_are_made_anew(played: Play) -> None:
    stop_somebody(played)
    views = played.service.views
    views.catch_up()
    positions = []

    def look(_: int, __: int) -> None:
        with wiring.open_store(played.service.directory, played.clock) as other, other.views.read(*NAMES) as looking:
            positions.append(looking.position)

    views.rebuild(look)
    assert positions
    assert set(positions) == {played.service.record.head()}
