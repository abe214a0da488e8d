// Gotify: POST /message with the token of an application.

import { fit } from '../template/fit.js';
import { levelOf, type Sentence } from '../template/sentence.js';
import { caField, originOf, token, unencryptedWarning, urlBelow, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const gotify: ChannelKind = {
  id: 'gotify',
  title: 'Gotify',
  text: 'A push message over your own Gotify server',
  icon: 'bell',
  steps: [
    'In Gotify’s web page open Apps, choose Create Application, and call it Lanwarden.',
    'Show its token (the eye) and copy it into the field here.',
  ],
  fields: [
    {
      name: 'server',
      label: 'Server',
      look: 'text',
      schema: webAddress,
      example: 'https://gotify.example.org',
      hint: 'The address at which you open Gotify.',
    },
    { name: 'token', label: 'Application token', look: 'text', schema: token(), isSecret: true, example: 'A…' },
    caField,
  ],
  tellsSecretsTo: ({ server }) => originOf(server),
  warnings: ({ server }) => unencryptedWarning(server),
  send: ({ sentence, settings, secrets, now }, tools) =>
    httpPost(
      {
        url: urlBelow(String(settings['server']), 'message'),
        headers: { 'x-gotify-key': secrets['token']! },
        body: gotifyMessage(sentence),
        secrets: Object.values(secrets),
        ca: settings['ca'] as string | undefined,
        now,
      },
      tools,
    ),
};

export function gotifyMessage({ title, text, facts, url, severity, isOver }: Sentence): object {
  const lines = [text, ...facts.map(({ label, value }) => `${label}: ${value}`)].filter((line) => line !== '');
  return {
    title: fit(title, 250),
    message: fit(lines.join('\n') || title, 8_000),
    priority: isOver ? 2 : PRIORITY[levelOf(severity) - 1],
    extras: {
      // Plain: a log line must not become Markdown.
      'client::display': { contentType: 'text/plain' },
      ...(url !== undefined && { 'client::notification': { click: { url } } }),
    },
  };
}

/** From 4 on Android makes a sound, from 8 on it insists. */
const PRIORITY = [2, 4, 5, 8, 10];
