// ntfy, hosted or one's own: publishing as JSON to the root of the server (docs.ntfy.sh/publish).

import { fit, fitBytes } from '../template/fit.js';
import { levelOf, type Sentence } from '../template/sentence.js';
import { z } from 'zod';
import { caField, originOf, token, unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const ntfy: ChannelKind = {
  id: 'ntfy',
  title: 'ntfy',
  text: 'A push message to your phone, over ntfy.sh or your own server',
  icon: 'bell',
  steps: [
    'Install the ntfy app and subscribe to a topic. On ntfy.sh whoever knows its name can read it: choose one that nobody guesses.',
    'Enter the same topic here. On a server with access control add an access token (account settings, Access tokens).',
  ],
  fields: [
    { name: 'server', label: 'Server', look: 'text', schema: webAddress, preset: 'https://ntfy.sh' },
    {
      name: 'topic',
      label: 'Topic',
      look: 'text',
      example: 'my-lab-7f3k2',
      schema: z
        .string()
        .trim()
        .regex(/^[-_A-Za-z0-9]{1,64}$/, 'expected letters, digits, - and _, at most 64'),
    },
    {
      name: 'token',
      label: 'Access token',
      look: 'text',
      schema: token(),
      isSecret: true,
      isOptional: true,
      example: 'tk_…',
      hint: 'Only for a topic that is protected.',
    },
    caField,
  ],
  tellsSecretsTo: ({ server }) => originOf(server),
  warnings: ({ server }) => unencryptedWarning(server),
  send: ({ sentence, settings, secrets, now }, tools) =>
    httpPost(
      {
        url: new URL(String(settings['server'])),
        headers: secrets['token'] === undefined ? {} : { authorization: `Bearer ${secrets['token']}` },
        body: ntfyMessage(sentence, String(settings['topic'])),
        secrets: Object.values(secrets),
        ca: settings['ca'] as string | undefined,
        now,
      },
      tools,
    ),
};

/** Longer messages become attachments. */
const MAX_MESSAGE_BYTES = 4_096;

export function ntfyMessage({ title, text, facts, url, severity, isOver }: Sentence, topic: string): object {
  const lines = [text, ...facts.map(({ label, value }) => `${label}: ${value}`)].filter((line) => line !== '');
  return {
    topic,
    title: fit(title, 250),
    message: fitBytes(lines.join('\n') || title, MAX_MESSAGE_BYTES),
    priority: isOver ? 2 : PRIORITY[levelOf(severity) - 1],
    tags: [isOver ? 'white_check_mark' : TAG[levelOf(severity) - 1], 'lanwarden'],
    ...(url !== undefined && { click: url }),
  };
}

/** 1 is silent, 3 the usual, 5 rings. */
const PRIORITY = [2, 3, 3, 4, 5];
const TAG = ['information_source', 'large_blue_circle', 'warning', 'rotating_light', 'rotating_light'];
