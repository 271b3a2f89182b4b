"""Names of persons as the public may see them."""

from django import template

from market.rules import organizations

register = template.Library()


@register.filter
def masked_name(name: str) -> str:
    """张三 -> 张*, 王小明 -> 王*明."""
    return organizations.masked_name(name)
