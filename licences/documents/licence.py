"""The licence itself, as it stands: its text, its term, and the QR code that leads to its verification."""

from django.conf import settings
from django.utils.formats import date_format

from core.papers.sheets import SealFace, Sheet, render_sheet


def verification_address(licence) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/licences/verify/?code={licence.verification_code}"


def render_licence(licence, face: SealFace | None = None) -> bytes:
    """The licence as PDF/A with the face of the seal, and the QR code that leads to its verification."""
    until = date_format(licence.valid_to, "Y年n月j日") if licence.valid_to else "长期"
    term = f"{date_format(licence.valid_from, 'Y年n月j日')} 至 {until}"
    rows = [
        ("原证照编号", licence.original_number),
        ("持证主体", licence.holder_name),
        ("许可事项", licence.item_name),
        *[(label, value) for label, value in licence.content.items() if value],
        ("有效期", f"{term}（视为准予延续，许可法第五十条第二款）" if licence.deemed_on else term),
        ("办件编号", licence.case_number),
        ("电子证照标识", licence.identifier),
    ]
    sheet = Sheet(
        title=licence.type.name,
        number=f"编号 {licence.number}" + (f"（第 {licence.version} 版）" if licence.version > 1 else ""),
        addressee="",
        blocks=[[(label, value) for label, value in rows if value]],
        signer=licence.organisation.name,
        day=date_format(licence.issued_on, "Y年n月j日"),
        foot=[f"扫码或在{settings.COUNTY['site']}“证照核验”输入验证码，可核对本件真伪和现时状态。"],
        seal=face,
        address=verification_address(licence),
        code=licence.verification_code,
    )
    return render_sheet(sheet)
