"""What each process carries: libraries for papers and workbooks are loaded by the first that makes one."""

import json
import subprocess
import sys
from pathlib import Path

from portal.celery import app

ROOT = Path(__file__).resolve().parents[2]
LATE = {"docx", "lxml", "openpyxl", "PIL", "pypdf", "pypinyin", "python_calamine", "rapidfuzz", "reportlab", "segno"}
PROGRAM = """
import json, sys
import portal.celery
portal.celery.app.Beat().init_loader()
from django.apps import apps
beat = {"apps": apps.ready, "ours": sorted({m.split(".")[0] for m in sys.modules} & {"core", "accounts", "powerlist"})}
import portal.wsgi
portal.celery.app.loader.import_default_modules()
print(json.dumps({"beat": beat, "site": sorted({m.split(".")[0] for m in sys.modules})}))
"""


def test_beat_loads_no_app_and_the_site_no_library_for_papers():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout)
    assert loaded["beat"] == {"apps": False, "ours": []}
    assert {"django", "powerlist", "import_export", "tablib"} <= set(loaded["site"])
    assert not LATE & set(loaded["site"])


def test_the_schedule_names_tasks_and_holds_what_they_say_of_their_sending():
    for name, entry in app.conf.beat_schedule.items():
        task = app.tasks[entry["task"]]
        assert entry.get("options", {}).get("expires") or task.expires is None, name
        for what in ("queue", "routing_key", "exchange", "priority", "time_limit", "soft_time_limit"):
            assert getattr(task, what, None) is None, f"{task.name}: beat doesn't see its {what}"
