"""An import keeps sealed numbers and counts; texts and plain numbers are nowhere on disk."""

import os
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from outreach import buyers, campaign, exclusions, exports
from outreach.exports import FileRead, Provenance, Reading, Rejection
from outreach.files import EXCLUDED
from outreach.intake import Upload
from outreach.rule import Rule
from outreach.selection import DEFAULT_WORDS, parse
from problem import Forbidden, Problem
from tests.outreach.intake.files import workbook

OWNER = "+31688888888"
GIVEN = Provenance("Phone 1", "BVH-1", "Offer of help", "Wpg art. 19", "OM-1", date(2026, 6, 1))
HEADER = "nummer;richting;tekst"


def csv(*rows: str, name: str = "phone.csv") -> Upload:
    return Upload(name, "\n".join([HEADER, *rows]).encode())


@pytest.fixture
def room(house):
    return house.outreach


@pytest.fixture
def lead(cast):
    return cast["lead-1"]


@pytest.fixture
def draft(room, lead, noon) -> str:
    return campaign.create(room, lead, "Zwolle", "Zwolle", noon)


@pytest.fixture
def add(room, lead, draft, noon):
    def add(*uploads: Upload, **given) -> FileRead:
        reports = exports.add(room, lead, draft, uploads, replace(GIVEN, **given), noon)
        return reports[0]

    return add


@pytest.fixture
def preview(room, lead, draft, noon):
    def preview(*uploads: Upload, **rule) -> Reading:
        whole = Rule(**{"mode": "buyers", "words": "sos\nwit\ncoke", **rule})
        return exports.preview(room, lead, draft, uploads, whole, noon)

    return preview


def numbers_of(room, draft: str) -> set[str]:
    with room.db.read() as session:
        rows = session.connection.execute(
            "select number_sealed from recipients where campaign = ?", [draft]
        ).fetchall()
    keys, name = room.keys, f"campaign-{draft}"
    return {keys.ring(name).open(row[0], "recipient") for row in rows}


def counts(report: FileRead) -> tuple[int, int, int]:
    return report.sightings, report.accepted, report.duplicates


def test_buyers_become_recipients_and_everybody_else_has_a_reason(room, draft, add) -> None:
    report = add(
        csv(
            "0612345678;in;heb je wit",
            "06-12345678;in;en sos?",
            "0611111111;in;eten we om zes uur?",
            "0387654321;in;wit nodig",
            "ING;in;je code is 123456",
            "0622222222;uit;wit kost 50",
            "0633333333;?;wit",
            "061234567;in;wit",
        )
    )
    assert report.problem is None and report.format == "csv"
    assert counts(report) == (8, 1, 1)
    assert {one.row_numbers for one in report.rejected} == {"4", "5", "6", "7", "8", "9"}
    assert Rejection(buyers.NO_WORDING, 1, "4") in report.rejected
    assert Rejection(buyers.OUTGOING, 1, "7") in report.rejected
    assert numbers_of(room, draft) == {"+31612345678"}


def test_one_person_over_several_phones_is_one_recipient(room, lead, draft, add) -> None:
    add(csv("0612345678;in;wit", "0687654321;in;wit"))
    second = add(csv("+31 (0)6 12345678;in;sos", "+4915112345678;in;coke"), label="Phone 2")
    third = add(Upload("list.txt", b"31612345678\n"), label="Phone 3")
    assert (counts(second), counts(third)) == ((2, 1, 1), (1, 0, 1))
    assert numbers_of(room, draft) == {"+31612345678", "+31687654321", "+4915112345678"}
    assert exports.phones_per_recipient(room, lead, draft) == {1: 2, 3: 1}
    rows = exports.of_campaign(room, lead, draft)
    assert {(row.label, row.selected, row.duplicates) for row in rows} == {
        ("Phone 1", 2, 0), ("Phone 2", 2, 1), ("Phone 3", 1, 1)
    }  # fmt: skip


def test_an_unreadable_file_keeps_no_good_one_out(room, lead, draft, add) -> None:
    reports = [add(csv(f"06123456{n}8;in;wit"), label=f"Phone {n}") for n in range(5)]
    bad = add(Upload("phone.csv", b"\x89PNG\r\n\x1a\n"), label="Phone 6")
    assert all(one.problem is None for one in reports)
    assert "picture" in str(bad.problem) and counts(bad) == (0, 0, 0)
    assert len(numbers_of(room, draft)) == len(exports.of_campaign(room, lead, draft)) == 5


