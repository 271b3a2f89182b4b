"""Files: always a download, only for those who may read them."""

import pytest
from django.test import Client

from market.actions.documents import keep
from market.gateways.database import database_now
from market.models import Document
from tests.factories import (
    make_accepted,
    make_agency,
    make_file,
    make_published,
    make_regulator,
    party,
)
from tests.market.pages import client_of

pytestmark = pytest.mark.django_db


def make_document(is_public=True, name="服务需求书.pdf"):
    request = make_published()
    return keep(
        organization=request.buyer,
        service_request=request,
        file=make_file(b"%PDF-1.7 <script>a()</script>", name),
        is_public=is_public,
        now=database_now(),
    )


def path_of(document) -> str:
    return f"/documents/{document.public_key}/"


def test_a_public_file_is_a_download_and_never_a_page():
    document = make_document()
    answer = Client().get(path_of(document))
    assert answer.status_code == 200
    assert answer.content == b"%PDF-1.7 <script>a()</script>"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(f"/en{path_of(document)}").status_code == 200


def test_a_private_file_is_not_there_for_strangers():
    document = make_document(is_public=False)
    owner = document.service_request.handler
    for client in (Client(), client_of(make_agency()), client_of(make_regulator())):
        assert client.get(path_of(document)).status_code == 404
    answer = client_of(owner).get(path_of(document))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


def test_a_deliverable_is_read_by_the_two_sides_alone():
    contract = make_accepted()
    document = Document.objects.get(deliverable__milestone__contract=contract)
    for side in ("buyer", "agency"):
        assert client_of(party(contract, side)).get(path_of(document)).status_code == 200
    assert Client().get(path_of(document)).status_code == 404
    assert client_of(make_agency()).get(path_of(document)).status_code == 404


def test_a_file_that_is_not_there():
    assert Client().get("/documents/0123456789abcdef012345/").status_code == 404
    assert Client().get("/documents/..%2f..%2fetc/").status_code == 404
