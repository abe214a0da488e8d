// Agents and drivers that speak a protocol of another log system: they are given this server as if it were that one.

import { type Reachable, type Recipe, urlHost } from './recipe.js';

/** Docker's splunk driver does not start without a token, and one that nobody was given is refused. */
export function splunkHec({ host }: Reachable, port: number): Recipe {
  const options = {
    'log-driver': 'splunk',
    'log-opts': { 'splunk-url': `http://${urlHost(host)}:${port}`, 'splunk-token': 'KEY', tag: '{{.Name}}' },
  };
  return {
    id: 'hec',
    title: 'Docker, and whatever sends to Splunk (HEC)',
    where: '/etc/docker/daemon.json',
    kinds: ['container', 'application'],
    text: JSON.stringify(options, undefined, 2),
    note: `Then: systemctl restart docker. Other senders (Fluent Bit, Vector, logging libraries) take the same address and token, at /services/collector/event. Acknowledgements are off: what is answered is stored.`,
    needsKey: true,
  };
}

export function lokiPush({ host, keyNeeded }: Reachable, port: number): Recipe {
  const key = keyNeeded ? '\n    bearer_token = "KEY"' : '';
  return {
    id: 'loki',
    title: 'Grafana Alloy, Promtail (Loki)',
    kinds: ['server', 'container'],
    where: '/etc/alloy/config.alloy',
    text: `loki.write "lanwarden" {
  endpoint {
    url = "http://${urlHost(host)}:${port}/loki/api/v1/push"${key}
  }
}
local.file_match "logs" {
  path_targets = [{ __path__ = "/var/log/*log", host = constants.hostname }]
}
loki.source.file "logs" {
  targets    = local.file_match.logs.targets
  forward_to = [loki.write.lanwarden.receiver]
}`,
    note: 'Then: systemctl restart alloy. The labels host and app (or unit, container, service_name) become host and program. Promtail: the same address under clients.',
    ...(keyNeeded && { needsKey: true }),
  };
}

export function otlpLogs({ host, keyNeeded }: Reachable, port: number): Recipe {
  const key = keyNeeded ? '\n    headers: { authorization: "Bearer KEY" }' : '';
  return {
    id: 'otlp',
    title: 'OpenTelemetry',
    kinds: ['application', 'container'],
    where: 'The OpenTelemetry Collector’s configuration',
    text: `exporters:
  otlphttp/lanwarden:
    endpoint: http://${urlHost(host)}:${port}${key}
service:
  pipelines:
    logs:
      receivers: [otlp]
      exporters: [otlphttp/lanwarden]`,
    note: 'Logs only: metrics and traces have no place here. An SDK by itself: OTEL_EXPORTER_OTLP_LOGS_ENDPOINT with /v1/logs behind the port, and http/protobuf.',
    ...(keyNeeded && { needsKey: true }),
  };
}

export function dockerGelf({ host }: Reachable, port: number): Recipe {
  const options = {
    'log-driver': 'gelf',
    'log-opts': { 'gelf-address': `udp://${urlHost(host)}:${port}`, tag: '{{.Name}}' },
  };
  return {
    id: 'gelf',
    title: 'Docker, and whatever sends to Graylog (GELF)',
    where: '/etc/docker/daemon.json',
    kinds: ['container', 'application'],
    text: JSON.stringify(options, undefined, 2),
    note: 'Then: systemctl restart docker. The same port takes GELF over TCP (NUL after each message); over HTTP it is /gelf of HTTP ingest.',
  };
}
