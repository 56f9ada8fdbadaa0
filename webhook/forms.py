"""Posted forms, of which nothing is lost because some bytes in them are no text."""

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.formparser import FormDataParser


class LenientParser(FormDataParser):
    """Puts U+FFFD where bytes are no UTF-8; Werkzeug's own drops the whole form for one of them."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """The stream, the form and no files."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        text = stream.read().decode(errors="replace")
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
        return stream, self.cls(pairs), self.cls()


class LenientRequest(Request):
    form_data_parser_class = LenientParser
