"""docker-compose.yml: what its schema doesn't check. Every name that it uses exists, and every setting is real."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
SETTINGS = (ROOT / "portal" / "settings.py").read_text()
GUNICORN = (ROOT / "deploy" / "gunicorn.py").read_text()
OURS = {name: service for name, service in SERVICES.items() if "county-service-portal" in service["image"]}


def test_schema():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_part_stands():
    assert {"web", "worker", "beat", "postgres", "redis", "nginx"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_health_is_checked(name):
    if name != "migrate":  # it runs once and ends
        assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_dependencies_exist_and_can_be_met(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other].get("restart") == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_exist(name):
    for volume in SERVICES[name].get("volumes", []):
        source = resolved(volume).split(":")[0]
        if source.startswith("./certs"):
            continue  # the county's own certificates
        assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"], volume


def test_no_volume_is_left_over():
    used = {resolved(volume).split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) <= used


@pytest.mark.parametrize("name", OURS)
def test_our_variables_are_read_somewhere(name):
    celery = (ROOT / "portal" / "celery.py").read_text()
    for variable in SERVICES[name]["environment"]:
        assert re.search(rf'"{variable}"', SETTINGS + GUNICORN + celery) or variable == "WEB_CONCURRENCY", variable


@pytest.mark.parametrize("name", OURS)
def test_what_the_settings_demand_is_given(name):
    demanded = set(re.findall(r'env\.\w+\("([A-Z_]+)"\)', SETTINGS))
    assert {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL"} <= demanded
    assert demanded <= set(SERVICES[name]["environment"])


def test_every_variable_is_explained():
    example = (ROOT / "deploy" / "env.example").read_text()
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, re.M))
    assert used == explained


def test_secrets_have_no_default():
    for name in ("SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        forms = set(re.findall(rf"\$\{{{name}([^}}]*)\}}", TEXT))
        assert forms == {":?see deploy/env.example"}
        assert re.search(rf"^{name}=$", (ROOT / "deploy" / "env.example").read_text(), re.M)


def test_nginx_speaks_to_the_web_service_on_its_port():
    proxy = (ROOT / "deploy" / "proxy.conf").read_text()
    docker = (ROOT / "Dockerfile").read_text()
    host, port = re.search(r"http://(\w+):(\d+)", proxy).groups()
    assert host in SERVICES
    assert f"0.0.0.0:{port}" in docker and f"EXPOSE {port}" in docker
    for name in ("nginx.conf", "nginx-tls.conf"):
        text = (ROOT / "deploy" / name).read_text()
        assert "include /etc/nginx/proxy.conf;" in text
        assert text.count("{") == text.count("}")


def test_uploads_fit_through_nginx():
    megabytes = int(re.search(r"client_max_body_size (\d+)m", (ROOT / "deploy" / "proxy.conf").read_text())[1])
    for limit in re.findall(r'"(?:UPLOAD|WORKBOOK)_MAX_BYTES", default=(\d+) \* 1024 \* 1024', SETTINGS):
        assert int(limit) < megabytes


def test_the_image_runs_as_an_ordinary_user():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    user = next(line.split()[1] for line in reversed(lines) if line.startswith("USER "))
    assert user not in ("root", "0")
    assert lines.index(f"USER {user}") < next(i for i, line in enumerate(lines) if line.startswith("CMD "))


def test_nothing_private_is_copied_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var"} <= set(ignored)


def resolved(text: str) -> str:
    """The text with the defaults of its variables."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
