// What a log protocol says about the line it carries: Splunk HEC, Loki, OTLP, GELF, a container runtime's JSON. The line inside is
// read by the parsers as if it had come alone; the envelope is its header. Where both speak: host and time are the envelope's (an agent
// wrote them, the line is anybody's), program and everything that a parser finds are the line's.

import type { Fields, FieldValue } from './event.js';
import { flatten } from './flatten.js';
import { isHostOwned, targetOf } from './foreign-names.js';
import { putForeign } from './foreign-values.js';
import { readCount } from './put.js';

export interface Envelope {
  /** Under which what has no name of ours is kept: `gelf`, `hec`, `loki`, `otel`, `container`. */
  readonly kind: string;
  readonly host: string | undefined;
  readonly app: string | undefined;
  readonly pid: string | undefined;
  /** 0..23 */
  readonly facility: number | undefined;
  /** 0..7 */
  readonly severity: number | undefined;
  /** ms since 1970 */
  readonly time: number | undefined;
  /** What else it said. Never holds what stands above, nor `message`. */
  readonly fields: Fields;
}

/** What the protocol itself names, as it came: anything that does not fit is passed over. */
export interface Named {
  readonly host?: unknown;
  readonly app?: unknown;
  readonly pid?: unknown;
  readonly facility?: unknown;
  readonly severity?: unknown;
  /** ms since 1970 */
  readonly time?: number | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Names that mean something here (ECS, aliases, synonyms) become fields where their value fits; of two that mean the same the first
 * counts. Dotted names stay as they are, others are kept as `<kind>.<name>`; so is what does not fit, as text.
 * @param bodies labels, attributes, extra fields: a stranger's, the most specific first; capped by flatten.ts
 */
export function makeEnvelope(kind: string, named: Named, bodies: readonly Body[]): Envelope {
  const fields: Fields = {};
  for (const body of bodies) putBody(fields, kind, body);
  const all = fields as Record<string, FieldValue | undefined>;
  const take = (name: string): FieldValue | undefined => {
    const value = all[name];
    delete all[name];
    return value;
  };
  const time = take('@timestamp');
  const message = take('message');
  if (message !== undefined) all[`${kind}.message`] ??= message;
  const [host, app, pid] = [take('host.name'), take('process.name'), take('process.pid')];
  const [facility, severity] = [take('log.syslog.facility.code'), take('log.syslog.severity.code')];
  return {
    kind,
    host: wordOf(named.host) ?? wordOf(host),
    app: wordOf(named.app) ?? wordOf(app),
    pid: wordOf(named.pid) ?? wordOf(pid),
    facility: codeOf(named.facility, 23) ?? codeOf(facility, 23),
    severity: codeOf(named.severity, 7) ?? codeOf(severity, 7),
    time: named.time ?? (typeof time === 'number' ? time : undefined),
    fields,
  };
}

/** An envelope in an envelope (a container's JSON in HEC): the inner one is nearer to the program, the outer one knows the host. */
export function combine(outer: Envelope, inner: Envelope): Envelope {
  const { kind, host = inner.host, time = inner.time } = outer;
  return { ...extend(outer, inner), kind, host, time };
}

/** What is said of a message, and behind it what is said of all around it (a resource, a stream). */
export function extend(base: Envelope, nearer: Envelope): Envelope {
  return {
    kind: nearer.kind,
    host: nearer.host ?? base.host,
    app: nearer.app ?? base.app,
    pid: nearer.pid ?? base.pid,
    facility: nearer.facility ?? base.facility,
    severity: nearer.severity ?? base.severity,
    time: nearer.time ?? base.time,
    fields: { ...base.fields, ...nearer.fields },
  };
}

function putBody(fields: Fields, kind: string, body: Body): void {
  const isTruncated = flatten(body, (name, value) => {
    if (putForeign(fields, name, value)) return;
    const all = fields as Record<string, FieldValue>;
    const kept = keptName(kind, name);
    // A number that its field would not have is text: what it was meant as is unknown.
    all[kept] ??= typeof value === 'number' && targetOf(name) !== undefined ? String(value) : value;
  });
  if (isTruncated) fields.tags = ['envelope.truncated'];
}

/** Agents send the same few names with each message; what strangers make up is bounded. */
const keptNames = new Map<string, Map<string, string>>();
const MAX_KEPT_NAMES = 5_000;

function keptName(kind: string, name: string): string {
  let names = keptNames.get(kind);
  if (names === undefined) keptNames.set(kind, (names = new Map()));
  const known = names.get(name);
  if (known !== undefined) return known;
  const made = makeName(kind, name);
  if (names.size >= MAX_KEPT_NAMES) names.clear();
  names.set(name, made);
  return made;
}

function makeName(kind: string, name: string): string {
  const clean = name.replaceAll(/[^\p{L}\p{N}_@.:/-]/gu, '_').replaceAll('__proto__', 'proto');
  const isFree = clean.indexOf('.') > 0 && !clean.endsWith('.') && targetOf(clean) === undefined && !isHostOwned(clean);
  return isFree ? clean : `${kind}.${clean.replace(/^\.+/, '') || 'unnamed'}`;
}

/** Longer names are somebody's mistake or attack. */
const MAX_WORD_CHARS = 255;

function wordOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value.length > MAX_WORD_CHARS) return undefined;
  return value.trim() || undefined;
}

function codeOf(value: unknown, max: number): number | undefined {
  const code = typeof value === 'number' ? value : typeof value === 'string' ? readCount(value) : undefined;
  return code !== undefined && Number.isInteger(code) && code >= 0 && code <= max ? code : undefined;
}
