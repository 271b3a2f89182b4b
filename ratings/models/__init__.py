"""Tables of ratings and their constraints, one file per noun."""

from ratings.models.credit import CreditEvent, CreditScore
from ratings.models.reviews import Review, ReviewReason

__all__ = ["CreditEvent", "CreditScore", "Review", "ReviewReason"]
