#!/bin/sh
# Start PostgreSQL as the official image does, as far as tests need it: POSTGRES_USER,
# POSTGRES_PASSWORD and POSTGRES_DB; what is behind `postgres` is passed on to it.
set -eu

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
as_postgres() { setpriv --reuid 999 --regid 999 --clear-groups -- "$@"; }

mkdir -p "$PGDATA" /tmp
chown 999:999 "$PGDATA"
chmod 1777 /tmp
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
    chown 999:999 /tmp/password
    as_postgres initdb --no-sync --locale=C --encoding=UTF8 -U "$user" \
        --pwfile=/tmp/password --auth=scram-sha-256 -D "$PGDATA"
    rm /tmp/password
    printf 'host all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
    if [ "$database" != postgres ]; then
        printf 'CREATE DATABASE "%s"' "$database" |
            as_postgres postgres --single -j -D "$PGDATA" postgres > /dev/null
    fi
fi
[ "${1:-}" = postgres ] && shift
exec setpriv --reuid 999 --regid 999 --clear-groups -- \
    postgres -D "$PGDATA" -c "listen_addresses=*" -c unix_socket_directories=/tmp "$@"
