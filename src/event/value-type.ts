// What kind of value a field holds, by its name: the registry's word for the fields it knows, else what ECS's naming says
// (`*.ip`, `*.port`, `*.bytes`, ...). Everything that puts a stranger's text into a field asks here first.

import { fieldOf } from './fields.js';

/** `count`: a whole number from 0 to 2^53 - 1. `word`: any text. */
export type ValueType = 'ip' | 'port' | 'count' | 'word';

/** Field sets of ECS 8.17 that have addresses, ports and counts; a name outside them is a sender's or a parser's own. */
const ECS_SETS: ReadonlySet<string> = new Set([
  'client',
  'container',
  'destination',
  'dns',
  'event',
  'file',
  'host',
  'http',
  'log',
  'network',
  'observer',
  'process',
  'related',
  'server',
  'service',
  'source',
  'threat',
  'tls',
  'url',
]);

/** The last part of ECS names whose values are counts. */
const COUNTS: ReadonlySet<string> = new Set([
  'bytes',
  'packets',
  'pid',
  'pgid',
  'status_code',
  'duration',
  'size',
  'exit_code',
]);

const known = new Map<string, ValueType>();
/** Names may come from senders: what is remembered of them is bounded. */
const MAX_KNOWN = 2_000;

/** Never fails; names that nobody knows hold words. */
export function valueTypeOf(name: string): ValueType {
  const type = known.get(name);
  if (type !== undefined) return type;
  const found = typeOf(name);
  if (known.size < MAX_KNOWN) known.set(name, found);
  return found;
}

function typeOf(name: string): ValueType {
  const type = fieldOf(name)?.type;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const isEcs = type !== undefined || ECS_SETS.has(name.slice(0, Math.max(name.indexOf('.'), 0)));
  if (isEcs && last === 'port') return 'port';
  if (type === 'ip' || name === 'dns.resolved_ip' || (isEcs && last === 'ip')) return 'ip';
  return type === 'integer' || (isEcs && COUNTS.has(last)) ? 'count' : 'word';
}
