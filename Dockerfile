# adrs with its jail. Build it from a clone:      docker build -t adrs .
# A problem that comes with it:                   docker run --rm JAIL -v "$PWD/runs:/work/runs" adrs run cant-be-late
# A project of your own, after npm install in it: docker run --rm JAIL -v "$PWD:/work" --entrypoint npx adrs adrs run
#
# JAIL is what bubblewrap needs of Docker and Podman, to make user namespaces and to mount a /proc of its own:
#   --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined
# Without it adrs runs, and says that its workers have no jail: docker run --rm adrs doctor

FROM node:24-bookworm-slim AS package
WORKDIR /adrs
COPY . .
RUN npm ci && npm pack --pack-destination /tmp

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap \
  && rm -rf /var/lib/apt/lists/*
COPY --from=package /tmp/adrs-lab-*.tgz /tmp/
RUN npm install --global --loglevel=error /tmp/adrs-lab-*.tgz \
  && npm cache clean --force \
  && rm /tmp/adrs-lab-*.tgz \
  && install -d -o node -g node /work
USER node
WORKDIR /work
ENTRYPOINT ["adrs"]
CMD ["--help"]
