"""A judged bid is never changed or deleted."""

from django.db import migrations

from market.gateways.database import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("bidding", "0001_initial")]

    operations = [
        AppendOnly("bidding_bid", ("auction_id", "key", "agency_id"), ("auction_id", "seq"))
    ]
