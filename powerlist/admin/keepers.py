"""Registers that 县委编办 and 司法局 keep for all who work on lists."""

from accounts.admin import RecordedAdmin
from accounts.permissions import is_system_admin

from ..permissions import KEEPERS, held


class KeptAdmin(RecordedAdmin):
    """Reviewers and jurists add and change; `readers`, permissions held anywhere, may look."""

    readers = KEEPERS | {"fill_lists", "record_decision", "manage_guides"}

    def can_view(self, user, obj=None):
        return is_system_admin(user) or bool(self.readers & held(user))

    def can_add(self, user):
        return is_system_admin(user) or bool(KEEPERS & held(user))

    def can_change(self, user, obj=None):
        return self.can_add(user)
