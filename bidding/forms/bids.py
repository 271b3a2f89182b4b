"""Reading a bid from a program, a socket or a page: one strict form for all."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from bidding.errors import BadAmount
from bidding.rules.bids import Offer
from market.errors import BadBody
from market.units import fen_from

MOST_FEN = 10**14
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)


def read_amount(value: Any) -> int:
    """Whole fen, 1 to 10¹⁴, as a JSON integer; anything else raises BadAmount."""
    if type(value) is not int or not 0 < value <= MOST_FEN:
        raise BadAmount
    return value


def read_key(value: Any) -> UUID:
    """A UUID with its dashes, in either case; the same key in both. Raises BadBody."""
    if not isinstance(value, str) or not UUID_TEXT.fullmatch(value):
        raise BadBody
    return UUID(value)


def read_confirm(value: Any) -> bool:
    if type(value) is not bool:
        raise BadBody
    return value


def read_offer(data: Mapping[str, Any], agency_id: int) -> Offer:
    """The offer in a body whose fields are known to be ours. Source: interfaces.md 8."""
    key = read_key(data.get("key"))
    confirmed = read_confirm(data.get("confirm", False))
    return Offer(agency_id, key, read_amount(data.get("amount_fen")), confirmed)


def fen_of(text: str) -> int:
    """What a person typed, as fen: 47,000 · 47000.50 · 4.7万 · full-width digits.

    Raises BadAmount for everything else; nothing is rounded.
    """
    try:
        return read_amount(fen_from(text))
    except ValueError:
        raise BadAmount from None


class BidForm(forms.Form):
    """The form of a page without script: a button with its sum, or a sum that was typed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount_fen = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = forms.CharField(required=False, max_length=30, label=_("出价金额（元）"))
    confirm = forms.BooleanField(required=False, label=_("已核对金额"))

    def offer(self, agency_id: int) -> Offer:
        """Of a valid form. Raises BadAmount."""
        data = self.cleaned_data
        if data["amount"]:
            amount_fen = fen_of(data["amount"])
        elif data["amount_fen"].isascii() and data["amount_fen"].isdigit():
            amount_fen = read_amount(int(data["amount_fen"][:20]))
        else:
            raise BadAmount
        return Offer(agency_id, data["key"], amount_fen, data["confirm"])
