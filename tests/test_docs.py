"""The documents run: every sh block of README and the runbooks, line by line, as a reader would type it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "ops" / "runbooks").glob("*.md"))]


def blocks(document: Path) -> str:
    """The sh blocks of a document, as one script."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", document.read_text(), re.DOTALL | re.MULTILINE))


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_block_of_a_document_runs(document: Path, tmp_path: Path) -> None:
    script = blocks(document)
    assert script.count("byleave") >= 2
    (tmp_path / "ops").symlink_to(ROOT / "ops")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
    }
    ran = subprocess.run(
        ["sh", "-eu", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_make_help_names_the_commands_that_the_readme_promises() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "prove", "check", "bench", "setup"):
        assert f"make {target} " in said


def test_a_second_demonstration_says_that_it_takes_the_first_away(tmp_path: Path) -> None:
    (tmp_path / "byleave").write_text(
        '#!/bin/sh\ntest "$3" != init || { mkdir -p "$2"; echo \'{"demo": true}\' >"$2/byleave.json"; }\n'
    )
    (tmp_path / "byleave").chmod(0o755)
    demo = ["sh", str(ROOT / "ops" / "demo" / "demo.sh"), str(tmp_path / "demo")]
    environment = {**os.environ, "BIN": str(tmp_path)}
    once, again = (
        subprocess.run(demo, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )
    said = f"The demonstration that was in {tmp_path / 'demo'} is taken away, and made anew."
    assert said not in once
    assert said in again


def test_every_exit_code_of_the_command_line_is_in_the_readme() -> None:
    from service.errors import ByleaveError  # noqa: PLC0415

    kinds = [ByleaveError, *ByleaveError.__subclasses__()]
    told = (ROOT / "README.md").read_text()
    for kind in kinds:
        assert f"| {kind.exit_code} |" in told, kind


def test_relative_links_of_the_documents_lead_somewhere() -> None:
    for document in [
        *DOCUMENTS,
        ROOT / "CHANGELOG.md",
        *(each for each in (ROOT / "ops").rglob("*.md") if "node_modules" not in each.parts),
    ]:
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"
