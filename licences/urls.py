"""Addresses of licences."""

from django.urls import path, re_path

from . import api
from .views import desk, imports, register, verify, wallet

IMPORT = "desk/licences/imports/(?P<pk>[0-9]{1,18})"

urlpatterns = [
    path("licences/verify/", verify.verify, name="verify_licence"),
    path("licences/<str:number>/file/", verify.licence_file, name="licence_file"),
    path("licences/<str:number>/acts/<str:pk>/", wallet.act_file, name="licence_act_file"),
    path("licences/<str:number>/versions/<str:version>/", wallet.version_file, name="licence_version_file"),
    path("open/licences/", register.register, name="licence_register"),
    re_path(r"^open/licences/download\.(?P<ending>csv|json|xlsx)$", register.download, name="licence_download"),
    path("open/licences/<str:number>/", register.licence, name="licence_public"),
    path("me/licences/", wallet.wallet, name="my_licences"),
    path("me/licences/new/", wallet.add, name="my_licence_new"),
    path("me/licences/<str:number>/", wallet.licence, name="my_licence"),
    path("me/licences/<str:number>/qr.svg", wallet.qr, name="my_licence_qr"),
    path("api/v1/licences/", api.Licences.as_view(), name="api_licences"),
    path("api/v1/licences/batch/", api.Batch.as_view(), name="api_licences_batch"),
    path("desk/licences/", desk.desk, name="desk_licences"),
    path("desk/licences/holder/", desk.of_holder, name="desk_licences_of_holder"),
    path("desk/licences/new/", desk.enter, name="desk_licence_new"),
    path("desk/licences/imports/", imports.new, name="desk_licence_imports"),
    path("desk/licences/imports/template.xlsx", imports.template, name="desk_licence_import_template"),
    re_path(r"^desk/licences/imports/(?P<pk>[0-9]{1,18})/$", imports.job, name="desk_licence_import"),
    re_path(rf"^{IMPORT}/progress/$", imports.progress, name="desk_licence_import_progress"),
    re_path(rf"^{IMPORT}/apply/$", imports.apply, name="desk_licence_import_apply"),
    re_path(rf"^{IMPORT}/confirm/$", imports.confirm, name="desk_licence_import_confirm"),
    path("desk/licences/<str:number>/", desk.licence, name="desk_licence"),
    path("desk/licences/<str:number>/reveal/", desk.reveal, name="desk_licence_reveal"),
    path("desk/licences/<str:number>/check/", desk.check, name="desk_licence_check"),
    path("desk/licences/<str:number>/propose/<str:kind>/", desk.propose, name="desk_licence_propose"),
    path("desk/licences/<str:number>/<str:name>/", desk.move, name="desk_licence_move"),
]
