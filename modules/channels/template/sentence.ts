// What a message says to a person, once for all kinds of channels: each of them escapes and cuts it for its own target. Log text in it
// is made visible (control and bidi characters by name) and stands on one line.

import type { Severity } from '#src/alerts/alert.js';
import { SEVERITIES } from '#src/alerts/alert.js';
import { isGoodNews, type MessageType, type OutboxMessage } from '#src/outbox/message.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface Sentence {
  /** One line, at most MAX_TITLE_CHARS. */
  readonly title: string;
  /** One or more lines, at most MAX_TEXT_CHARS. */
  readonly text: string;
  /** Of a digest: what `text` says, line by line, for who must escape the words and not the addresses. */
  readonly lines?: readonly Line[];
  readonly facts: readonly Fact[];
  /** Where to read on; http or https. */
  readonly url?: string;
  readonly severity: Severity;
  /** Good news: over, closed, back. */
  readonly isOver: boolean;
  /** One for all that is told of the same alert. */
  readonly thread?: string;
}

export interface Line {
  readonly text: string;
  /** Where it leads; http or https. */
  readonly url?: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const MAX_TITLE_CHARS = 200;
const MAX_TEXT_CHARS = 1_500;
const MAX_VALUE_CHARS = 200;
const MAX_DIGEST_LINES = 15;

export function sentenceOf(message: OutboxMessage): Sentence {
  const { type, facts } = message;
  const severity = facts.severity ?? 'informational';
  const thread = facts.alertId === undefined ? {} : { thread: facts.alertId };
  if (type === 'digest') return { ...digestSentence(message), severity };
  if (type === 'test') return { ...testSentence(message), severity, isOver: false };
  const alert = objectAt(message.body['alert']);
  const closed = objectAt(alert['closed']);
  const reasons = listAt(alert['reasons']).map(reasonLine).slice(0, 5);
  const lines = [
    // Why it is over comes before what it was: nobody said it.
    isGoodNews(type) && closed['reason'] === 'recovered' ? textAt(closed['note'], 400) : '',
    textAt(alert['summary'], MAX_TEXT_CHARS),
    ...reasons.map((line) => `• ${line}`),
    isGoodNews(type) ? closingLine(closed) : adviceLine(alert['advice']),
  ];
  return {
    title: cut(`${prefixOf(message, closed)}${textAt(alert['title'], MAX_TITLE_CHARS) || 'Alert'}`, MAX_TITLE_CHARS),
    text: cut(lines.filter((line) => line !== '').join('\n'), MAX_TEXT_CHARS),
    facts: alertFacts(alert, severity),
    ...linkOf(alert['url']),
    severity,
    isOver: isGoodNews(type),
    ...thread,
  };
}

function prefixOf({ type, facts }: OutboxMessage, closed: Json): string {
  if (facts.severityBefore !== undefined) return `Now ${facts.severity ?? 'informational'}: `;
  return stateOf(type, closed);
}

/** `isUnwatched`, `by`: of an end. */
function stateOf(type: MessageType, { isUnwatched, by }: Json): string {
  if (isGoodNews(type) && isUnwatched === true) return 'No longer watched: ';
  // Whether it is back nobody knows.
  return PREFIX[type === 'source.back' && by !== undefined ? 'alert.closed' : type] ?? '';
}

const PREFIX: Readonly<Record<MessageType, string>> = {
  'alert.raised': '',
  'alert.updated': 'Goes on: ',
  'alert.closed': 'Over: ',
  'source.silent': '',
  'source.back': 'Back: ',
  digest: '',
  test: '',
};

function adviceLine(advice: unknown): string {
  const text = textAt(advice, 400);
  return text === '' ? '' : `What to do: ${text}`;
}

function closingLine({ reason, note, by }: Json): string {
  const why = CLOSED_AS[String(reason)];
  if (why === undefined) return '';
  const who = by === undefined ? '' : ` by ${textAt(by, 100)}`;
  return `Closed${who}: ${why}${note === undefined ? '' : `. ${textAt(note, 300)}`}`;
}

const CLOSED_AS: Readonly<Record<string, string>> = {
  true: 'it was real',
  benign: 'real, but harmless',
  false: 'a false alarm',
};

function alertFacts(alert: Json, severity: Severity): readonly Fact[] {
  const rule = textAt(objectAt(alert['rule'])['name'], MAX_VALUE_CHARS);
  const count = alert['count'];
  const entity = Object.entries(objectAt(alert['entity'])).slice(0, 6);
  const facts: (Fact | undefined)[] = [
    { label: 'Severity', value: severity },
    scoreFact(alert['score']),
    rule === '' ? undefined : { label: 'Rule', value: rule },
    ...entity.map(([name, value]) => ({
      label: ENTITY[name] ?? visibleText(name, 40),
      value: textAt(value, MAX_VALUE_CHARS),
    })),
    typeof count === 'number' && count > 0 ? { label: 'Events', value: count.toLocaleString('en-US') } : undefined,
    timeFact('First', alert['first']),
    timeFact('Last', alert['last']),
  ];
  return facts.filter((fact) => fact !== undefined && fact.value !== '') as Fact[];
}

/** Of a baseline, which goes to 100. */
function scoreFact(score: unknown): Fact | undefined {
  return typeof score === 'number' ? { label: 'Score', value: `${score} of 100` } : undefined;
}

const ENTITY: Readonly<Record<string, string>> = {
  user: 'User',
  src_ip: 'From',
  dst_ip: 'To',
  host: 'Host',
  domain: 'Domain',
  source: 'Source',
};

/** Of the webhook's ISO time or of ms since 1970, in UTC: who reads it may be anywhere. */
function timeFact(label: string, value: unknown): Fact | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;
  return { label, value: `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC` };
}

