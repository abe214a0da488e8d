// Who sends: the API key of a request, and the source it belongs to.

import type { IncomingHttpHeaders } from 'node:http';
import { problem, type Reply } from './reply.js';

/** Undefined for a key that nobody was given. Hashing happens behind it. */
export type KeyLookup = (key: string) => { source: string } | undefined;

/** Ours are far shorter; nothing longer is hashed. */
const MAX_KEY_LENGTH = 512;

export type KeyTrouble = 'missing' | 'malformed' | 'unknown';

export type Authorization =
  { readonly source: string | undefined } | { readonly reply: Reply; readonly key?: KeyTrouble };

/** A wrong key is refused even where none is needed: the sender believes it is known. */
export function authorize(headers: IncomingHttpHeaders, keys: KeyLookup, requireKey: boolean): Authorization {
  const key = keyOf(headers);
  if (key !== undefined) {
    const known = key.length <= MAX_KEY_LENGTH ? keys(key) : undefined;
    return (
      known ?? {
        key: key === '' ? 'malformed' : 'unknown',
        reply: problem(
          401,
          'This API key is not known. Make one in the portal (API tokens, role ingest), or with lanwarden token create --role ingest --source NAME.',
        ),
      }
    );
  }
  if (requireKey) {
    const text =
      'An API key is needed: Authorization: Bearer KEY, Authorization: Splunk KEY, Basic (KEY as the password), or X-API-Key: KEY.';
    return { key: 'missing', reply: problem(401, text) };
  }
  // A web page can make a browser in this network post here, but not without an Origin. No page has business here.
  if (headers.origin !== undefined) return { reply: problem(403, 'Requests from web pages need an API key.') };
  return { source: undefined };
}

/** Empty where the header is there but holds no key: that is a wrong key, not none. */
function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, scheme = '', key = ''] = /^(Bearer|Splunk|Basic) +(\S+) *$/i.exec(authorization) ?? [];
    return scheme.toLowerCase() === 'basic' ? passwordIn(key) : key;
  }
  const header = headers['x-api-key'];
  return Array.isArray(header) ? header[0] : header;
}

/** Of `user:password` (RFC 7617): HEC's clients send `x:KEY`, Loki's a tenant and the key. */
function passwordIn(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}
