"""People trade: organizations, requests, contracts, payments and the record."""
