"""Addresses of the application, the applicant's cases and the desk."""

from django.urls import path

from .views import apply, asked, claims, desk, dispatch, files, guides, halls, mine, preview, window

urlpatterns = [
    path("items/<str:code>/apply/", apply.apply, name="apply"),
    path("items/<str:code>/apply/standing/", apply.standing, name="apply_standing"),
    path("desk/forms/<int:pk>/preview/", preview.form_preview, name="form_preview"),
    path("items/<str:code>/apply/discard/", apply.discard, name="discard_draft"),
    path("me/cases/<str:number>/", mine.my_case, name="my_case"),
    path("me/cases/<str:number>/guide/", guides.my_guide, name="my_guide"),
    path("me/cases/<str:number>/guide/files/<str:what>/<int:pk>/", guides.my_guide_file, name="my_guide_file"),
    path("me/cases/<str:number>/receipt/", mine.receipt, name="receipt"),
    path("me/cases/<str:number>/correct/", mine.correct, name="correct"),
    path("me/cases/<str:number>/withdraw/", mine.withdraw, name="withdraw"),
    path("me/cases/<str:number>/files/<int:pk>/", files.my_file, name="my_file"),
    path("me/claim/", claims.claim, name="claim"),
    path("halls/", halls.halls, name="halls"),
    path("hall/<slug:code>/", halls.hall, name="hall"),
    path("desk/window/", window.window, name="window"),
    path("desk/window/items/<str:code>/", window.receive, name="window_receive"),
    path("desk/window/dispatch/", dispatch.dispatch, name="dispatch"),
    path("desk/window/slips/<str:number>/", dispatch.handover_slip, name="handover_slip"),
    path("desk/window/cases/", window.received, name="window_cases"),
    path("desk/window/cases/<str:number>/", window.received_case, name="window_case"),
    path("desk/window/cases/<str:number>/slip/", window.slip, name="window_slip"),
    path("desk/window/cases/<str:number>/correct/", window.correct, name="window_correct"),
    path("desk/window/cases/<str:number>/withdraw/", window.withdraw, name="window_withdraw"),
    path("desk/", desk.desk, name="desk"),
    path("desk/asked/", asked.asked_list, name="asked_list"),
    path("desk/asked/<int:pk>/", asked.asked_one, name="asked_one"),
    path("desk/asked/<int:pk>/files/<int:file>/", asked.asked_file, name="asked_file"),
    path("desk/cases/<str:number>/", desk.desk_case, name="desk_case"),
    path("desk/cases/<str:number>/reveal/", desk.reveal, name="desk_reveal"),
    path("desk/cases/<str:number>/files/<int:pk>/", files.desk_file, name="desk_file"),
    path("desk/cases/<str:number>/moves/<slug:name>/", desk.move, name="desk_move"),
]
