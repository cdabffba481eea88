"""Private files: stored outside the web root, served only through a permission check."""

import uuid

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files that have no address of their own."""

    def url(self, name):
        raise ValueError("a private file has no address; serve it through a view that checks permission")


def random_name(instance, filename: str) -> str:
    """Where an upload is kept: a random name that says nothing of its content."""
    return f"{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"
