"""Files read together: owners, counts and samples go over all of them."""

from collections import Counter

from outreach import buyers, files
from outreach.files import Reading
from outreach.intake import Upload
from outreach.rule import Rule
from outreach.tally import Rejection

HEADER = "nummer;richting;tekst"


def csv(name: str, *rows: str) -> Upload:
    return Upload(name, "\n".join([HEADER, *rows]).encode())


def read(*uploads: Upload, **rule: object) -> Reading:
    whole = Rule(**{"mode": "buyers", "words": "wit\nsos", **rule})  # type: ignore[arg-type]
    return files.read(uploads, whole)


def numbers(reading: Reading) -> list[str]:
    return [one.number for one in reading.persons]


def test_messages_are_counted_over_all_files() -> None:
    sms = csv("sms.csv", "0612345678;in;wit", "0687654321;in;wit")
    chat = csv("chat.csv", "0612345678;in;sos")
    reading = read(sms, chat, least=2)
    assert numbers(reading) == ["+31612345678"]
    assert Rejection(buyers.TOO_FEW, 1, "3") in reading.files[0].rejected


def test_a_list_is_never_too_short() -> None:
    reading = read(Upload("list.txt", b"0612345678\n0687654321\n"), least=3)
    assert len(numbers(reading)) == 2 and reading.files[0].listed and reading.by_text == 0


def test_every_sighting_is_in_one_count() -> None:
    one = csv("a.csv", "0612345678;in;wit", "0612345678;in;sos", "ING;in;wit", "0611111111;in;hoi")
    two = csv("b.csv", "0612345678;in;wit", "0687654321;in;wit")
    reading = read(one, two)
    for file in reading.files:
        left_out = sum(each.amount for each in file.rejected)
        assert file.sightings == file.accepted + file.duplicates + left_out
    assert [(file.accepted, file.known, file.repeats) for file in reading.files] == [
        (1, 0, 1), (1, 1, 0)
    ]  # fmt: skip
    assert [one.files for one in reading.persons] == [("a.csv", "b.csv"), ("b.csv",)]


def test_the_owner_of_one_phone_is_out_of_all_files_and_of_their_downloads() -> None:
    one = csv("a.csv", "0688888888;in;wit", "0612345678;in;wit")
    two = Upload("b.csv", b"van;aan;richting;tekst\n0688888888;0612345678;uit;wit\n")
    reading = read(one, two)
    assert numbers(reading) == ["+31612345678"]
    assert any("+31688888888" in some for some, reason in reading.late if reason == buyers.OWNER)


def test_the_same_file_twice_is_said_before_anything_is_imported() -> None:
    reading = read(csv("a.csv", "0612345678;in;wit"), csv("copy.csv", "0612345678;in;wit"))
    assert "already" in str(reading.files[1].problem) and len(reading.persons) == 1


def test_the_same_file_twice_does_not_make_one_message_two() -> None:
    one, copy = (csv(name, "0612345678;in;wit") for name in ("a.csv", "copy.csv"))
    assert numbers(read(one, copy, least=2)) == []


def test_a_sample_shows_each_file_in_proportion_and_nobody_twice() -> None:
    many = csv("many.csv", *(f"06123450{n:02d};in;wit" for n in range(90)))
    few = csv("few.csv", *(f"06876540{n:02d};in;wit" for n in range(10)), "0612345000;in;sos")
    caught = read(many, few).caught
    shown = Counter(one.number[:8] for one in caught)
    assert shown["+3161234"] >= 15 and shown["+3168765"] <= 4
    assert len({one.number for one in caught}) == len(caught) >= 20


def test_who_is_caught_by_one_text_is_not_said_to_be_missed_by_another() -> None:
    words = "wit\n-wit brood"
    both = csv("a.csv", "0612345678;in;heb je nog wit brood", "0612345678;in;wit")
    assert read(both, words=words).missed == ()
