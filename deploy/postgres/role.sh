#!/bin/sh
# Makes, once, the two roles of the platform. The owner's has the database and its tables; nothing but migrations, backups
# and restores signs in with it. The other is what web, worker and beat sign in with: it owns nothing, and has what
# `manage.py grant_tables` gives it. Neither is a superuser, so that whoever should come to speak through one can read no
# file of the server, run no program and stop no log.
set -eu
psql --quiet --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set owner="$OWNER_ROLE" --set owner_password="$OWNER_PASSWORD" \
  --set role="$APP_ROLE" --set password="$APP_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"owner";
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"role" TO :"role";
SQL
