"""The lists beside powers and services: 职责清单, 乡村振兴清单, and the forms of a clearing that is on its way."""

from powerlist import actions
from powerlist.models import SharedDuty

from .chain import walk
from .lists import _imported, _workbook
from .sources import Demo

RESPONSIBILITIES = ["序号", "类别", "职责名称", "职责内容", "职责依据", "相关部门", "职责分工", "承担股室"]
RURAL = ["序号", "类别", "项目名称", "主要内容", "帮扶对象", "帮扶标准", "申请程序", "政策依据", "联系电话", "承办机构"]
DUTIES = ["序号", "“三定”规定主要职责", "承担股室", "具体工作内容", "细化职权名称", "职权类别", "调整意见"]
DETAILS = [
    "序号",
    "项目名称",
    "类别",
    "实施依据",
    "实施对象",
    "承办机构",
    "公开范围",
    "办理数量",
    "收费（征收）依据和标准",
    "调整意见及理由",
]
WATER_LAW = "《中华人民共和国水法》第四十八条"


def build(demo: Demo):
    _responsibilities(demo)
    _rural(demo)
    _clearing(demo)


def _listed(demo: Demo, name: str, kind: str, label: str, header, rows, ago: int):
    """A list of one body from its workbook to publication."""
    body = demo.body(name)
    change_set = _imported(
        demo,
        name,
        kind,
        _workbook(f"{body.name}{label}", header, rows),
        title=f"{body.name}{label}（首次公布）",
        reason=f"编制{label}",
        at=demo.moment(ago, 9),
    )
    walk(
        demo,
        change_set,
        f"fill:{name}",
        ago,
        document="漳政办发〔2026〕45号",
        meeting="县政府第22次常务会议",
        effective_ago=ago - 30,
    )


def _responsibilities(demo: Demo):
    rows = [
        [
            "1",
            "对外职责",
            "取水许可和水资源费征收",
            "受理取水申请，核发取水许可证，征收水资源费。",
            WATER_LAW,
            "",
            "",
            "水政水资源股",
        ],
        [
            "2",
            "对外职责",
            "河道管理范围内建设项目审查",
            "审查河道管理范围内建设项目的工程建设方案。",
            "《中华人民共和国河道管理条例》第十一条",
            "",
            "",
            "河湖管理股",
        ],
        [
            "3",
            "对内职责",
            "水利工程质量与安全监督",
            "对在建水利工程的质量和安全开展监督检查。",
            "",
            "",
            "",
            "建设管理股",
        ],
        [
            "4",
            "职责边界",
            "城区地下水取用管理",
            "城区自备水源井的取用、计量和封停。",
            WATER_LAW,
            "县住房和城乡建设局",
            "县水务局负责取水许可和计量；县住房和城乡建设局负责公共供水管网覆盖范围的认定。由县水务局牵头。",
            "水政水资源股",
        ],
    ]
    _listed(demo, "县水务局", "responsibilities", "职责清单", RESPONSIBILITIES, rows, 120)


def _rural(demo: Demo):
    phone = "0932-4862277"
    rows = [
        [
            "1",
            "帮扶政策",
            "脱贫人口小额信贷贴息",
            "对脱贫户和监测户发展产业的小额信贷给予贴息。",
            "脱贫户、防止返贫监测户",
            "贷款5万元以内、期限3年以内，按贷款市场报价利率贴息",
            "村上申报，乡镇审核，县级复核",
            "",
            phone,
            "产业发展股",
        ],
        [
            "2",
            "帮扶项目",
            "到户产业奖补",
            "对自主发展种植养殖的监测户按规模奖补。",
            "防止返贫监测户",
            "每户不超过5000元",
            "农户申请，村上验收，乡镇公示",
            "",
            phone,
            "产业发展股",
        ],
        [
            "3",
            "帮扶资金",
            "衔接推进乡村振兴补助资金",
            "用于产业发展、小型公益基础设施和就业补助。",
            "脱贫村和示范村",
            "按年度资金计划",
            "项目入库，县级审定，公告公示",
            "",
            phone,
            "计划财务股",
        ],
    ]
    _listed(demo, "县农业农村局", "rural", "乡村振兴清单", RURAL, rows, 110)


def _clearing(demo: Demo):
    """附件1, 附件3 and 附件7 of one body, still being filled; a declared lead that keeps a matter out of 附件4."""
    name = "县水务局"
    duty = "负责水资源的统一管理和监督"
    duties = [
        ["1", duty, "水政水资源股", "取水管理", "取水许可", "行政许可", "保留"],
        ["", "", "", "", "对未经批准擅自取水的处罚", "行政处罚", "保留"],
        ["2", "负责河道管理", "河湖管理股", "河道监管", "对河道采砂的监督检查", "行政监督", "下放：乡镇就近巡查更方便"],
    ]
    details = [
        [
            "1",
            "取水许可",
            "行政许可",
            WATER_LAW,
            "公民、法人或者其他组织",
            "水政水资源股",
            "向社会公开",
            "36",
            "无",
            "保留",
        ],
        [
            "2",
            "对未经批准擅自取水的处罚",
            "行政处罚",
            "《中华人民共和国水法》第六十九条",
            "公民、法人或者其他组织",
            "水政水资源股",
            "向社会公开",
            "4",
            "无",
            "保留",
        ],
    ]
    for kind, label, header, rows in (
        ("duties", "部门职责梳理登记表", DUTIES, duties),
        ("details", "部门行政权力事项分表", DETAILS, details),
    ):
        data = _workbook(label, header, rows)
        _imported(
            demo,
            name,
            kind,
            data,
            title=f"{demo.body(name).name}{label}",
            reason="2026年职权清理",
            at=demo.moment(6, 9),
        )
    people = [
        {
            "role": role,
            "name": demo.invented_name(),
            "position": position,
            "office_phone": "0932-4862277",
            "mobile": mobile,
            "remark": "",
        }
        for role, position, mobile in (
            ("leader", "副局长", "13900000001"),
            ("head", "办公室主任", "13900000002"),
            ("liaison", "科员", "13900000003"),
        )
    ]
    actions.replace_roster(
        actor=demo.people[f"fill:{name}"],
        organisation=demo.body(name),
        people=people,
        reason="报送联络员",
        at=demo.moment(6, 10),
    )
    SharedDuty.objects.create(
        matter="城区地下水取用管理",
        lead=demo.body(name),
        helper=demo.body("县住房和城乡建设局"),
        document="漳政办发〔2026〕45号",
    )
