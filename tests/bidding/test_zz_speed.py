import time, pytest, os
from django.conf import settings
from uuid import uuid4
from bidding.actions.bids import place_bids
from bidding.rules.bids import Offer
from tests.bidding.factories import make_auction
@pytest.mark.django_db(transaction=True)
def test_speed(settings):
    settings.RATE_LIMITS=False
    made=make_auction(8, ceiling_fen=10**12, method_parameters={"step_fen": 10**8})
    a=made.auction; ids=[x.organization_id for x in made.agencies]
    amount=10**12; n=0
    for size in (1,32,100):
        t=time.perf_counter(); k=0
        while time.perf_counter()-t<3:
            offers=[]
            for i in range(size):
                offers.append(Offer(ids[n%8],uuid4(),amount,True)); amount-=10**8; n+=1
            r=place_bids(auction_id=a.pk,offers=offers); assert all(x.seq for x in r), r[0].refusal; k+=size
        print(size, round(k/(time.perf_counter()-t)))
