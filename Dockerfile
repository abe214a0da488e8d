# Lanwarden in a container: one image for `serve` and for `collect`. docs/deployment.md tells how to run it.
#   docker build -t lanwarden .
#   docker run -d --name lanwarden -v lanwarden-data:/data -p 8080:8080 -p 8088:8088 -p 514:5514/udp -p 514:5514/tcp \
#     -e LANWARDEN_PORTAL__DEVICES__UDP=514 -e LANWARDEN_PORTAL__DEVICES__TCP=514 lanwarden

FROM node:24-bookworm AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package runs a script of its own but sqlite3, which gets or compiles its binary.
RUN npm ci --ignore-scripts && npm rebuild sqlite3
COPY tsconfig.json ./
COPY bin bin
COPY config config
COPY src src
COPY modules modules
COPY parsers parsers
COPY views views
# What only the build needs goes, and the optional tfjs-node, which has no library without its script: training runs on WebAssembly.
RUN npm run build && npm uninstall --no-save --omit=dev --ignore-scripts @tensorflow/tfjs-node

FROM node:24-bookworm-slim
# One heap for all threads of glibc, as `npm start` has it.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 LANWARDEN_DATA__DIR=/data HOME=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY config/example.yaml config/example.yaml
COPY LICENSE ./
RUN ln -s /app/bin/lanwarden.mjs /usr/local/bin/lanwarden && install -d -o 10001 -g 10001 -m 700 /data
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
VOLUME /data
# Portal; HTTP ingest; syslog; syslog over TLS and RELP, which are off until they are configured.
EXPOSE 8080/tcp 8088/tcp 5514/udp 5514/tcp 6514/tcp 2514/tcp
# SIGTERM: the portal ends, its collector commits what it has and ends; within ten seconds.
STOPSIGNAL SIGTERM
# Its output (docker inspect) says what is wrong. A collector alone is asked on 8088, see compose.postgres.yaml.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then(async (answer) => { console.log(await answer.text()); process.exitCode = answer.ok ? 0 : 1; })"]
ENTRYPOINT ["node", "--max-old-space-size=1024", "--max-semi-space-size=3", "/app/bin/lanwarden.mjs"]
CMD ["serve"]
