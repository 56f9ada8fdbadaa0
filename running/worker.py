"""What happens without anybody asking: messages leave, figures are published, targets are kept."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

import gate.campaigns
import gate.figures
import helpdesk.outbox
import helpdesk.partners
import helpdesk.replies
import helpdesk.targets
import outreach.outbox
from carrier.sandbox import Sandbox
from house import House

log = logging.getLogger(__name__)

Job = Callable[[datetime], object]


class Worker:
    """The jobs of one house, each never more than once at a time."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Put right what a kill left behind, then keep the jobs going."""
        now = datetime.now(UTC)
        helpdesk.partners.seed(self._house.helpdesk)
        outreach.outbox.recover(self._house.outreach, now)
        helpdesk.outbox.recover(self._house.helpdesk, now)
        for seconds, job in _jobs(self._house):
            self._every(seconds, job)
        self._scheduler.start()

    def stop(self) -> None:
        """Let the jobs under way end; nothing new starts."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _every(self, seconds: float, job: Job) -> None:
        self._scheduler.add_job(
            self._run,
            "interval",
            args=[job],
            seconds=seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    def _run(self, job: Job) -> None:
        try:
            job(datetime.now(UTC))
        except Exception as error:  # the next run tries again; a message could hold a number
            log.error("%s: %s", type(error).__name__, _place(error))
        self._house.pulse.set(datetime.now(UTC))


def _jobs(house: House) -> list[tuple[float, Job]]:
    outward, care, gateway = house.outreach, house.helpdesk, house.gate
    phones = house.carrier.catch_up if isinstance(house.carrier, Sandbox) else lambda: None
    return [
        (0.2, lambda now: helpdesk.outbox.tick(care, now)),
        (0.2, lambda now: outreach.outbox.tick(outward, now)),
        (2, lambda now: outreach.outbox.report(outward, now)),
        (2, lambda now: gate.figures.publish(gateway, now)),
        (2, lambda now: outreach.outbox.finish(outward, now)),
        (5, lambda now: outreach.outbox.reconcile(outward, now)),
        (5, lambda now: helpdesk.outbox.reconcile(care, now)),
        (5, lambda now: helpdesk.replies.settle(care, now)),
        (5, lambda now: helpdesk.targets.tick(care, now)),
        (5, lambda now: phones()),
        (60, lambda now: helpdesk.targets.test_alarm(care, now)),
        (60, lambda now: gate.campaigns.close_old(gateway, now)),
    ]


def _place(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{step.name}:{step.lineno}" for step in reversed(steps[-4:]))
