"""A small web server on loopback for invented sites: one function answers, every request is counted."""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from index.crawl.stalls import StallWatch

MAX_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``drip_s`` pauses between its bytes, ``cut`` ends it before the length it promised."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    cut: bool = False


Answer = Callable[[str, str, Mapping[str, str]], Reply]
"""Gives the reply to a host, a path with its query, and headers (lower case); None cannot be."""


class LoopbackServer:
    """Serves until it is closed, in a thread of its own. A context manager.

    Args:
        answer: Answers a request.
        address: Of loopback; 127.0.0.1 or ::1.
        tls: To serve https.
        port: 0 takes a free one.
        addresses: How many addresses of loopback to serve on, at the same port: 127.0.0.1, 127.0.0.2 and so
            on, when each host is to have connections of its own.
    """

    def __init__(
        self,
        answer: Answer,
        address: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        addresses: int = 1,
    ) -> None:
        self._answer = answer
        self.asked: Counter[tuple[str, str]] = Counter()
        """How often each (host, path) was asked for."""
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, address, port, ssl=tls, limit=MAX_HEAD_BYTES)
        )
        self.port = int(self._server.sockets[0].getsockname()[1])
        self.endpoint = f"[{address}]:{self.port}" if ":" in address else f"{address}:{self.port}"
        self.endpoints = [self.endpoint, *(f"127.0.0.{last}:{self.port}" for last in range(2, addresses + 1))]
        """Where it can be reached: as many as there are addresses."""
        self._more = [
            self._loop.run_until_complete(
                asyncio.start_server(
                    self._serve, endpoint.partition(":")[0], self.port, ssl=tls, limit=MAX_HEAD_BYTES
                )
            )
            for endpoint in self.endpoints[1:]
        ]
        self.stalls = StallWatch()
        """How long this loop, which waits for no store, was held up: what the machine itself does to one."""
        self._loop.run_until_complete(self.stalls.__aenter__())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, colon, value in (line.partition(":") for line in lines)
                    if colon
                }
                path = first.split(" ")[1]
                self.asked[headers.get("host", ""), path] += 1
                reply = self._answer(headers.get("host", ""), path, headers)
                await self._send(writer, reply)
                if reply.headers.get("Connection") == "close":
                    break
        writer.close()

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        told = {
            "Content-Type": reply.kind,
            "Content-Length": str(len(reply.body) + (100 if reply.cut else 0)),
            **reply.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
        writer.write(f"HTTP/1.1 {reply.status} Said\r\n{head}\r\n".encode())
        if reply.drip_s:
            for byte in reply.body:
                writer.write(bytes((byte,)))
                await writer.drain()
                await asyncio.sleep(reply.drip_s)
        else:
            writer.write(reply.body)
            await writer.drain()
        if reply.cut:
            raise ConnectionResetError

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
            with suppress(asyncio.CancelledError):
                self._loop.run_until_complete(task)
        for server in (self._server, *self._more):
            server.close()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
