import io
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.intake import markup, mending
from problem import Problem

NUMBER, SMILE = "0612345678", "\U0001f600"
HALVES = "&#55357;&#56832;"


def texts(raw: bytes, *names: str) -> list[str]:
    """The text and the attributes' values of every element with such a name."""
    return [
        "".join([element.text or "", *element.attrib.values()])
        for event, element in markup.elements(io.BytesIO(raw), *(names or ("a",)))
        if event == "end"
    ]


def document(inner: str, encoding: str = "utf-8", declared: str = "") -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared or encoding}"?>\n'
    return f"{declaration}<root><a>{inner}</a></root>".encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "UTF-16"),  # written to a string first, and declared as that
        ("utf-8", "no-such-thing"),
        ("utf-8", "zlib"),  # a codec, but none of text
        ("utf-8", "us-ascii"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),  # who says so means Windows
        ("iso8859-15", "iso-8859-15"),
    ],
)
def test_encodings(encoding, declared):
    assert texts(document("cocaïne € hoi", encoding, declared)) == ["cocaïne € hoi"]
    assert markup.root_of(document("cocaïne", encoding, declared)) == "root"


def test_wide_characters_need_no_declaration():
    assert texts("<root><a>cocaïne</a></root>".encode("utf-16-be")) == ["cocaïne"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (HALVES, SMILE),
        ("&#xD83D;&#xDE00;", SMILE),
        ("&#xd83d;&#56832;", SMILE),
        ("&#0055357;&#x00DE00;", SMILE),
        ("&#128512;", SMILE),
        (SMILE, SMILE),
        (f"a{HALVES}{HALVES}b", f"a{SMILE}{SMILE}b"),
        ("&#55357;", "\ufffd"),
        ("&#56832;&#55357;", "\ufffd\ufffd"),
        (f"&#55357;{HALVES}", f"\ufffd{SMILE}"),
        ("&#55357; &#56832;", "\ufffd \ufffd"),
        ("a&#0;&#1;&#x1F;b", "ab"),
        ("a\x00\x01\x0b\x1fb", "ab"),
        ("a&#\x0010\x00;b", "a\nb"),
        ("a\ufffe\uffffb&#65534;&#xFFFF;", "ab"),
        ("&#1114112;&#xFFFFFFFF;", "\ufffd\ufffd"),
        ("a&#9;&#10;&#13;b", "a\t\n\rb"),
        ("&#60;&#x26;&#38;lt;", "<&&lt;"),
        (f"&#60;{HALVES}&#38;", f"<{SMILE}&"),
        ("&amp;#55357;", "&#55357;"),
        ("&lt;&gt;&quot;&apos;", "<>\"'"),
        ("<![CDATA[<b> & ]]>", "<b> & "),
    ],
)
def test_what_xml_forbids_is_mended(written, read):
    assert texts(document(written)) == [read]
    assert texts(document(written, "utf-16")) == [read]
    if "CDATA" not in written:
        attribute = f'<root><a b="{written}"/></root>'.encode()
        assert [one.split() for one in texts(attribute)] == [read.split()]


def test_bytes_of_another_encoding_are_read_as_windows_writes_them():
    assert texts(b"<root><a>coca\xefne \x80\x81 \xc3\xa9</a></root>") == ["cocaïne €\x81 é"]


PIECES = st.sampled_from(
    [HALVES, "&#xD83D;&#xDE00;", "&#55357;", "&#56832;", SMILE, "é"]
    + ["&amp;", "&#10;", "x" * 30, "\x00", "&#1;"]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.integers(60, 160))
@example("x" * 10 + HALVES, 70)
def test_it_makes_no_difference_where_blocks_end(inner, block):
    raw, wide = document(inner), document(inner, "utf-16")
    with pytest.MonkeyPatch.context() as patch:
        whole = texts(raw)
        patch.setattr(mending, "BLOCK", block)
        assert texts(raw) == whole
        assert texts(wide) == whole


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<smses count='1'>", "smses"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <no> --><?n?>\n<Project xmlns='x'>", "project"),
        (b"<pa:project xmlns:pa='x'>", "project"),
        (b"\n\n <?xml version='1.0'?><calls/>", "calls"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<!DOCTYPE smses [<!ENTITY a 'b'>]><smses>", "smses"),
        (b"<calls", ""),
        (b"<!-- not closed <smses>", ""),
        (b"hello <b>you</b>", ""),
        (b"<+31612345678>", "+31612345678"),
        (b"< smses>", ""),
        (b"<", ""),
        (b"", ""),
        (b"\x00\x01\x02", ""),
        ("<smses>".encode("utf-16"), "smses"),
    ],
)  # fmt: skip
def test_the_root_is_known_by_the_first_bytes(head, root):
    assert markup.root_of(head) == root


