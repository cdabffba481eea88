"""Private files: stored outside the web root, served only through a permission check."""

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files that have no address of their own."""

    def url(self, name):
        raise ValueError("a private file has no address; serve it through a view that checks permission")
