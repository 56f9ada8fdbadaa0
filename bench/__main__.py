"""`make bench`: all of it, or what is named: `python -m bench port sending`."""

import sys

from bench import intake, port, sending

BENCHES = {"port": port.main, "intake": intake.main, "sending": sending.main}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"There is no bench {unknown[0]}. Choose of {', '.join(BENCHES)}.")
    for name in names or BENCHES:
        print(f"\n== {name}")
        BENCHES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
