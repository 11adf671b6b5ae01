from django.urls import URLPattern, URLResolver, path

from registry.views import checks, evidence, mandates, names, proofs, readings, status

app_name = "registry"

urlpatterns: list[URLPattern | URLResolver] = [
    path("names/", names.like, name="names"),
    path("unanswered/", checks.unanswered, name="unanswered"),
    path("status/", status.status, name="status"),
    path("status/<int:pk>/open/", status.open_line, name="open_line"),
    path("client/<int:client>/", evidence.history, name="history"),
    path("client/<int:client>/panel/", checks.client_panel, name="client_panel"),
    path("client/<int:client>/ask/", checks.ask, name="ask"),
    path("client/<int:client>/mandates/", mandates.panel, name="mandates"),
    path("client/<int:client>/mandates/<int:person>/", mandates.ask, name="ask_mandates"),
    path("<int:pk>/", evidence.page, name="page"),
    path("<int:pk>/read/", readings.read_text, name="read"),
    path("<int:pk>/proof/", proofs.take_print_out, name="take_print_out"),
    path("client/<int:client>/proof/", proofs.take_standing, name="take_standing"),
    path("reading/<int:pk>/withdraw/", readings.withdraw, name="withdraw_reading"),
    path("reading/<int:pk>/end/", readings.end, name="end_reading"),
    path("proof/<int:pk>/", proofs.page, name="proof"),
    path("proof/<int:pk>/file/", proofs.file, name="proof_file"),
    path("proof/<int:pk>/withdraw/", proofs.withdraw, name="withdraw_proof"),
    path("proof/<int:pk>/end/", proofs.end, name="end_proof"),
    path("<int:pk>/again/", checks.again, name="again"),
    path("answer/<int:pk>/", evidence.raw, name="raw"),
]
