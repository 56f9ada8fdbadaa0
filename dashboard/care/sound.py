"""The sound of an alarm, made here: no file of anybody else's, nothing fetched."""

import io
import math
import wave
from functools import lru_cache

import streamlit as st

from dashboard import state
from dashboard.language import _

RATE = 11_025  # samples a second
TONES = (880.0, 660.0, 880.0, 660.0)  # hertz, one after another: none takes it for a message
EACH = 0.22  # seconds
FADE = 0.01  # seconds; without it each tone would click
LOUD = 0.8
OUT_OF_SIGHT = "<style>.st-key-alarm-sound { display: none }</style>"


def ring() -> None:
    """Let the browser play it once more, at the next `draw`."""
    st.session_state[state.RUNG] = st.session_state.get(state.RUNG, 0) + 1


def draw() -> None:
    """The player, out of sight. It stays, or a redraw of the page would cut the sound off."""
    times = st.session_state.get(state.RUNG, 0)
    with st.container(key="alarm.sound"):
        st.html(OUT_OF_SIGHT)
        if times:
            st.audio(_once_more(times), autoplay=True, alt=_("Alarm"))


def _once_more(times: int) -> bytes:
    # A player plays the same sound by itself once; a sample of silence makes it another one.
    return _wav(_samples() + bytes([128]) * times)


@lru_cache(maxsize=1)
def _samples() -> bytes:
    """8 bits a sample, 128 is silence."""
    amount = int(RATE * EACH)
    return bytes(
        128 + round(127 * LOUD * _swell(n / RATE) * math.sin(2 * math.pi * tone * n / RATE))
        for tone in TONES
        for n in range(amount)
    )


def _swell(moment: float) -> float:
    return min(1.0, moment / FADE, (EACH - moment) / FADE)


def _wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(RATE)
        written.writeframes(samples)
    return file.getvalue()
