// One line after RFC 5424: header, structured data, text. Whatever a log said is escaped there (§6.3.3) and stands on one line.

import type { OutboxMessage } from '#src/outbox/message.js';
import { fitBytes } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';

/** What every receiver takes is 2048 (§6.1); UDP datagrams beyond are cut on the way. */
export const MAX_LINE_BYTES = 2_048;
const MAX_PARAM_BYTES = 255;
/** Of the structured data: the least that leaves room for the text. */
const MAX_PARAMS = 10;
/** Enterprise number 32473 is the one for documentation (RFC 5612); we have none of our own. */
const SD_ID = 'alert@32473';

export function syslogLine(
  message: OutboxMessage,
  { title, text, facts, url, severity, isOver }: Sentence,
  facility: number,
  hostname: string,
): Buffer {
  const priority = facility * 8 + (isOver ? 6 : SEVERITY[severity]);
  const params: readonly (readonly [string, string])[] = [
    ['id', message.id],
    ['type', message.type],
    ['severity', severity],
    ...(message.facts.ruleId === undefined ? [] : [['rule', message.facts.ruleId] as const]),
    ...(url === undefined ? [] : [['url', url] as const]),
    ...facts
      .filter(({ label }) => !TOLD.has(label))
      .map(({ label, value }) => [NAMES[label] ?? label.toLowerCase(), value] as const),
  ];
  const data = params
    .slice(0, MAX_PARAMS)
    .map(([name, value]) => `${paramName(name)}="${escapeParam(fitBytes(value, MAX_PARAM_BYTES))}"`);
  const time = new Date(message.at).toISOString();
  const host = hostname.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
  const header = `<${priority}>1 ${time} ${host} lanwarden - ${message.type} [${SD_ID} ${data.join(' ')}] `;
  const said = text === '' ? title : `${title}: ${text}`;
  // The byte order mark says that the text is UTF-8 (§6.4).
  const room = MAX_LINE_BYTES - Buffer.byteLength(header) - 3;
  return Buffer.from(`${header}\ufeff${fitBytes(said.replace(/\s*\n\s*/g, ' '), Math.max(100, room))}`);
}

/** They stand in the header or in the text. */
const TOLD: ReadonlySet<string> = new Set(['Severity', 'First', 'Last']);

const NAMES: Readonly<Record<string, string>> = { Rule: 'rule_name', From: 'src_ip', To: 'dst_ip' };

const SEVERITY = { informational: 6, low: 5, medium: 4, high: 3, critical: 2 } as const;

function paramName(text: string): string {
  return text.replace(/[^!#-<>-\\^-~]/g, '').slice(0, 32) || 'value';
}

function escapeParam(text: string): string {
  return text.replace(/["\\\]]/g, (char) => `\\${char}`).replace(/[\r\n]+/g, ' ');
}
