"""`manage.py segments`: texts in, what each takes on the air out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from carrier.segments import measure
from manage import cli
from running import measuring

ROOT = Path(__file__).parent.parent


def segments(raw: bytes | str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["segments", *arguments], input=raw)


def told(raw: bytes | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in segments(raw).stdout.splitlines()]


def characters(raw: bytes | str) -> list[int]:
    return [one["characters"] for one in told(raw)]


def test_an_object_a_line_with_encoding_characters_segments_and_culprits() -> None:
    found = segments('{"text": "Hé 😀 ë ë"}\nhallo €\n')
    assert found.stdout == (
        '{"encoding": "UCS-2", "characters": 9, "segments": 1, "culprits": ["😀", "ë"]}\n'
        '{"encoding": "GSM-7", "characters": 8, "segments": 1, "culprits": []}\n'
    )
    assert (found.exit_code, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "count", "why"),
    [
        ("hallo", 5, "a plain line"),
        ("  hallo ", 8, "white space counts"),
        ('{"text": "hallo"}', 5, "a JSON object"),
        (' {"n": 1, "text": "hallo"} ', 5, "with more in it, and white space around it"),
        ('{"text": "a\\nb"}', 3, "a new line within the text"),
        ('{"text": ""}', 0, "an empty text"),
        ('{"text": "\\u0000"}', 1, "a NUL"),
        ('{"text": "\\ud83d"}', 1, "half a surrogate pair"),
        ('{"text": "\\ud83d\\ude00"}', 2, "a whole one"),
        ("{link} hallo", 14, "a wording may begin with a bracket"),
        ("{naam}, er is een uitweg", 26, "or with anything else between brackets"),
        ("{'text': 'hallo'}", 19, "other quotes are not meant to be JSON"),
        ('"hallo"', 7, "JSON, but no object"),
        ('[{"text": "a"}]', 19, "an array"),
        ("12345", 5, "a number"),
        ("null", 4, "nothing"),
        ("1" * 5000, 5000, "a number too long for Python"),
    ],
)
def test_a_line_is_a_json_object_with_a_text_or_the_text_itself(
    line: str, count: int, why: str
) -> None:
    assert characters(line + "\n") == [count], why


@pytest.mark.parametrize(
    ("raw", "counts", "why"),
    [
        (b"", [], "nothing in, nothing out"),
        (b"a\nbb", [1, 2], "a last line without an end"),
        (b"a\nbb\n", [1, 2], "and with one"),
        (b"a\r\nbb\r\n", [1, 2], "Windows' line ends"),
        (b"a\n\nbb\n\n", [1, 0, 2, 0], "an empty line is an empty text, so that lines match"),
        (b"\xef\xbb\xbfa\n", [1], "a BOM is no character"),
        (b'\xef\xbb\xbf{"text": "a"}\n', [1], "before JSON neither"),
        (b"a\n\xef\xbb\xbfa\n", [1, 2], "but it is one further on"),
        (b"a\rb\n", [3], "a bare CR is in the alphabet"),
        (b"a\x00b\x0bc\x0c\n", [6], "control characters end no line"),
        ("a\u2028b\u0085c\n".encode(), [5], "neither do Unicode's line ends"),
        (b"a" * 5_000_000 + b"\nb\n", [5_000_000, 1], "a very long line"),
    ],
)
def test_lines_are_cut_where_they_end(raw: bytes, counts: list[int], why: str) -> None:
    assert characters(raw) == counts, why


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{}", "is a JSON object without a text"),
        ('{"tekst": "a"}', "is a JSON object without a text"),
        ('{"text": 5}', 'has a "text" that is no text'),
        ('{"text": null}', 'has a "text" that is no text'),
        ('{"text": "hallo"', "is no valid JSON"),
        (' { "text": "hallo"} x', "is no valid JSON"),
        ('{"text": "zeg "hallo""}', "is no valid JSON"),
        ('{"text":' + "[" * 20_000, "is no valid JSON"),
    ],
)
def test_an_object_without_a_text_is_told_by_its_line_and_the_others_go_on(
    line: str, sentence: str
) -> None:
    found = segments(f"a\n{line}\nbb\n")
    assert [json.loads(one)["characters"] for one in found.stdout.splitlines()] == [1, 2]
    assert found.stderr.startswith("Line 2 ") and sentence in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert found.exit_code == 1


def test_the_link_counts_as_written_or_as_the_address_that_is_given() -> None:
    raw = '{link} hallo\n{"text": "{link}{link}"}\n'
    assert characters(raw) == [14, 16]
    found = segments(raw, "--link", "https://uitweg.example/a")
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [one["characters"] for one in lines] == [30, 48]


def test_no_line_of_the_overview_of_commands_is_cut() -> None:
    shown = CliRunner().invoke(cli, ["--help"], terminal_width=80).stdout
    told = shown.split("Commands:\n")[1].splitlines()
    assert len(told) == len(cli.commands)
    assert all(line.endswith(".") and not line.endswith("...") for line in told)


def test_what_is_not_utf_8_is_measured_as_read_and_told() -> None:
    found = segments("a\ncafé\nbb\n".encode("latin-1"))
    assert [json.loads(one)["culprits"] for one in found.stdout.splitlines()] == [[], ["�"], []]
    assert found.stderr.startswith("Line 2 is not UTF-8")
    assert found.exit_code == 1


def test_a_file_is_read_and_one_that_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"text": "a"}\n')
    found = segments("not read\n", str(tmp_path / "texts.jsonl"))
    assert [json.loads(one)["characters"] for one in found.stdout.splitlines()] == [1]
    missing = segments("", str(tmp_path / "none"))
    assert missing.exit_code == 2
    assert "none" in missing.stderr


def test_no_culprit_can_be_obeyed_by_a_terminal_and_all_come_back() -> None:
    text = "\x00\x07\x1b\x7f\x9b\u202e\u200f\udfff\ud800ë😀\ufffd"
    found = segments(json.dumps({"text": text}) + "\n")
    assert json.loads(found.stdout)["culprits"] == list(text)
    assert found.stdout.rstrip("\n").isprintable()


@given(st.lists(st.text(st.characters(), max_size=200), max_size=20))
def test_any_texts_come_out_in_order_as_they_are_measured(texts: list[str]) -> None:
    raw = [json.dumps({"text": text}).encode() + b"\n" for text in texts]
    found = [json.loads(one.line) for one in measuring.lines(raw)]
    expected = [measure(json.loads(one)["text"]) for one in raw]
    assert [(one["encoding"], one["segments"]) for one in found] == [
        (one.encoding, one.segments) for one in expected
    ]
    assert [tuple(one["culprits"]) for one in found] == [one.culprits for one in expected]


def test_each_text_is_answered_before_the_next_comes_in_any_terminal() -> None:
    child = subprocess.Popen(
        [sys.executable, "manage.py", "segments"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdin and child.stdout
        for text in ("ë", "😀"):
            child.stdin.write(f"{text}\n".encode())
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["culprits"] == [text]
        child.stdin.close()
        assert child.wait() == 0
