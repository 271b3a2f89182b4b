"""Hundredths of a point as people read them."""


def two_places(centi: int) -> str:
    """11473 -> 114.73; -5 -> -0.05."""
    sign = "-" if centi < 0 else ""
    whole, rest = divmod(abs(centi), 100)
    return f"{sign}{whole}.{rest:02d}"


def signed(centi: int) -> str:
    """145 -> +1.45; -400 -> −4.00 with a minus sign; 0 -> 0.00."""
    if centi == 0:
        return "0.00"
    return f"{'+' if centi > 0 else '−'}{two_places(abs(centi))}"
