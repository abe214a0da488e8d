// The API server's audit log: {"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"create","user":{"username":..},"sourceIPs":[..],..}.
// https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/

import type { Fields, Level } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { membersOf } from '#src/event/json-text.js';
import {
  CONFIGURATION_ACCESS,
  CONFIGURATION_CHANGE,
  event,
  type Kind,
  LOGON,
  PROCESS_START,
  USER_CHANGE,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Body = Readonly<Record<string, unknown>>;

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** Reviews are made with `create` and change nothing. */
const REVIEWS = /(?:review|reviews)$/;
const RIGHTS: ReadonlySet<string> = new Set(['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']);
const SHELLS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'ephemeralcontainers']);

export function readClusterAudit(body: Body): Fields | undefined {
  const { apiVersion, verb } = body;
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith('audit.k8s.io/') || typeof verb !== 'string') return undefined;
  const object = membersOf(body['objectRef']);
  const code = membersOf(body['responseStatus'])['code'];
  const user = membersOf(body['user'])['username'];
  const [action, kind, level] = kindOf(verb, object);
  const fields = event(action, kind, level);
  if (typeof code === 'number' && Number.isSafeInteger(code) && code > 0) putResult(fields, code);
  put(fields, 'user.name', wordOf(user));
  putUserOf(fields, body['impersonatedUser']);
  putPeer(fields, body['sourceIPs']);
  putTime(fields, body['stageTimestamp'] ?? body['requestReceivedTimestamp']);
  put(fields, 'user_agent.original', wordOf(body['userAgent']));
  put(fields, 'url.original', wordOf(body['requestURI']));
  put(fields, 'kubernetes.verb', verb);
  put(fields, 'kubernetes.stage', wordOf(body['stage']));
  put(fields, 'kubernetes.audit_id', wordOf(body['auditID']));
  put(fields, 'orchestrator.namespace', wordOf(object['namespace']));
  put(fields, 'orchestrator.resource.type', wordOf(object['resource']));
  put(fields, 'orchestrator.resource.name', wordOf(object['name']));
  put(fields, 'kubernetes.subresource', wordOf(object['subresource']));
  put(fields, 'event.reason', wordOf(membersOf(body['responseStatus'])['message']));
  return fields;
} // prettier-ignore

function kindOf(verb: string, object: Body): readonly [string, Kind, Level] {
  const resource = wordOf(object['resource']) ?? '';
  const isWrite = WRITES.has(verb) && !REVIEWS.test(resource);
  if (SHELLS.has(wordOf(object['subresource']) ?? '')) return ['container_command', PROCESS_START, 3];
  if (RIGHTS.has(resource) && isWrite) return ['permission_changed', USER_CHANGE, 3];
  if (resource === 'secrets' && !isWrite) return ['secret_read', CONFIGURATION_ACCESS, 2];
  if (!isWrite) return ['cluster_read', CONFIGURATION_ACCESS, 1];
  return ['cluster_changed', CONFIGURATION_CHANGE, verb.startsWith('delete') ? 2 : 1];
}

/** 401: nobody that the cluster knows; 403: somebody who may not. */
function putResult(fields: Fields, code: number): void {
  fields['event.outcome'] = code < 400 ? 'success' : 'failure';
  fields['http.response.status_code'] = code;
  if (code === 401) Object.assign(fields, event('application_login', LOGON, 3, 'failure'));
  if (code === 403) Object.assign(fields, { 'event.severity': 3, 'event.type': ['denied'] });
}

function putUserOf(fields: Fields, impersonated: unknown): void {
  put(fields, 'user.target.name', wordOf(membersOf(impersonated)['username']));
}

/** The last is the connection's; those before it are what the client or a proxy claims (X-Forwarded-For). */
function putPeer(fields: Fields, ips: unknown): void {
  if (!Array.isArray(ips)) return;
  const all = (ips as unknown[]).filter((ip): ip is string => typeof ip === 'string').slice(-20);
  put(fields, 'source.ip', all.at(-1), 'kubernetes.source');
  if (all.length > 1) put(fields, 'kubernetes.forwarded_for', all.slice(0, -1).join(', '));
}

function putTime(fields: Fields, text: unknown): void {
  const time = readForeignTime(text);
  if (time !== undefined) fields['@timestamp'] = time;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
