"""What has to be true before the first page is served."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from config.facts import load_facts
from market.gateways.database import missing_triggers
from market.gateways.stylesheets import collect
from market.queries.cities import is_demonstration
from market.queries.organizations import organizations
from market.views.health import APPEND_ONLY

Say = Callable[[str], None]


def prepare(*, is_empty: bool, is_local: bool, say: Say) -> None:
    """Migrate, load facts, load the demonstration once. Raises RuntimeError with what to do."""
    call_command("migrate", verbosity=0, interactive=False)
    if missing := missing_triggers(APPEND_ONLY):
        names = ", ".join(missing)
        raise RuntimeError(f"数据库缺少只增触发器 · append-only triggers are missing: {names}")
    if not is_local and (is_demonstration() or not (is_empty or organizations().exists())):
        raise RuntimeError(
            "演示数据只能在本机地址使用，对外服务请加 --empty · "
            "a demonstration serves loopback only; add --empty for other hosts"
        )
    if is_empty or organizations().exists():
        load_facts()
    else:
        say("正在生成演示城市 · loading the demonstration city …")
        call_command("demo")
    collect(settings.STATIC_ROOT)
