"""The public port in front of a real house; the carrier signs as the real one does."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from carrier import twilio
from carrier.base import Inbound, Receipt
from gate import links
from gate.notice import CampaignNotice
from house import House
from tests.conftest import Postbox
from webhook.app import create_app

SECRET = "the carrier's token"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile"
CAMPAIGN = "c0ffee0000000001"

Post = Callable[..., TestResponse]


class SigningPostbox(Postbox):
    def genuine(self, url: str, params: Mapping[str, str], signature: str) -> bool:
        return twilio.genuine(url, params, signature, SECRET)

    def read_reply(self, params: Mapping[str, str]) -> Inbound:
        return twilio.read_reply(params)

    def read_receipt(self, params: Mapping[str, str]) -> Receipt:
        return twilio.read_receipt(params)

    def answer(self, text: str | None) -> str:
        return twilio.twiml(text)


@pytest.fixture
def postbox() -> SigningPostbox:
    return SigningPostbox()


@pytest.fixture
def client(house: House, noon: datetime) -> FlaskClient:
    """A visitor with a phone; no cookies are kept, since none may be set."""
    client = create_app(house, clock=lambda: noon).test_client(use_cookies=False)
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    return client


@pytest.fixture
def post(house: House, client: FlaskClient) -> Post:
    """Post a form as the carrier does: signed for the public address."""

    def signed(path: str, form: dict[str, str], address: str | None = None) -> TestResponse:
        url = (address or house.settings.public_address) + path
        signature = twilio.sign(url, form, SECRET)
        return client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    return signed


@pytest.fixture
def token(house: House, noon: datetime) -> str:
    """The token of a link in a text of the campaign in Zwolle."""
    notice = CampaignNotice(CAMPAIGN, "Zwolle", "Zwolle", noon, {"A": "Hi {link}"}, instant=True)
    house.outreach.gate.open_campaign(notice)
    return links.mint(house.gate, CAMPAIGN, "A", 1)[0].rsplit("/", 1)[1]
