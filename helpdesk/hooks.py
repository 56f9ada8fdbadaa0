"""A signed call to an organisation's own address, such as its paging service's."""

import hashlib
import hmac
import json

import requests

SIGNATURE = "X-Uitweg-Signature"  # "sha256=" and HMAC-SHA-256 over the body, in hexadecimal
TIMEOUT = (5.0, 10.0)  # seconds to connect, and to answer


class NotTaken(Exception):
    """It was not taken; the text is a kind of error or a status, and no address."""


def call(address: str, said: dict[str, str], key: str) -> None:
    """POST `said` as JSON, signed with `key`; raises NotTaken unless the answer is 2xx.

    A redirect is not followed: it could lead anywhere.
    """
    body = json.dumps(said).encode()
    headers = {"Content-Type": "application/json", SIGNATURE: signature(body, key)}
    try:
        with requests.post(
            address,
            data=body,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,  # what it says is not read
        ) as answer:
            status = answer.status_code
    except (requests.RequestException, ValueError) as error:  # its text holds the address
        raise NotTaken(type(error).__name__) from None
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")


def signature(body: bytes, key: str) -> str:
    """What stands in the header SIGNATURE for this body."""
    return "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
