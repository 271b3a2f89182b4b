"""Files that the people of the demonstration hand over: one page each, made here."""

from io import BytesIO

from market.gateways.files import Incoming

PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources << /Font << /F1 5 0 R >> >> >>"
)
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*lines: str) -> bytes:
    """A document of one page. The lines are ASCII: the font has nothing else."""
    shown = " ".join(f"({line}) Tj 0 -22 Td" for line in lines)
    content = f"BT /F1 14 Tf 72 740 Td {shown} ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        FONT,
    ]
    text, offsets = "%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        offsets.append(len(text))
        text += f"{n} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    return (text + f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{end}").encode("ascii")


def report(no: str, version: int) -> Incoming:
    content = pdf("Mingbiao demonstration", f"Report of {no}, version {version}")
    return Incoming(f"report-{no}-v{version}.pdf", BytesIO(content))


def evidence(no: str) -> Incoming:
    return Incoming(f"note-{no}.pdf", BytesIO(pdf("Mingbiao demonstration", f"Note on {no}")))
