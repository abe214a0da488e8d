// The text of an event back into event data: English here, German and French through local-text.ts. The text is not quoted anywhere, so a value can hold what looks like the next label
// (`Account Name: x Source Network Address: 1.2.3.4`); the template of the event says which labels come in which order and which values
// anybody may choose (account and workstation names, command lines). From that:
//   - a value before the first such one is found from the front, a value behind the last such one from the back;
//   - a value between reaches from the earliest to the latest place it can: a forgery makes it longer, never another, clean one.

import { nameInserts } from './inserts.js';
import { languageOf, localTemplate, plainText } from './local-text.js';
import type { WindowsRecord } from './record.js';
import { readSentence } from './sentences.js';
import { templateOf } from './templates.js';
import type { Template } from './templates.js';

/** Fills the record's event data from values without names, and from its message where its event has a template. */
export function readRendered(record: WindowsRecord): void {
  if (record.inserts !== undefined && nameInserts(record)) return;
  const text = record.message;
  if (text === undefined) return;
  if (record.provider === 'Microsoft-Windows-Sysmon' && text.includes('\n')) return readLines(record, text);
  const template = templateOf(record.code, record.channel, record.provider);
  if (template === undefined) return readSentence(record, text);
  const plain = plainText(text);
  const language = languageOf(plain);
  if (language === undefined) readTemplate(record, template, text);
  else readTemplate(record, localTemplate(template, language, plain), plain);
}

/**
 * Undoes what relays make of control characters, where the text has lost its real ones: rsyslog's octal `#015#012`, and the
 * `\r\n` of a string that was escaped twice.
 */
export function unescapeControls(text: string): string {
  if (text.includes('\n')) return text;
  if (text.includes('#012') || text.includes('#011') || text.includes('#015')) {
    if (text.includes('\t')) return text;
    return text.replaceAll('#015', '\r').replaceAll('#012', '\n').replaceAll('#011', '\t');
  }
  if (!text.includes('\\r\\n')) return text;
  return text.replaceAll('\\r\\n', '\r\n').replace(TABS, (tabs) => '\t'.repeat(tabs.length / 2));
}

/** A tab is one only where it follows a label or a line break: `C:\temp` is a path. */
const TABS = /(?<=[\n\t]|(?:[a-z)]{3}|ID) ?:)(?:\\t)+/g;

function readTemplate(record: WindowsRecord, template: Template, text: string): void {
  // the first label stands before anything a stranger may choose: the text has its lines where that one opens a line
  const isLabelStart = isAfterBreak(text, text.indexOf(template.required[0]?.text ?? '')) ? isAfterBreak : isAfterSpace;
  const first = forward(template.required, text, isLabelStart);
  const count = first.length;
  if (count === 0) return;
  const last = backward(template.required, count, text, isLabelStart);
  readOptional(record, template, -1, text, 0, first[0]!, isLabelStart);
  for (let i = 0; i < count; i += 1) {
    const label = template.required[i]!;
    const start = (template.lastFree >= 0 && i > template.lastFree ? last[i]! : first[i]!) + label.text.length;
    const next = i + 1 < count ? (i < template.firstFree ? first[i + 1]! : last[i + 1]!) : endOfData(template, text);
    const end = readOptional(record, template, i, text, start, next, isLabelStart);
    if (label.field !== '') record.add(label.field, clean(text, start, end));
  }
}

type LabelTest = (text: string, at: number) => boolean;

/** Indices of the labels in their order, each the first one behind its predecessor; shorter where the text ends early. */
function forward(labels: Template['required'], text: string, isStart: LabelTest): number[] {
  const found: number[] = [];
  let from = 0;
  for (const label of labels) {
    let at = text.indexOf(label.text, from);
    while (at > 0 && !isStart(text, at)) at = text.indexOf(label.text, at + 1);
    if (at < 0) break;
    found.push(at);
    from = at + label.text.length;
  }
  return found;
}

/** The same from the back: each the last one before its successor. There is at least the chain that `forward` found. */
function backward(labels: Template['required'], count: number, text: string, isStart: LabelTest): number[] {
  const found = new Array<number>(count);
  let before = text.length;
  for (let i = count - 1; i >= 0; i -= 1) {
    const label = labels[i]!.text;
    let at = text.lastIndexOf(label, before - label.length);
    while (at > 0 && !isStart(text, at)) at = text.lastIndexOf(label, at - 1);
    found[i] = Math.max(at, 0);
    before = found[i]!;
  }
  return found;
}

/**
 * Labels that only some versions of an event have, in the value of the required label before them. Returns where that value ends.
 * A label counts only before the first place of those that come after it: behind them it is part of a value (a command line).
 */
function readOptional(
  record: WindowsRecord,
  template: Template,
  index: number,
  text: string,
  from: number,
  to: number,
  isStart: LabelTest,
): number {
  const labels = template.optional[index];
  if (labels === undefined) return to;
  let end = to;
  for (let i = labels.length - 1; i >= 0; i -= 1) {
    const label = labels[i]!;
    const at = text.indexOf(label.text, from);
    if (at < 0 || at >= end || !isStart(text, at)) continue;
    if (label.field !== '') record.add(label.field, clean(text, at + label.text.length, end));
    end = at;
  }
  return end;
}

/** Windows appends an explanation; nothing behind it is data. */
function endOfData(template: Template, text: string): number {
  const at = text.lastIndexOf(template.explanation);
  return at > 0 ? at : text.length;
}

function clean(text: string, start: number, end: number): string {
  return text.slice(start, Math.max(start, end)).trim();
}

/** `Image: C:\x.exe`, a line each. */
function readLines(record: WindowsRecord, text: string): void {
  for (const line of text.split('\n', 64).slice(1)) {
    const colon = line.indexOf(': ');
    if (colon > 0 && colon < 48) record.add(line.slice(0, colon), line.slice(colon + 2).trim());
  }
}

/** Where the lines are still lines, a label opens one. */
function isAfterBreak(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (text.charCodeAt(before) === 0x09 || text.charCodeAt(before) === 0x20)) before -= 1;
  return before < 0 || text.charCodeAt(before) === 0x0a || text.charCodeAt(before) === 0x0d;
}

function isAfterSpace(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) <= 0x20;
}
