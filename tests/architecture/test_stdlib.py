"""What may be imported where: the domain stands on the standard library alone, and only the store on its library."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "domain").rglob("*.py"))


def imported(module: Path) -> Iterator[str]:
    """The top-level package of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "domain" if node.level else (node.module or "").partition(".")[0]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_the_domain_imports_itself_and_the_standard_library_only(module: Path) -> None:
    assert set(imported(module)) - {"domain"} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("service/names.py", "import eventsourcing", "only service.store imports eventsourcing"),
        ("service/identity.py", "from eventsourcing.utils import retry", "only service.store imports eventsourcing"),
        ("domain/governance/events.py", "import domain.governance.state", "commands > rules > state > events"),
    ],
)
def test_the_contracts_would_notice(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for name in ("domain", "projections", "service"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    ran = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert any(said.startswith(contract) and " BROKEN" in said for said in ran.stdout.splitlines()), ran.stdout
