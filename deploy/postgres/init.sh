#!/bin/sh
# Makes the databases and their users; PostgreSQL's image runs it once, on an empty volume.
#
# Tandem's tables belong to tandem_owner, whom `tandem migrate` comes as. Worker and web come as tandem_app, who
# may read and write, and change no table.
set -eu
secrets=${SECRETS:-/run/secrets}
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" \
  --set owner="$(cat "$secrets/owner_password")" \
  --set app="$(cat "$secrets/app_password")" \
  --set temporal="$(cat "$secrets/temporal_password")" << 'SQL'
CREATE ROLE tandem_owner LOGIN PASSWORD :'owner';
CREATE ROLE tandem_app LOGIN PASSWORD :'app';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE tandem OWNER tandem_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
\connect tandem
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO tandem_owner;
SQL