@pytest.mark.duckdb
def test_no_text_and_no_plain_number_reaches_the_disk(house, draft, add) -> None:
    name = "telefoon 06-12345678.csv"
    began = time.time()
    report = add(csv("0612345678;in;heb je zevenblad wit", name=name), label=name)
    assert report.accepted == 1
    kept = [file for file in house.data.rglob("*") if file.is_file()]
    assert any(file.suffix == ".duckdb" or ".wal" in file.name for file in kept)
    house.outreach.db.backup(house.data / "backup.duckdb")
    for file in [*kept, house.data / "backup.duckdb", *_left_in_temp(began)]:
        raw = file.read_bytes()
        for secret in (b"zevenblad", b"12345678", b"06-123"):
            assert secret not in raw, file.name


def _left_in_temp(since: float) -> list[Path]:
    # The tests' own folders apart: they hold what other tests write at this moment.
    places = [Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/var/tmp")]  # noqa: S108
    entries = [one for place in places if place.is_dir() for one in os.scandir(place)]
    files = (Path(one.path) for one in entries if one.is_file(follow_symlinks=False))
    return [file for file in files if file.stat().st_mtime >= since and os.access(file, os.R_OK)]


def test_the_same_file_twice_is_refused(room, draft, add) -> None:
    add(csv("0612345678;in;wit"))
    again = add(csv("0612345678;in;wit"), label="Phone 2")
    assert "already" in str(again.problem) and len(numbers_of(room, draft)) == 1


def test_several_files_at_once_carry_their_names(room, lead, draft, add) -> None:
    add(
        csv("0612345678;in;wit", name="a.csv"),
        Upload("bad.png", b"\x89PNG\r\n\x1a\n"),
        csv("0612345678;in;wit", "0687654321;in;wit", name="b 0611111111.csv"),
    )
    rows = exports.of_campaign(room, lead, draft)
    assert [(row.label, row.selected, row.duplicates) for row in rows] == [
        ("Phone 1 · a.csv", 1, 0), ("Phone 1 · b ••••11.csv", 2, 1)
    ]  # fmt: skip
    assert len(rows[0].sha256) == 64 and (rows[0].senders, rows[0].within_file) == (1, 0)


def test_the_owner_of_one_phone_is_nowhere_in_the_batch(room, draft, add) -> None:
    one = csv(f"{OWNER};in;heb jij nog wit", "0612345678;in;wit")
    two = Upload("b.csv", f"van;aan;richting;tekst\n{OWNER};0612345678;uit;wit".encode())
    add(one, two)
    assert numbers_of(room, draft) == {"+31612345678"}


def test_an_excluded_number_is_no_recipient_and_no_sender_in_the_sample(
    room, lead, draft, add, preview, noon
) -> None:
    exclusions.add(room, lead, ["06-87654321"], "minor", None, noon)
    files = csv("0612345678;in;wit", "0687654321;in;wit", "0687654321;in;sos")
    (shown,) = preview(files).files
    assert Rejection(EXCLUDED, 2, "3-4") in shown.rejected
    assert [one.number for one in shown.caught] == ["+31612345678"]
    report = add(files)
    assert counts(report) == (3, 1, 0) and numbers_of(room, draft) == {"+31612345678"}


def test_a_look_at_excluded_numbers_is_in_the_trail(room, lead, draft, preview, noon) -> None:
    exclusions.add(room, lead, ["06-87654321"], "informant", None, noon)
    preview(csv("0612345678;in;wit"))
    assert _actions(room, draft).count("exclusions.met") == 0
    preview(csv("0612345678;in;wit", "0687654321;in;wit"))
    assert _actions(room, draft).count("exclusions.met") == 1


def _actions(room, draft: str) -> list[str]:
    with room.db.read() as session:
        rows = session.connection.execute(
            "select action from trail where subject = ?", [draft]
        ).fetchall()
    return [row[0] for row in rows]


def test_an_import_under_a_rule_that_nobody_reviewed_is_refused(room, lead, draft, noon) -> None:
    reviewed = Rule("incoming", "wit")
    with pytest.raises(Problem, match="just changed"):
        exports.add(room, lead, draft, [csv("0612345678;in;wit")], GIVEN, noon, reviewed=reviewed)
    assert numbers_of(room, draft) == set()


@pytest.mark.duckdb
def test_no_number_in_a_name_reaches_the_disk(house, draft, add) -> None:
    book = workbook({"+31612345678": [["nummer", "richting", "tekst"], ["06123", "in", "wit"]]})
    names = ["0612345678(2).csv", "+31612345678 (1).csv", "06–12345678.csv", "06_12345678.csv"]
    add(
        Upload("Jan 0612345678.xlsx", book),
        *(csv(f"061111111{n};in;wit", name=name) for n, name in enumerate(names)),
    )
    house.outreach.db.backup(house.data / "backup.duckdb")
    for file in (file for file in house.data.rglob("*") if file.is_file()):
        assert b"12345678" not in file.read_bytes(), file.name


def test_a_report_keeps_no_text(add) -> None:
    report = add(csv("0612345678;in;wit"))
    assert report.accepted == 1 and not (report.caught or report.missed or report.layout)


def test_the_rule_of_the_campaign_decides(room, lead, draft, add, preview, noon) -> None:
    rule = Rule("incoming", "wit", least=2)
    campaign.set_rule(room, lead, draft, rule, noon)
    files = csv("0612345678;in;hoi", "0612345678;in;tot zo", "0687654321;in;wit")
    assert [one.number for one in preview(files, **vars(rule)).persons] == ["+31612345678"]
    add(files)
    assert numbers_of(room, draft) == {"+31612345678"}


def test_a_preview_promises_what_the_import_brings(room, draft, add, preview) -> None:
    add(csv("0612345678;in;wit"))
    files = csv("0612345678;in;wit", "0687654321;in;wit", "0687654321;in;sos", "ING;in;wit")
    (shown,), report = preview(files).files, add(files, label="Phone 2")
    assert (shown.accepted, shown.known, shown.repeats) == (1, 1, 1)
    assert (report.accepted, report.known, report.repeats) == (1, 1, 1)
    assert report.rejected == shown.rejected


def test_a_phone_owner_is_nobodys_recipient(room, draft, add) -> None:
    first = csv(f"{OWNER};in;heb jij nog wit", "0612345678;in;wit")
    add(first)
    header = "van;aan;richting;tekst"
    rows = [f"06 88888888;{n};uit;wit" for n in ("0612345678",)] + ["0687654321;;in;wit"]
    add(Upload("second.csv", "\n".join([header, *rows]).encode()), label="Phone 2")
    assert numbers_of(room, draft) == {"+31612345678", "+31687654321"}
    third = add(csv(f"{OWNER};in;nog sos?", "0622222222;in;wit"), label="Phone 3")
    assert counts(third) == (2, 1, 0)
    assert Rejection(buyers.OWNER, 1, "2") in third.rejected


def test_removing_an_export_keeps_whom_another_shows(room, lead, draft, add, noon) -> None:
    add(csv("0612345678;in;wit", "0687654321;in;wit"))
    add(csv("0612345678;in;wit", "0622222222;in;wit"), label="Phone 2")
    first = exports.of_campaign(room, lead, draft)[0]
    exports.remove(room, lead, draft, first.id, noon)
    left = numbers_of(room, draft)
    assert len(left) == 2 and "+31612345678" in left
    assert exports.phones_per_recipient(room, lead, draft) == {1: 2}
    with pytest.raises(Problem, match="not in the campaign"):
        exports.remove(room, lead, draft, first.id, noon)
    add(csv("0612345678;in;wit", "0687654321;in;wit", "0622222222;in;wit"), label="again")
    assert len(numbers_of(room, draft)) == 3


def test_only_a_draft_takes_exports(room, lead, draft, add, noon) -> None:
    add(csv("0612345678;in;wit"))
    export = exports.of_campaign(room, lead, draft)[0].id
    room.db.write(_in_review, draft)
    for change in (
        lambda: add(csv("0687654321;in;wit")),
        lambda: exports.remove(room, lead, draft, export, noon),
        lambda: exports.add(room, lead, "nowhere", [csv("0612345678;in;wit")], GIVEN, noon),
    ):
        with pytest.raises(Problem):
            change()
    assert numbers_of(room, draft) == {"+31612345678"}


def _in_review(tx, items: list[str]) -> list[None]:
    for one in items:
        tx.connection.execute("update campaigns set status = 'in_review' where id = ?", [one])
    return [None for _ in items]


LACKING = [
    ({"label": " "}, "label"),
    ({"case_reference": " "}, "case reference"),
    ({"purpose": ""}, "purpose"),
    ({"legal_article": ""}, "legal article"),
    ({"consent_reference": ""}, "consent"),
    ({"destroy_by": date(2026, 3, 2)}, "past"),
]


@pytest.mark.parametrize(("given", "said"), LACKING, ids=[row[1] for row in LACKING])
def test_no_import_without_its_ground(room, draft, add, given, said) -> None:
    with pytest.raises(Problem, match=said):
        add(csv("0612345678;in;wit"), **given)
    assert numbers_of(room, draft) == set()


@pytest.mark.parametrize("who", ["approver", "observer", "tactus-1", "operator"])
def test_only_a_team_lead_imports(room, cast, draft, noon, who) -> None:
    with pytest.raises(Forbidden):
        exports.add(room, cast[who], draft, [csv("0612345678;in;wit")], GIVEN, noon)
    with pytest.raises(Forbidden):
        exports.remove(room, cast[who], draft, "any", noon)


def test_a_failed_import_leaves_nothing_and_a_killed_one_is_swept(
    room, lead, draft, add, noon, monkeypatch
) -> None:
    from outreach import taking

    def killed(tx, item):
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "take", killed)
    with pytest.raises(KeyboardInterrupt):
        add(csv("0612345678;in;wit"))
    monkeypatch.undo()
    assert numbers_of(room, draft) == set()
    assert exports.of_campaign(room, lead, draft) == []
    later = noon + timedelta(days=2)
    exports.add(room, lead, draft, [csv("0612345678;in;wit")], GIVEN, later)
    with room.db.read() as session:
        assert session.connection.execute("select count(*) from arrivals").fetchone() == (0,)


