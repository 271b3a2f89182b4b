"""/styleguide/: every component in one page, for debugging and for staff."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from market.queries.handlers import organization_of
from market.views import styleguide_auction as auction
from market.views import styleguide_samples as samples

LEVELS = [
    ("5", _("非常满意")),
    ("4", _("满意")),
    ("3", _("基本满意")),
    ("2", _("不满意")),
    ("1", _("非常不满意")),
]


class SampleForm(forms.Form):
    title = forms.CharField(label=_("需求名称"), help_text=_("由事项和项目名称生成，可修改"))
    ceiling = forms.CharField(label=_("最高限价"), help_text=_("出价不能高于限价"))
    place = forms.ChoiceField(
        label=_("服务地点"), choices=[("340706", _("义安区")), ("340705", _("铜官区"))]
    )
    scope = forms.CharField(label=_("服务范围"), widget=forms.Textarea(attrs={"rows": 3}))
    fund = forms.ChoiceField(
        label=_("资金来源"),
        choices=[("private", _("自有资金")), ("fiscal", _("财政资金"))],
        widget=forms.RadioSelect,
        help_text=_("决定公示范围"),
    )
    file = forms.FileField(
        label=_("附件"), help_text=_("PDF 或图片，单个不超过 20 MB"), required=False
    )
    level = forms.ChoiceField(label=_("总体评价"), choices=LEVELS, widget=forms.RadioSelect)
    accepted = forms.BooleanField(
        label=_("本机构作出以上承诺"), help_text=_("即时生效，可随时查看")
    )


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Only with DEBUG, or for a handler of the operator or a regulator; else there is no page."""
    organization = organization_of(request.user)
    is_staff = organization and (organization.is_operator or organization.is_regulator)
    if not (settings.DEBUG or is_staff):
        raise Http404
    filled = {"title": samples.TITLE, "place": "340706", "level": "4"}
    context = {
        "form": SampleForm(initial=filled),
        "wrong": SampleForm({**filled, "fund": "none"}, prefix="wrong"),
        **samples.everything(),
        **auction.room(),
        **auction.credit(),
    }
    return render(request, "styleguide.html", context)
