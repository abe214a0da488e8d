// Standard Webhooks (github.com/standard-webhooks): whsec_ and base64 of the key; v1,base64(HMAC-SHA256(id.timestamp.body)).

import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** The standard asks for 24 to 64. */
const KEY_BYTES = 32;

export function newSigningSecret(): string {
  return `${PREFIX}${randomBytes(KEY_BYTES).toString('base64')}`;
}

/** What is wrong with one that somebody typed; undefined: nothing. */
export function signingSecretMistake(secret: string): string | undefined {
  const bytes = keyOf(secret)?.length;
  if (bytes === undefined) return 'expected whsec_ and base64, as the receiver shows it';
  return bytes < 24 || bytes > 64 ? `expected a key of 24 to 64 bytes, found ${bytes}` : undefined;
}

/** One signature for each secret: while they are rotated the receiver may know either. */
export function signatureHeaders(
  id: string,
  now: number,
  body: string,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', keyOf(secret) ?? Buffer.alloc(0));
    return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

function keyOf(secret: string): Buffer | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : undefined;
  if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}
