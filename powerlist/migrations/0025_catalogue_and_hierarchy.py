"""The catalogues of the levels above, what bodies claim of them, and 主项 → 子项 → 业务办理项 kept by the database."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.files
import powerlist.kinds.lists
from core.history import append_only

# An entry's level follows from its parent. Three levels, no circle; at the end of the transaction parent and child are
# of one list and one body (a reform moves both in one transaction). The parent's row is locked: two people who put A
# under B and B under A at once don't both succeed.
NEST = """
CREATE FUNCTION powerlist_nest_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above bigint; depth int := 1;
BEGIN
    above := NEW.parent_id;
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'entry % would stand under itself', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        depth := depth + 1;
        IF depth > 3 THEN
            RAISE EXCEPTION 'entry % would stand deeper than three levels', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        SELECT parent_id INTO above FROM powerlist_listentry WHERE id = above FOR UPDATE;
    END LOOP;
    NEW.level := depth;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_nested_in BEFORE INSERT ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL OR NEW.level <> 1) EXECUTE FUNCTION powerlist_nest_entry();
CREATE TRIGGER entry_nested_anew BEFORE UPDATE OF parent_id, level ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.level <> OLD.level)
    EXECUTE FUNCTION powerlist_nest_entry();
CREATE FUNCTION powerlist_nest_below() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE powerlist_listentry SET level = NEW.level + 1 WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_nested_below AFTER UPDATE OF parent_id, level ON powerlist_listentry
    FOR EACH ROW WHEN (NEW.level <> OLD.level) EXECUTE FUNCTION powerlist_nest_below();
CREATE FUNCTION powerlist_one_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM powerlist_listentry c JOIN powerlist_listentry p ON p.id = c.parent_id
        WHERE (c.id = NEW.id OR p.id = NEW.id)
          AND (c.kind, c.organisation_id) IS DISTINCT FROM (p.kind, p.organisation_id)
    ) THEN
        RAISE EXCEPTION 'entry % and its parent are of two lists or two bodies', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_joins_family AFTER INSERT ON powerlist_listentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION powerlist_one_family();
