"""Events of the record are never changed or deleted."""

from django.db import migrations

from market.gateways.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("market", "0001_initial")]

    operations = [AppendOnly("market_event", ("log_id", "seq"))]
