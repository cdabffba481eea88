"""Tables of organisations, people, posts and grants; messages, seals. Other apps import from here."""

from .notices import Delivery, Message, NoticePreference, NoticeTemplate
from .people import (
    AccessLog,
    ApiToken,
    Consent,
    GrantRequest,
    Holding,
    Organisation,
    OrganisationGroupPermission,
    OrganisationQuerySet,
    OrganisationUserPermission,
    Post,
    TokenUse,
    User,
    holds,
    organisations_where,
    own_posts_only,
    stood_for,
)
from .seals import Seal, SealUse

__all__ = [
    "AccessLog",
    "ApiToken",
    "Consent",
    "Delivery",
    "GrantRequest",
    "Holding",
    "Message",
    "NoticePreference",
    "NoticeTemplate",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationQuerySet",
    "OrganisationUserPermission",
    "Post",
    "Seal",
    "SealUse",
    "TokenUse",
    "User",
    "holds",
    "organisations_where",
    "own_posts_only",
    "stood_for",
]
