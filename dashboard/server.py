"""Serve the dashboard: Streamlit inside our own process, on the internal port."""

import logging
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import state
from dashboard.language import _
from house import House

SCRIPT = Path(__file__).parent / "app.py"


def run(house: House, port: int, lifespan: Callable[[Any], Any] | None = None) -> None:
    """Serve until the process is told to stop.

    `lifespan` is an async context manager of one argument that starts and stops the rest of the
    house with the server. Streamlit refuses unknown options, so a wrong one stops the start.
    """
    state.install(house)
    _import_whole()
    logging.getLogger("streamlit.error_util").addFilter(_without_words)
    app = st.App(SCRIPT, lifespan=lifespan, on_script_error=_apologise)
    app.run(config=options(house, port))


def options(house: House, port: int) -> dict[str, Any]:
    """Streamlit's options; the look stands in .streamlit/config.toml."""
    host = house.settings.dashboard.host
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        # A page elsewhere must not reach the demo through a name that it points at this machine.
        "server.allowedHosts": ["localhost", "127.0.0.1", "[::1]", "::1", host],
        "server.fileWatcherType": "none",
        "server.maxUploadSize": house.settings.dashboard.upload_mb,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        # Collecting garbage after every fragment run stalls the process, webhook and all.
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        "logger.enableRich": False,
        "logger.hideWelcomeMessage": True,
    }


def _import_whole() -> None:
    # Tabs that reconnect right after a restart each draw in a thread of their own: a chart would
    # meet a pandas that another thread has half imported.
    import_module("pandas")
    go.Figure(go.Bar(x=[0], y=[0])).to_json()


def _apologise(error: Exception) -> bool:
    st.error(_("Something went wrong here. Try again; if it stays, tell the operator."))
    return True


def _without_words(record: logging.LogRecord) -> bool:
    # The place of an error helps; its message could hold somebody's number or text.
    if record.exc_info and record.exc_info[0]:
        kind, _error, trace = record.exc_info
        record.exc_text = "".join(traceback.format_tb(trace)) + kind.__name__
        record.exc_info = None
    return True
