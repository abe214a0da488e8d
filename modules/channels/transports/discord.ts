// Discord: a webhook of a channel. Markdown of log text is escaped, and nobody can be mentioned.

import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';
import { unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const discord: ChannelKind = {
  id: 'discord',
  title: 'Discord',
  text: 'A message in a channel of your server',
  icon: 'message',
  steps: [
    'On your server open the channel’s settings (the gear), then Integrations, Webhooks.',
    'Choose New Webhook, then Copy Webhook URL, and paste it into the field here.',
  ],
  fields: [
    {
      ...{ name: 'url', label: 'Webhook URL', look: 'text', schema: webAddress, isSecret: true },
      example: 'https://discord.com/api/webhooks/…',
    },
  ],
  warnings: (_settings, { url }) => unencryptedWarning(url),
  send: ({ sentence, secrets, now }, tools) =>
    httpPost({ url: new URL(secrets['url']!), secretPart: 'path', body: discordMessage(sentence), now }, tools),
};

const MAX_CONTENT_CHARS = 2_000;
const MAX_DESCRIPTION_CHARS = 3_000;
const MAX_FIELDS = 12;

/** An embed takes 6,000 characters at most: 3,000, and 12 fields of 40 + 200. */
export function discordMessage({ title, text, facts, url, severity, isOver }: Sentence): object {
  return {
    content: `**${fit(title, MAX_CONTENT_CHARS - 4, escapeTitle)}**`,
    allowed_mentions: { parse: [] },
    embeds: [
      {
        ...(text !== '' && { description: fit(text, MAX_DESCRIPTION_CHARS, escapeMarkdown) }),
        ...(url !== undefined && { title: 'Open in Lanwarden', url }),
        color: isOver ? 0x2e8b57 : COLOR[severity],
        fields: facts.slice(0, MAX_FIELDS).map(({ label, value }) => ({
          name: fit(label, 40, escapeMarkdown),
          value: fit(value, 200, escapeMarkdown),
          inline: true,
        })),
      },
    ],
  };
}

const COLOR = { informational: 0x5b6b70, low: 0x1d6b6b, medium: 0xd9a400, high: 0xe06c00, critical: 0xc92f35 } as const;

/** Outside of an embed Discord goes to each address to see what is there: one that a log names is no link. */
function escapeTitle(char: string): string {
  return char === '/' ? '\\/' : escapeMarkdown(char);
}

/** A backslash before whatever Discord's Markdown, its mentions (<@1>, @everyone) and its links are made of. */
function escapeMarkdown(char: string): string {
  if (/[\\*_~`|>#[\]()<]/.test(char)) return `\\${char}`;
  // Zero width space: @everyone is no mention then, whatever allowed_mentions becomes one day.
  return char === '@' ? '@\u200b' : char;
}
