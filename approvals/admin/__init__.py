"""What clerks keep of approvals in the admin."""

from . import papers

__all__ = ["papers"]
