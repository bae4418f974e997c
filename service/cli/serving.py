"""Serving the pages and the API of a demonstration, on this machine's own address alone."""

import logging
import os
import signal
from typing import Any, Final

import click

from service import demonstration
from service.cli import output
from service.cli.context import opened
from service.errors import Conflict, StorageFault

HOST: Final = "127.0.0.1"
SERVING: Final = "serving.pid"
"""The file in a data directory that says by which process it is served."""
THREADS: Final = 8
"""How many requests are answered at once."""


@click.command()
@click.option("--demo", is_flag=True, help="For trying out, with people to choose from; nobody signs in yet.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 takes a free one.")
@click.pass_context
def serve(ctx: click.Context, demo: bool, port: int) -> None:
    """Serve the pages (/) and the API (/api/openapi.json) of a demonstration until stopped, on this machine alone."""
    if not demo:
        raise Conflict(
            "Nobody can sign in yet, so that nothing but a demonstration is served.",
            "Serve one: byleave --data DIR serve --demo, on a directory made by byleave --data DIR init --demo",
        )
    from service.http.app import create_app  # noqa: PLC0415 - the door over HTTP takes a while to load
    from service.http.callers import demo as personas  # noqa: PLC0415 - the same

    service = opened(ctx)
    demonstration.furnish(service)
    server = _listening(create_app(service, personas(service)), port)
    in_use = service.directory / SERVING
    in_use.write_text(str(os.getpid()))
    out = output.console(soft_wrap=True)
    out.print(f"The pages are at http://{HOST}:{server.effective_port}/ until you stop this (Ctrl-C).", highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that somebody waits a moment is no news
    try:
        server.run()
    finally:
        in_use.unlink(missing_ok=True)


def _listening(app: Any, port: int) -> Any:
    """A server on the port. Raises StorageFault where something else has it."""
    from waitress.server import create_server  # noqa: PLC0415 - the same

    try:
        return create_server(app, host=HOST, port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise StorageFault(
            f"Port {port} cannot be used: {error.strerror}.", "Name another: byleave serve --demo --port 8001"
        ) from None


COMMANDS = (serve,)
