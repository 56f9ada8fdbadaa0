"""One thread writes to a database: group commit, and no two writers that wait for each other."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

from db.engine import Engine

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)

MOST_AT_ONCE = 500


class Writer:
    """Runs write functions in turn; items that wait for the same function share a transaction."""

    def __init__(self, room: str, engine: Engine, new_session: Callable[[], Any]) -> None:
        self._engine = engine
        self._new_session = new_session
        self._session = new_session()
        self._waiting: deque[tuple[Callable[..., Any], Any, Future[Any]]] = deque()
        self._bell = threading.Condition()
        self._open = True
        self._thread = threading.Thread(target=self._work, name=f"writer-{room}", daemon=True)
        self._thread.start()

    def put(self, fn: Callable[[Any, list[T]], list[R]], item: T) -> R:
        if threading.current_thread().name.startswith("writer-"):
            raise RuntimeError("a write inside a write would wait for itself for ever")
        done: Future[R] = Future()
        with self._bell:
            if not self._open:
                raise RuntimeError("the database is closed")
            self._waiting.append((fn, item, done))
            self._bell.notify()
        return done.result()

    def stop(self) -> None:
        with self._bell:
            self._open = False
            self._bell.notify()
        self._thread.join()
        self._session.connection.close()

    def _work(self) -> None:
        while batch := self._next():
            self._run(batch)

    def _next(self) -> list[tuple[Callable[..., Any], Any, Future[Any]]]:
        with self._bell:
            while not self._waiting and self._open:
                self._bell.wait()
            if not self._waiting:
                return []
            fn = self._waiting[0][0]
            batch = [job for job in self._waiting if job[0] is fn][:MOST_AT_ONCE]
            taken = {id(job) for job in batch}
            self._waiting = deque(job for job in self._waiting if id(job) not in taken)
            return batch

    def _run(self, batch: list[tuple[Callable[..., Any], Any, Future[Any]]]) -> None:
        fn = batch[0][0]
        try:
            results = self._commit(fn, [item for _, item, _ in batch])
        except BaseException as error:  # the thread must outlive whatever one item does
            if len(batch) == 1 or self._engine.in_doubt(error):
                for _, _, done in batch:
                    done.set_exception(error)
            else:
                for job in batch:
                    self._run([job])
            return
        for (_, _, done), result in zip(batch, results, strict=True):
            done.set_result(result)

    def _commit(self, fn: Callable[..., Any], items: list[Any]) -> list[Any]:
        try:
            self._begin()
            results = list(fn(self._session, items))
            if len(results) != len(items):
                raise RuntimeError(f"{fn.__name__} gave {len(results)} results, not {len(items)}")
            self._engine.commit(self._session.connection)
        except BaseException:
            self._roll_back()
            raise
        return results

    def _begin(self) -> None:
        try:
            self._engine.begin(self._session.connection)
        except Exception:
            if self._engine.usable(self._session.connection):
                raise
            # The server restarted while nobody wrote: nothing was lost, so begin anew.
            self._session = self._new_session()
            self._engine.begin(self._session.connection)

    def _roll_back(self) -> None:
        try:
            self._session.connection.execute("rollback")
        except Exception:  # a failed commit has ended the transaction already
            log.debug("nothing to roll back")


@cache
def each(fn: Callable[[Any, T], R]) -> Callable[[Any, list[T]], list[R]]:
    """Make a write function for sets out of one for a single item; the same one every time."""

    def for_all(tx: Any, items: list[T]) -> list[R]:
        return [fn(tx, item) for item in items]

    for_all.__name__ = fn.__name__
    return for_all
