"""The dashboard without a browser: Streamlit's own AppTest, on a real house."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import settings as all_settings
from dashboard import state
from house import House

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
Opens = Callable[..., AppTest]


@pytest.fixture
def settings() -> all_settings.Settings:
    """In English: AppTest names options outside the page, where no browser has a language."""
    return all_settings.check({"house": {"language": "en"}})


@pytest.fixture
def opens(house: House, noon: datetime) -> Opens:
    """`opens("campaigns", "lead-1", campaign="…")`: a page as somebody sees it, in English."""
    state.install(house, clock=lambda: noon)

    def open_page(path: str = "", who: str = "", language: str = "en", **query: str) -> AppTest:
        st.cache_data.clear()  # figures of a second ago are good enough for people, not for tests
        app = AppTest.from_file(APP, default_timeout=20)
        app.context = {"locale": f"{language}-NL"}
        app.query_params.update({"as": who} if who else {}, **query)
        # AppTest turns to pages that are files; ours are functions, named by their address.
        app._page_hash = calc_hash(path) if path else ""
        app.run()
        app._page_hash = ""
        return app

    return open_page


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def has_button(app: AppTest, key: str) -> bool:
    return any(one.key == key for one in app.button)


def words(app: AppTest) -> str:
    """All that the page says, in one text."""
    kinds: tuple[Any, ...] = (
        *(app.title, app.header, app.subheader, app.markdown, app.caption, app.text),
        *(app.info, app.success, app.warning, app.error),
    )
    said = [one.value for kind in kinds for one in kind]
    return "\n".join(said + [f"{one.label} {one.value}" for one in app.metric])


def listed(app: AppTest) -> list[str]:
    """Addresses of the pages in the menu."""
    return [info["url_pathname"] for info in app._registered_pages.values()]
