# Styles and scripts, then Python packages, then what runs: without compilers, as nobody special.

FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY static static
COPY templates templates
COPY ateams/web ateams/web
RUN npm run build

FROM python:3.12-slim-bookworm AS packages
COPY requirements requirements
RUN python -m venv /uv && /uv/bin/pip install -q --require-hashes -r requirements/uv.txt
RUN python -m venv --without-pip /venv \
  && /uv/bin/uv pip install --python /venv/bin/python --compile-bytecode --require-hashes -r requirements/base.txt

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data HOME=/tmp
RUN useradd --uid 10001 --no-create-home --home-dir /tmp ateams && install -d -o ateams -g ateams /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=assets /app/static/build static/build
# Static files need no secret: the demo's settings will do, and its folder goes.
RUN python -m ateams.ops.translations locale \
  && DEMO=1 DATA_DIR=/tmp/build python manage.py collectstatic --noinput -v 0 \
  && rm -rf /tmp/build
USER ateams
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:ateams.ops.gunicorn_config", "--bind", "0.0.0.0:8000", "ateams.wsgi"]
