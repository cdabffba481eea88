"""What the launcher asks of the system: installed when it may be, otherwise named in one line."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APT = '#!/bin/sh\necho "$@" >> "$0.asked"\n[ "$1" = update ] && : > "$0.lists"\n[ -e "$0.lists" ]\n'


@pytest.fixture
def system(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    from _launch import project, system

    project.LOG.mkdir(parents=True, exist_ok=True)
    return system


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """The only folder on PATH; `add` puts a program there."""

    def add(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return add


def bare(monkeypatch, system, user: int) -> None:
    """A system without any font or library of ours, seen by this user."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(os.path, "isdir", lambda _: False)
    monkeypatch.setattr(system, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(system, "NODE_LIBRARIES", {"libnowhere.so.1": "libnowhere1"})


def test_an_ordinary_user_is_told_everything_in_one_line(system, programs, monkeypatch):
    apt = programs("apt-get", APT)
    bare(monkeypatch, system, user=1000)
    with pytest.raises(system.Refused) as refused:
        system.need_for_tests(["python3-venv"])
    packages = "python3-venv chromium fonts-noto-cjk libnowhere1"
    assert f"run  sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}  " in str(
        refused.value
    )
    assert "\n" not in str(refused.value)
    assert not apt.with_name("apt-get.asked").exists()


def test_root_installs_also_with_empty_lists(system, programs, monkeypatch):
    apt = programs("apt-get", APT)
    bare(monkeypatch, system, user=0)
    system.need_for_tests([])
    install = "install -y --no-install-recommends chromium fonts-noto-cjk libnowhere1"
    assert apt.with_name("apt-get.asked").read_text().splitlines() == [install, "update", install]


def test_nothing_missing_asks_nobody(system, programs, monkeypatch):
    apt = programs("apt-get", APT)
    programs("chromium", "#!/bin/sh\necho Chromium\n")
    programs("fc-list", "#!/bin/sh\necho NotoSansCJK\n")
    system.need_for_tests([])
    assert not apt.with_name("apt-get.asked").exists()


def test_a_browser_that_does_not_start_is_none(system, programs):
    programs("chromium", "#!/bin/sh\nexit 1\n")
    real = programs("google-chrome", "#!/bin/sh\necho Chrome\n")
    assert system.browser(Path(sys.executable)) == str(real)


def test_without_any_browser_playwrights_own_is_fetched_or_the_way_is_named(system, programs, monkeypatch, tmp_path):
    monkeypatch.setattr(system, "_prefix", lambda: None)
    fetched = tmp_path / "its own" / "chrome"
    python = programs(
        "python",
        f'#!/bin/sh\n[ "$1" = -c ] && echo "{fetched}" && exit\n[ -n "$REFUSED" ] && exit 1\n'
        f'/bin/mkdir -p "{fetched.parent}"; printf "#!/bin/sh\\n" > "{fetched}"; /bin/chmod +x "{fetched}"\n',
    )
    monkeypatch.setenv("REFUSED", "1")
    with pytest.raises(system.Refused, match=r"run  sudo snap install chromium  or name one with CHROMIUM="):
        system.browser(python)
    monkeypatch.setenv("REFUSED", "")
    assert system.browser(python) == str(fetched)


def test_a_named_browser_must_be_a_program(system, programs, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(system.Refused, match="CHROMIUM=/no/such/browser is no program"):
        system.browser(Path(sys.executable))
