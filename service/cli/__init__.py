"""The command line: parse, hand over, answer. Exit codes are documented in README and in `byleave --help`."""

from service.cli.main import main

__all__ = ["main"]
