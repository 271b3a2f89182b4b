"""Sockets and the queue in front of an auction."""
