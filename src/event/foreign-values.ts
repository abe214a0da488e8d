// A sender's value in one of our fields, if it fits. Nothing is bent: an address is an address, a port a port, ECS words are
// ECS words; what does not fit is the caller's to keep under the sender's own name.

import { readIp, readPort } from './address.js';
import { CATEGORIES, OUTCOMES, TYPES } from './ecs.js';
import type { Fields, FieldValue } from './event.js';
import { readForeignTime } from './foreign-time.js';
import { targetOf } from './foreign-names.js';

/** Names, hosts and programs are short; longer ones are somebody's mistake or attack. */
const MAX_KEYWORD_CHARS = 1024;

/** Sets the field that `name` stands for. False, and nothing set, when there is none, it is set already, or the value does not fit. */
export function putForeign(fields: Fields, name: string, value: unknown): boolean {
  const target = targetOf(name);
  if (target === undefined) return false;
  if (target === 'event.severity') return putLevel(fields, value);
  if ((fields as Record<string, unknown>)[target] !== undefined) return false;
  const fitting = fit(target, value);
  if (fitting === undefined) return false;
  (fields as Record<string, FieldValue>)[target] = fitting;
  return true;
}

function fit(target: string, value: unknown): FieldValue | undefined {
  switch (target) {
    case '@timestamp':
      return readForeignTime(value);
    case 'source.ip':
    case 'destination.ip':
      return typeof value === 'string' ? readIp(value.trim()) : undefined;
    case 'source.port':
    case 'destination.port':
      return readPort(typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '');
    case 'process.pid':
      return readCount(value, 2 ** 32 - 1);
    case 'log.syslog.facility.code':
      return readCount(value, 23);
    case 'log.syslog.severity.code':
      return readSeverity(value);
    case 'event.category':
      return readWords(value, CATEGORIES);
    case 'event.type':
      return readWords(value, TYPES);
    case 'event.outcome':
      return readOutcome(value);
    case 'network.transport':
      return readTransport(value);
    case 'lanwarden.family':
      return readFamily(value);
    case 'message':
      return typeof value === 'string' && value !== '' ? value : undefined;
    default:
      return readKeyword(value);
  }
}

/** A level is ours when it is 1..5 or low, medium, high; a logging library's name (`warn`) is a syslog severity. */
function putLevel(fields: Fields, value: unknown): boolean {
  const level = typeof value === 'string' ? (LEVEL_NAMES.get(value.toLowerCase()) ?? value) : value;
  const count = readCount(level, 5);
  if (count !== undefined && count >= 1 && fields['event.severity'] === undefined) {
    fields['event.severity'] = count as 1 | 2 | 3 | 4 | 5;
    return true;
  }
  const severity = typeof value === 'string' ? SEVERITY_NAMES.get(value.trim().toLowerCase()) : undefined;
  if (severity === undefined || fields['log.syslog.severity.code'] !== undefined) return false;
  fields['log.syslog.severity.code'] = severity;
  return true;
}

const LEVEL_NAMES = new Map<string, number>([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
]);

const SEVERITY_NAMES = new Map<string, number>(
  [
    ['emerg', 'emergency', 'panic'],
    ['alert'],
    ['crit', 'critical', 'fatal'],
    ['err', 'error', 'severe'],
    ['warn', 'warning'],
    ['notice'],
    ['info', 'information', 'informational'],
    ['debug', 'trace', 'verbose'],
  ].flatMap((names, code) => names.map((name): [string, number] => [name, code])),
);

/** 0..7, or a name that syslog or a logging library uses. */
function readSeverity(value: unknown): number | undefined {
  const named = typeof value === 'string' ? SEVERITY_NAMES.get(value.trim().toLowerCase()) : undefined;
  return named ?? readCount(value, 7);
}

const OUTCOME_WORDS = new Map([
  ['succeeded', 'success'],
  ['ok', 'success'],
  ['failed', 'failure'],
  ['fail', 'failure'],
]);

function readOutcome(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'success' : 'failure';
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  return OUTCOMES.has(word) ? word : OUTCOME_WORDS.get(word);
}

/** One lower-case word, as parsers declare theirs. */
function readFamily(value: unknown): string | undefined {
  const family = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return /^[a-z0-9][a-z0-9_-]{0,31}$/.test(family) ? family : undefined;
}

/** https://www.iana.org/assignments/protocol-numbers */
const TRANSPORT_NUMBERS = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['58', 'ipv6-icmp'],
]);

function readTransport(value: unknown): string | undefined {
  const text = readKeyword(value);
  return text === undefined ? undefined : (TRANSPORT_NUMBERS.get(text) ?? text.toLowerCase());
}

function readWords(value: unknown, allowed: ReadonlySet<string>): string[] | undefined {
  const words = Array.isArray(value) ? (value as unknown[]) : [value];
  const fitting = words.filter((word): word is string => typeof word === 'string' && allowed.has(word));
  return fitting.length > 0 && fitting.length === words.length && fitting.length <= allowed.size ? fitting : undefined;
}

function readKeyword(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value.length > MAX_KEYWORD_CHARS) return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** An integer 0..max, as a number or in digits. */
function readCount(value: unknown, max: number): number | undefined {
  if (typeof value === 'string' && !/^\d{1,10}$/.test(value)) return undefined;
  const count = typeof value === 'string' ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= max ? count : undefined;
}
