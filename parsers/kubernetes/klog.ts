// What the cluster's own programs say: klog (`I1120 10:00:01.123456    1234 server.go:123] "Started kubelet" pod="ns/web-1"`), k3s and
// rke2 (logrus), etcd (zap's JSON). https://github.com/kubernetes/klog

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { event, LOGON, PROCESS_ERROR, PROCESS_INFO } from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';

const KLOG = /^([IWEF])(\d{4}) \d\d:\d\d:\d\d\.\d{6} +\d{1,10} ([\w./-]{1,100}\.go:\d{1,6})\] /;
const SEVERITIES: Readonly<Record<string, number>> = { I: 6, W: 4, E: 3, F: 2, debug: 7, info: 6, warn: 4, warning: 4, error: 3, dpanic: 2, panic: 2, fatal: 2 }; // prettier-ignore
const MAPPING: Mapping = {
  prefix: 'kubernetes',
  names: new Map([
    ['err', 'event.reason'],
    ['error', 'event.reason'],
    ['containerName', 'container.name'],
    ['namespace', 'orchestrator.namespace'],
  ]),
  dropped: new Set(['time', 'level', 'msg', 'ts', 'caller']),
};

export function readKlog(text: string): Fields | undefined {
  const head = KLOG.exec(text);
  if (head === null) return undefined;
  const said = text.slice(head[0].length);
  const quoted = /^"((?:[^"\\]|\\.){1,2000})"/.exec(said);
  const fields = message(SEVERITIES[head[1]!] ?? 6, quoted?.[1] ?? said, head[3]);
  if (quoted !== null) putPairs(fields, MAPPING, readPairs(said.slice(quoted[0].length)).pairs);
  return fields;
}

export function readLogfmt(text: string): Fields | undefined {
  if (!text.startsWith('time="')) return undefined;
  const { pairs } = readPairs(text);
  const said = new Map(pairs);
  const [level, words] = [said.get('level'), said.get('msg')];
  if (level === undefined || words === undefined) return undefined;
  const fields = message(SEVERITIES[level] ?? 6, words, undefined);
  putPairs(fields, MAPPING, pairs);
  const time = readForeignTime(said.get('time'));
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

export function readEtcd(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const { level, msg, caller, error } = body;
  if (typeof level !== 'string' || typeof msg !== 'string' || typeof caller !== 'string') return undefined;
  const fields = message(SEVERITIES[level] ?? 6, msg, caller);
  if (typeof error === 'string') put(fields, 'event.reason', error);
  return fields;
}

function message(severity: number, words: string, place: string | undefined): Fields {
  const isRefused = words.startsWith('Unable to authenticate the request');
  const fields = isRefused ? event('application_login', LOGON, 3, 'failure') : severity <= 3 ? event('device_message', PROCESS_ERROR, 2) : event('device_message', PROCESS_INFO, severity === 4 ? 2 : 1); // prettier-ignore
  fields['log.syslog.severity.code'] = severity;
  put(fields, 'message', words);
  put(fields, 'kubernetes.source_line', place);
  return fields;
}
