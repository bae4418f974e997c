"""The exact words of a version: of the files that are held, the one whose hash was published with it, and no other.

A file is UTF-8 text: `# ` before its title, `## ` before a heading, an empty line between paragraphs. A paragraph that
begins with the code of an item and a colon is the sentence that somebody agrees to with that item.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from domain.consent import ITEMS

SHIPPED: Final = Path(__file__).parent
"""Where the sheet of the demonstration's study is."""
FOLDER: Final = "sheets"
"""Where a data directory holds the sheets of its own studies."""
_TITLE, _HEADING = "# ", "## "
_ITEM: Final = re.compile(rf"({'|'.join(ITEMS)}): (.+)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, nothing for what stands before the first, and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a version as they were published. `items`: the sentence of each item that has one."""

    sha256: str
    title: str
    sections: tuple[Section, ...]
    items: Mapping[str, str]


def find(folders: Iterable[Path], published: str | None) -> Sheet | None:
    """The sheet whose hash was published, read and hashed anew; None where no folder holds it, or none was published.

    A file that was changed has another hash, so that its words are not shown; one that cannot be read is not held.
    """
    for path in _files(folders) if published else ():
        with suppress(OSError, UnicodeDecodeError):
            held = path.read_bytes()
            if sha256(held).hexdigest() == published:
                return read(held)
    return None


def read(held: bytes) -> Sheet:
    """A sheet from its file."""
    blocks = [" ".join(block.split()) for block in held.decode().split("\n\n") if block.strip()]
    title = next((block[len(_TITLE) :] for block in blocks if block.startswith(_TITLE)), "")
    items = {found[1]: found[2] for block in blocks if (found := _ITEM.fullmatch(block))}
    return Sheet(sha256(held).hexdigest(), title, tuple(_sections(blocks)), items)


def hash_of(name: str) -> str:
    """The hash of a sheet that is shipped, for whoever publishes it."""
    return sha256((SHIPPED / name).read_bytes()).hexdigest()


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob("*.txt"))


def _sections(blocks: Iterable[str]) -> Iterator[Section]:
    heading, below = "", list[str]()
    for block in blocks:
        if block.startswith(_HEADING):
            yield from [Section(heading, tuple(below))] if heading or below else []
            heading, below = block[len(_HEADING) :], []
        elif not block.startswith(_TITLE):
            below.append(found[2] if (found := _ITEM.fullmatch(block)) else block)
    yield Section(heading, tuple(below))
