"""The steps of a case, frozen at its acceptance; what was done in a step stays as it was done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STANDS = """
CREATE FUNCTION approvals_task_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a step of a case is never deleted (task %)', OLD.id;
    END IF;
    IF OLD.done_at IS NOT NULL THEN
        RAISE EXCEPTION 'a step that was done stays as it was done (task %)', OLD.id;
    END IF;
    IF (NEW.case_id, NEW.step_id, NEW.round) IS DISTINCT FROM (OLD.case_id, OLD.step_id, OLD.round) THEN
        RAISE EXCEPTION 'a step of a case stays the one that it is (task %)', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_stands BEFORE UPDATE OR DELETE ON approvals_casetask
    FOR EACH ROW EXECUTE FUNCTION approvals_task_stands();
"""
TAKE_BACK = "DROP TRIGGER task_stands ON approvals_casetask; DROP FUNCTION approvals_task_stands();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_uses_of_seals_stand"),
        ("approvals", "0016_words_of_papers_go_with_their_archive"),
        ("powerlist", "0007_steps_of_the_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="has_flow",
            field=models.BooleanField(default=False, editable=False, verbose_name="按环节办理"),
        ),
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("due", models.DateField(blank=True, null=True, verbose_name="环节期限")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("substitute", models.BooleanField(default=False, verbose_name="代")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "通过"),
                            ("failed", "不通过"),
                            ("returned", "退回"),
                            ("skipped", "不需要办理"),
                            ("closed", "办件已结束，未办"),
                        ],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="approvals.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="办理岗位",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.flowstep",
                        verbose_name="环节",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件环节",
                "verbose_name_plural": "办件环节",
                "ordering": ["case_id", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("opened_at__isnull", False)),
                        fields=["post", "due", "id"],
                        name="task_my_turn",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "step", "round"), name="task_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("outcome", "")),
                            models.Q(("done_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="task_done_has_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            ("opened_at__isnull", True),
                            ("done_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="task_times_in_order",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STANDS, TAKE_BACK),
    ]
