// Who sends: the API key of a request, and the source it belongs to.

import type { IncomingHttpHeaders } from 'node:http';
import { problem, type Reply } from './reply.js';

/** Undefined for a key that nobody was given. Hashing happens behind it. */
export type KeyLookup = (key: string) => { source: string } | undefined;

/** Ours are far shorter; nothing longer is hashed. */
const MAX_KEY_LENGTH = 512;

export type Authorization = { readonly source: string | undefined } | { readonly reply: Reply };

/** A wrong key is refused even where none is needed: the sender believes it is known. */
export function authorize(headers: IncomingHttpHeaders, keys: KeyLookup, requireKey: boolean): Authorization {
  const key = keyOf(headers);
  if (key !== undefined) {
    const known = key.length <= MAX_KEY_LENGTH ? keys(key) : undefined;
    return (
      known ?? {
        reply: problem(
          401,
          'This API key is not known. Make one in the portal (API tokens, role ingest), or with lanwarden token create --role ingest --source NAME.',
        ),
      }
    );
  }
  if (requireKey) {
    const text = 'An API key is needed: Authorization: Bearer KEY, Authorization: Splunk KEY, or X-API-Key: KEY.';
    return { reply: problem(401, text) };
  }
  // A web page can make a browser in this network post here, but not without an Origin. No page has business here.
  if (headers.origin !== undefined) return { reply: problem(403, 'Requests from web pages need an API key.') };
  return { source: undefined };
}

/** Empty where the header is there but holds no key: that is a wrong key, not none. */
function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return /^(?:Bearer|Splunk) +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  const header = headers['x-api-key'];
  return Array.isArray(header) ? header[0] : header;
}