def test_the_preview_counts_per_word_and_masks_numbers(preview) -> None:
    shown = preview(
        csv("0612345678;in;wit? bel 0687654321", "0612345678;in;wit", "0611111111;in;sos"),
        Upload("bad", b"\x89PNG\r\n\x1a\n"),
    )
    good, bad = shown.files
    assert [(one.word, one.senders, one.messages) for one in good.words] == [
        ("wit", 1, 2), ("sos", 1, 1), ("coke", 0, 0)
    ]  # fmt: skip
    assert (len(shown.persons), counts(good)) == (2, (3, 2, 1))
    assert "wit? bel ••••21" in {one.text for one in good.caught}
    assert "picture" in str(bad.problem)
    with pytest.raises(Problem, match="empty"):
        preview(csv("0612345678;in;wit"), words="")


def test_rejected_rows_of_a_preview(room, lead, draft) -> None:
    files = [csv("0612345678;in;wit", "06123;in;wit", name="a.csv")]
    rows = exports.rejected_rows(room, lead, draft, files, Rule("buyers", "wit"), "a.csv")
    assert rows.splitlines()[1].startswith(";3;06123;")


def test_ten_thousand_sightings_take_a_few_seconds(room, lead, draft, noon) -> None:
    rows = [f"+316{12000000 + n // 2};in;heb je nog wit voor vanavond" for n in range(10_000)]
    heard: list[int] = []
    began = time.monotonic()
    (report,) = exports.add(
        room, lead, draft, [csv(*rows)], GIVEN, noon, lambda _, rows: heard.append(rows)
    )
    assert time.monotonic() - began < 30  # it hangs, or it takes a second or two
    assert counts(report) == (10_000, 5_000, 5_000)
    assert heard == sorted(heard) and heard[-1] > 5_000


def test_the_list_that_comes_along_can_be_read() -> None:
    assert len(parse(DEFAULT_WORDS).entries) > 30


def test_an_export_does_not_join_others_whose_key_is_lost(room, draft, add) -> None:
    add(Upload("one.txt", b"0612345678"))
    room.keys.destroy(f"campaign-{draft}")
    with pytest.raises(Problem, match="keys of this campaign are missing"):
        add(Upload("two.txt", b"0612345678\n0687654321"))
    assert not room.keys.has(f"campaign-{draft}")
