"""Agencies compete: entries, auctions, bids, selections and awards."""
