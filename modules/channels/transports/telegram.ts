// Telegram: sendMessage of the Bot API as plain text. The bot's token stands in the address, which is therefore never logged.

import { z } from 'zod';
import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';
import { originOf, urlBelow, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const telegram: ChannelKind = {
  id: 'telegram',
  title: 'Telegram',
  text: 'A message from a bot to you or to a group',
  icon: 'send',
  steps: [
    'In Telegram write to @BotFather: /newbot. It answers with the bot’s token.',
    'Write something to your bot (or add it to a group and write there), then open https://api.telegram.org/bot<token>/getUpdates in a browser: the number at chat, id is the chat.',
  ],
  fields: [
    {
      name: 'token',
      label: 'Bot token',
      look: 'text',
      isSecret: true,
      example: '123456789:AA…',
      schema: z
        .string()
        .trim()
        .regex(/^\d{3,20}:[\w-]{10,100}$/, 'expected a token such as 123456789:AAH…'),
    },
    {
      name: 'chat',
      label: 'Chat',
      look: 'text',
      example: '-1001234567890',
      schema: z
        .string()
        .trim()
        .regex(/^(-?\d{1,20}|@\w{4,40})$/, 'expected a number (groups begin with -), or @name of a public channel'),
      hint: 'A number, or @name of a public channel.',
    },
    {
      name: 'server',
      label: 'Server',
      look: 'text',
      schema: webAddress,
      preset: 'https://api.telegram.org',
      isMore: true,
      hint: 'Another one only with a Bot API server of your own.',
    },
  ],
  tellsSecretsTo: ({ server }) => originOf(server),
  send: ({ sentence, settings, secrets, now }, tools) =>
    httpPost(
      {
        url: urlBelow(String(settings['server']), `bot${secrets['token']!}/sendMessage`),
        secretPart: 'path',
        body: telegramMessage(sentence, String(settings['chat'])),
        secrets: Object.values(secrets),
        now,
      },
      tools,
    ),
};

const MAX_TEXT_CHARS = 4_096;

export function telegramMessage({ title, text, facts, url, severity, isOver }: Sentence, chat: string): object {
  const lines = [
    `${isOver ? '✅' : MARK[severity]} ${title}`,
    ...(text === '' ? [] : ['', text]),
    ...(facts.length === 0 ? [] : ['', ...facts.map(({ label, value }) => `${label}: ${value}`)]),
  ];
  const link = url === undefined ? '' : `\n\n${url}`;
  return {
    chat_id: chat,
    // No parse_mode: the text is what it is.
    text: `${fit(lines.join('\n'), MAX_TEXT_CHARS - link.length)}${link}`,
    link_preview_options: { is_disabled: true },
    disable_notification: severity === 'informational',
  };
}

const MARK = { informational: 'ℹ️', low: '🔵', medium: '🟡', high: '🟠', critical: '🔴' } as const;
