// Discord: a webhook of a channel. Markdown of log text is escaped, and nobody can be mentioned.

import { isIP } from 'node:net';
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
      name: 'url',
      label: 'Webhook URL',
      look: 'text',
      schema: webAddress,
      isSecret: true,
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
export function discordMessage(sentence: Sentence): object {
  const { title, facts, url, severity, isOver } = sentence;
  const isLink = url !== undefined && isTakenAsLink(url);
  const description = describe(sentence, url !== undefined && !isLink ? url : undefined);
  return {
    content: `**${fit(title, MAX_CONTENT_CHARS - 4, escapeTitle)}**`,
    allowed_mentions: { parse: [] },
    embeds: [
      {
        ...(description !== '' && { description }),
        ...(isLink && { title: 'Open in Lanwarden', url }),
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

/** Discord refuses the whole message for an embed that leads to a name without a dot (http://nas:8080), which only the own network knows. */
function isTakenAsLink(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 || host.includes('.');
}

/** Addresses are ours and stand as they are: with backslashes in them they would lead nowhere. */
function describe({ text, lines = [{ text }] }: Sentence, address: string | undefined): string {
  const end = address === undefined ? '' : `Open in Lanwarden: ${address}`;
  const room = MAX_DESCRIPTION_CHARS - end.length;
  let said = '';
  for (const line of lines) {
    const link = line.url === undefined ? '' : ` ${line.url}`;
    const left = room - said.length - link.length - 2;
    if (left < MIN_LINE_CHARS) {
      said += '…\n';
      break;
    }
    if (line.text !== '') said += `${fit(line.text, left, escapeMarkdown)}${link}\n`;
  }
  return `${said}${end}`.trimEnd();
}

/** A line of which less would be left is left out with all that follow. */
const MIN_LINE_CHARS = 40;

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
