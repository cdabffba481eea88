"""Electronic signatures of PDF: PAdES baseline B-B (ETSI EN 319 142-1) with keys on the curve P-256.

A county without an official seal service signs with certificates of its own making. They prove that a paper has not
changed and which seal signed it; they are no qualified certificates under 电子签名法, and nothing here says so.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOM = 16_384  # bytes kept for a signature in the file


@dataclass(frozen=True)
class Identity:
    """A key and its certificate, both PEM."""

    key: bytes
    certificate: bytes


@dataclass(frozen=True)
class Signature:
    """What one signature of a file is worth.

    `intact`: the signed bytes are as they were. `whole`: nothing was added to the file after it. `trusted`: its
    certificate comes from one of the roots and was valid when it signed.
    """

    name: str
    at: datetime | None
    serial: str
    intact: bool
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        return self.intact and self.whole and self.trusted


def new_root(name: str, *, years: int = 30, at: datetime | None = None) -> Identity:
    """A certificate authority of the county's own."""
    return _made(name, None, (at or datetime.now(UTC)) - timedelta(days=1), timedelta(days=365 * years))


def new_identity(name: str, root: Identity, *, first: datetime, last: datetime) -> Identity:
    """A key for one seal, certified by `root` from `first` until `last`."""
    return _made(name, root, first, last - first)


def _made(name: str, root: Identity | None, first: datetime, lasts: timedelta) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]
    )
    issuer = x509.load_pem_x509_certificate(root.certificate) if root else None
    signer = serialization.load_pem_private_key(root.key, None) if root else key
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(first + lasts)
        .add_extension(x509.BasicConstraints(ca=root is None, path_length=0 if root is None else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=root is not None,
                content_commitment=root is not None,
                key_cert_sign=root is None,
                crl_sign=root is None,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(signer, hashes.SHA256())
    )
    return Identity(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        made.public_bytes(serialization.Encoding.PEM),
    )


def sign(pdf: bytes, identity: Identity, *, chain: bytes, name: str, reason: str, place: str) -> bytes:
    """The file with a PAdES B-B signature appended; the bytes before it stay as they were."""
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificates = list(load_certs_from_pemder_data(identity.certificate))
    signer = signers.SimpleSigner(
        signing_cert=certificates[0],
        signing_key=load_private_key_from_pemder_data(identity.key, None),
        cert_registry=SimpleCertificateStore.from_certs(list(load_certs_from_pemder_data(chain))),
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Seal",
        name=name,
        reason=reason,
        location=place,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    out = signers.PdfSigner(meta, signer=signer).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=ROOM
    )
    return out.getvalue()


def serial_of(certificate: str) -> str:
    """The serial number of a certificate, as `Signature.serial` gives it."""
    return f"{x509.load_pem_x509_certificate(certificate.encode()).serial_number:x}"


def verify(pdf: bytes, roots: list[bytes]) -> list[Signature]:
    """Every signature of the file; empty when there is none or the bytes are no PDF that can be read."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    trusted = [certificate for root in dict.fromkeys(roots) for certificate in load_certs_from_pemder_data(root)]
    try:
        embedded = list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    except (PdfReadError, ValueError, OSError, IndexError, KeyError):
        return []
    return [_judged(one, trusted) for one in embedded]


def _judged(embedded, trusted) -> Signature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    certificate, at = embedded.signer_cert, embedded.self_reported_timestamp
    name, serial = certificate.subject.native.get("common_name", ""), f"{certificate.serial_number:x}"
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False, revocation_mode="soft-fail")
    try:
        status = validate_pdf_signature(embedded, context, skip_diff=True)
    except Exception:  # whatever the file makes the validator say, the signature is not good
        return Signature(name, at, serial, intact=False, whole=False, trusted=False)
    covers = embedded.coverage is not None and embedded.coverage.name == "ENTIRE_FILE"
    return Signature(name, at, serial, intact=status.intact and status.valid, whole=covers, trusted=status.trusted)
