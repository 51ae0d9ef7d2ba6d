#!/bin/sh
# Draws the secrets of a new installation into deploy/secrets/. What exists is kept: who loses
# receipt_salt loses every receipt code. Keep a copy of the folder where your backups are safe.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets # the folder protects the files; containers read them as another user

draw() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }
put() {
  if [ -e "secrets/$1" ]; then echo "kept  deploy/secrets/$1"; else
    printf %s "$2" >"secrets/$1"
    chmod 444 "secrets/$1"
    echo "drawn deploy/secrets/$1"
  fi
}

put secret_key "$(draw 32)"
put secret_key_fallbacks "" # earlier ones, see docs/operation.md
chmod 644 secrets/secret_key_fallbacks
put receipt_salt "$(draw 16)"
put metrics_token "$(draw 24)"
put postgres_password "$(draw 24)"
put redis_password "$(draw 24)"
put owner_database_url "postgres://ateams:$(cat secrets/postgres_password)@db:5432/ateams"
put database_url "postgres://ateams_web:$(draw 24)@db:5432/ateams"
put redis_url "redis://:$(cat secrets/redis_password)@redis:6379/0"
put email_password "" # write the mail server's password here, if it wants one
chmod 644 secrets/email_password
put identity_providers "" # single sign-on, see docs/operation.md
chmod 644 secrets/identity_providers
