"""The whole way in a real browser: import, write, approve, launch, reply, answer, see it arrive."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from carrier.record import Record
from tests.browser.conftest import Served

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "zwolle"
FILES = [str(file) for file in sorted(EXAMPLE.glob("[1-9]-*"))]
TEXT = (
    "Politie en gemeente Zwolle: je nummer stond in de telefoon van een dealer. "
    "Er is een uitweg: {link} Hulp? Antwoord HULP. Geen sms: STOP"
)
REPLY = "Ik wil stoppen maar het lukt niet alleen"
ANSWER = "Hoi, fijn dat je schrijft. Kun je nu praten?"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_way_through(served: Served, sign_in: Callable[[str], Page]) -> None:
    lead = sign_in("lead-1")
    _make(lead)
    _import(lead)
    _write(lead)
    _ask_for_approval(lead)
    _approve(sign_in("approver"))
    _launch(lead)
    _watch_the_funnel_move(lead)
    _see_it_finish(lead)
    _reply_from_a_phone(lead, served)
    _claim_and_answer(sign_in)
    expect(lead.get_by_text(ANSWER).first).to_be_visible(timeout=30_000)  # on the phone


def _make(page: Page) -> None:
    _go(page, "New campaign")
    page.locator(".st-key-new-name input").fill("Walk")
    page.locator(".st-key-new-municipality input").fill("Zwolle")
    page.locator(".st-key-new-create button").first.click()
    page.locator("[data-testid=stFileUploaderDropzone]").wait_for()


def _import(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(FILES)
    for key, value in (
        ("label", "Example phone"),
        ("case_reference", "EXAMPLE-1"),
        ("purpose", "Example: offering help"),
        ("legal_article", "Example: Wpg art. 19"),
        ("consent", "EXAMPLE-2021-01"),
    ):
        page.locator(f".st-key-exports-{key} input").fill(value)
    # The last file is a list of numbers: once that is said, all of them are read.
    expect(page.get_by_text("A list of numbers: all of them")).to_be_visible(timeout=60_000)
    _step(page, "Selection")
    page.get_by_role("button", name="Import 750 recipients").click(timeout=30_000)
    expect(page.get_by_text("750 recipients so far")).to_be_visible(timeout=30_000)


def _write(page: Page) -> None:
    _step(page, "Text")
    box = page.locator("textarea").first
    box.fill(TEXT)
    box.blur()
    expect(page.get_by_text("GSM-7")).to_be_visible()


def _ask_for_approval(page: Page) -> None:
    _step(page, "Check")
    page.locator(".st-key-check-test button").first.click()
    expect(page.get_by_text(re.compile("^Sent ")).first).to_be_visible()
    _step(page, "Approval")
    page.locator(".st-key-approval-submit button").first.click()
    expect(page.get_by_text("Waiting for a colleague to approve")).to_be_visible()


def _approve(page: Page) -> None:
    _open_campaign(page)
    page.locator(".st-key-campaign-approve button").first.click()
    expect(page.get_by_text("Approved").first).to_be_visible()


def _launch(page: Page) -> None:
    _open_campaign(page)
    page.locator(".st-key-campaign-launch button").first.click()
    page.locator(".st-key-campaign-launch-sure button").first.click()
    expect(page.locator(".st-key-campaign-pause button")).to_be_visible()


def _watch_the_funnel_move(page: Page) -> None:
    # Right after the launch: once all is sent, the figures may have moved for the last time.
    _go(page, "Impact")
    visits = page.locator("[data-testid=stMetricValue]").nth(1)
    expect(visits).to_be_visible()
    expect(visits).not_to_have_text(visits.inner_text(), timeout=30_000)  # without a reload


def _see_it_finish(page: Page) -> None:
    _open_campaign(page)
    expect(page.get_by_text("Finished").first).to_be_visible(timeout=60_000)


def _reply_from_a_phone(page: Page, served: Served) -> None:
    _wait_until_nobody_writes(page, served)
    _go(page, "Phones")
    digits = _somebody_who_said_nothing(served)[-8:]
    _choose_phone(page, digits)
    page.locator(".st-key-phones-reply-right input").fill(REPLY)
    page.locator(".st-key-phones-send-right button").first.click()
    expect(page.get_by_text(REPLY).first).to_be_visible()


def _wait_until_nobody_writes(page: Page, served: Served) -> None:
    record = Record(served.data / "sandbox.sqlite")
    for _ in range(240):
        if not record.rows("select id from errands where done is null limit 1"):
            return
        page.wait_for_timeout(500)


def _choose_phone(page: Page, digits: str) -> None:
    # Simulated people still write, and each text redraws the page, an open list of numbers too.
    drawn = page.get_by_role("region", name=digits)
    for _ in range(10):
        try:
            page.locator(".st-key-phones-number-right input").fill(digits)
            page.get_by_role("option", name=digits).first.click(timeout=3_000)
            drawn.wait_for(timeout=5_000)
            return
        except TimeoutError:
            continue
    expect(drawn).to_be_visible()


def _somebody_who_said_nothing(served: Served) -> str:
    # Whoever wrote before, in another language perhaps, may be with another partner already.
    rows = Record(served.data / "sandbox.sqlite").rows(
        "select number from messages where number like '+316%' and token <> '' "
        "and number not in (select number from errands where kind = 'reply')"
    )
    return str(rows[0]["number"])


def _claim_and_answer(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("tactus-1")
    _go(page, "Inbox")
    reply, all_of_them = page.get_by_text(REPLY[:20]), page.locator(".st-key-inbox-all label")
    reply.or_(all_of_them).first.wait_for()
    if not reply.count():
        all_of_them.first.click()  # it came last, behind more than the list shows at first
    reply.first.click()
    page.locator(".st-key-inbox-claim button").first.click()
    box = page.locator("[class*=st-key-inbox-answer] textarea").first
    box.fill(ANSWER)
    box.blur()
    page.locator("[class*=st-key-inbox-send] button").first.click()
    expect(page.get_by_text(ANSWER).first).to_be_visible()


def _step(page: Page, name: str) -> None:
    page.locator(".st-key-new-step").get_by_role("button", name=re.compile(name)).or_(
        page.locator(".st-key-new-step").get_by_role("radio", name=re.compile(name))
    ).first.click()
    page.get_by_role("heading", name=name, exact=True).first.wait_for()


def _go(page: Page, name: str) -> None:
    page.locator("[data-testid=stSidebarNav]").get_by_role("link", name=name, exact=True).click()


def _open_campaign(page: Page) -> None:
    _go(page, "Campaigns")
    page.get_by_role("link", name="Walk").first.click()
    page.get_by_role("heading", name="Walk").wait_for()
