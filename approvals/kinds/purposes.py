"""What each purpose of an application does to the licence that it concerns."""

from licences.enums import ActKind

from ..enums import Purpose

ACT_OF = {
    Purpose.CHANGE: ActKind.CHANGE,
    Purpose.RENEW: ActKind.RENEW,
    Purpose.REISSUE: ActKind.REISSUE,
    Purpose.CANCEL: ActKind.CANCEL,
}
PURPOSE_OF = {act: purpose for purpose, act in ACT_OF.items()}
