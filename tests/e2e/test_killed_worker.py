"""A worker is killed while it reads a workbook: another one takes the import up, and nothing is written twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKBOOK = ROOT / "tests" / "data" / "wb01_附件6_权责清单_环保.xlsx"

# as the worker would read it, but for a sign of life after which it waits to be killed
READ = """
import time
from pathlib import Path
from django.core.files.base import ContentFile
from accounts.models import Organisation, User
from powerlist.actions import imports
from powerlist.models import ImportJob
job = ImportJob(kind="powers", organisation=Organisation.objects.get(name="定西市生态环境局漳县分局"),
                uploaded_by=User.objects.get(username="clerk"), filename="killed.xlsx", sha256="0" * 64)
job.file.save("killed.xlsx", ContentFile(Path({workbook!r}).read_bytes()))
def halt(*args, **kwargs):
    print(job.pk, flush=True)
    time.sleep(600)
imports.compare_form = halt
imports.read_job(job_id=job.pk)
"""
FOLLOW = """
from datetime import timedelta
from django.core.cache import cache
from django.utils import timezone
from powerlist.actions import imports
cache.delete(imports.progress_key({pk}))
imports.resume_jobs(at=timezone.now() + timedelta(minutes=5))
"""
STATE = """
from powerlist.models import ImportJob
job = ImportJob.objects.get(pk={pk})
print(job.state, job.lines.exclude(state="missing").count())
"""


def ask(site, words: str) -> str:
    return site.manage("shell", "-v0", "-c", words).strip()


def test_an_import_outlives_its_worker(site):
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", READ.format(workbook=str(WORKBOOK))]
    with subprocess.Popen(command, cwd=ROOT, env=site.env, stdout=subprocess.PIPE, text=True) as worker:
        pk = int(worker.stdout.readline())
        assert ask(site, STATE.format(pk=pk)) == "reading 0"
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(timeout=10) == -signal.SIGKILL
    assert ask(site, STATE.format(pk=pk)) == "reading 0"

    ask(site, FOLLOW.format(pk=pk))
    end = time.monotonic() + 60
    while (state := ask(site, STATE.format(pk=pk))) == "reading 0":
        assert time.monotonic() < end, "nobody took the import up"
        time.sleep(0.5)
    assert state == "previewed 58"
