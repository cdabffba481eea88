"""Tables of organisations, people, posts and grants; of what people are told. Other apps import from here."""

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
)

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
    "TokenUse",
    "User",
    "holds",
    "organisations_where",
]
