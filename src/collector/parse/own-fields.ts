// What a parser returned, looked at before an event is built on it: parsers in JavaScript may return anything. On the path of every
// message: what only the store can tell (a number as user name) is not asked here.

import type { Fields } from '../../event/event.js';

/** Undefined: not mine; so is null. @throws Error for what is no object of fields */
export function ownFields(returned: unknown): Fields | undefined {
  if (returned === undefined || returned === null) return undefined;
  if (typeof returned !== 'object' || Array.isArray(returned) || returned instanceof Promise)
    throw new TypeError(noFields(returned));
  const fields = returned as Fields;
  const time: unknown = fields['@timestamp'];
  if (time !== undefined && typeof time !== 'number' && typeof time !== 'string')
    throw new TypeError(`expected @timestamp as milliseconds or as text, found ${nameOf(time)}`);
  // The event is built on this object: it must be the collector's own to fill.
  return Object.isExtensible(fields) ? fields : { ...fields };
}

function noFields(returned: unknown): string {
  const what = `expected an object of fields, or undefined for "not mine", found ${nameOf(returned)}`;
  if (!(returned instanceof Promise)) return what;
  returned.catch(() => undefined); // it has failed whatever becomes of it
  return `${what}: parse must not be async`;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Object.prototype.toString.call(value).slice(8, -1)
    : String(value);
}