function reasonLine(reason: unknown): string {
  const { what, expected, actual, points } = objectAt(reason);
  const worth = typeof points === 'number' ? ` (${points} ${points === 1 ? 'point' : 'points'})` : '';
  const parts = [
    `${textAt(what, MAX_VALUE_CHARS)}${worth}`,
    expected === undefined ? '' : `expected ${textAt(expected, MAX_VALUE_CHARS)}`,
    actual === undefined ? '' : `seen ${textAt(actual, MAX_VALUE_CHARS)}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function digestSentence({ body }: OutboxMessage): Omit<Sentence, 'severity'> {
  const digest = objectAt(body['digest']);
  const total = typeof digest['total'] === 'number' ? digest['total'] : 0;
  const why = digest['reason'] === 'quiet-hours' ? 'while it was quiet' : 'beyond this channel’s messages an hour';
  const alerts = listAt(digest['alerts']).map(objectAt);
  const told = alerts.slice(0, MAX_DIGEST_LINES).map((alert): Line => {
    const { type, title, severity, count, url } = alert;
    const times = typeof count === 'number' && count > 1 ? ` (${count.toLocaleString('en-US')} events)` : '';
    const what = `${stateOf(type as MessageType, alert).toLowerCase()}${textAt(severity, 20)}`;
    return { text: `• ${what}: ${textAt(title, 120)}${times}`, ...linkOf(url) };
  });
  const more = Number(digest['more'] ?? 0) + Math.max(0, alerts.length - MAX_DIGEST_LINES);
  const lines = [...told, ...(more > 0 ? [{ text: `and ${more} more` }] : [])];
  const text = lines.map((line) => (line.url === undefined ? line.text : `${line.text} ${line.url}`)).join('\n');
  return {
    title: `${total.toLocaleString('en-US')} ${total === 1 ? 'message' : 'messages'} ${why}`,
    text: cut(text, 3 * MAX_TEXT_CHARS),
    lines,
    // Not “From” and “To”: in an alert’s facts those are addresses, and programs read them by their names.
    facts: [timeFact('Since', digest['from']), timeFact('Until', digest['to'])].filter((fact) => fact !== undefined),
    isOver: digest['isOver'] === true,
    ...linkOf(digest['url']),
  };
}

function testSentence({ body }: OutboxMessage): Omit<Sentence, 'severity' | 'isOver'> {
  const { channel, by, url } = objectAt(body['test']);
  const name = textAt(channel, 100);
  return {
    title: 'A test from Lanwarden',
    text: `If you can read this, ${name === '' ? 'the channel' : `the channel “${name}”`} works. ${
      by === undefined ? '' : `${textAt(by, 100)} asked for it.`
    }`.trim(),
    facts: [],
    ...linkOf(url),
  };
}

type Json = Readonly<Record<string, unknown>>;

function objectAt(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function textAt(value: unknown, maxChars: number): string {
  if (typeof value === 'string') return visibleText(value, maxChars);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Only what a browser can open: the portal's own address, when it is known. */
function linkOf(value: unknown): { url?: string } {
  if (typeof value !== 'string' || value.length > 2_000 || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    return {};
  return { url: new URL(value).href };
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** 1..5, for targets that count. */
export function levelOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity) + 1;
}
