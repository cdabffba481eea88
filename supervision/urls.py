"""Addresses of supervision; the rating stands with the applicant's own matters."""

from django.urls import path

from .views import bulletins, complaints, hearing, ratings, rules, service, watch

app_name = "supervision"

urlpatterns = [
    path("supervision/", watch.board, name="board"),
    path("supervision/alerts/<int:pk>/", watch.alert, name="alert"),
    path("supervision/cases/<str:number>/", watch.case, name="case"),
    path("supervision/rules/", rules.catalogue, name="rules"),
    path("supervision/rules/<str:code>/", rules.rule, name="rule"),
    path("supervision/rules/<str:code>/propose/", rules.propose, name="propose_rule"),
    path("supervision/rules/<str:code>/decide/", rules.decide, name="decide_rule"),
    path("supervision/rules/<str:code>/take-back/", rules.take_back, name="take_back_rule"),
    path("supervision/ratings/", ratings.ratings, name="ratings"),
    path("supervision/service/", service.rates, name="service"),
    path("supervision/service/<slug:key>/", service.rows, name="service_rows"),
    path("supervision/bulletins/", bulletins.index, name="bulletins"),
    path("supervision/bulletins/draft/", bulletins.draft, name="draft_bulletin"),
    path("supervision/bulletins/<int:pk>/", bulletins.one, name="bulletin"),
    path("supervision/bulletins/<int:pk>/<slug:move>/", bulletins.act, name="bulletin_act"),
    path("open/bulletins/", bulletins.public_index, name="public_bulletins"),
    path("open/bulletins/<int:pk>/", bulletins.public, name="public_bulletin"),
    path("open/bulletins/<int:pk>.json", bulletins.data, name="bulletin_data"),
    path("desk/alerts/", watch.staff_alerts, name="staff_alerts"),
    path("desk/alerts/read/", watch.read_staff_alerts, name="read_staff_alerts"),
    path("me/cases/<str:number>/rate/", ratings.rate, name="rate"),
    path("complain/", complaints.choose, name="complain"),
    path("complain/accuse/", complaints.accuse, name="accuse"),
    path("complain/track/", complaints.look_up, name="complaint_ask"),
    path("complain/track/files/<int:pk>/", complaints.answer_file, name="complaint_answer_file"),
    path("complain/<slug:kind>/", complaints.complain, name="complain_kind"),
    path("me/complaints/", complaints.mine, name="my_complaints"),
    path("me/complaints/<str:number>/", complaints.my_complaint, name="my_complaint"),
    path("me/complaints/<str:number>/files/<int:pk>/", complaints.my_file, name="my_complaint_file"),
    path("desk/complaints/", hearing.complaint_list, name="desk_complaints"),
    path("desk/complaints/new/", hearing.enter, name="enter_complaint"),
    path("desk/complaints/new/<slug:kind>/", hearing.enter, name="enter_complaint_kind"),
    path("desk/complaints/<str:number>/", hearing.one, name="desk_complaint"),
    path("desk/complaints/<str:number>/done/", hearing.done, name="desk_complaint_done"),
    path("desk/complaints/<str:number>/contact/", hearing.reveal, name="desk_complaint_contact"),
    path("desk/complaints/<str:number>/files/<int:pk>/", hearing.file, name="desk_complaint_file"),
    path("desk/complaints/<str:number>/<slug:move>/", hearing.act, name="desk_complaint_act"),
    path("supervision/complaints/", hearing.watch, name="watch_complaints"),
]
