// What the labels of a Loki stream say: which of them name host and program is a custom of the agents, not of the protocol.

import { extend, makeEnvelope, type Envelope } from '#src/event/envelope.js';
import type { Entry, Labels } from './loki-streams.js';

/** The nearest to the device first. `instance` may be an address with a port. */
const HOSTS = ['host', 'hostname', 'host_name', 'nodename', 'node_name', 'node', 'computer', 'machine', 'instance'];
const PROGRAMS = [
  'syslog_identifier',
  'SYSLOG_IDENTIFIER',
  'app',
  'app_name',
  'appname',
  'application',
  'program',
  'app_kubernetes_io_name',
  'container',
  'container_name',
  'compose_service',
  'service_name',
  'service',
  'unit',
  'systemd_unit',
  'job',
];
/** What agents call their inputs. */
const NO_PROGRAMS: ReadonlySet<string> = new Set([
  'varlogs',
  'varlog',
  'systemd-journal',
  'journal',
  'journald',
  'syslog',
  'docker',
  'dockerlogs',
  'containers',
  'containerlogs',
  'fluent-bit',
  'fluentbit',
  'fluentd',
  'vector',
  'promtail',
  'unknown_service',
  'logs',
  'windows',
]);
/** Debian's unit is called otherwise than the program in it. */
const UNITS: Readonly<Record<string, string>> = { ssh: 'sshd' };

export function lokiEnvelope(labels: Labels): Envelope {
  return makeEnvelope('loki', named(labels), [labels]);
}

/** With the entry's time and its structured metadata, which count before the stream's labels. */
export function withEntry(stream: Envelope, { time, metadata }: Entry): Envelope {
  const own = metadata === undefined ? stream : extend(stream, makeEnvelope('loki', named(metadata), [metadata]));
  return time > 0 ? { ...own, time } : own;
}

function named(labels: Labels): { readonly host?: unknown; readonly app?: unknown } {
  const host = HOSTS.map((name) => labels[name]).find((value) => typeof value === 'string' && value !== '');
  const app = PROGRAMS.map((name) => programOf(labels[name])).find((value) => value !== undefined);
  return { host: typeof host === 'string' ? host.replace(/^([^:]+):\d{1,5}$/, '$1') : undefined, app };
}

/** `ssh.service` -> `sshd`, `default/web` -> `web`. */
function programOf(label: unknown): string | undefined {
  if (typeof label !== 'string' || label === '' || NO_PROGRAMS.has(label.toLowerCase())) return undefined;
  const name = label.replace(/\.(?:service|scope|socket|timer)$/, '');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return UNITS[last] ?? (last || undefined);
}
