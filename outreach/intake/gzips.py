"""A gzip: one file, packed."""

import gzip
from dataclasses import replace
from typing import BinaryIO

from outreach.intake.source import Source
from outreach.intake.zips import DAMAGE, RATIO, SMALL, TOO_LARGE, UNPACKED
from problem import Problem

GZIP = b"\x1f\x8b"


def gunzip(source: Source) -> Source:
    """The one file in a gzip; raises Problem. It is read once to know its size and soundness."""

    def opened() -> BinaryIO:
        return _Gunzipped(source.open())  # type: ignore[return-value]

    size = 0
    try:
        with opened() as stream:
            while block := stream.read(1024**2):
                size += len(block)
                if size > min(UNPACKED, max(SMALL, RATIO * source.size)):
                    raise Problem(TOO_LARGE)
    except DAMAGE:
        raise Problem(
            "The compressed file is damaged or cut off. Unpack it and upload what is in it."
        ) from None
    return replace(source, name=source.name.removesuffix(".gz"), open=opened, size=size, path=None)


class _Gunzipped(gzip.GzipFile):
    """Closes the packed stream too, which GzipFile leaves open."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self.packed = packed

    def close(self) -> None:
        super().close()
        self.packed.close()
