"""Accounts of persons, and the tokens their programs use."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from market.enums import TokenScope


class User(AbstractBaseUser):
    """A person. What the person may do follows from the membership, see Handler."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60, help_text="Shown masked to everybody else.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = BaseUserManager()
    acting: tuple[Any, ...] | None = None  # The membership, once a query has read it.

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class ApiToken(models.Model):
    """A program's key; only its SHA-256 is stored."""

    public_key = models.CharField(max_length=12, unique=True, help_text="Names it.")
    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=4, choices=TokenScope)
    name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_key