CREATE CONSTRAINT TRIGGER entry_keeps_family AFTER UPDATE OF parent_id, kind, organisation_id ON powerlist_listentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION powerlist_one_family();
"""
UNNEST = """
DROP TRIGGER entry_nested_in ON powerlist_listentry;
DROP TRIGGER entry_nested_anew ON powerlist_listentry;
DROP TRIGGER entry_nested_below ON powerlist_listentry;
DROP TRIGGER entry_joins_family ON powerlist_listentry;
DROP TRIGGER entry_keeps_family ON powerlist_listentry;
DROP FUNCTION powerlist_nest_entry();
DROP FUNCTION powerlist_nest_below();
DROP FUNCTION powerlist_one_family();
"""
# the texts of entries below others, and the 子项 that have no main item of their own: few, and counted for headings
FIND = """
CREATE INDEX listversion_sub_named ON powerlist_listversion (kind, organisation_id, category)
    WHERE state = 'published' AND content ->> 'sub_name' <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_tokens_of_systems"),
        ("powerlist", "0024_acts_of_reform"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalCatalogueDecline",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical 不认领说明",
                "verbose_name_plural": "historical 不认领说明",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCatalogueHint",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=100, verbose_name="目录里的部门")),
                ("townships", models.BooleanField(default=False, verbose_name="由各乡镇实施")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical 目录部门对应",
                "verbose_name_plural": "historical 目录部门对应",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCatalogueItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("basic_code", models.CharField(blank=True, max_length=12, verbose_name="基本编码")),
                ("local_code", models.CharField(blank=True, max_length=60, verbose_name="地方编码")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                (
                    "category",
                    models.CharField(choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"),
                ),
                ("basis", models.JSONField(blank=True, default=list, verbose_name="设定依据")),
                ("main_name", models.CharField(blank=True, max_length=500, verbose_name="主项名称")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical 上级目录事项",
                "verbose_name_plural": "historical 上级目录事项",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicallistentry",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.listentry",
                verbose_name="上级事项",
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "主项"), (2, "子项"), (3, "业务办理项")], db_default=1, default=1, verbose_name="层级"
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subs",
                to="powerlist.listentry",
                verbose_name="上级事项",
            ),
        ),
        migrations.AlterField(
            model_name="urging",
            name="kind",
            field=models.CharField(
                choices=[
                    ("step", "批次逾期"),
                    ("update", "依据已变，清单未动"),
                    ("idle", "三年未发生办件"),
                    ("campaign", "清理任务"),
                    ("catalogue", "上级目录已变"),
                    ("claimed", "统一认领待补填"),
                ],
                max_length=10,
                verbose_name="种类",
            ),
        ),
        migrations.CreateModel(
            name="CatalogueEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("title", models.CharField(max_length=200, verbose_name="目录名称")),
                ("effective_on", models.DateField(verbose_name="施行日期")),
                ("whole", models.BooleanField(default=True, verbose_name="这是完整目录")),
                ("file", models.FileField(upload_to=core.files.random_name, verbose_name="文件")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "state",
                    models.CharField(
                        choices=[("previewed", "待确认"), ("applied", "已载入"), ("dropped", "未采用")],
                        default="previewed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.JSONField(default=dict, verbose_name="预览")),
                ("loaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="载入时间")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="载入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录版本",
                "verbose_name_plural": "上级目录版本",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueHint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="目录里的部门")),
                ("townships", models.BooleanField(default=False, verbose_name="由各乡镇实施")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="本县单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "目录部门对应",
                "verbose_name_plural": "目录部门对应",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "国家"), ("provincial", "省级"), ("city", "市级")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("basic_code", models.CharField(blank=True, max_length=12, verbose_name="基本编码")),
                ("local_code", models.CharField(blank=True, max_length=60, verbose_name="地方编码")),
                ("name", models.CharField(max_length=500, verbose_name="事项名称")),
                (
                    "category",
                    models.CharField(choices=powerlist.kinds.lists.category_choices, max_length=2, verbose_name="类别"),
                ),
                ("basis", models.JSONField(blank=True, default=list, verbose_name="设定依据")),
                ("main_name", models.CharField(blank=True, max_length=500, verbose_name="主项名称")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="powerlist.catalogueedition",
                        verbose_name="最近变动的版本",
                    ),
                ),
                (
                    "hint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="powerlist.cataloguehint",
                        verbose_name="部门",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subs",
                        to="powerlist.catalogueitem",
                        verbose_name="主项",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录事项",
                "verbose_name_plural": "上级目录事项",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueDecline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declines",
                        to="powerlist.catalogueitem",
                        verbose_name="上级目录事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "不认领说明",
                "verbose_name_plural": "不认领说明",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("title", models.CharField(max_length=300, verbose_name="法规名称")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="条款")),
                ("text", models.CharField(max_length=600, verbose_name="原文")),
                ("verdict", models.CharField(max_length=20, verbose_name="核对结果")),
                (
                    "law",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powerlist.law",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="powerlist.catalogueitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级目录依据",
                "verbose_name_plural": "上级目录依据",
                "ordering": ["item_id", "position"],
            },
        ),
        migrations.AddField(
            model_name="historicallistentry",
            name="item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.catalogueitem",
                verbose_name="上级目录事项",
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="powerlist.catalogueitem",
                verbose_name="上级目录事项",
            ),
        ),
        migrations.AddField(
            model_name="historicalcataloguedecline",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="填写人",
            ),
        ),
        migrations.AddField(
            model_name="historicalcataloguedecline",
            name="item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.catalogueitem",
                verbose_name="上级目录事项",
            ),
        ),
        migrations.AddField(
            model_name="historicalcataloguedecline",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.organisation",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="historicalcataloguehint",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.organisation",
                verbose_name="本县单位",
            ),
        ),
        migrations.AddField(
            model_name="historicalcatalogueitem",
            name="edition",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.catalogueedition",
                verbose_name="最近变动的版本",
            ),
        ),
        migrations.AddField(
            model_name="historicalcatalogueitem",
            name="hint",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.cataloguehint",
                verbose_name="部门",
            ),
        ),
        migrations.AddField(
            model_name="historicalcatalogueitem",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="powerlist.catalogueitem",
                verbose_name="主项",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "applied"), _negated=True), ("applied_at__isnull", False), _connector="OR"
                ),
                name="catalogue_edition_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguehint",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__isnull", True), ("townships", False), _connector="OR"),
                name="hint_one_body_or_townships",
                violation_error_message="由各乡镇实施的，不用再选单位。",
            ),
        ),
        migrations.AddIndex(
            model_name="catalogueitem",
            index=models.Index(fields=["category", "hint", "id"], name="catalogue_by_category"),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("basic_code", ""), _negated=True),
                fields=("level", "basic_code"),
                name="catalogue_basic_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("local_code", ""), _negated=True),
                fields=("level", "local_code"),
                name="catalogue_local_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("basic_code", ""), ("local_code", ""), _negated=True),
                name="catalogue_item_has_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basic_code", ""), ("basic_code__regex", "^[0-9]{4}[0-9A-Z]{2}[0-9]{6}$"), _connector="OR"
                ),
                name="catalogue_basic_code_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="catalogue_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="catalogue_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguedecline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("item", "organisation"),
                name="catalogue_declined_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguedecline",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="catalogue_decline_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguecitation",
            constraint=models.UniqueConstraint(fields=("item", "position"), name="catalogue_citation_once"),
        ),
        migrations.RunSQL(NEST, UNNEST),
        migrations.RunSQL(FIND, "DROP INDEX listversion_sub_named;"),
        append_only(
            "powerlist_historicalcataloguehint",
            "powerlist_historicalcatalogueitem",
            "powerlist_historicalcataloguedecline",
        ),
    ]
