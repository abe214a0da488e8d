// Fallback for lines of key=value pairs (logfmt, iptables, FortiGate and many more): names that we know become our fields,
// the rest is kept as kv.<name>.

import type { Fields, FieldValue } from '#src/event/event.js';
import { putForeign } from '#src/event/foreign-values.js';
import type { SyslogLine } from '#src/event/line.js';
import { opensWithPair } from '#src/event/own-start.js';
import { targetOf } from '#src/event/foreign-names.js';
import { withoutDoubled } from '#src/event/doubled.js';
import { defineParser } from '#src/plugin/parser.js';
import { readPairs } from '#src/event/pairs.js';

/** Fewer are an accident: `x = y` in a sentence. */
const MIN_PAIRS = 3;
/** The part of the line (without blanks) that the pairs must make up. */
const MIN_SHARE = 0.6;
const MAX_KEPT = 200;
/** Told twice, differently, by pairs of one name: one of them is a stranger's, and nobody knows which. */
const GUARDED: ReadonlySet<string> = new Set([
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'user.name',
  'user.target.name',
  'host.name',
  'event.action',
  'event.outcome',
]);
/** Who says it: pairs within a sentence do not change that. */
const SPEAKER: ReadonlySet<string> = new Set(['host.name', 'process.name', 'process.pid', 'lanwarden.family']);

export default defineParser({
  id: 'kv',
  title: 'Lines of key=value pairs',
  contract: '^1.0.0',
  family: 'generic',
  hint: {},
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const text = line.message;
  if (!hasEnoughSigns(text)) return undefined;
  const isSentence = !opensWithPair(line);
  if (isSentence && line.isDeclined) return undefined;
  const { pairs, share, isTruncated } = readPairs(text);
  if (pairs.length < MIN_PAIRS || share < MIN_SHARE) return undefined;
  const fields: Fields = {};
  const kept = pairs.slice(0, MAX_KEPT);
  const guarded = new Set(kept.map(([name]) => name).filter((name) => GUARDED.has(targetOf(name) ?? '')));
  const { pairs: believed, isDoubled } = withoutDoubled(kept, guarded);
  const names = isDoubled ? new Set(believed.map(([name]) => name)) : undefined;
  for (const [name, value] of kept) {
    const isOurs = names?.has(name) !== false && !(isSentence && SPEAKER.has(targetOf(name) ?? ''));
    if (value === '' || (isOurs && putForeign(fields, name, value))) continue;
    const own = `kv.${name}`;
    const all = fields as Record<string, FieldValue>;
    if (all[own] === undefined) all[own] = value;
  }
  if (isTruncated || pairs.length > MAX_KEPT) fields.tags = ['kv.truncated'];
  if (isDoubled) fields.tags = [...(fields.tags ?? []), 'kv.doubled-name'];
  return fields;
}

function hasEnoughSigns(text: string): boolean {
  let at = -1;
  for (let n = 0; n < MIN_PAIRS; n += 1) {
    at = text.indexOf('=', at + 1);
    if (at < 0) return false;
  }
  return true;
}
