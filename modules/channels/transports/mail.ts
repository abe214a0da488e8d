// The mail itself: a text and a simple HTML of the same words. No part of it can become a header: nodemailer gets values, the subject is
// one line without control characters, and addresses come from the settings alone.

import type { OutboxMessage } from '#src/outbox/message.js';
import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the alert: mail programs show its messages as one conversation. */
  readonly references?: string;
}

export function mailOf(message: OutboxMessage, sentence: Sentence): Mail {
  const { title, text, facts, url, severity, isOver, thread } = sentence;
  const mark = isOver ? '' : `[${severity}] `;
  const lines = [title, '', text, '', ...facts.map(({ label, value }) => `${label}: ${value}`)];
  return {
    subject: fit(`${message.type === 'digest' || message.type === 'test' ? '' : mark}${title}`, 200),
    text: `${lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n${url === undefined ? '' : `\n${url}\n`}\n-- \nLanwarden\n`,
    html: htmlOf(sentence),
    // The same over all tries: a mail server that kept the first one sees what the second is.
    messageId: `<${message.id}@lanwarden>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...(thread !== undefined && { references: `<alert-${thread.replace(/[^\w-]/g, '')}@lanwarden>` }),
  };
}

function htmlOf({ title, text, facts, url, severity, isOver }: Sentence): string {
  const color = isOver ? '#2e8b57' : COLOR[severity];
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#5b6b70">${escapeHtml(label)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  const link = url === undefined ? '' : `<p><a href="${escapeHtml(url)}">Open in Lanwarden</a></p>`;
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head>',
    '<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.45">',
    `<h1 style="font-size:18px;border-left:4px solid ${color};padding-left:10px">${escapeHtml(title)}</h1>`,
    ...(text === '' ? [] : text.split('\n').map((line) => `<p style="margin:6px 0">${escapeHtml(line)}</p>`)),
    ...(rows.length === 0 ? [] : [`<table style="margin:12px 0;border-collapse:collapse">${rows.join('')}</table>`]),
    `${link}<p style="color:#5b6b70">Lanwarden</p></body></html>`,
  ].join('\n');
}

const COLOR = {
  informational: '#5b6b70',
  low: '#1d6b6b',
  medium: '#d9a400',
  high: '#e06c00',
  critical: '#c92f35',
} as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
