"""What only the system can bring: python3-venv, and for the tests a browser, a Chinese font and Node's libraries."""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .project import VENV, Refused, open_log, say, tail

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Playwright brings its own Node, but not the libraries that this is linked with; a small Debian has no libatomic.
NODE_LIBRARIES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6"}


def install(packages: list[str], purpose: str) -> None:
    """Install Debian packages when we may; otherwise refuse with the command that does it."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = _prefix()
    if prefix is None:
        raise Refused(f"{purpose}: run  sudo apt-get update && sudo {' '.join(command)}  and start again")
    say(f"installing {' '.join(packages)} ({purpose})")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with open_log("apt") as log:
        for step in (command, ["apt-get", "update"], command):
            done = (
                subprocess.run(
                    [*prefix, *step], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
                ).returncode
                == 0
            )
            if done and step is command:
                return
    raise Refused(f"{purpose}: apt-get could not install {' '.join(packages)}\n{tail('apt', 6)}")


def _prefix() -> list[str] | None:
    """How to run apt-get here: as root, by a sudo that asks nothing, or not at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def need_venv_module() -> None:
    """Debian keeps venv's other half in a package of its own."""
    missing = venv_package()
    if missing:
        install(missing, f"{sys.executable} can't make an environment without {missing[0]}")


def venv_package() -> list[str]:
    """The package that `python -m venv` lacks; empty when it lacks nothing."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True)
    return [] if probe.returncode == 0 else [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def need_for_tests(others: list[str]) -> None:
    """What the browser journeys need, and `others` with it: asked of an administrator once, not one after another."""
    missing = [*others, *_missing_for_journeys()]
    if missing:
        install(missing, f"the tests need {', '.join(missing)}")


def browser(python: Path) -> str:
    """The path of the browser for the tests; CHROMIUM names another. `python` is the one that has Playwright."""
    named = os.environ.get("CHROMIUM")
    if named and shutil.which(named) is None:
        raise Refused(f"CHROMIUM={named} is no program")
    found = named or _find_browser() or _browser_of_playwright(python)
    if found is None:
        raise Refused(
            "no chromium runs here and none could be downloaded (var/log/browser.log says why): "
            "run  sudo snap install chromium  or name one with CHROMIUM=/path/to/chromium, and start again"
        )
    return found


def _missing_for_journeys() -> list[str]:
    missing = []
    if not os.environ.get("CHROMIUM") and _find_browser() is None and not _is_ubuntu():
        missing.append("chromium")
    if not _has_chinese_font():
        missing.append("fonts-noto-cjk")
    if sys.platform == "linux":
        missing += [package for library, package in NODE_LIBRARIES.items() if not _loads(library)]
    return missing


def _find_browser() -> str | None:
    """The first browser on PATH that starts: Ubuntu's package is a door to a snap that may not be there."""
    return next((path for path in map(shutil.which, BROWSERS) if path and _starts(path)), None)


def _starts(browser: str) -> bool:
    return subprocess.run([browser, "--version"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def _is_ubuntu() -> bool:
    """Its chromium is a snap: it needs a machine with snapd at work, and can't see the tests' folders."""
    try:
        return platform.freedesktop_os_release()["ID"] == "ubuntu"
    except OSError:
        return False


def _browser_of_playwright(python: Path) -> str | None:
    """Playwright's own Chromium, downloaded when it isn't there; with its libraries when we may install them."""
    environment = {"PLAYWRIGHT_BROWSERS_PATH": str(VENV / "browsers"), **os.environ}
    ask = "import playwright.sync_api as p\nwith p.sync_playwright() as w: print(w.chromium.executable_path)"
    where = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, env=environment).stdout.strip()
    if where and not (os.path.exists(where) and _starts(where)):
        say("downloading Playwright's own Chromium, for no other one runs here (some minutes; var/log/browser.log)")
        libraries = ["--with-deps"] if _prefix() is not None else []
        with open_log("browser") as log:
            command = [str(python), "-m", "playwright", "install", *libraries, "chromium"]
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    return where if os.path.exists(where) and _starts(where) else None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    """Without one every Chinese character is a box, and pictures prove nothing."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True).stdout.strip())
    return any(os.path.isdir(folder) for folder in ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/wqy"))
