"""Wires the three apps: settings, addresses, clock and commands."""
