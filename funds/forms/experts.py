"""The register of experts."""

import re

from django import forms

from accounts.models import Organisation, User

from ..models import Expert


class ExpertForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    title = forms.CharField(label="职称", max_length=60, required=False)
    employer = forms.CharField(
        label="工作单位", max_length=200, help_text="写全称：单位申报的项目，本单位的专家不参加抽取"
    )
    organisation = forms.ModelChoiceField(
        label="本县机构", queryset=Organisation.objects.none(), required=False, empty_label="不在本县机构工作"
    )
    fields_text = forms.CharField(label="专业领域", max_length=200, help_text="几个领域用顿号分开，如 种植、水利")
    username = forms.CharField(
        label="登录账号", max_length=150, required=False, help_text="专家在网上评分用的账号；只用纸质评分的可以不填"
    )
    active = forms.BooleanField(label="在库，可以抽取", required=False, initial=True)

    def __init__(self, *args, today, expert=None, **options):
        super().__init__(*args, **options)
        self.expert = expert
        self.fields["organisation"].queryset = Organisation.objects.current(today).order_by("sort_key")

    def clean_fields_text(self):
        parts = [part.strip() for part in re.split(r"[、，,；;\s]+", self.cleaned_data["fields_text"]) if part.strip()]
        if any(len(part) > 60 for part in parts):
            raise forms.ValidationError("每个领域不超过 60 个字。")
        return parts

    def clean_username(self):
        text = self.cleaned_data["username"].strip()
        if not text:
            return None
        user = User.objects.filter(username=text, closed_at=None).first()
        if user is None:
            raise forms.ValidationError("没有这个账号。请先由专家本人注册，或者核对后再填。")
        if user.pk in _taken(self.expert):
            raise forms.ValidationError("这个账号已经登记给另一位专家。")
        return user

    def facts(self) -> dict:
        data = dict(self.cleaned_data)
        return data | {"fields": data.pop("fields_text"), "user": data.pop("username")}

    @staticmethod
    def initial_of(expert) -> dict:
        found = {name: getattr(expert, name) for name in ("name", "title", "employer", "organisation", "active")}
        return found | {
            "fields_text": "、".join(expert.fields),
            "username": expert.user.username if expert.user_id else "",
        }


def _taken(expert) -> set[int]:
    rows = Expert.objects.exclude(user=None)
    return set((rows.exclude(pk=expert.pk) if expert else rows).values_list("user_id", flat=True))
