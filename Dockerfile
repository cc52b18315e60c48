# The image of every process of the desk: `omega` is its entry point, and what it does is the command (docs/image.md).
FROM docker.io/library/python:3.11-slim-bookworm AS base

# The libraries, in a folder of their own that has neither pip nor its cache.
FROM base AS libraries
RUN python3 -m venv /pip && python3 -m venv --without-pip /opt/omega
COPY requirements.lock /build/
RUN /pip/bin/pip --python /opt/omega/bin/python install \
        --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r /build/requirements.lock

# The desk itself, as a wheel: what changes with each version is a layer of a few megabytes.
FROM libraries AS desk
COPY . /build/
RUN /pip/bin/pip --python /opt/omega/bin/python install \
        --no-cache-dir --disable-pip-version-check --no-index --no-deps --no-build-isolation --prefix /desk /build

# What only building and testing need is left out of the result.
FROM libraries AS slim
RUN /pip/bin/pip --python /opt/omega/bin/python uninstall --yes --disable-pip-version-check \
        editables hatchling pathspec pluggy trove-classifiers \
    && find /opt/omega -type d -name tests -prune -exec rm -r {} +

# The result: it has no pip, no compiler, and no way to become another user.
FROM base AS runtime
RUN groupadd --gid 10001 omega \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /home/omega --shell /usr/sbin/nologin omega \
    && install --directory --owner 10001 --group 10001 --mode 0700 /home/omega /home/omega/state \
    && rm -rf /usr/local/bin/pip* /usr/local/lib/python3.11/ensurepip /usr/local/lib/python3.11/site-packages/* \
        /usr/lib/python3/dist-packages/pip* /usr/lib/python3.11/ensurepip /usr/share/python-wheels \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} +
COPY --from=slim /opt/omega /opt/omega
COPY --from=desk /desk /opt/omega
ENV PATH=/opt/omega/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMEGA_HOME=/home/omega/state \
    OMEGA_LOG=json \
    OMEGA_MONITORING__HOST=0.0.0.0 \
    OMEGA_MONITORING__PORT=8080
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Omega Bot Farm" \
      org.opencontainers.image.description="A chat-first trading desk that lives in Discord" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 10001:10001
WORKDIR /home/omega
VOLUME /home/omega/state
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["omega", "health"]
ENTRYPOINT ["omega"]
CMD ["run"]
