"""QR codes; sole importer of `qrcode`."""

from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@lru_cache(maxsize=256)
def modules(text: str) -> list[list[bool]]:
    """The dark (True) and light modules of a QR code, row by row, without a quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]
