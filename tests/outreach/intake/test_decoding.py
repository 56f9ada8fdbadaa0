"""Bytes become text in the few encodings of tools, phones and Excel, as a stream."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import decoding
from outreach.intake.source import Source
from problem import Problem
from tests.outreach.intake.files import source

LINES = "nummer;tekst\r\n0612345678;cocaïne €\r\n"


def lines(content: bytes, encoding: str = "") -> list[str]:
    with decoding.open_text(source(content), encoding).stream as stream:
        return list(stream)


ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8-sig"),
    ("cp1252", "cp1252"),
    ("utf-16", "utf-16"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
    ("utf-32", "utf-32"),
    ("utf-32-le", "utf-32-le"),
    ("utf-32-be", "utf-32-be"),
]


@pytest.mark.parametrize(("written", "found"), ENCODINGS)
@pytest.mark.parametrize("times", [1, 40_000])
def test_encodings_with_and_without_a_mark(written: str, found: str, times: int) -> None:
    content = (LINES * times).encode(written)
    assert decoding.open_text(source(content)).encoding == found
    read = lines(content)
    assert len(read) == 2 * times
    assert set(read) == {"nummer;tekst\n", "0612345678;cocaïne €\n"}


def test_a_mark_is_no_text_whatever_is_chosen() -> None:
    assert lines("a\n".encode("utf-8-sig"), "utf-8") == ["a\n"]
    assert lines(b"a\n", "utf-8") == ["a\n"]


def test_line_ends_are_plain_or_as_they_are() -> None:
    content = b"a\r\nb\rc\n"
    assert lines(content) == ["a\n", "b\n", "c\n"]
    with decoding.open_text(source(content), newline="").stream as stream:
        assert list(stream) == ["a\r\n", "b\r", "c\n"]


MENDED = [
    (b"caf\xc3\xa9 \xe9\n", "café é\n", "cp1252 pasted into UTF-8"),
    (b"caf\xc3\xa9 \x81\n", "café \x81\n", "a byte that is in neither"),
    ("é\n".encode() * 40_000 + b"\xe9\n", "é\n", "the first bad byte far behind the sample"),
    (b"x" * 65_535 + "é\n".encode(), "é\n", "a character across the border of the sample"),
]


@pytest.mark.parametrize(("content", "last", "why"), MENDED, ids=[row[2] for row in MENDED])
def test_bad_bytes_are_mended_one_by_one(content: bytes, last: str, why: str) -> None:
    assert lines(content)[-1].endswith(last), why
    assert decoding.open_text(source(content)).encoding == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_stray_zeros_are_left_out(encoding: str) -> None:
    content = ("nummer;tekst\n" * 20 + "0612\x00345678\n").encode(encoding)
    assert lines(content)[-1] == "0612345678\n"


BINARY = [
    (b"\0" * 5000, "only zeros: a broken copy"),
    (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "a jpeg"),
    (bytes(range(256)) * 40, "any bytes"),
]


@pytest.mark.parametrize(("content", "why"), BINARY, ids=[row[1] for row in BINARY])
def test_binary_is_no_text(content: bytes, why: str) -> None:
    with pytest.raises(Problem):
        decoding.open_text(source(content))


@pytest.mark.parametrize("encoding", ["klingon", "zlib", "rot13", "undefined", "\0"])
def test_a_choice_that_is_no_encoding(encoding: str) -> None:
    with pytest.raises(Problem) as caught:
        decoding.open_text(source(b"a"), encoding)
    assert "utf-8" in str(caught.value)


def test_the_file_is_closed_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    opened: list[io.BufferedReader] = []

    def remember() -> io.BufferedReader:
        opened.append(path.open("rb"))
        return opened[-1]

    decoding.open_text(Source("a.csv", remember, 2)).stream.close()  # type: ignore[arg-type]
    assert all(stream.closed for stream in opened)


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "cp1252", "utf-16", "shift_jis"]))
def test_any_bytes_are_text_or_a_problem(content: bytes, encoding: str) -> None:
    try:
        read = "".join(lines(content, encoding))
    except Problem:
        return
    assert "\0" not in read
