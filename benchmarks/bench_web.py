"""How quick the page is: a toggle on the Exchange story, answered by the worker that `kdcsim web` uses.

Run with `python -m benchmarks.bench_web`. The budget of a toggle is 150 ms.
"""

from __future__ import annotations

import json
import time
from statistics import median

from kdcsim.entrypoints.viewing import page_of
from kdcsim.entrypoints.web.worker import Worker
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.run import play

ROUNDS = 20
BUDGET_MS, BUDGET_BYTES = 150, 1_500_000
TOGGLES: dict[str, dict[str, object]] = {
    "remove the value, restart": {"default_encryption_type": {"HUB-1": None}, "reboot": ["HUB-1"]},
    "run as LocalSystem": {"service_account": {"HUB-1/MSExchangeTransport": "LocalSystem"}},
    "purge": {"purge": ["SERVER-1/0x3e7"]},
    "supported etypes": {"supported_etypes": {"HUB-1$": 4}, "purge": ["SERVER-1/0x3e7"]},
    "another DC": {"dcs": {"DC-2003": {"os": "2022", "update": "2026-04", "phase": 2}}},
}


def main() -> None:
    """Print a line per toggle, and the size of the page."""
    told = source.read("exchange-2007")
    worker = Worker()
    try:
        asked = {"ask": "play", "name": "exchange-2007", "text": told.text}
        start = time.perf_counter()
        worker.ask(json.dumps(asked))
        print(f"{'first page, all branches':28} {(time.perf_counter() - start) * 1000:7.1f} ms")
        for name, toggle in TOGGLES.items():
            print(_line(name, worker, json.dumps({**asked, "branch": "S3", "what_if": toggle})))
    finally:
        worker.close()
    page = page_of(judge(play(load(told.text, told.file))), "exchange-2007")
    size = len(page.encode())
    print(f"{'the saved page':28} {size / 1e6:7.2f} MB  {'ok' if size < BUDGET_BYTES else 'over budget'}")


def _line(name: str, worker: Worker, question: str) -> str:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        worker.ask(question)
        times.append((time.perf_counter() - start) * 1000)
    middle, worst = median(times), max(times)
    return f"{name:28} {middle:7.1f} ms  (worst {worst:.1f})  {'ok' if middle < BUDGET_MS else 'over budget'}"


if __name__ == "__main__":
    main()
