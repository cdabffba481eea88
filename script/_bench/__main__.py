"""`script/bench NAME [--size N]`: one JSON object on standard output, everything else on standard error."""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent
sys.path[0] = str(SCRIPT)
sys.path.insert(1, str(SCRIPT.parent))
# name → module, default size (0: the benchmark has none)
BENCHES = {
    "start": ("start", 0),
    "pages": ("pages", 10_000),
    "import": ("imports", 10_000),
    "lists": ("lists", 1_000_000),
    "search": ("search", 1_000_000),
    "overlaps": ("overlaps", 50_000),
    "allocation": ("allocation", 10_000),
    "funds": ("funds", 100_000),
    "cases": ("cases", 1_000_000),
    "faults": ("faults", 10_000),
    "sweep": ("sweep", 1_000_000),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="Prints one JSON object with figures and ratios.")
    parser.add_argument("name", nargs="?", choices=BENCHES)
    parser.add_argument("--size", type=int, help="rows (each benchmark has its own default)")
    parser.add_argument("--clear", action="store_true", help="remove the databases that benchmarks keep")
    options = parser.parse_args()
    if options.clear or options.name is None:
        if not options.clear:
            parser.error("which benchmark? " + ", ".join(BENCHES))
        from _bench import base

        base.drop_databases()
        return 0
    module, size = BENCHES[options.name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "_bench.settings"
    result = importlib.import_module(f"_bench.{module}").run(options.size or size)
    print(json.dumps({"bench": options.name, "size": options.size or size, **result}, ensure_ascii=False))
    return 0


sys.exit(main())
