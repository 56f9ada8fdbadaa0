"""Pages that move by themselves: one tiny fragment looks for news and redraws only when there is.

A page that ran whole every second would cost fifty viewers the server.
"""

from collections.abc import Callable

import streamlit as st


def follow(signal: Callable[[], object], seconds: float = 1.0) -> None:
    """Redraw the page once `signal()` differs from now. Call it before reading what is shown.

    A signal is cheap, such as `lambda: room.db.changes`, and tells no more than the page may show:
    the moment of a redraw can be watched.
    """
    drawn = signal()

    @st.fragment(run_every=seconds)
    def news() -> None:
        if signal() != drawn:
            st.rerun()

    news()
