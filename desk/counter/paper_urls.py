"""Addresses of papers; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from desk.counter.views import papers, receipt, registrar, routing

urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/", papers.index, name="papers"),
    path("papers/take-in/", papers.take_in, name="take_in"),
    path("papers/home/", papers.home_panel, name="paper_home"),
    path("papers/client/<int:client>/", papers.client_panel, name="client_papers"),
    path("papers/enquiry/<int:pk>/", papers.enquiry_panel, name="enquiry_papers"),
    path("papers/registrar/", registrar.index, name="registrar"),
    path("papers/registrar/accept/", registrar.accept_many, name="accept_many"),
    path("papers/registrar/panel/", registrar.panel, name="registrar_panel"),
    path("papers/<int:pk>/", papers.page, name="paper"),
    path("papers/<int:pk>/describe/", papers.describe, name="describe"),
    path("papers/<int:pk>/sender/", papers.sender, name="paper_sender"),
    path("papers/<int:pk>/document/", papers.document, name="paper_document"),
    path("papers/<int:pk>/file/<int:file>/", papers.original, name="paper_original"),
    path("papers/<int:pk>/receipt/", receipt.page, name="receipt"),
    path("papers/<int:pk>/receipt/printed/", receipt.printed, name="receipt_printed"),
    path("papers/<int:pk>/hand/", routing.hand, name="hand_paper"),
    path("papers/<int:pk>/take-back/", routing.take_back, name="take_paper_back"),
    path("papers/<int:pk>/give-back/", routing.give_back, name="give_paper_back"),
    path("papers/<int:pk>/accept/", routing.accept, name="accept_paper"),
    path("papers/<int:pk>/reopen/", routing.reopen, name="reopen_paper"),
    path("papers/<int:pk>/correct/", routing.correct, name="correct_paper"),
    path("papers/<int:pk>/drop/", routing.drop, name="drop_paper"),
    path("papers/<int:pk>/pick-up/", routing.pick_up, name="pick_paper_up"),
]
