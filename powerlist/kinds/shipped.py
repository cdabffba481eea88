"""Lists that are nothing but their declaration: 职责清单 and 乡村振兴清单 (扶贫清单 before 2021).

Their columns are the product's default; no official form of them is on record for the county (docs/domain.md).
"""

from .fields import Field, FieldType
from .lists import REMARK, Kind, Layout, Shelf, basis, declare

declare(
    Kind(
        key="responsibilities",
        label="职责清单",
        mark="B1",
        name_label="职责名称",
        office_label="承担股室",
        categories=(("31", "对外职责"), ("32", "对内职责"), ("33", "职责边界")),
        shelf=Shelf(
            "responsibilities",
            "职责清单",
            "部门对外管什么、对内做什么、与别的部门怎样分工，都写在这里：一件事归谁管，看职责边界。",
        ),
        fields=(
            Field("content", "职责内容", required=True, hint="具体做什么；职责边界写管理事项"),
            basis("职责依据"),
            Field("partners", "相关部门", FieldType.BODIES, hint="职责边界必填：涉及的其他部门，用顿号分开"),
            Field("division", "职责分工", hint="职责边界必填：各部门分别负责哪一段，谁牵头谁配合"),
            Field("example", "案例"),
            REMARK,
        ),
        layout=Layout(blocks=True),
    )
)

declare(
    Kind(
        key="rural",
        label="乡村振兴清单",
        mark="B2",
        name_label="项目名称",
        categories=(("41", "帮扶政策"), ("42", "帮扶项目"), ("43", "帮扶资金")),
        shelf=Shelf(
            "rural",
            "乡村振兴清单",
            "面向农村和脱贫人口的政策、项目和资金：帮什么、帮谁、怎么申请、找哪个单位。",
        ),
        lead="县委编办",
        update_days=20,
        fields=(
            Field("content", "主要内容", required=True),
            Field("target", "帮扶对象"),
            Field("standard", "帮扶标准"),
            Field("procedure", "申请程序"),
            basis("政策依据"),
            Field("phone", "联系电话", FieldType.TEXT, hint="带区号，如 0932-4862277"),
            REMARK,
        ),
        layout=Layout(blocks=True),
    )
)
