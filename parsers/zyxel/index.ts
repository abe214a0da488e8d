// Zyxel USG, ATP, VPN and USG FLEX (ZLD, uOS): `src="192.0.2.1:50000" dst="..." msg="..." note="ACCESS BLOCK" user="" cat="Security Policy
// Control" ...`. What it is, is told by `cat`, `note` and `msg`. Source: appendix "Log Descriptions" of the ZyWALL USG user's guide.

import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, putEnd, readDuration } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { opensWithPair } from '#src/event/own-start.js';
import { readPairs } from '#src/event/pairs.js';
import { unshaped } from '#src/event/unshaped.js';
import { defineParser } from '#src/plugin/parser.js';
import { classify } from './classes.js';

export default defineParser({
  id: 'zyxel',
  title: 'Zyxel firewalls',
  contract: '^1.0.0',
  family: 'network',
  hint: { contains: ['devID="', 'devid="', 'protoID='] },
  parse,
});

const NAMES: Readonly<Record<string, FieldName>> = {
  proto: 'network.protocol',
  protoID: 'network.transport',
  sent: 'source.bytes',
  rcvd: 'destination.bytes',
  user: 'user.name',
  devID: 'observer.serial_number',
  devid: 'observer.serial_number',
};
const ENDS = new Set(['src', 'dst', 'duration']);
const MAPPING: Mapping = { prefix: 'zyxel', names: new Map(Object.entries(NAMES)), dropped: ENDS };
const GUARDED: ReadonlySet<string> = new Set(['src', 'dst', 'user', 'cat', 'note', 'msg']);
const NOBODY: ReadonlySet<string> = new Set(['unknown', '']);

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined || !opensWithPair(line)) return undefined;
  const { pairs, isDoubled } = withoutDoubled(readPairs(line.message).pairs.map(named), GUARDED);
  const values = new Map(pairs);
  if (!values.has('cat') && !values.has('note')) return undefined;
  const fields = unshaped(classify(values));
  for (const [side, text] of [
    ['source', values.get('src')],
    ['destination', values.get('dst')],
  ] as const) {
    // `0.0.0.0:0`: nobody; port 0: none
    if (text !== undefined && text !== '' && !text.startsWith('0.0.0.0:'))
      putEnd(fields, side, text.replace(/:0$/, ''), `zyxel.${side}`);
  }
  putPairs(fields, MAPPING, pairs);
  const duration = readDuration(values.get('duration'));
  if (duration !== undefined) fields['event.duration'] = duration;
  if (isDoubled) fields.tags = ['zyxel.doubled-name'];
  return completeFlow(fields);
}

const named = ([name, value]: Pair): Pair => [name, name === 'user' && NOBODY.has(value) ? '' : value];
