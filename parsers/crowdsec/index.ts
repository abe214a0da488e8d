// CrowdSec's own log (logfmt): scenarios that an address set off, and decisions. The sentences are CrowdSec's; addresses have been checked by it.

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { readPairs } from '#src/event/pairs.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { textOf } from '#src/event/json-fields.js';
import { opensWithPair } from '#src/event/own-start.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'crowdsec',
  title: 'CrowdSec',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { apps: ['crowdsec'], contains: [" performed '", ' ban on Ip ', 'crowdsecurity/'] },
  parse,
});

const SEEN = event('ids_alert', INTRUSION_INFO, 3);
const BANNED = event('ids_alert', INTRUSION_DENIED, 3);

/** Sources: crowdsec pkg/leakybucket/overflows.go, pkg/csprofiles, pkg/apiserver */
const messages: readonly Pattern[] = [
  ["Ip <source.ip:ip> performed '<rule.name:phrase>' (<_:text>", SEEN],
  ["Range <crowdsec.range> performed '<rule.name:phrase>' (<_:text>", SEEN],
  [
    '(<_:phrase>) <rule.name> by ip <source.ip:ip> (<_:phrase>) : <crowdsec.duration> <crowdsec.decision> on Ip <_>',
    BANNED,
  ],
  [
    "(<_:phrase>) manual '<_>' from '<_:phrase>' by ip <source.ip:ip> : <crowdsec.duration> <crowdsec.decision> on Ip <_>",
    BANNED,
  ],
  ['(<_:phrase>) <rule.name> by ip <source.ip:ip> : <crowdsec.duration> <crowdsec.decision> on Ip <_>', BANNED],
];
const MESSAGES = new PatternTable(messages, 'crowdsec');

function parse(line: SyslogLine): Fields | undefined {
  if (line.json === undefined && !opensWithPair(line)) return undefined;
  const pairs = line.json === undefined ? new Map(readPairs(line.message).pairs) : undefined;
  const message = pairs?.get('msg') ?? textOf(line.json, 'msg');
  if (message === undefined) return undefined;
  const fields = MESSAGES.match(message);
  const time = readForeignTime(pairs?.get('time') ?? line.json?.['time']);
  if (fields !== undefined && time !== undefined) fields['@timestamp'] = time;
  return fields;
}
