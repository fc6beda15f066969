#!/bin/sh
# Makes the secrets of an installation by deploy/compose.yaml, each in a file of its own. What is there is kept.
#
#     deploy/make-secrets.sh [FOLDER]
#
# POSTGRES is where the database is, HOST:PORT; else it is the one of the compose file.
#
# The folder is for its owner alone; the files in it are for everybody, so that each container's own user can
# read what it is given of them. Save `keys` and `link_secret` with every back-up of the database.
set -eu
folder=${1:-$(dirname "$0")/secrets}
postgres=${POSTGRES:-postgres:5432}
mkdir -p "$folder"
chmod 0700 "$folder"

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

keep() { # NAME TEXT
  # Whole or not at all: an empty one, as a full disk leaves it, would be kept for ever.
  [ -s "$folder/$1" ] || { printf '%s\n' "$2" > "$folder/$1.new"; mv -f "$folder/$1.new" "$folder/$1"; }
  chmod 0444 "$folder/$1"
}

for name in postgres_password owner_password app_password temporal_password grafana_password link_secret; do
  keep "$name" "$(random)"
done
keep keys "key-$(random | cut -c 1-8):$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
keep owner_database_url "postgresql://tandem_owner:$(cat "$folder/owner_password")@$postgres/tandem"
keep database_url "postgresql://tandem_app:$(cat "$folder/app_password")@$postgres/tandem"
# Temporal reads its password from its environment only.
keep temporal.env "POSTGRES_PWD=$(cat "$folder/temporal_password")
SQL_PASSWORD=$(cat "$folder/temporal_password")"
echo "The secrets are in $folder."
