"""The port that faces the internet."""

import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from flask import Flask

import settings as all_settings
from house import House
from webhook import guard, server
from webhook.app import create_app


@pytest.fixture
def running(house: House) -> Iterator[server.Server]:
    started = server.start(create_app(house), all_settings.check({"webhook": {"port": 0}}))
    yield started
    started.stop()


@pytest.fixture
def files() -> Iterator[int]:
    """Open files that the machine allows; each connection takes two here, one at either end."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2600 if before[1] == resource.RLIM_INFINITY else min(2600, before[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, before[0]), before[1]))
    yield wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_thousand_silent_connections_do_not_starve_it(files: int, running: server.Server) -> None:
    silent = [
        socket.create_connection(("127.0.0.1", running.port), timeout=5)
        for _ in range(min(1000, (files - 400) // 2))
    ]
    try:
        began = time.monotonic()
        answer = requests.get(f"http://127.0.0.1:{running.port}/healthz", timeout=5)
        assert answer.status_code == 200
        assert time.monotonic() - began < 2
    finally:
        for one in silent:
            one.close()


def test_a_large_body_is_refused(running: server.Server) -> None:
    address = f"http://127.0.0.1:{running.port}/sms/reply"
    assert requests.post(address, data="Body=" + "x" * 70_000, timeout=5).status_code == 413
    assert requests.post(address, data="Body=" + "x" * 60_000, timeout=5).status_code == 403


def test_it_does_not_tell_what_it_is(running: server.Server) -> None:
    address = f"http://127.0.0.1:{running.port}"
    for answer in (
        requests.get(address + "/healthz", timeout=5),
        requests.post(address + "/sms/reply", data="x" * 70_000, timeout=5),
    ):
        assert "Server" not in answer.headers
        assert "waitress" not in answer.text.lower()


def test_stopping_finishes_what_is_under_way_and_frees_the_port(
    settings: all_settings.Settings,
) -> None:
    app, inside = Flask("slow"), threading.Event()

    @app.get("/")
    @guard.public
    def slow() -> str:
        inside.set()
        time.sleep(0.5)
        return "done"

    running = server.start(app, all_settings.check({"webhook": {"port": 0}}))
    answers: list[str] = []
    address = f"http://127.0.0.1:{running.port}/"
    visitor = threading.Thread(target=lambda: answers.append(requests.get(address, timeout=5).text))
    visitor.start()
    inside.wait(timeout=5)
    silent = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(5)]
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 3
    visitor.join(timeout=5)
    assert answers == ["done"]
    for one in silent:
        one.close()
    assert not any(thread.name == "webhook" for thread in threading.enumerate())
    server.start(app, all_settings.check({"webhook": {"port": running.port}})).stop()


def test_a_view_that_hangs_does_not_keep_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STOP_SECONDS", 0.3)
    app, inside, let_go = Flask("stuck"), threading.Event(), threading.Event()

    @app.get("/")
    @guard.public
    def stuck() -> str:
        inside.set()
        let_go.wait(timeout=10)
        return "too late"

    running = server.start(app, all_settings.check({"webhook": {"port": 0}}))
    visitor = socket.create_connection(("127.0.0.1", running.port))
    visitor.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    inside.wait(timeout=5)
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 2
    let_go.set()
    visitor.close()
    running._waitress.task_dispatcher.shutdown(timeout=5)  # the view comes back after all
    running._waitress.trigger.close()
