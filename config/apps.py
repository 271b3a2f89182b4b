"""Config stands among the apps only so that its commands are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
