"""权力运行信息 from departments' own systems: reported with a token of one body; the same report twice is one row."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import Problem, TokenView
from accounts.enums import TokenScope
from core.registers import key_page
from core.workflow import MoveRefused

from .actions.exercises import Report, powers_of, record_exercises
from .enums import ApplicantKind, ExerciseSource, Outcome, PowerStanding
from .models import PowerExercise

MOST = 200


class ExerciseInput(serializers.Serializer):
    key = serializers.CharField(max_length=120, help_text="业务系统里这一条的编号；同一编号再报，不重复登记")
    power = serializers.CharField(max_length=50, help_text="职权编码")
    happened_on = serializers.DateField()
    step = serializers.CharField(max_length=60, help_text="环节，如 立案、决定、送达")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    actor_name = serializers.CharField(max_length=100, help_text="办理人")
    post_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    number = serializers.CharField(
        max_length=80, required=False, allow_blank=True, default="", help_text="案号或文书号"
    )
    party_kind = serializers.ChoiceField(
        choices=ApplicantKind.choices, required=False, allow_blank=True, default="", help_text="相对人类型"
    )
    party = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="行政相对人的姓名或者名称"
    )
    amount = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=0, required=False, allow_null=True, default=None, help_text="元"
    )
    summary = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ExercisesInput(serializers.Serializer):
    exercises = ExerciseInput(many=True, min_length=1, max_length=MOST)


class ExerciseAnswer(serializers.Serializer):
    key = serializers.CharField()
    result = serializers.ChoiceField(choices=[("new", "新登记"), ("known", "已登记过")])
    standing = serializers.ChoiceField(choices=PowerStanding.choices, help_text="行使那天职权在清单上的状态")


class ExerciseRow(serializers.ModelSerializer):
    """A row as it stands; the party isn't given back."""

    power = serializers.CharField(source="entry.code")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    standing = serializers.ChoiceField(choices=PowerStanding.choices)
    source = serializers.ChoiceField(choices=ExerciseSource.choices)
    withdrawn = serializers.SerializerMethodField()

    class Meta:
        model = PowerExercise
        fields = ["key", "source", "power", "number", "step", "outcome", "happened_on", "post_name", "actor_name",
                  "amount", "standing", "withdrawn"]  # fmt: skip

    def get_withdrawn(self, row) -> bool:
        return getattr(row, "withdrawal", None) is not None


class ExerciseQuery(serializers.Serializer):
    after = serializers.CharField(required=False, default="", max_length=300)
    before = serializers.CharField(required=False, default="", max_length=300)


class ExercisePage(serializers.Serializer):
    after = serializers.CharField(allow_null=True, help_text="下一页的键")
    before = serializers.CharField(allow_null=True, help_text="上一页的键")
    results = ExerciseRow(many=True)


class Exercises(TokenView):
    """The register of the token's body."""

    reads = writes = TokenScope.RECORD_POWERS

    @extend_schema(
        operation_id="exercises", summary="本单位的权力运行信息，新登记的在前", parameters=[ExerciseQuery],
        responses=ExercisePage,
    )  # fmt: skip
    def get(self, request):
        asked = ExerciseQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = PowerExercise.objects.filter(organisation=self.organisation).select_related("entry", "withdrawal")
        page = key_page(rows, ("id",), size=100, newest_first=True, **asked.validated_data)
        return Response(ExercisePage({"after": page.next, "before": page.previous, "results": page.rows}).data)

    @extend_schema(
        operation_id="report_exercise",
        summary="报送一次行使职权的一个环节；同一编号再报，不重复登记",
        request=ExerciseInput,
        responses={200: ExerciseAnswer, 201: ExerciseAnswer},
    )
    def post(self, request):
        answer = report(request, self.organisation, [self.sent(ExerciseInput)])[0]
        return Response(ExerciseAnswer(answer).data, status=201 if answer["result"] == "new" else 200)


class ExerciseBatch(TokenView):
    """Many at once."""

    reads = writes = TokenScope.RECORD_POWERS

    @extend_schema(
        operation_id="report_exercises",
        summary=f"一次报送最多 {MOST} 条；有一条不对，整批不登记",
        request=ExercisesInput,
        responses=ExerciseAnswer(many=True),
    )
    def post(self, request):
        answers = report(request, self.organisation, self.sent(ExercisesInput)["exercises"])
        return Response(ExerciseAnswer(answers, many=True).data)


@transaction.atomic
def report(request, organisation, sent: list[dict]) -> list[dict]:
    """Enter what was sent, all or nothing; the answers in its order."""
    entries = {
        e.code: e for e in powers_of(organisation).filter(code__in={one["power"] for one in sent}).order_by("id")
    }
    reports = []
    for one in sent:
        entry = entries.get(one.pop("power"))
        if entry is None:
            said = "本单位清单上没有这个编码的职权。"
            raise Problem(400, "invalid", f"{one['key']}：{said}", fields=[{"field": "power", "message": said}])
        reports.append(Report(entry=entry, **one))
    try:
        made, known = record_exercises(
            actor=request.user, organisation=organisation, reports=reports, source=ExerciseSource.API
        )
    except MoveRefused as refused:
        raise Problem(400, "invalid", str(refused)) from None
    rows = {row.key: (row, "new") for row in made} | {row.key: (row, "known") for row in known}
    found = [rows[one.key] for one in reports]
    return [{"key": row.key, "result": result, "standing": row.standing} for row, result in found]
