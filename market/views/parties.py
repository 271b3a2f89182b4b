"""Names of organizations as pages write them."""

from django.utils.translation import gettext as _

from market.models import Organization
from market.templatetags.pages import is_english, local


def party_name(organization: Organization) -> str:
    """A person as buyer is never named in public. Source: domain.md 1.1."""
    return _("个人业主") if organization.is_person else local(organization)


def name_lang(organization: Organization) -> str:
    """The language of that name where it is not the page's."""
    is_foreign = is_english() and not organization.is_person and not organization.name_en
    return "zh-Hans" if is_foreign else ""


def content_lang() -> str:
    """The language of what users wrote, where it is not the page's."""
    return "zh-Hans" if is_english() else ""
