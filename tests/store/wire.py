"""A wire to a PostgreSQL server that can be cut: what the client asked arrives, and the answer never comes back."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_MUCH: Final = 65_536


class Wire:
    """Carries bytes both ways. While `cut_at` is set, the answer to what holds these bytes is swallowed, then all ends.

    `answered` is called when the server has answered, before the client could know.
    """

    def __init__(self, dsn: str) -> None:
        self.told = conninfo_to_dict(dsn)
        self.cut_at: bytes | None = None
        self.answered: Callable[[], None] = lambda: None
        self._ear = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []

    def dsn(self) -> str:
        """How a client comes to the server along this wire."""
        told = {k: v for k, v in self.told.items() if k not in ("host", "port", "hostaddr")}
        words = make_conninfo("", **told, host="127.0.0.1", port=self._ear.getsockname()[1], sslmode="disable")
        said = conninfo_to_dict(words)
        user, rest = said.pop("user"), f"{said.pop('host')}:{said.pop('port')}/{said.pop('dbname')}"
        password = f":{said.pop('password')}" if "password" in said else ""
        return f"postgresql://{user}{password}@{rest}?{'&'.join(f'{k}={v}' for k, v in said.items())}"

    def listen(self) -> None:
        """Takes connections until the ear is closed."""
        while True:
            try:
                client, _ = self._ear.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Takes no more connections, and waits for those that there are."""
        with contextlib.suppress(OSError):
            self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()
        for thread in self._threads:
            thread.join(10)

    def _server(self) -> socket.socket:
        host, port = str(self.told.get("host") or "127.0.0.1"), int(self.told.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _carry(self, client: socket.socket) -> None:
        with client, self._server() as server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ)
            ready.register(server, selectors.EVENT_READ)
            swallow = False
            while True:
                for key, _ in ready.select():
                    came_from = key.fileobj
                    try:
                        data = came_from.recv(_MUCH)  # type: ignore[union-attr]
                    except OSError:
                        return
                    if not data:
                        return
                    if came_from is client:
                        swallow = swallow or (self.cut_at is not None and self.cut_at in data)
                        server.sendall(data)
                    elif swallow:
                        self.cut_at = None
                        self.answered()
                        return
                    else:
                        client.sendall(data)


@contextmanager
def wired(dsn: str) -> Iterator[Wire]:
    """A wire to a server, as long as it is needed."""
    wire = Wire(dsn)
    listening = threading.Thread(target=wire.listen, daemon=True)
    listening.start()
    try:
        yield wire
    finally:
        wire.close()
        listening.join(10)
