"""Archives whose bytes tell nothing but their content: no hour of packing, one order of names."""

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts by name, in their order; equal parts give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def restamped(data: bytes) -> bytes:
    """A Word or Excel file without the hour of saving."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        parts = {name: source.read(name) for name in names}
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", parts["docProps/core.xml"])
    return packed(parts)
