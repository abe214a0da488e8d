// Check Point (Quantum, Spark, Management): what its Log Exporter sends in the formats "syslog" (`[action:"Accept"; ...]`) and "generic"
// (structured data `Fields@1.3.6.1.4.1.2620`). Source: https://support.checkpoint.com/results/sk/sk122323

import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import { completeFlow } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { unshaped } from '#src/event/unshaped.js';
import { defineParser } from '#src/plugin/parser.js';
import { classify } from './classes.js';
import { MAPPING } from './names.js';
import { readPairs } from './pairs.js';

export default defineParser({
  id: 'checkpoint',
  title: 'Check Point',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['checkpoint'], contains: ['[Fields@1.3.6.1.4.1.2620'] },
  parse,
});

const STRUCTURED = 'Fields@1.3.6.1.4.1.2620';
/** Written by the gateway, escaped: told twice only by a broken line. */
const GUARDED: ReadonlySet<string> = new Set(['src', 'dst', 'user', 'administrator', 'client_ip', 'action', 'product']);
const NONE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
/** `Smith, Alice (asmith)`: the account stands in brackets. */
const ACCOUNT = /\(([^()]{1,100})\)$/;

function parse(line: SyslogLine): Fields | undefined {
  const told = pairsOf(line);
  if (told.length < 3) return undefined;
  const { pairs, isDoubled } = withoutDoubled(told.filter(saysSomething), GUARDED);
  const values = new Map(pairs);
  const fields = unshaped(classify(values));
  const side = values.get('ifdir') === 'outbound' ? 'egress' : 'ingress';
  put(fields, `observer.${side}.interface.name`, values.get('ifname'));
  putPairs(fields, MAPPING, pairs);
  const account = ACCOUNT.exec(fields['user.name'] ?? '');
  if (account !== null) fields['user.name'] = account[1]!;
  const seconds = Number(values.get('time'));
  if (line.time === undefined && seconds > 1e9 && seconds < 1e10) fields['@timestamp'] = seconds * 1000;
  if (isDoubled) fields.tags = ['checkpoint.doubled-name'];
  return completeFlow(fields);
}

function pairsOf(line: SyslogLine): readonly Pair[] {
  const structured = line.structuredData?.[STRUCTURED];
  if (structured !== undefined) return Object.entries(structured);
  return line.app === 'CheckPoint' && line.message.startsWith('[') ? readPairs(line.message) : [];
}

/** Without translation the gateway writes 0.0.0.0 and port 0. */
const saysSomething = ([name, value]: Pair): boolean =>
  value !== '' && !(name.startsWith('xlate') && (NONE.has(value) || value === '0'));
