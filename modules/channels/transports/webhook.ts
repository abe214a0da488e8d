// Any program that takes JSON: signed after Standard Webhooks, with headers and a template of its own where the receiver wants that.

import { z } from 'zod';
import type { OutboxMessage } from '#src/outbox/message.js';
import { MAX_TEMPLATE_CHARS, parseTemplate } from '../template/json-template.js';
import { jsonText } from '../template/json-text.js';
import { type Rendered, renderTemplate } from '../template/render.js';
import { webhookBody } from '../template/webhook-body.js';
import { exchangePart } from './exchange.js';
import { caField, oneLine, originOf, unencryptedWarning, webAddress } from './field-schemas.js';
import { httpPost, shownAddress } from './http-post.js';
import type { ChannelKind } from './kind.js';
import { ownHeaders, readHeaders } from './own-headers.js';
import { signatureHeaders, signingSecretMistake } from './signature.js';

export const webhook: ChannelKind = {
  id: 'webhook',
  title: 'Webhook',
  text: 'Signed JSON to any program: n8n, Node-RED, your own script, a SOAR',
  icon: 'plug',
  steps: [
    'In the receiving program, make something that waits for an HTTP POST and copy its address.',
    'Save the channel. The secret that its messages are signed with is shown once: give it to the receiver, which checks the header webhook-signature (Standard Webhooks).',
  ],
  fields: [
    {
      name: 'url',
      label: 'Address',
      look: 'text',
      schema: webAddress,
      example: 'https://n8n.example.org/webhook/lanwarden',
      hint: 'Where the messages are sent by POST. It is shown to analysts: a key belongs into the headers.',
    },
    {
      name: 'template',
      label: 'JSON template',
      look: 'code',
      isOptional: true,
      schema: z
        .string()
        .trim()
        .superRefine((text, context) => {
          const parsed = parseTemplate(text);
          if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: parsed.message });
        }),
      example: '{ "text": "{{title}}", "link": "{{url}}" }',
      hint: `Empty: the whole message, as in the documentation. Else a JSON text of at most ${MAX_TEMPLATE_CHARS} characters; {{title}}, {{text}}, {{severity}}, {{url}} and {{alert…}} stand for values.`,
    },
    {
      name: 'signing',
      label: 'Signing secret',
      look: 'text',
      isSecret: true,
      isOptional: true,
      isMore: true,
      isNeverSent: true,
      schema: oneLine(200).superRefine((text, context) => {
        const what = signingSecretMistake(text);
        if (what !== undefined) context.addIssue({ code: 'custom', message: what });
      }),
      example: 'whsec_…',
      hint: 'Empty: one is made and shown once. Enter one only where the receiver makes it.',
    },
    {
      name: 'headers',
      label: 'Headers',
      look: 'lines',
      isSecret: true,
      isOptional: true,
      isMore: true,
      schema: ownHeaders,
      example: 'Authorization: Bearer …',
      hint: 'Name: value, one a line. Kept encrypted, and not shown again.',
    },
    caField,
  ],
  tellsSecretsTo: ({ url }) => originOf(url),
  warnings: ({ url }) => unencryptedWarning(url),
  async send({ message, settings, secrets, now }, tools) {
    const url = new URL(String(settings['url']));
    const own = readHeaders(secrets['headers'] ?? '');
    const secret = [...Object.values(own).flatMap(wholeAndPart), ...Object.values(secrets)];
    const rendered = bodyOf(message, settings['template']);
    if (rendered.kind === 'invalid')
      return {
        outcome: 'final',
        request: exchangePart(`POST ${shownAddress(url)}`, {}, '', secret),
        error: `The JSON template of this channel cannot be filled in: ${rendered.message} Open the channel and correct it.`,
      };
    const body = rendered.text;
    const keys = [secrets['signing'], secrets['previousSigning']].filter((key) => key !== undefined);
    const headers = { ...own, ...signatureHeaders(message.id, now, body, keys) };
    return httpPost({ url, headers, body, secrets: secret, ca: settings['ca'] as string | undefined, now }, tools);
  },
};

/** `Bearer abc`: what answers may repeat is the part alone. */
function wholeAndPart(value: string): readonly string[] {
  return [value, ...(/^\w+ +(\S{8,})$/.exec(value)?.slice(1) ?? [])];
}

function bodyOf(message: OutboxMessage, template: unknown): Rendered {
  if (typeof template === 'string' && template !== '') return renderTemplate(template, message);
  return { kind: 'text', text: jsonText(webhookBody(message)) };
}
