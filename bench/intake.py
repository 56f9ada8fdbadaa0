"""Rows a second and memory of reading exports, beside a plain loop over the same rows.

The plain loop does what one would write first: for each row, ask phonenumbers. It has the rows for
nothing but the reading of the file, and no selection by wording; its numbers must be the same.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import exports

SIZES = (10_000, 100_000, 1_000_000)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        print(f"{'':<16}{'rows':>10}{'MB':>7}{'ours s':>8}{'rows/s':>10}{'peak MB':>9}", end="")
        print(f"{'buyers s':>10}{'plain s':>9}{'ratio':>7}  same numbers")
        for kind, (ending, make) in exports.KINDS.items():
            for size in SIZES:
                path = Path(folder) / f"{size}.{ending}"
                make(path, size)
                _compare(kind, path, size)
                path.unlink()


def _compare(kind: str, path: Path, size: int) -> None:
    ours, buyers, plain = (_run(way, path) for way in ("all", "buyers", "plain"))
    megabytes = path.stat().st_size / 1024**2
    print(f"{kind:<16}{size:>10,}{megabytes:>7.1f}{ours['seconds']:>8.2f}", end="")
    print(f"{size / ours['seconds']:>10,.0f}{ours['peak']:>9.0f}{buyers['seconds']:>10.2f}", end="")
    print(f"{plain['seconds']:>9.2f}{plain['seconds'] / ours['seconds']:>7.1f}", end="")
    print(f"  {'yes' if ours['numbers'] == plain['numbers'] else 'NO'}")


def _run(way: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.reading", way, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))
