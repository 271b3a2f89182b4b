"""Credit events are never edited: a correction is a new event."""

from django.db import migrations

from market.gateways.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_initial")]
    operations = [
        AppendOnly(
            "ratings_creditevent",
            unique=["source_log", "source_seq", "organization_id", "kind"],
        ),
    ]
