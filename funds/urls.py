from django.urls import path, re_path

from .views import (
    allocations,
    calls,
    calls_open,
    checks,
    experts,
    home,
    imports,
    measures,
    open,
    open_allocations,
    projects,
    schemes,
    spending,
)

app_name = "funds"

FUND = r"(?P<code>F[0-9A-Za-z-]{3,49})"

urlpatterns = [
    # the public pages
    path("open/funds/", open.fund_list, name="list"),
    # the desk and one fund
    path("desk/funds/", home.desk, name="desk"),
    re_path(rf"^desk/funds/{FUND}/$", home.fund, name="desk_fund"),
    # allocations and schemes
    path("desk/funds/allocations/", allocations.allocation_list, name="desk_allocations"),
    path("desk/funds/allocations/new/", allocations.new, name="allocation_new"),
    path("desk/funds/allocations/<str:number>/", allocations.allocation, name="desk_allocation"),
    path("desk/funds/allocations/<str:number>/edit/", allocations.edit, name="allocation_edit"),
    path("desk/funds/allocations/<str:number>/act/<str:name>/", allocations.move, name="allocation_act"),
    path("desk/funds/allocations/<str:number>/publish/", allocations.disclose, name="allocation_publish"),
    path("desk/funds/allocations/<str:number>/shares/", allocations.shares, name="allocation_shares"),
    path("desk/funds/allocations/<str:number>/projects/", allocations.take, name="allocation_projects"),
    path("desk/funds/allocations/<str:number>/pay/", allocations.pay, name="allocation_pay"),
    path("desk/funds/allocations/<str:number>/payments/<int:pk>/reverse/", allocations.reverse, name="payment_reverse"),
    path("desk/funds/allocations/<str:number>/compare/", schemes.compare, name="desk_compare"),
    path("desk/funds/allocations/<str:number>/schemes/new/", schemes.new, name="scheme_new"),
    path("desk/funds/allocations/<str:number>/schemes/<int:pk>/", schemes.scheme, name="desk_scheme"),
    path("desk/funds/allocations/<str:number>/schemes/<int:pk>/compute/", schemes.compute, name="scheme_compute"),
    path("desk/funds/allocations/<str:number>/schemes/<int:pk>/choose/", schemes.choose, name="scheme_choose"),
    path("desk/funds/allocations/<str:number>/schemes/<int:pk>/drop/", schemes.drop, name="scheme_drop"),
    path("desk/funds/allocations/<str:number>/schemes/<int:pk>/sheet/", schemes.sheet, name="scheme_sheet"),
    path("open/funds/recompute.py", open_allocations.script, name="recompute"),
    path("open/funds/<str:code>/allocations/<str:number>/", open_allocations.allocation, name="allocation"),
    re_path(
        r"^open/funds/(?P<code>[^/]+)/allocations/(?P<number>[^/]+)/download\.(?P<ending>csv|json|xlsx)$",
        open_allocations.download,
        name="allocation_file",
    ),
    # spending
    path("desk/funds/spending/", spending.overview, name="desk_spending"),
    path("desk/funds/spending/<str:code>/<int:year>/", spending.fund, name="desk_fund_spending"),
    path("desk/funds/spending/<str:code>/<int:year>/<int:month>/sheet/", spending.sheet, name="month_sheet"),
    # imports
    path("desk/funds/imports/new/", imports.new, name="import_new"),
    path("desk/funds/imports/<int:pk>/", imports.job, name="import"),
    path("desk/funds/imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("desk/funds/imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("desk/funds/imports/<int:pk>/file/", imports.original, name="import_file"),
    # calls
    path("open/funds/notices/", calls_open.notices, name="notices"),
    path("open/funds/calls/", calls_open.call_list, name="calls"),
    path("open/funds/calls/<str:number>/", calls_open.one, name="call"),
    path("open/funds/calls/<str:number>/objection/", calls_open.objection, name="objection"),
    path("desk/funds/calls/", calls.call_list, name="desk_calls"),
    path("desk/funds/calls/new/", calls.write, name="call_new"),
    path("desk/funds/calls/<str:number>/", calls.one, name="desk_call"),
    path("desk/funds/calls/<str:number>/edit/", calls.write, name="call_edit"),
    path("desk/funds/calls/<str:number>/objections/<int:pk>/<str:what>/", calls.objection, name="desk_objection"),
    path("desk/funds/calls/<str:number>/seats/<int:pk>/paper/", experts.paper, name="seat_paper"),
    path("desk/funds/calls/<str:number>/seats/<int:pk>/release/", experts.release, name="seat_release"),
    path("desk/funds/calls/<str:number>/scans/<int:pk>/", experts.scan, name="score_scan"),
    path("desk/funds/calls/<str:number>/<str:move>/", calls.act, name="call_act"),
    # projects
    path("desk/funds/projects/", checks.library, name="desk_projects"),
    path("desk/funds/projects/<str:number>/<str:call>/", checks.one, name="desk_application"),
    path("desk/funds/projects/<str:number>/<str:call>/contact/", checks.contact, name="application_contact"),
    path("desk/funds/projects/<str:number>/<str:call>/files/<int:pk>/", checks.desk_file, name="application_file"),
    path("desk/funds/projects/<str:number>/<str:call>/<str:move>/", checks.act, name="application_act"),
    path("me/projects/", projects.mine, name="my_projects"),
    path("me/projects/new/", projects.write, name="project_new"),
    path("me/projects/<str:number>/", projects.one, name="my_project"),
    path("me/projects/<str:number>/edit/", projects.write, name="project_edit"),
    path("me/projects/<str:number>/<str:call>/", projects.filing, name="my_filing"),
    path("me/projects/<str:number>/<str:call>/begin/", projects.begin, name="filing_begin"),
    path("me/projects/<str:number>/<str:call>/carry/", projects.carry, name="filing_carry"),
    path("me/projects/<str:number>/<str:call>/withdraw/", projects.withdraw, name="filing_withdraw"),
    path("me/projects/<str:number>/<str:call>/files/<int:pk>/", projects.my_file, name="my_filing_file"),
    # experts
    path("desk/funds/experts/", experts.register, name="experts"),
    path("desk/funds/experts/new/", experts.write, name="expert_new"),
    path("desk/funds/experts/<int:pk>/", experts.write, name="expert"),
    path("desk/funds/experts/seats/", experts.seats, name="seats"),
    path("desk/funds/experts/seats/<int:pk>/", experts.seat, name="seat"),
    path("desk/funds/experts/seats/<int:pk>/<str:what>/", experts.seat_act, name="seat_act"),
    path("desk/funds/experts/seats/<int:pk>/projects/<str:application>/", experts.marks, name="seat_marks"),
    path(
        "desk/funds/experts/seats/<int:pk>/projects/<str:application>/<str:file>/", experts.seat_file, name="seat_file"
    ),
    # measures
    path("desk/funds/<str:code>/measures/", measures.desk, name="desk_measures"),
    path("desk/funds/<str:code>/papers/new/<str:kind>/", measures.new, name="paper_new"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/", measures.desk_file, name="desk_paper"),
    path("desk/funds/<str:code>/papers/<str:kind>/<int:pk>/<str:name>/", measures.act, name="paper_act"),
    path("open/funds/<str:code>/measures/", measures.public, name="measures"),
    path("open/funds/<str:code>/measures/<int:number>/", measures.public_measure, name="measure_file"),
    path("open/funds/<str:code>/documents/<int:pk>/", measures.public_document, name="document_file"),
]
