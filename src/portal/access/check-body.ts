// Handlers get fields by name, or nothing: what is neither is no form of ours and no request of the API.

import { Fault } from '#src/faults.js';

/** @throws Fault BAD_REQUEST for JSON that is no object, and for plain text */
export function checkBody(body: unknown): void {
  if (body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body))) return;
  throw new Fault('BAD_REQUEST', 'The body has no fields. Send a form, or a JSON object.');
}
