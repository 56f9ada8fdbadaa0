"""The server before its first page."""

import sys
from typing import Any

import pytest
import streamlit as st

from dashboard import server
from house import House


def test_what_charts_need_is_imported_before_a_tab_can_reconnect(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class App:
        def __init__(self, *_args: Any, **_options: Any) -> None:
            pass

        def run(self, **_options: Any) -> None:
            seen.append("served")

    monkeypatch.setattr(server, "import_module", seen.append)
    monkeypatch.setattr(st, "App", App)
    server.run(house, 1)
    assert seen == ["pandas", "served"]
    assert "plotly.io._json" in sys.modules
