"""Papers as PDF: layout with embedded Chinese fonts, long-term form, electronic signatures.

`layout` sets words on pages, `sheets` a whole official paper, `archival` brings a PDF into the form of PDF/A and judges
it, `signing` signs and verifies. Nothing is loaded here: each part is loaded by the function that uses it.
"""
