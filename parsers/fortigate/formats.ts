// FortiOS's formats as one map of FortiOS's own names. What a stranger chose (users, hosts, URLs) stands in quotes, which FortiOS
// escapes; should a release not do so, an address or a user that is told twice is believed neither time.

import { readCef } from '#src/event/cef.js';
import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import { readPairs } from '#src/event/pairs.js';

export interface Format {
  readonly values: ReadonlyMap<string, string>;
  /** A guarded name came twice: somebody tried to write pairs of his own. */
  readonly isDoubled: boolean;
}

const GUARDED: ReadonlySet<string> = new Set([
  'srcip',
  'srcport',
  'dstip',
  'dstport',
  'remip',
  'remport',
  'locip',
  'tunnelip',
  'user',
  'eapuser',
  'xauthuser',
  'type',
  'subtype',
  'action',
  'status',
  'logid',
  'ui',
]);
/** FortiOS's way to say nothing. */
const NOTHING: ReadonlySet<string> = new Set(['N/A', '(null)', 'undefined', 'none']);

export function readFormat(text: string): Format | undefined {
  const pairs = text.includes('|Fortinet|') ? cefPairs(text) : CSV.test(text) ? csvPairs(text) : readPairs(text).pairs;
  if (pairs === undefined) return undefined;
  const { pairs: believed, isDoubled } = withoutDoubled(pairs, GUARDED);
  const values = new Map<string, string>();
  for (const [name, value] of believed) {
    const own = name === 'log_id' ? 'logid' : name;
    if (value !== '' && !NOTHING.has(value) && !values.has(own)) values.set(own, value);
  }
  return { values, isDoubled };
}

const CSV = /^date=[\d-]{10},/;

/** `date=2026-11-20,time=10:00:01,devname="FG",...` */
function csvPairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at < text.length;) {
    const sign = text.indexOf('=', at);
    if (sign < 0) break;
    const isQuoted = text[sign + 1] === '"';
    const close = isQuoted ? closingQuote(text, sign + 2) : text.indexOf(',', sign);
    const to = close < 0 ? text.length : close;
    pairs.push([text.slice(at, sign).trim(), text.slice(sign + (isQuoted ? 2 : 1), to).replaceAll('\\"', '"')]);
    at = to + (isQuoted ? 2 : 1);
  }
  return pairs;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return -1;
}

/** The log message reference, "CEF field mappings": what is not renamed is `FTNTFGT` and its own name. */
const FROM_CEF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    src: 'srcip',
    spt: 'srcport',
    dst: 'dstip',
    dpt: 'dstport',
    proto: 'proto',
    act: 'action',
    app: 'service',
    duser: 'user',
    suser: 'user',
    outcome: 'status',
    sproc: 'ui',
    msg: 'msg',
    reason: 'reason',
    request: 'url',
    deviceInboundInterface: 'srcintf',
    deviceOutboundInterface: 'dstintf',
    out: 'sentbyte',
    in: 'rcvdbyte',
    sourceTranslatedAddress: 'transip',
    sourceTranslatedPort: 'transport',
    dhost: 'hostname',
    shost: 'srcname',
    deviceExternalId: 'devid',
    dvchost: 'devname',
    externalId: 'sessionid',
    fname: 'filename',
    fsize: 'filesize',
    destinationTranslatedAddress: 'tranip',
    destinationTranslatedPort: 'tranport',
    requestMethod: 'httpmethod',
    deviceDirection: 'dir',
    smac: 'srcmac',
    dmac: 'dstmac',
    requestClientApplication: 'agent',
  }),
);

function cefPairs(text: string): Pair[] | undefined {
  const cef = readCef(text);
  if (cef?.vendor !== 'Fortinet') return undefined;
  const pairs: Pair[] = [];
  for (const [key, value] of cef.extension) {
    if (key === 'cat') {
      const [type = '', subtype = ''] = value.split(':');
      pairs.push(['type', type]);
      if (subtype !== '') pairs.push(['subtype', subtype]);
      continue;
    }
    const name = FROM_CEF.get(key) ?? (key.startsWith('FTNTFGT') ? key.slice('FTNTFGT'.length) : key);
    pairs.push([name, value]);
  }
  if (!pairs.some(([name]) => name === 'logid')) pairs.push(['logid', cef.code]);
  return pairs;
}
