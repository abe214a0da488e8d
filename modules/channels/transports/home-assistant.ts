// Home Assistant: the webhook trigger of an automation, which finds the fields under trigger.json.

import type { OutboxMessage } from '#src/outbox/message.js';
import type { Sentence } from '../template/sentence.js';
import { webhookBody } from '../template/webhook-body.js';
import { caField, unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const homeAssistant: ChannelKind = {
  id: 'home-assistant',
  title: 'Home Assistant',
  text: 'Starts an automation: a light, a siren, a message to the family',
  icon: 'home',
  steps: [
    'In Home Assistant open Settings, Automations, make a new one and choose the trigger Webhook. It makes an id that nobody guesses.',
    'Copy its address (the symbol beside the id) into the field here; it is http://homeassistant.local:8123/api/webhook/ and the id.',
    'In the actions use {{ trigger.json.title }}, {{ trigger.json.message }}, {{ trigger.json.severity }}, {{ trigger.json.url }}.',
  ],
  fields: [
    {
      name: 'url',
      label: 'Webhook address',
      look: 'text',
      schema: webAddress,
      isSecret: true,
      example: 'http://homeassistant.local:8123/api/webhook/…',
    },
    caField,
  ],
  warnings: (_settings, { url }) => unencryptedWarning(url),
  send: ({ message, sentence, settings, secrets, now }, tools) =>
    httpPost(
      {
        url: new URL(secrets['url']!),
        secretPart: 'path',
        body: homeAssistantBody(message, sentence),
        ca: settings['ca'] as string | undefined,
        now,
      },
      tools,
    ),
};

export function homeAssistantBody(message: OutboxMessage, sentence: Sentence): object {
  const { title, text, severity, url, isOver } = sentence;
  return { ...webhookBody(message), title, message: text || title, severity, is_over: isOver, url: url ?? null };
}
