"""What happens without anybody asking: messages leave, figures are published, targets are kept."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

import gate.campaigns
import gate.figures
import helpdesk.alarms
import helpdesk.fallback
import helpdesk.fetching
import helpdesk.notes
import helpdesk.outbox
import helpdesk.partners
import helpdesk.posting
import helpdesk.replies
import helpdesk.targets
import outreach.cost
import outreach.fetching
import outreach.launch
import outreach.notices
import outreach.outbox
from carrier.sandbox import Sandbox
from house import House
from running.sending import Sending, utc_now

log = logging.getLogger(__name__)

Job = Callable[[datetime], object]

ANSWERERS = 4  # rounds of care's outbox: a slow carrier holds up one of them, not all
ALERTERS = 3  # the same for notices to care partners and their slow servers


class Worker:
    """The outbox of campaigns and the jobs of one house."""

    def __init__(self, house: House, clock: Callable[[], datetime] = utc_now) -> None:
        self._house, self._clock = house, clock
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._outbox = Sending(house.outreach, clock)

    def start(self) -> None:
        """Put right what a kill left behind, then keep the jobs going."""
        now = self._clock()
        helpdesk.partners.seed(self._house.helpdesk)
        outreach.outbox.recover(self._house.outreach, now)
        helpdesk.outbox.recover(self._house.helpdesk, now)
        helpdesk.fallback.warn_of_unreadable(_notes(self._house))
        for seconds, at_once, job in _jobs(self._house):
            self._every(seconds, at_once, job)
        self._scheduler.start()
        self._outbox.start()

    def stop(self) -> None:
        """Let the jobs under way end; nothing new starts."""
        if self._scheduler.running:
            self._outbox.stop()
            self._scheduler.shutdown(wait=True)

    def _every(self, seconds: float, at_once: int, job: Job) -> None:
        self._scheduler.add_job(
            self._run,
            "interval",
            args=[job],
            seconds=seconds,
            max_instances=at_once,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    def _run(self, job: Job) -> None:
        try:
            job(self._clock())
        except Exception as error:  # the next run tries again; a message could hold a number
            log.error("%s: %s", type(error).__name__, _place(error))
        self._house.pulse.set(datetime.now(UTC))


def _jobs(house: House) -> list[tuple[float, int, Job]]:
    """Every so many seconds, so many of it at once at most: the job."""
    outward, care, gateway = house.outreach, house.helpdesk, house.gate
    phones = house.carrier.catch_up if isinstance(house.carrier, Sandbox) else lambda: None
    return [
        (0.2, ANSWERERS, lambda now: helpdesk.outbox.tick(care, now)),
        (2, 1, lambda now: helpdesk.fallback.read_in(care, _notes(house), now)),
        (2, ALERTERS, lambda now: helpdesk.posting.send(care, now)),
        (2, 1, lambda now: outreach.outbox.report(outward, now)),
        (2, 1, lambda now: gate.figures.publish(gateway, now)),
        (2, 1, lambda now: outreach.outbox.finish(outward, now)),
        (5, 1, lambda now: outreach.launch.due(outward, now)),
        (5, 1, lambda now: outreach.notices.send(outward, now)),
        (5, 1, lambda now: outreach.outbox.reconcile(outward, now)),
        (5, 1, lambda now: helpdesk.outbox.reconcile(care, now)),
        (5, 1, lambda now: helpdesk.replies.settle(care, now)),
        (5, 1, lambda now: helpdesk.targets.tick(care, now)),
        (5, 1, lambda now: phones()),
        (30, 1, lambda now: outreach.fetching.fetch(outward, now)),
        (30, 1, lambda now: helpdesk.fetching.fetch(care, now)),
        (15, 1, lambda now: helpdesk.alarms.tick(care, now)),
        (60, 1, lambda now: gate.campaigns.close_old(gateway, now)),
        (600, 1, lambda now: outreach.cost.settle(outward, now)),
    ]


def _notes(house: House) -> helpdesk.notes.Notes:
    return helpdesk.notes.of(house.data, house.helpdesk.vault)


def _place(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{step.name}:{step.lineno}" for step in reversed(steps[-4:]))
