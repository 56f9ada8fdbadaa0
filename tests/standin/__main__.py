"""`python -m tests.standin <ledger file> [<seconds to keep a silent connection>]`.

Prints its port, and serves on loopback until it is told to end or its standard input closes: a
test that is killed leaves no process behind.
"""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from tests.standin.server import Server


async def main(file: Path, keepalive: float) -> None:
    runner = web.AppRunner(
        Server(file).app(), access_log=None, keepalive_timeout=keepalive, shutdown_timeout=0.1
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float((sys.argv[2:] or ["75"])[0])))
