# Web, worker, beat and the migration job are this one image; see docker-compose.yml.
FROM python:3.13-slim-bookworm

# Without libharfbuzz-subset0 documents would be rendered slower, and differently each time.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig-config fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*

# Backups need pg_dump of the server's version (docker-compose.yml), which the distribution does not have.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-common ca-certificates \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
# The packages of pyproject.toml without its dev group, at the versions and hashes of the lock.
COPY requirements-uv.lock requirements.lock pyproject.toml ./
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
 && python -m venv /opt/venv \
 && /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python \
    --verify-hashes -r pyproject.toml -c requirements.lock \
 && rm -rf /opt/uv
ENV PATH=/opt/venv/bin:$PATH DJANGO_SETTINGS_MODULE=desk.settings PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8

COPY . .
# The keys of this line are for collecting only; the running desk gets its own.
RUN python -m launch.translations \
 && SECRET_KEY=build ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    STATIC_ROOT=/app/static-collected python manage.py collectstatic --noinput -v 0 \
 && useradd --system --create-home desk && mkdir /data && chown desk: /data
USER desk
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "desk.asgi:application", "--host=0.0.0.0", "--port=8000", "--no-access-log"]
