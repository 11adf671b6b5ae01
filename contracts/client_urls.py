from django.urls import URLPattern, URLResolver

app_name = "contracts_client"

urlpatterns: list[URLPattern | URLResolver] = []
