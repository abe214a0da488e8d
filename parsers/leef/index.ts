// IBM's Log Event Extended Format, 1.0 and 2.0, of any product: `LEEF:2.0|vendor|product|version|code|^|key=value^key=value`.

import type { Fields } from '#src/event/event.js';
import { withoutDoubled } from '#src/event/doubled.js';
import { completeFlow, readMac } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putUrl } from '#src/event/http-request.js';
import type { SyslogLine } from '#src/event/line.js';
import { putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';
import { ownStart } from '#src/event/own-start.js';
import { levelOfSeverity, securityEvent } from '#src/event/security-message.js';
import { defineParser } from '#src/plugin/parser.js';
import { readLeef } from './format.js';
import { GUARDED, MAPPING } from './names.js';

export default defineParser({
  id: 'leef',
  title: 'Log Event Extended Format (LEEF)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['leef'], contains: ['LEEF:1.0|', 'LEEF:2.0|', 'LEEF: 1.0|', 'LEEF: 2.0|'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const leef = readLeef(line.message.slice(Math.max(0, ownStart(line, 'LEEF:'))));
  if (leef === undefined) return undefined;
  const { pairs, isDoubled } = withoutDoubled(leef.pairs, GUARDED);
  const values = new Map(pairs);
  const fields = securityEvent({
    words: `${isLogon(values)} ${leef.code} ${values.get('cat') ?? ''} ${values.get('msg') ?? ''}`
      .replaceAll('_', ' ')
      .slice(0, 500),
    did: (values.get('action') ?? values.get('act') ?? '').replaceAll('_', ' '),
    outcome: values.get('outcome') ?? values.get('status') ?? '',
    level: levelOfSeverity(values.get('sev') ?? ''),
    hasEnds: values.has('src') && values.has('dst'),
    hasUrl: values.has('url'),
  });
  put(fields, 'observer.vendor', leef.vendor);
  put(fields, 'observer.product', leef.product);
  put(fields, 'observer.version', leef.version);
  put(fields, 'event.code', leef.code);
  putPairs(fields, MAPPING, pairs);
  putTyped(fields, values);
  if (isDoubled) fields.tags = ['leef.doubled-name'];
  return completeFlow(fields);
}

/** `isLoginEvent=true` and `isLogoutEvent=true` of the format. */
function isLogon(values: ReadonlyMap<string, string>): string {
  if (values.get('isLoginEvent')?.toLowerCase() === 'true') return 'login';
  return values.get('isLogoutEvent')?.toLowerCase() === 'true' ? 'logout' : '';
}

/** What one name for one value does not say. */
function putTyped(fields: Fields, values: ReadonlyMap<string, string>): void {
  const time = values.get('devTime');
  if (time !== undefined && time !== '') fields['@timestamp'] = readForeignTime(time) ?? time.trim().slice(0, 64);
  const url = values.get('url');
  if (url !== undefined) putUrl(fields, url);
  const source = readMac(values.get('srcMAC'));
  if (source !== undefined) fields['source.mac'] = source;
  const destination = readMac(values.get('dstMAC'));
  if (destination !== undefined) fields['destination.mac'] = destination;
}
