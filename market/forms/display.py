"""How pages are shown to one reader."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DisplayForm(forms.Form):
    """Empty is the default; the values are those of the cookie."""

    mode = forms.ChoiceField(
        label=_("版式"),
        choices=[("", _("标准版")), ("elder", _("长辈版：大字、大按钮、步骤更少"))],
        required=False,
        widget=forms.RadioSelect,
    )
    text = forms.ChoiceField(
        label=_("文字大小"),
        choices=[("", _("标准")), ("large", _("较大")), ("larger", _("最大"))],
        required=False,
        widget=forms.RadioSelect,
    )
    contrast = forms.ChoiceField(
        label=_("对比度"),
        choices=[("", _("跟随系统")), ("high", _("高对比")), ("standard", _("标准"))],
        required=False,
        widget=forms.RadioSelect,
    )
    motion = forms.ChoiceField(
        label=_("动态效果"),
        choices=[("", _("跟随系统")), ("off", _("关闭"))],
        required=False,
        widget=forms.RadioSelect,
    )
