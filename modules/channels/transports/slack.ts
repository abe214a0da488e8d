// Slack: an incoming webhook takes blocks. Everything that a log may have said is plain text there, and & < > are escaped, so that it
// can neither mention anybody (<!channel>) nor make links or bold text.

import type { Fact, Sentence } from '../template/sentence.js';
import { fit } from '../template/fit.js';
import { unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const slack: ChannelKind = {
  id: 'slack',
  title: 'Slack',
  text: 'A message in a channel of your workspace',
  icon: 'message',
  steps: [
    'Open api.slack.com/apps, choose Create New App, From scratch, and your workspace.',
    'In the app open Incoming Webhooks, switch them on, choose Add New Webhook, and pick the channel.',
    'Copy the webhook URL, which begins with https://hooks.slack.com/services/, into the field here.',
  ],
  fields: [
    {
      name: 'url',
      label: 'Webhook URL',
      look: 'text',
      schema: webAddress,
      isSecret: true,
      example: 'https://hooks.slack.com/services/…',
    },
  ],
  warnings: (_settings, { url }) => unencryptedWarning(url),
  send: ({ sentence, secrets, now }, tools) =>
    httpPost({ url: new URL(secrets['url']!), secretPart: 'path', body: slackMessage(sentence), now }, tools),
};

const MAX_HEADER_CHARS = 150;
const MAX_SECTION_CHARS = 3_000;
const MAX_FIELDS = 10;

export function slackMessage({ title, text, facts, url, severity, isOver }: Sentence): object {
  const mark = isOver ? ':white_check_mark:' : MARK[severity];
  return {
    // What a notification shows; this one is mrkdwn.
    text: `${mark} ${fit(title, 300, escapeSlack)}`,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fit(title, MAX_HEADER_CHARS, escapeSlack), emoji: false } },
      ...(text === '' ? [] : [{ type: 'section', text: plain(text, MAX_SECTION_CHARS) }]),
      ...(facts.length === 0 ? [] : [{ type: 'section', fields: facts.slice(0, MAX_FIELDS).map(field) }]),
      ...(url === undefined
        ? []
        : [{ type: 'actions', elements: [{ type: 'button', text: plain('Open in Lanwarden', 75), url }] }]),
    ],
  };
}

const MARK = {
  informational: ':information_source:',
  low: ':large_blue_circle:',
  medium: ':large_yellow_circle:',
  high: ':large_orange_circle:',
  critical: ':red_circle:',
} as const;

function field({ label, value }: Fact): object {
  return plain(`${label}: ${value}`, 2_000);
}

function plain(text: string, maxChars: number): object {
  return { type: 'plain_text', text: fit(text, maxChars, escapeSlack), emoji: false };
}

function escapeSlack(char: string): string {
  return ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' } as Readonly<Record<string, string>>)[char] ?? char;
}
