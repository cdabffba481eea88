from django.urls import path

from .views import absence, messages, profile, registration, session

urlpatterns = [
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", session.Logout.as_view(), name="logout"),
    path("password/", session.password_change, name="password_change"),
    path("password/forgot/", session.password_forgot, name="password_forgot"),
    path("password/reset/", session.password_reset, name="password_reset"),
    path("register/", registration.register, name="register"),
    path("register/identity/", registration.register_identity, name="register_identity"),
    path("register/password/", registration.register_password, name="register_password"),
    path("desk/absence/", absence.absence, name="absence"),
    path("desk/absence/<int:pk>/back/", absence.back, name="absence_back"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/address/", profile.change_address, name="profile_address"),
    path("me/profile/mobile/", profile.change_mobile, name="profile_mobile"),
    path("me/profile/mobile/code/", profile.confirm_mobile, name="profile_mobile_code"),
    path("me/profile/data/", profile.download, name="profile_data"),
    path("me/profile/close/", profile.close, name="profile_close"),
    path("me/messages/", messages.inbox, name="messages"),
    path("me/messages/read/", messages.read_messages, name="read_messages"),
    path("me/messages/<int:pk>/open/", messages.open_message, name="open_message"),
    path("me/settings/notices/", messages.notice_settings, name="notice_settings"),
    path("me/settings/notices/mail/", messages.mail, name="notice_mail"),
    path("me/settings/notices/mail/<str:token>/", messages.confirm_mail, name="notice_mail_confirm"),
]
