"""Tables as text: any delimiter, encoding and header, and what a person corrects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import delimited
from outreach.intake.layout import Layout
from outreach.intake.sighting import NO_DIRECTION, NO_DIRECTION_OF_CALL, ReadExport
from problem import Problem
from tests.outreach.intake.files import seen, source


def read(content: str | bytes, layout: Layout | None = None) -> ReadExport:
    export = delimited.read(source(content, layout=layout))
    assert export is not None
    return export


CSV = [
    ("number;direction;text\n0612345678;in;wit, 2 stuks\n", "semicolons, as Dutch Excel"),
    ("number,direction,text\n0612345678,in,\"wit, 2 stuks\"\n", "commas"),
    ("number, direction, text\n0612345678, in, \"wit, 2 stuks\"\n", "commas and spaces"),
    ("Nummer\tRichting\tBericht\n0612345678\tInkomend\twit, 2 stuks\n", "tabs, Dutch"),
    ("nummer|type|tekst\n0612345678|ontvangen|wit, 2 stuks\n", "bars"),
    ("nummer^type^tekst\n0612345678^ontvangen^wit, 2 stuks\n", "carets"),
    ("nummer:type:tekst\n0612345678:ontvangen:wit, 2 stuks\n", "colons"),
    ("sep=;\nAfzender;Datum;Inhoud\n0612345678;3-3-2020;wit, 2 stuks\n", "a line for Excel above"),
    ("Van;Aan;Bericht\n0612345678;0688888888;wit, 2 stuks\n0688888888;0687654321;ja\n"
     "0687654321;+31688888888;nee\n", "owner known by being everywhere"),
    ("Export 2020\n\n#;Map;Telefoonnummer;Tekst\n1;Postvak IN;0612345678;wit, 2 stuks\n", "title"),
    ("Richting;Van / Aan;Datum/tijd;Tekst\nInkomend;0612345678;3-3-2020 12:00;wit, 2 stuks\n",
     "one column for whoever it was"),
    ("Telefoonnr.;Soort;Bericht\n0612345678;Ontvangen;wit, 2 stuks\n", "an abbreviation"),
    ("Bericht;Status;Gsm\nwit, 2 stuks;Gelezen;0612345678\n", "any order, only a status"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), CSV, ids=[row[1] for row in CSV])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_csv_of_any_delimiter_and_encoding(text: str, why: str, encoding: str) -> None:
    export = read(text.encode(encoding))
    assert export.format == "csv", why
    first = next(export.sightings)
    assert (first.number, first.direction, first.text) == ("0612345678", "in", "wit, 2 stuks")


def test_who_is_in_every_row_is_the_owner_in_any_spelling() -> None:
    export = read(next(text for text, why in CSV if why.startswith("owner")))
    assert [one.direction for one in export.sightings] == ["in", "out", "in"]
    assert export.owners == {"+31688888888"}


def test_the_sender_of_an_outgoing_text_is_the_owner() -> None:
    export = read(
        "Van;Aan;Richting;Tekst\n0688888888;0612345678;uit;ja\n0688888888;0687654321;;morgen\n"
    )
    assert seen(export) == [(2, "0612345678", "out", "ja"), (3, "0687654321", "out", "morgen")]
    assert export.owners == {"0688888888"}


def test_a_name_is_no_number_of_the_owner() -> None:
    export = read("Van;Aan;Richting;Tekst\nIk;0612345678;uit;ja\n")
    assert seen(export) == [(2, "0612345678", "out", "ja")]
    assert export.owners == set()


def test_a_status_decides_where_only_the_sender_is_known() -> None:
    export = read("Afzender;Status;Tekst\n0612345678;Verzonden;ja\n0612345678;;nee\n")
    assert [one[2] for one in seen(export)] == ["out", "in"]


def test_a_column_with_the_other_party_both_ways_makes_nobody_owner() -> None:
    export = read("Afzender;Richting;Tekst\n0612345678;uit;ja\n0612345678;in;nee\n")
    assert seen(export) == [(2, "0612345678", "out", "ja"), (3, "0612345678", "in", "nee")]
    assert export.owners == set()


def test_read_is_also_said_of_what_went_out() -> None:
    export = read(
        "Van;Aan;Status;Tekst\n0688888888;0612345678;Read;ja\n0687654321;0688888888;Read;wit?\n"
    )
    assert seen(export) == [(2, "0612345678", "out", "ja"), (3, "0687654321", "in", "wit?")]


def test_a_row_of_which_the_way_is_unknown_is_kept_with_the_reason() -> None:
    export = read("number;direction;text\n0612345678;in;a\n0687654321;?;b\n;in;c\n;;\n\n")
    found = [(one.row, one.number, one.direction, one.reason) for one in export.sightings]
    assert found == [
        (2, "0612345678", "in", ""),
        (3, "0687654321", "none", NO_DIRECTION),
        (4, "", "in", ""),
    ]


def test_cells_keep_their_lines_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    export = read('number;direction;text\r\n0612345678;in;"een\ntwee"\r\n0612345678;in;drie\r\n')
    assert seen(export) == [(2, "0612345678", "in", "een\ntwee"), (3, "0612345678", "in", "drie")]


def test_moments() -> None:
    export = read("nummer;in/uit;tekst;Datum;Tijd\n0612345678;in;a;03-03-2020;12:00:05\n")
    first = next(export.sightings)
    assert str(first.moment) == "2020-03-03 11:00:05+00:00"


def test_one_date_that_can_only_be_american_tells_how_all_are_spelled() -> None:
    rows = "0612345678;in;a;03/04/2020 10:00\n0612345678;in;b;03/25/2020 10:00\n"
    export = read("number;direction;text;date\n" + rows)
    assert [one.moment.month for one in export.sightings if one.moment] == [3, 3]


LISTS = [
    ("naam;telefoonnummer\nJan;0612345678\nPiet;\n", ["0612345678", ""], "a name beside it"),
    ("Telefoonnummer\n0612345678\n0687654321\n", ["0612345678", "0687654321"], "one column"),
    ("Telefoon 1,Telefoon 2\n0612345678,0687654321\n", ["0612345678", "0687654321"], "two numbers"),
    ("Jan;0612345678\nPiet;0687654321\n", ["0612345678", "0687654321"], "no header"),
    ("Klant;Bel\nJan;0612345678\nPiet;0687654321\n", ["0612345678", "0687654321"], "odd words"),
    ("nummer;Type\n0612345678;mobiel\n", ["0612345678"], "a type that is no direction"),
]


@pytest.mark.parametrize(("text", "numbers", "why"), LISTS, ids=[row[2] for row in LISTS])
def test_a_table_of_numbers_alone_is_a_list(text: str, numbers: list[str], why: str) -> None:
    found = list(read(text).sightings)
    assert [one.number for one in found] == numbers, why
    assert {(one.kind, one.direction) for one in found} == {("listed", "none")}


def test_calls() -> None:
    export = read("nummer;type;duur;datum\n0612345678;Gemiste oproep;0;3-3-2020 12:00\n")
    assert [(one.kind, one.direction, one.text) for one in export.sightings] == [("call", "in", "")]


def test_a_call_of_which_the_way_is_unknown_is_kept_with_the_reason() -> None:
    export = read("nummer;duur\n0612345678;10\n")
    assert [(one.kind, one.number, one.reason) for one in export.sightings] == [
        ("call", "0612345678", NO_DIRECTION_OF_CALL)
    ]


HEADERLESS = (
    "0612345678;in;heb je wit voor vanavond;03-03-2020 12:00\n"
    "0687654321;uit;ja kom maar langs hoor;03-03-2020 12:01\n"
)


def test_a_table_without_header_is_known_by_its_cells() -> None:
    export = read(HEADERLESS)
    assert export.layout == Layout(
        "utf-8",
        ";",
        "",
        0,
        {"number": 0, "text": 2, "moment": 3, "direction": 1},
        ("0612345678", "in", "heb je wit voor vanavond", "03-03-2020 12:00"),
    )
    assert [(one[0], one[2]) for one in seen(export)] == [(1, "in"), (2, "out")]


def test_what_was_guessed_is_told() -> None:
    export = read(CSV[0][0])
    assert export.layout == Layout(
        "utf-8",
        ";",
        "",
        1,
        {"number": 0, "direction": 1, "text": 2},
        ("number", "direction", "text"),
    )


ODD = "a;b;c;d\n0612345678;0687654321;in;x\n0612345678;0687654322;in;y\n"


def test_a_person_can_correct_the_guess() -> None:
    export = read(ODD, Layout(header=1, columns={"number": 1, "direction": 2, "text": 3}))
    assert seen(export) == [(2, "0687654321", "in", "x"), (3, "0687654322", "in", "y")]
    assert export.layout is not None
    assert read(ODD, export.layout).layout == export.layout


def test_a_chosen_direction_is_the_only_one() -> None:
    text = "nummer;richting;anders;status;tekst\n0612345678;in;uit;Read;a\n0612345678;in;?;Read;b\n"
    export = read(text, Layout(columns={"direction": 2}))
    assert [one.direction for one in export.sightings] == ["out", "none"]


def test_a_correction_of_the_encoding_alone() -> None:
    text = "nummer;richting;tekst\n0612345678;in;cocaïne\n".encode("cp850")
    assert seen(read(text, Layout(encoding="cp850")))[0][3] == "cocaïne"


WRONG = [
    (Layout(columns={"number": 9}), "Column 10", "a column that isn't there"),
    (Layout(header=50), "Row 50", "a header below the table"),
    (Layout(delimiter="ab"), "one character", "two delimiters"),
    (Layout(delimiter='"'), "one character", "a quotation mark"),
    (Layout(encoding="klingon"), "klingon", "no encoding"),
    (Layout(encoding="zlib"), "zlib", "a codec that makes no text"),
    (Layout(header=1, columns={"text": 0}), "holds the numbers", "no column left for numbers"),
]


@pytest.mark.parametrize(("layout", "word", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_a_wrong_correction_gets_a_sentence(layout: Layout, word: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        list(read("a;b\n0612345678;x\n", layout).sightings)
    assert word in str(caught.value), why


NO_TABLE = [
    ("0612345678\n0687654321\n", "a plain list"),
    ("Beste collega,\nHierbij de lijst, zoals gevraagd.\nGroet\n", "a letter"),
    ("BEGIN:VCARD\nTEL:0612345678\nEND:VCARD\n", "a contact"),
    ("03/03/2020, 12:00 - Jan: hoi, tel\n03/03/2020, 12:01 - Piet: ja, wit\n", "a chat"),
    ("03/03/2020, 12:00 - +31 6 12345678: hoi\n03/03/2020, 12:01 - +31 6 12345678: ja\n", "a chat"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), NO_TABLE, ids=[row[1] for row in NO_TABLE])
def test_what_is_no_table_is_left_to_others(text: str, why: str) -> None:
    assert delimited.read(source(text)) is None, why


BAD = [
    ("number;text\n0612345678;wit\n", "direction", "texts that may be anybody's"),
    ("from;to;text\n0612345678;0688888888;wit\n0687654321;0611111111;wit\n", "no number is in",
     "two parties, no owner"),
    ("from;to;text\n0612345678;0688888888;wit\n0612345678;0688888888;ja\n", "no number is in",
     "the same two in every row: either may be the owner"),
    ('number;direction;text\n0612345678;in;"wit\n0687654321;in;sos\n', "quotation", "unclosed"),
    ('number;direction;text\n0612345678;in;"' + "x" * 11_000_000, "quotation", "a cell, open"),
    ('number;direction;text\n0612345678;in;"' + "x\n" * 6_000_000, "quotation", "many lines"),
    ("number;direction;text\n0612345678;in;" + "x" * 11_000_000 + "\n", "10 MB", "a cell, huge"),
    ("number;direction;text\n0612345678;in;" + "x;" * 22_000_000, "20 MB", "a line, huge"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "why"), BAD, ids=[row[2] for row in BAD])
def test_bad_tables_get_a_sentence(text: str, word: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        list(read(text).sightings)
    assert word in str(caught.value), why


def test_a_cell_of_five_megabytes() -> None:
    found = seen(read("number;direction;text\n0612345678;in;" + "x" * 5_000_000 + "\n"))
    assert len(found[0][3]) == 5_000_000


@given(st.text(max_size=300), st.sampled_from(["", "number;direction;text\n", '"a";"b"\n']))
def test_whatever_the_text_there_is_a_table_or_none_or_a_problem(tail: str, start: str) -> None:
    try:
        export = delimited.read(source((start + tail).encode("utf-8", "replace")))
        assert export is None or list(export.sightings) is not None
    except Problem as problem:
        assert str(problem)


TITLES = [
    ("Rapport;;;;;;\nOpgemaakt door: 4411;;;;;;\n", "titles filled up to the width"),
    ("Rapport;;;\nOpgemaakt door: 4411;;;\n", "titles of another width"),
    ("Rapport\nOpgemaakt door: 4411\n", "bare titles"),
    ("", "none"),
]


@pytest.mark.parametrize(("above", "why"), TITLES, ids=[row[1] for row in TITLES])
def test_columns_are_found_by_content_below_titles_and_an_unknown_header(
    above: str, why: str
) -> None:
    rows = [
        f"{n};60000000{n % 10};3162158380{n % 5};0{1 + n % 9}-03-2021 09:00;heb je nog wat over;"
        f"31627911081;{'uit' if n % 4 == 0 else 'in'}\n"
        for n in range(40)
    ]
    header = "Volgnr;Ref;Contact A;Wanneer;Inhoud bericht;Contact B;R\n"
    export = delimited.read(source(above + header + "".join(rows)))
    assert export is not None and export.layout is not None, why
    assert export.layout.columns == {"number": 2, "text": 4, "moment": 3, "direction": 6}
    assert [one.direction for one in export.sightings].count("out") == 10
    assert export.owners == {"31627911081"}  # in every row, both ways
