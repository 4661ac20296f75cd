"""The `serve` command: the front end behind waitress, a production WSGI server."""

import dataclasses
import errno
import gc
import ipaddress
import logging
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click
from waitress import create_server, wasyncore  # type: ignore[import-untyped]

from index.errors import DatelineError, MachineError, SettingsError
from index.settings import Settings, load_settings
from index.wording import English
from web.security import MAX_BODY_BYTES
from web.workers import become_worker

if TYPE_CHECKING:
    from flask import Flask

MAX_PORT = 65_535

BUSY = {errno.EADDRINUSE: "is in use", errno.EACCES: "needs more rights"}
STOP_TIMEOUT_S = 10
MAX_WORKERS = 64


class BackgroundServer:
    """A server that runs in a thread of its own until `close`.

    Args:
        settings: What to serve and how many threads answer.
        app: Another application to serve at the settings' address.
    """

    def __init__(self, settings: Settings, app: Any = None) -> None:
        self._channels: dict[int, Any] = {}
        self._server = listen(settings, self._channels, app)
        self.port: int = int(self._server.effective_port)
        self.url = address(settings.host, self.port)
        self._thread = threading.Thread(target=self._server.run, name="dateline-serve", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port. Answers that are being made are finished."""
        self._server.task_dispatcher.shutdown()
        # Only the thread of the loop may close its sockets: a trigger runs this over there.
        with suppress(OSError):  # already awake, it may have closed the trigger before it is pulled
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._channels, ignore_all=True))
        self._thread.join(STOP_TIMEOUT_S)


def serve_in_thread(settings: Settings, port: int = 0) -> tuple[BackgroundServer, str]:
    """Serve in the background, for the demo and for tests.

    Args:
        settings: The data folder and the address to bind.
        port: Port to bind; 0 takes a free one.

    Returns:
        The running server, to be closed by the caller, and its address.

    Raises:
        MachineError: The port cannot be bound.
    """
    server = BackgroundServer(dataclasses.replace(settings, port=port))
    return server, server.url


def listen(
    settings: Settings,
    channels: dict[int, Any] | None = None,
    app: Any = None,
    sockets: list[socket.socket] | None = None,
    *,
    warm: bool = False,
) -> Any:
    """Bind the port; the server answers once its ``run`` is called.

    Args:
        settings: The data folder and the address to bind.
        channels: Filled with the server's open connections, by file number.
        app: Another application than the front end.
        sockets: Bound already, if at all; closed when there is nothing to serve with them.
        warm: Whether the front end makes new commits ready, in a thread that ends with the process.

    Raises:
        MachineError: The port is in use or may not be bound, or the host is none of this machine's.
        SettingsError: A setting of the front end is wrong.
    """
    try:
        answering = app or _front_end(settings, warm=warm)
    except DatelineError:
        for item in sockets or ():
            item.close()
        raise
    # It warns of every request that waits for a thread, which is what a queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        answering,
        map=channels,
        sockets=sockets or _bind(settings.host, settings.port),
        threads=settings.threads,
        ident="",
        max_request_body_size=MAX_BODY_BYTES,
        # Nothing believes them; that they are there tells a request that came through a proxy.
        clear_untrusted_proxy_headers=False,
    )


def _front_end(settings: Settings, *, warm: bool) -> "Flask":
    from web import create_app
    from web.archive import EXTENSION
    from web.warming import keep_warm

    app = create_app(settings)
    if warm:
        keep_warm(app.extensions[EXTENSION])
    return app


def _bind_each(settings: Settings) -> list[list[socket.socket]]:
    """Bind the address once for each worker: the system then spreads connections over them evenly.

    One socket that all share would give most connections of a rush to the worker that wakes first, and they
    stay with it.
    """
    # Alone, so that a port which another server holds is told from one that we share.
    alone = _bind(settings.host, settings.port)
    if settings.workers == 1 or not hasattr(socket, "SO_REUSEPORT"):
        return [alone] * settings.workers
    port = int(alone[0].getsockname()[1])
    for item in alone:
        item.close()
    return [_bind(settings.host, port, shared=True) for _ in range(settings.workers)]


def _bind(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """Bind every address of a host; before the server starts its threads, so that none is left over."""
    bound: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, where in dict.fromkeys((item[0], item[4]) for item in found):
            bound.append(socket.create_server(where[:2], family=family, reuse_port=shared))
    except OSError as error:
        for item in bound:
            item.close()
        reason = BUSY.get(error.errno or 0, "cannot be bound")
        raise MachineError(
            English(f"{host}:{port} {reason}."),
            English("Stop what holds it, or choose another --host or --port."),
        ) from error
    return bound


def address(host: str, port: int) -> str:
    """Give the address to open in a browser; a wildcard host is shown as loopback."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if ip.is_unspecified:
        ip = ipaddress.ip_address("::1" if ip.version == 6 else "127.0.0.1")
    return f"http://[{ip}]:{port}/" if ip.version == 6 else f"http://{ip}:{port}/"


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


@click.command()
@click.option("--host", help="Address to bind. Default: 127.0.0.1, this machine alone.")
@click.option(
    "--port", type=click.IntRange(0, MAX_PORT), help="Port to bind; 0 takes a free one. Default: 8470."
)
@click.option(
    "--workers",
    type=click.IntRange(1, MAX_WORKERS),
    help="Processes that answer; one a core serves most people at once. Default: 1.",
)
@click.option(
    "--threads", type=click.IntRange(1, 256), help="Threads of each that answer requests. Default: 4."
)
@click.pass_obj
def serve(
    home: Path | None, host: str | None, port: int | None, workers: int | None, threads: int | None
) -> None:
    """Serve the search pages and the API until Ctrl-C; nothing in the archive is changed by reading.

    Only a server bound to this machine takes saved searches and corrections. An empty archive is served
    too: its first page says how to fill it. Each worker counts the requests of a rate limit by itself.

    Example: dateline serve --port 8080 --workers 4
    """
    settings = load_settings(home)
    given = {"host": host, "port": port, "workers": workers, "threads": threads}
    chosen = dataclasses.replace(
        settings,
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    _check(chosen)
    sockets = _bind_each(chosen)
    said, worker = f"Dateline serves {chosen.home} at {_printed(sockets[0])} (Ctrl-C stops)", 0
    if chosen.workers > 1:
        _say(said)
        worker = become_worker(chosen.workers, _say)
    server = listen(chosen, sockets=sockets[worker], warm=True)
    collect_seldom()
    # Both: a shell that starts a command in the background has it ignore SIGINT.
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    if chosen.workers > 1:
        server.run()
        return
    _say(said)
    server.run()
    _say("stopped")


def collect_seldom() -> None:
    """Leave what was loaded out of garbage collection, and collect less often than after 700 new objects.

    A page makes tens of thousands of them and few cycles (docs/benchmarks.md).
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _check(settings: Settings) -> None:
    if not 0 <= settings.port <= MAX_PORT:
        raise SettingsError(f"port = {settings.port} is no port.", f"Choose 0 to {MAX_PORT}.")
    if settings.threads < 1:
        raise SettingsError(f"threads = {settings.threads} cannot answer.", "Choose 1 or more.")
    if not 1 <= settings.workers <= MAX_WORKERS:
        raise SettingsError(f"workers = {settings.workers} cannot be started.", f"Choose 1 to {MAX_WORKERS}.")


def _printed(sockets: list[socket.socket]) -> str:
    """Name every address: a host name such as ``localhost`` may stand for several."""
    bound = (item.getsockname() for item in sockets)
    return " and ".join(address(str(where[0]), int(where[1])) for where in bound)
