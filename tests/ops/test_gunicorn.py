"""What the web server lets through to Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, runpy, sys, tempfile
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp()
runpy.run_path("deploy/gunicorn.py")
from gunicorn.config import Config
from gunicorn.http.errors import InvalidRequestLine
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader
sent = b"GET " + bytes.fromhex(sys.argv[1]) + b" HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"
try:
    request = Request(Config(), IterUnreader([sent]), ("127.0.0.1", 1))
except InvalidRequestLine:
    print("refused")
else:
    print(request.query.encode("latin-1").hex())
"""


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("/search/?q=食品".encode(), "q=食品".encode().hex()),
        (b"/search/?q=%E9%A3%9F", b"q=%E9%A3%9F".hex()),
        (b"/search/?q=a\x00b", "refused"),
        (b"/search/?q=a\x7fb", "refused"),
    ],
)
def test_chinese_in_an_address_arrives_as_it_was_sent(target, query):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, target.hex()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == query
