"""Formatting for templates: money, dates, states, icons, charts. Nothing here reads a table."""
