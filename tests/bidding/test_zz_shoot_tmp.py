import os, sys, time
import pytest
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from tests.site import Site
from tests.bidding.factories import make_entered, Field
from tests.factories import *
from bidding.actions.bids import place_bids
from market.gateways.database import database_now
from django.test import Client

OUT=Path("/tmp/room/shots"); OUT.mkdir(exist_ok=True)

@pytest.mark.timeout(400)
@pytest.mark.django_db(transaction=True)
def test_shoot(chromium, tmp_path):
    site=Site(tmp_path)
    try:
        now=database_now()
        made=make_entered(4, title="年产1.2万吨铜箔生产线环境影响报告表编制", ceiling_fen=4_800_000,
            entry_closes_at=now+timedelta(seconds=40), opens_at=now+timedelta(seconds=40),
            method_parameters={"step_fen":50_000,"base_duration":"60s","soft_close":"20s"})
        no=made.auction.no
        def ctx(handler, w, h):
            c=chromium.new_context(viewport={"width":w,"height":h})
            if handler:
                cl=Client(); cl.force_login(handler.user)
                c.add_cookies([{"name":settings.SESSION_COOKIE_NAME,"value":cl.cookies[settings.SESSION_COOKIE_NAME].value,"url":site.url}])
            return c
        pages={}
        for who,h in (("own",made.agencies[0]),("obs",None),("buyer",made.buyer)):
            for w,hh in ((1280,800),(360,640)):
                for lang in (("","/en") if who=="own" else ("",)):
                    p=ctx(h,w,hh).new_page()
                    p.on("console", lambda m: print("CONSOLE", m.type, m.text))
                    p.on("pageerror", lambda e: print("PAGEERROR", e))
                    p.goto(f"{site.url}{lang}/auctions/{no}/")
                    pages[who,w,lang]=p
        def shoot(name):
            for (who,w,lang),p in pages.items():
                p.screenshot(path=str(OUT/f"{name}-{who}-{w}{lang.replace('/','-')}.png"), full_page=(w==1280))
        print('loaded', database_now()-now, p.evaluate('JSON.stringify(performance.getEntriesByType("navigation")[0].toJSON())')[:600]); shoot("1-scheduled"); print('shot', database_now()-now)
        while made.auction.status!="open": time.sleep(0.2)
        fen=4_700_000
        for n in range(14):
            r=made.bid([2,3,0,1][n%4], fen); print(r)
            fen-=50_000 if n%3 else 100_000
            time.sleep(1.2)
        time.sleep(1)
        shoot("2-open")
        p=pages["own",1280,""]
        p.click("#bid a.c-button"); p.fill("#custom-sum","3.9万"); 
        p.screenshot(path=str(OUT/"3-custom.png")); p.keyboard.press("Escape")
        p.click("#bid [data-kind=main]"); p.screenshot(path=str(OUT/"3-arm.png"))
        p.click("#arm [data-kind=main]"); time.sleep(0.6)
        p.screenshot(path=str(OUT/"3-bid.png"))
        p2=pages["own",360,""]; p2.screenshot(path=str(OUT/"3-bid-360.png"))
        ph=ctx(None,1280,800).new_page(); ph.goto(f"{site.url}/auctions/"); ph.screenshot(path=str(OUT/"hall-1280.png"), full_page=True)
        ph=ctx(None,360,640).new_page(); ph.goto(f"{site.url}/auctions/"); ph.screenshot(path=str(OUT/"hall-360.png"), full_page=True)
        while made.auction.status in("open","overtime"): time.sleep(0.3)
        time.sleep(1); shoot("4-over")
        for k,p in pages.items(): p.reload()
        shoot("5-closed")
        ph.goto(f"{site.url}/auctions/{no}/bids/"); ph.screenshot(path=str(OUT/"bids-360.png"), full_page=True)
        ph.set_viewport_size({"width":1280,"height":800}); ph.screenshot(path=str(OUT/"bids-1280.png"), full_page=True)
    finally:
        site.stop(); print(site.words()[-3000:])
