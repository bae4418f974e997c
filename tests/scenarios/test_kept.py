"""A play that is kept where --data says, and read there; without it nothing is left, whatever the environment names."""

from pathlib import Path

from tests.service.commands import asked, refused

FOLDER = Path(__file__).parents[2] / "ops" / "scenarios"
PARTIAL, WINDOW = (str(FOLDER / f"{name}.yaml") for name in ("03a-partial-withdrawal", "04a-removal-window"))


def test_where_data_says_a_play_is_kept_and_comes_out_again(tmp_path: Path) -> None:
    data = tmp_path / "ward"
    assert asked("--data", data, "scenario", "run", "--quiet", PARTIAL).code == 0
    assert "comes out as it was recorded" in asked("--data", data, "replay").out
    refused(asked("--data", data, "scenario", "run", PARTIAL), 8, f"There is a store in {data} already.*", "Use it, .*")
    refused(asked("--data", data, "tick"), 3, "This store keeps another clock's time.", ".*byleave replay.*")


def test_several_are_kept_each_in_a_directory_of_its_own(tmp_path: Path) -> None:
    assert asked("--data", tmp_path / "ward", "scenario", "run", "--quiet", PARTIAL, WINDOW).code == 0
    assert sorted(each.name for each in (tmp_path / "ward").iterdir()) == [Path(PARTIAL).stem, Path(WINDOW).stem]


def test_nothing_is_played_where_the_environment_says_that_the_record_is(tmp_path: Path) -> None:
    assert asked("scenario", "run", "--quiet", PARTIAL, BYLEAVE_DATA=str(tmp_path / "record")).code == 0
    assert not (tmp_path / "record").exists()
