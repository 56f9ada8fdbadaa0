"""People who write back through a carrier that tries the first address, then the fallback."""

import random
import threading
import time
from collections import Counter
from pathlib import Path

import requests

import house as houses
import settings as all_settings
from carrier import twilio
from carrier.record import Record
from gate import stops
from helpdesk import entries
from house import House
from tests.conftest import Postbox
from tests.engines import RAW

THREADS = 6
PAUSE = 0.04  # seconds, so that a machine with two cores gets round to other things
WORDS = ("hulp", "ik wil dood", "wie zijn jullie", "stop, verder niets", "blabla")
STOP = "stop, verder niets"


class Writers:
    """`taken`: how many replies each address acknowledged."""

    def __init__(self, data: Path, webhook: int, fallback: int) -> None:
        self._data = data
        self._ports = {"/sms/reply": webhook, "/sms/fallback": fallback}
        self._public = f"http://localhost:{webhook}"
        self._token = Record(data / "sandbox.sqlite").secret("token")
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[n]) for n in range(THREADS)]
        self._lock = threading.Lock()
        self.taken: Counter[str] = Counter()
        self.acknowledged: dict[str, dict[str, str]] = {}
        self._tried: list[dict[str, str]] = []

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def told(self) -> list[str]:
        """What no log may hold."""
        return [form[name] for form in self._tried for name in ("MessageSid", "Body")] + [
            form["From"][1:] for form in self._tried
        ]

    def judge(self, folder: Path) -> None:
        """Compare what was acknowledged with what is stored; the data folder must be free."""
        settings = all_settings.check(RAW)
        house = houses.build(settings, folder / "data", Postbox())  # type: ignore[arg-type]
        try:
            self._judge_replies(house)
            self._judge_stops(house)
        finally:
            house.close()

    def _judge_replies(self, house: House) -> None:
        with house.helpdesk.db.read() as session:
            ask = session.connection.execute
            stored = [row[0] for row in ask("select carrier_id from replies").fetchall()]
            sealed = ask("select text_sealed from entries where kind = 'reply'").fetchall()
            late = ask("select once from answers where once like 'note-%'").fetchall()
            open_steps = ask("select count(*) from replies where not gate_done").fetchone()
        assert self.acknowledged.keys() <= set(stored)
        assert len(stored) == len(set(stored))
        texts = Counter(house.helpdesk.vault.open(row[0], entries.TEXT) for row in sealed)
        assert [text for text, times in texts.items() if times > 1] == []
        assert {form["Body"] for form in self.acknowledged.values()} <= set(texts)
        assert {form["Body"] for form in self._tried} >= set(texts)
        assert late and len(late) == len(set(late))
        assert open_steps == (0,)

    def _judge_stops(self, house: House) -> None:
        said = {f["From"] for f in self.acknowledged.values() if STOP in f["Body"]}
        assert said
        persons = [stops.cut_index(house.gate, number) for number in said]
        with house.gate.db.read() as session:
            listed = {row["person"] for row in session.stops.of(persons=persons)}
        assert set(persons) == listed

    def _write(self, thread: int) -> None:
        dice, n = random.Random(thread), 0
        session = requests.Session()
        while not self._stopping.is_set():
            n += 1
            form = {
                "MessageSid": f"SM{thread:08d}{n:024d}",
                "From": f"+3161{thread}{dice.randrange(400):06d}",
                "To": "+3197000000000",
                "Body": f"{dice.choice(WORDS)} teken {thread} nummer {n}.",
            }
            self._tried.append(form)
            self._deliver(session, form)
            if dice.random() < 0.1:  # a repeat, as carriers send them
                self._deliver(session, dice.choice(self._tried))
            time.sleep(PAUSE)

    def _deliver(self, session: requests.Session, form: dict[str, str]) -> None:
        for path in self._ports:
            if self._post(session, path, form):
                with self._lock:
                    self.taken[path] += 1
                    self.acknowledged[form["MessageSid"]] = form
                return

    def _post(self, session: requests.Session, path: str, form: dict[str, str]) -> bool:
        signature = twilio.sign(self._public + path, form, self._token)
        try:
            return session.post(
                f"http://127.0.0.1:{self._ports[path]}{path}",
                data=form,
                headers={"X-Twilio-Signature": signature},
                timeout=15,
            ).ok
        except requests.RequestException:
            return False
