"""`make bench`: measures everything there is to measure, prints a table and writes JSON."""

import argparse
import gc
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from ops.bench import http, large, leaving, live
from ops.bench.report import Figure, say
from service.cli.main import FEW_COLLECTIONS


def main() -> None:
    """Runs the benches; a part fails where Byleave fails, never because a figure falls short."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000, help="how many events the large store holds")
    options.add_argument("--commits", type=int, default=1_000, help="commits a round of the live decisions")
    given = options.parse_args()
    gc.set_threshold(*FEW_COLLECTIONS)
    tell = Console(stderr=True).print
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="byleave-bench-") as folder:
        where = Path(folder)
        for name, part in (
            ("live decisions on SQLite", lambda: live.on_sqlite(where, given.commits)),
            ("live decisions on PostgreSQL", lambda: live.on_postgres(where, given.commits)),
            ("the gate for going out", lambda: leaving.at_the_gate(where)),
            ("grants of many people", lambda: live.at_once(where)),
            ("questions and pages over HTTP", lambda: http.over_http(where, given.commits)),
            ("import", lambda: large.importing(where)),
            (f"questions and rebuilds among {given.events:,} events", lambda: large.reading(where, given.events, tell)),
        ):
            tell(f"Measuring {name} …")
            figures.extend(part())
    say(figures)


if __name__ == "__main__":
    main()