@given(st.binary())
def test_any_bytes_have_a_root_or_none(head):
    assert markup.root_of(head) == markup.root_of(head).lower()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize(
    "definition",
    [
        "<!DOCTYPE root>",
        '<!DOCTYPE root [<!ENTITY a "b">]>',
        '<!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!ENTITY a "b">',
        "<!DOC\x00TYPE root>",
        "<!-- " + "x" * 100_000 + " --> <?x y?> <!DOCTYPE root>",
    ],
)
def test_xml_that_defines_entities_is_refused(definition, encoding):
    with pytest.raises(Problem, match="defines xml entities"):
        texts(f"{definition}<root><a/></root>".encode(encoding))


def test_what_only_looks_like_a_definition_is_none():
    assert texts(b"<!-- <!DOCTYPE x> --><root><a><![CDATA[<!ENTITY a 'b'>]]></a></root>") == [
        "<!ENTITY a 'b'>"
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"<root>\n<a>\n</root>", 3),
        (b"<root>\n<a/>\n", 3),
        (b"<root>\n<a>&nbsp;</a></root>", 2),
        (b"<root/>\n\nmore", 3),
        (b"<root/>\n<!DOCTYPE a [<!ENTITY b 'c'>]>", 2),
        (b"<root>\n<a b=1/></root>", 2),
        (b"", 1),
        (b"hello\n<root/>", 2),
        (b"<ro}ot><a/></ro}ot>", 1),
        (b"<*/>", 1),
        (b"<root>" + b"\n" * 100_000 + b"<a>", 100_001),
        (b"<!-- " + b" " * 2_000_000 + b"--><root/>", 1),  # nothing that a tool would write
    ],
)
def test_damage_is_told_with_its_line(raw, line):
    with pytest.raises(Problem) as problem:
        texts(raw)
    assert str(problem.value) == (f"The xml is damaged or cut off in line {line}. Export it again.")


WHOLE = document(f"hoi</a><b/><a c='{HALVES}é'>")


@given(st.integers(0, len(WHOLE) - 1))
def test_xml_that_is_cut_off_is_refused(length):
    with pytest.raises(Problem, match="cut off in line"):
        texts(WHOLE[:length])


@given(st.binary(max_size=200), st.integers(0, len(WHOLE)))
def test_any_bytes_are_read_or_refused(raw, place):
    for one in (raw, WHOLE[:place] + raw + WHOLE[place:]):
        try:
            texts(one)
        except Problem:
            continue


def test_start_and_end_come_in_order_with_local_names():
    raw = b'<x:r xmlns:x="u"><x:a><b/><x:c/></x:a><r/><c xmlns="v"/></x:r>'
    events = markup.elements(io.BytesIO(raw), "a", "c")
    assert [(event, markup.local(one)) for event, one in events] == [
        ("start", "a"),
        ("start", "c"),
        ("end", "c"),
        ("end", "a"),
        ("start", "r"),
        ("end", "r"),
        ("start", "c"),
        ("end", "c"),
    ]


def test_what_an_open_element_holds_stays_until_it_is_forgotten(monkeypatch):
    monkeypatch.setattr(mending, "BLOCK", 10)
    raw = b"<r><a><b>1</b>" + b"<c/>" * 100 + b"<b>2</b></a>" + b"<a/>" * 100 + b"</r>"
    held = []
    for event, element in markup.elements(io.BytesIO(raw), "a", "c"):
        if event == "end" and markup.local(element) == "c":
            markup.forget(element)
        elif event == "end" and len(element):
            held = [(markup.local(one), one.text) for one in element]
    assert held == [("b", "1"), ("c", None), ("b", "2")]


MEASURED = """
import resource, sys
from outreach.intake import markup
class Endless:
    left = int(sys.argv[1]) // 100
    def read(self, size):
        self.left -= 1
        return OPENING if self.left == int(sys.argv[1]) // 100 - 1 else (
            PIECE * 100 if self.left >= 0 else b"</list></r>" if self.left == -1 else b"")
OPENING = b"<r><list>"
PIECE = b"<%s b='0612345678'><text>heb je wit voor mij? kom naar de brug</text></%s>\\n"
PIECE = PIECE % ((sys.argv[2].encode(),) * 2)
count = sum(event == "end" for event, _ in markup.elements(Endless(), "a"))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("name", ["a", "unread"])
def test_memory_does_not_grow_with_the_file(name):
    small, large = (measured(count, name) for count in (10**4, 10**6))
    assert (small[0], large[0]) == ((9_900, 999_900) if name == "a" else (0, 0))
    assert large[1] - small[1] < 4 * 1024  # of 80 MB; the tree of them takes 500


def measured(count: int, name: str) -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(count), name],
        capture_output=True,
        text=True,
        check=True,
    )
    elements, kilobytes = done.stdout.split()
    return int(elements), int(kilobytes)
