// Values that several kinds ask for: addresses, tokens, certificates. What is wrong is said as a sentence.

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { KindField } from './kind.js';

/** An address of the web, as people paste it. User and password in it are refused: they would stand in every log. */
export const webAddress = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(2_000, 'longer than 2,000 characters')
  .superRefine((text, context) => {
    const what = addressMistake(text);
    if (what !== undefined) context.addIssue({ code: 'custom', message: what });
  });

export function oneLine(maxChars: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(maxChars, `longer than ${maxChars} characters`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'holds a line end or a control character');
}

/** For headers and addresses: visible ASCII without spaces. */
export function token(maxChars = 500): z.ZodString {
  return oneLine(maxChars).regex(/^[\x21-\x7e]*$/, 'holds a character that no token has');
}

export const hostName = oneLine(253).superRefine((text, context) => {
  const isName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(text);
  if (isIP(text) === 0 && !isName)
    context.addIssue({ code: 'custom', message: 'expected a host name or an address, without port: mail.example.org' });
});

export const portNumber = z.number('expected a number').int().min(1, 'at least 1').max(65_535, 'at most 65,535');

/** Of a service with a certificate that no public authority signed. */
export const caField: KindField = {
  name: 'ca',
  label: 'Certificate authority',
  look: 'code',
  isOptional: true,
  isMore: true,
  schema: z
    .string()
    .trim()
    .max(65_536, 'longer than 65,536 characters')
    .superRefine((text, context) => {
      if (!isPem(text))
        context.addIssue({ code: 'custom', message: 'expected a certificate in PEM: -----BEGIN CERTIFICATE----- …' });
    }),
  hint: 'Only for a server with a certificate of your own: the authority’s certificate as PEM text. In place of the public ones.',
  example: '-----BEGIN CERTIFICATE-----',
};

/** `path` below the address at which a service begins. */
export function urlBelow(base: string, path: string): URL {
  // With ./ it is a path, also when it holds a colon.
  return new URL(`./${path}`, base.endsWith('/') ? base : `${base}/`);
}

/** Scheme, host and port of an address: where what is sent with it ends up. '' for what is none. */
export function originOf(address: unknown): string {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : '';
}

export function unencryptedWarning(address: unknown): readonly string[] {
  if (typeof address !== 'string' || !address.toLowerCase().startsWith('http:')) return [];
  return [
    'It goes over http, unencrypted: who is on the way reads the messages. Use https outside of your own network.',
  ];
}

function addressMistake(text: string): string | undefined {
  if (!URL.canParse(text)) return 'expected an address that begins with https:// (or http://)';
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return `expected https:// (or http://), found ${protocol}//`;
  if (username !== '' || password !== '') return 'holds a user or a password: put them into a header';
  return hostname === '' ? 'names no host' : undefined;
}

function isPem(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]{1,16000}?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0;
  } catch {
    return false; // an expected outcome: it is none
  }
}
