// Microsoft Teams: a workflow ("when a webhook request is received") posts an adaptive card. Log text stands in text runs, which know no
// Markdown: no links, no mentions.

import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';
import { unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const teams: ChannelKind = {
  id: 'teams',
  title: 'Microsoft Teams',
  text: 'A card in a channel or chat of Teams',
  icon: 'message',
  steps: [
    'In Teams open the channel’s menu (…) and choose Workflows.',
    'Choose “Send webhook alerts to a channel” (in older versions “Post to a channel when a webhook request is received”), and follow it to the end.',
    'Copy the URL that it shows into the field here. Anyone who knows it can post, so it is kept encrypted.',
  ],
  fields: [
    {
      name: 'url',
      label: 'Workflow URL',
      look: 'text',
      schema: webAddress,
      isSecret: true,
      example: 'https://…/workflows/…/triggers/manual/paths/invoke?…',
    },
  ],
  warnings: (_settings, { url }) => unencryptedWarning(url),
  send: ({ sentence, secrets, now }, tools) =>
    httpPost({ url: new URL(secrets['url']!), secretPart: 'path', body: teamsMessage(sentence), now }, tools),
};

export function teamsMessage(sentence: Sentence): object {
  return {
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(sentence) },
    ],
  };
}

function cardOf({ title, text, facts, url, severity, isOver }: Sentence): object {
  const color = isOver ? 'Good' : COLOR[severity];
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      runs([{ text: fit(title, 300), weight: 'Bolder', size: 'Large', color }]),
      ...text
        .split('\n')
        .slice(0, 60)
        .filter((line) => line !== '')
        .map((line) => runs([{ text: fit(line, 2_000) }])),
      ...facts.map(({ label, value }) => runs([{ text: `${label}: `, weight: 'Bolder' }, { text: fit(value, 500) }])),
    ],
    ...(url !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Open in Lanwarden', url }] }),
  };
}

const COLOR = {
  informational: 'Default',
  low: 'Accent',
  medium: 'Warning',
  high: 'Attention',
  critical: 'Attention',
} as const;

function runs(inlines: readonly object[]): object {
  return { type: 'RichTextBlock', inlines: inlines.map((inline) => ({ type: 'TextRun', ...inline })) };
}
