import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

from index.errors import MachineError, SettingsError
from index.settings import Settings
from web.serve import address, listen, serve, serve_in_thread

HANG_S = 60
"""Far above what anything here takes."""


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=HANG_S) as answer:
        return str(answer.read().decode())


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_background_server_answers_and_frees_its_port(indexed: Settings) -> None:
    server, url = serve_in_thread(indexed)
    assert "1 article" in get(f"{url}search?q=harbour")
    server.close()
    again, _ = serve_in_thread(indexed, server.port)
    assert "1 article" in get(f"{again.url}search?q=harbour")
    again.close()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_who_comes_through_a_proxy_gets_no_metrics_and_changes_nothing(
    indexed: Settings, header: str
) -> None:
    server, url = serve_in_thread(indexed)

    def status(path: str, body: bytes | None, headers: dict[str, str]) -> int:
        asked = urllib.request.Request(f"{url}{path}", body, headers)
        try:
            with urllib.request.urlopen(asked, timeout=HANG_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    body, as_json = b'{"name": "Ours", "params": "q=ferry"}', {"Content-Type": "application/json"}
    through = {header: "192.0.2.7"}
    try:
        assert (status("metrics", None, {}), status("metrics", None, through)) == (200, 404)
        assert status("api/v1/saved", body, as_json | through) == 403
        form = {"Origin": url.rstrip("/")}
        assert status("saved", b"q=ferry&name=Ours", form | through) == 403
        assert status("api/v1/saved", body, as_json) == 201
    finally:
        server.close()


def test_port_in_use_is_named_with_the_next_step(settings: Settings, busy_port: int) -> None:
    with pytest.raises(MachineError) as caught:
        listen(replace(settings, port=busy_port))
    assert f"127.0.0.1:{busy_port} is in use" in str(caught.value)
    assert "--port" in caught.value.next_step


def test_host_that_is_not_this_machines_is_named(settings: Settings) -> None:
    with pytest.raises(MachineError, match=r"192\.0\.2\.1:0 cannot be bound"):
        listen(replace(settings, host="192.0.2.1", port=0))


@pytest.mark.parametrize(("name", "value"), [("port", 70_000), ("threads", 0), ("workers", 0)])
def test_setting_that_cannot_be_served_is_named(settings: Settings, name: str, value: int) -> None:
    settings.home.mkdir()
    (settings.home / "config.toml").write_text(f"{name} = {value}\n")
    result = CliRunner().invoke(serve, obj=settings.home)
    assert isinstance(result.exception, SettingsError)
    assert f"{name} = {value}" in str(result.exception)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_prints_its_address_and_ends_cleanly(indexed: Settings, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "web", "--home", str(indexed.home), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        url = next(word for word in line.split() if word.startswith("http"))
        assert "4 articles" in get(url)
        started = time.monotonic()
        running.send_signal(number)
        assert running.wait(15) == 0
        assert time.monotonic() - started < 10
        assert running.stderr.read().strip() == "stopped"


def test_several_workers_answer_at_one_address_and_stop_together(indexed: Settings) -> None:
    command = [sys.executable, "-m", "web", "--home", str(indexed.home), "serve", "--port=0", "--workers=2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            url = next(word for word in running.stderr.readline().split() if word.startswith("http"))
            assert all("4 articles" in get(url) for _ in range(3))
            running.send_signal(signal.SIGINT)
            assert running.wait(HANG_S) == 0
            assert running.stderr.read().strip() == "stopped"
        finally:
            running.kill()


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::", "http://[::1]:80/"),
        ("news.example", "http://news.example:80/"),
    ],
)
def test_address_can_be_opened_in_a_browser(host: str, shown: str) -> None:
    assert address(host, 80) == shown
