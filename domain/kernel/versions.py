"""Versions of documents: whole numbers with dots between them, compared as numbers."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def version_number(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 10.0 comes after 9.1. Raises ValueError for anything but digits and dots."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError("a version is numbers with dots between them, such as 2.0")
    return tuple(int(part) for part in parts)
