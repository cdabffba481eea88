"""What only the system can bring: python3-venv, and the browser with a Chinese font for its tests."""

import os
import shutil
import subprocess
import sys

from .project import Refused, open_log, say, tail

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def install(packages: list[str], purpose: str) -> None:
    """Install Debian packages when we may; otherwise refuse with the command that does it."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = _prefix()
    if prefix is None:
        raise Refused(f"{purpose}: run  sudo {' '.join(command)}  and start again")
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
    probe = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True)
    if probe.returncode != 0:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install([version], f"{sys.executable} can't make an environment without {version}")


def browser() -> str:
    """The path of the browser for the tests, installed when missing; CHROMIUM names another."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise Refused(f"CHROMIUM={named} is no program")
        return named
    missing = []
    if _find_browser() is None:
        missing.append("chromium")
    if not _has_chinese_font():
        missing.append("fonts-noto-cjk")
    if missing:
        install(missing, "the browser journeys need a browser and a Chinese font")
    found = _find_browser()
    if found is None:
        raise Refused("no chromium on PATH; install one, or name it with CHROMIUM=/path/to/chromium")
    return found


def _find_browser() -> str | None:
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def _has_chinese_font() -> bool:
    """Without one every Chinese character is a box, and pictures prove nothing."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True).stdout.strip())
    return any(os.path.isdir(folder) for folder in ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/wqy"))
