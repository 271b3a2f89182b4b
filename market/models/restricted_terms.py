"""Words that may not restrict competition in a request."""

from django.db import models


class RestrictedTerm(models.Model):
    code = models.CharField(max_length=40, unique=True)
    severity = models.CharField(max_length=5, help_text="block or warn")
    patterns = models.JSONField()
    except_patterns = models.JSONField()
    explanation = models.TextField()
    explanation_en = models.TextField()
    suggestion = models.TextField(blank=True)
    suggestion_en = models.TextField(blank=True)
    law = models.JSONField()

    def __str__(self) -> str:
        return self.code
