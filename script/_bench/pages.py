"""`pages`: requests per second of the public pages, each beside a bare view that returns the same bytes."""

import json
import subprocess
import sys
import urllib.parse
import urllib.request

from . import base, county

CONNECTIONS = 16
SECONDS = 3.0
REPEATS = 5


def run(size: int) -> dict:
    """Page and bare view take turns on one server; once with the cache, once without it."""
    base.use_database(f"bench_county_{size}")
    base.setup_django()
    county.fill(size)
    folder = base.VAR / "pages"
    folder.mkdir(exist_ok=True)
    pages = addresses()
    figures, baseline, ratios, slowest = {}, {}, {}, {}
    base.quiet_machine()
    for mode in ("cached", "uncached"):
        port = base.free_port()
        with base.web(port, BENCH_PAGES=str(folder), BENCH_CACHE="on" if mode == "cached" else "off"):
            for name, paths in pages.items():
                (folder / name).write_bytes(urllib.request.urlopen(f"http://127.0.0.1:{port}{paths[0]}").read())
                ours, bare = [], []
                load(port, paths, 1.0)  # warm
                for _ in range(REPEATS):
                    ours.append(load(port, paths, SECONDS))
                    bare.append(load(port, [f"/bare/{name}/"], SECONDS))
                key = f"{name}_{mode}"
                figures[f"{name}_rps" if mode == "cached" else f"{key}_rps"] = base.median([x["rps"] for x in ours], 1)
                baseline[f"{key}_rps"] = base.median([x["rps"] for x in bare], 1)
                slowest[key] = base.median([x["p99_ms"] for x in ours])
                ratios[key] = base.median([a["rps"] / b["rps"] for a, b in zip(ours, bare, strict=True)], 3)
                base.say(f"{key}: {ratios[key]} of the bare view")
    return {"figures": {**figures, "p99_ms": slowest}, "baseline": baseline, "ratios": ratios}


def addresses() -> dict[str, list[str]]:
    """What is asked for: one home page, lists and guides and searches that differ."""
    words = ("许可", "登记", "处罚", "林地", "食品", "道路", "医疗", "备案")
    return {
        "home": ["/"],
        "list": ["/open/powers/", *(f"/open/powers/?{query}" for query in county.filters())],
        "guide": [f"/items/{code}/" for code in county.guide_codes()],
        "search": [f"/search/?q={urllib.parse.quote(word)}" for word in words],
    }


def load(port: int, paths: list[str], seconds: float) -> dict:
    command = [sys.executable, "-m", "_bench.load", str(port), str(CONNECTIONS), str(seconds)]
    done = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, cwd=base.ROOT / "script")
    if done.returncode != 0:
        raise SystemExit(done.stderr[-500:])
    return json.loads(done.stdout)
