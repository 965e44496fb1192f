# The demonstration for those who like a container; its maps are in the folder `maps` afterwards.
#   docker build --tag hotspots .
#   docker run --rm --volume "$PWD/maps:/hotspots/maps" hotspots
FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /hotspots
COPY . .
RUN make ready PYTHON=python3
# Extras on top, by the same pins: compose.yaml asks for "cluster", compose.serve.yaml for "web,postgres".
# uv trusts the certificates that the machine trusts, as it does under make.
ENV UV_SYSTEM_CERTS=1
ARG EXTRA=""
RUN test -z "$EXTRA" || .venv/bin/uv pip install --python .venv/bin/python --no-build-isolation \
    --constraint requirements.lock --constraint requirements-web.lock \
    --constraint requirements-dev.lock --editable ".[$EXTRA]"
CMD ["make", "demo"]
