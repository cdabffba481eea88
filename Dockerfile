# The portal's image: one for web, worker, beat and the commands. It runs as an ordinary user and holds no secret.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
# The settings refuse to load without these four; nothing of them stays in the image.
RUN SECRET_KEY=build FIELD_KEYS=build DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost \
    STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --home-dir /app --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /var/lib/portal /var/lib/portal/files
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=portal.settings VAR_DIR=/var/lib/portal STATIC_ROOT=/app/staticfiles
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "portal.wsgi:application"]
