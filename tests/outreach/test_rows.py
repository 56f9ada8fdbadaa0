"""Row numbers are said as people say them, and every row is counted."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.rows import MOST_RUNS, Rows


def rows(*pairs: tuple[str, int]) -> Rows:
    found = Rows()
    for sheet, row in pairs:
        found.add(sheet, row)
    return found


def test_runs_are_joined_and_sheets_named() -> None:
    assert str(rows(("", 3), ("", 17), ("", 18), ("", 19))) == "3, 17-19"
    assert str(rows(("SMS", 3), ("SMS", 4), ("Chats", 3))) == "SMS 3-4; Chats 3"


def test_more_runs_than_anybody_reads_are_cut_and_still_counted() -> None:
    found = rows(*(("", row) for row in range(0, 400, 2)))
    assert found.amount == 200
    assert str(found).endswith(" …") and str(found).count(",") == MOST_RUNS - 1


@given(st.lists(st.integers(1, 60), unique=True), st.integers(1, 4))
def test_rows_counted_apart_and_joined_read_like_rows_counted_at_once(
    some: list[int], parts: int
) -> None:
    whole = rows(*(("", row) for row in sorted(some)))
    joined = Rows()
    joined.join([rows(*(("", row) for row in sorted(some)[part::parts])) for part in range(parts)])
    assert (joined.amount, str(joined)) == (whole.amount, str(whole))
