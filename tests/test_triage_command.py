"""`manage.py triage`: a line out for every line in, and nothing is stored."""

import json

import pytest
from click.testing import CliRunner

from manage import cli

FIELDS = [
    *("text", "intent", "stop", "callback", "minor", "third_party"),
    *("language", "reason", "certainty"),
]


def understood(raw: bytes, *arguments: str):
    done = CliRunner().invoke(cli, ["triage", *arguments], input=raw)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_each_line_is_read_in_its_order():
    found, done = understood(b'STOP\n{"text": "ik wil stoppen"}\nwie zijn jullie?\n')
    assert [one["intent"] for one in found] == ["opt_out", "help", "question"]
    assert [one["text"] for one in found] == ["STOP", "ik wil stoppen", "wie zijn jullie?"]
    assert done.exit_code == 0


def test_a_line_says_all_that_was_understood():
    found, _done = understood(b"bel me vanavond, mijn zoon is verslaafd en ik wil hulp voor hem\n")
    assert list(found[0]) == FIELDS
    assert found[0]["callback"] is True and found[0]["third_party"] is True
    assert found[0]["language"] == "nl" and 0 <= found[0]["certainty"] <= 1


@pytest.mark.parametrize("line", ['{"text": 5}', '{"message": "hulp"}', '{"text": "hulp"'])
def test_what_gives_no_text_is_read_as_it_stands_and_named(line):
    found, done = understood(f"hulp\n{line}\nstop\n".encode())
    assert [one["text"] for one in found] == ["hulp", line, "stop"]
    assert done.exit_code == 1 and done.stderr.startswith("Line 2 ")


def test_an_empty_line_and_broken_bytes_are_lines_too():
    found, done = understood(b"\n\xff\xfe stop\n")
    assert [one["intent"] for one in found] == ["other", "opt_out"]
    assert done.exit_code == 1


def test_a_file_can_be_named(tmp_path):
    (tmp_path / "replies.txt").write_text("hulp\r\nنعم اريد مساعدة\r\n", encoding="utf-8")
    found, done = understood(b"", str(tmp_path / "replies.txt"))
    assert [one["text"] for one in found] == ["hulp", "نعم اريد مساعدة"]
    assert found[1]["language"] == "ar" and done.exit_code == 0
