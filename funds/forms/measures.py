"""Filing a 管理办法 or another paper of a fund."""

from django import forms

from ..enums import Stage
from .typed import ActForm, PublishForm, ReasonForm, day, paper, words


class MeasureForm(ActForm):
    title = forms.CharField(label="办法名称", max_length=200, help_text="如 漳县农业产业发展专项资金管理办法")
    document_number = forms.CharField(label="文号", max_length=100, help_text="如 漳农发〔2026〕15号")
    issued_by = forms.CharField(label="制定机关", max_length=200, help_text="几个机关联合制定的，用顿号分开")
    dated = day("成文日期")
    valid_from = day("施行日期", help_text="公开后，上一版自这一天起失效")
    changes = words("修订内容", 4, required=False, help_text="修订版必填：改了哪几条、为什么改")
    upload = paper("文件")


class DocumentForm(ActForm):
    stage = forms.ChoiceField(label="属于哪个阶段", choices=Stage)
    year = forms.TypedChoiceField(label="预算年度", coerce=int)
    title = forms.CharField(label="文件名称", max_length=200)
    document_number = forms.CharField(label="文号", max_length=100, required=False)
    dated = day("成文日期")
    upload = paper("文件")

    def __init__(self, *args, this_year: int, **options):
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, f"{year} 年") for year in range(this_year + 1, this_year - 6, -1)]
        self.fields["year"].initial = this_year


PAPER_ACTS = {"publish": PublishForm, "withdraw": ReasonForm}
