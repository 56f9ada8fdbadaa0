"""Work is done once for each value, and what is remembered doesn't grow without end."""

from outreach.intake import memo


def test_once_for_each_value() -> None:
    asked: list[str] = []
    length = memo.Memo(lambda text: asked.append(text) or len(text))
    assert [length["a"], length["bb"], length["a"]] == [1, 2, 1]
    assert asked == ["a", "bb"]


def test_it_begins_anew_when_full() -> None:
    same = memo.Memo(lambda number: number)
    for number in range(memo.FULL + 10):
        assert same[number] == number
    assert len(same) <= memo.FULL
