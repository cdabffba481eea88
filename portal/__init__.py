"""The Django project and the public site."""

from .celery import app as celery_app  # tasks sent from web processes need its settings

__all__ = ["celery_app"]
