// Putting pieces of a line into fields. Names and reasons in these lines are chosen by strangers, so nothing empty or
// oversized gets in, and an address is taken only where it is one.

import type { FieldName } from '#src/event/fields.js';
import type { Fields, FieldValue } from '#src/event/event.js';
import { readIp, readPort } from '#src/event/address.js';
import { isHostName } from '#src/event/put.js';

/** Longer user names, groups and host names are cut: Linux allows 32, directories somewhat more. */
const MAX_NAME_CHARS = 256;
/** Longer commands are cut; the raw line keeps them whole. */
const MAX_COMMAND_CHARS = 4096;

export function putName(fields: Fields, field: FieldName, value: string): void {
  const name = value.trim();
  if (name !== '') put(fields, field, name.length > MAX_NAME_CHARS ? name.slice(0, MAX_NAME_CHARS) : name);
}

/** Sets a field whose name is known only at run time; the caller answers for the type. */
export function put(fields: Fields, field: FieldName, value: FieldValue): void {
  (fields as Record<string, FieldValue>)[field] = value;
}

export function putCommand(fields: Fields, value: string): void {
  const command = value.trim();
  if (command !== '')
    fields['process.command_line'] = command.length > MAX_COMMAND_CHARS ? command.slice(0, MAX_COMMAND_CHARS) : command;
}

/**
 * `source.ip` for an address, `source.domain` for a host name; another single word is kept as `linux_auth.source_address`, since what is
 * no address must not be stored as one. False (and nothing set) for nothing or several words.
 */
export function putSource(fields: Fields, text: string, from: number, to: number): boolean {
  const ip = readIp(text, from, to);
  if (ip !== undefined) {
    fields['source.ip'] = ip;
    return true;
  }
  const word = text.slice(from, Math.min(to, from + MAX_NAME_CHARS));
  if (word === '' || word.includes(' ')) return false;
  if (word !== 'UNKNOWN') put(fields, isHostName(word) ? 'source.domain' : 'linux_auth.source_address', word);
  return true;
}

/** Reads `<address> port <n>` in `text[from, to)`; without ` port ` the address alone. False when it is neither. */
export function putEndpoint(fields: Fields, text: string, from: number, to: number): boolean {
  const space = text.indexOf(' ', from);
  if (space < 0 || space >= to) return putSource(fields, text, from, to);
  if (!text.startsWith(' port ', space) || endOfEndpoint(text, from) !== to) return false;
  if (!putSource(fields, text, from, space)) return false;
  putPort(fields, text, space + 6, to);
  return true;
}

/** A port beyond 65535 stays readable under a name of ours. */
export function putPort(fields: Fields, text: string, from: number, to: number): void {
  const port = readPort(text, from, to);
  if (port !== undefined) fields['source.port'] = port;
  else if (to > from) putName(fields, 'linux_auth.source_port', text.slice(from, to));
}

/** The end of the number that follows `<address> port ` at `from`; -1 when there is no such thing. */
export function endOfEndpoint(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  if (space < 0 || !text.startsWith(' port ', space)) return -1;
  let end = space + 6;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end === space + 6 ? -1 : end;
}

/** Where the text ends without blanks and a closing ` [preauth]` / ` [postauth]`, which sshd adds by phase. */
export function endWithoutPhase(text: string): number {
  let end = endWithoutBlanks(text, text.length);
  if (text.charCodeAt(end - 1) !== 0x5d) return end;
  if (text.endsWith(' [preauth]', end)) end -= 10;
  else if (text.endsWith(' [postauth]', end)) end -= 11;
  return endWithoutBlanks(text, end);
}

function endWithoutBlanks(text: string, end: number): number {
  let at = end;
  while (at > 0 && text.charCodeAt(at - 1) <= 0x20) at -= 1;
  return at;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The word between `before` and `after`, both literal, each the first of its kind; undefined when one is missing. */
export function between(text: string, before: string, after: string, from = 0): string | undefined {
  const at = text.indexOf(before, from);
  if (at < 0) return undefined;
  const start = at + before.length;
  const end = text.indexOf(after, start);
  return end < 0 ? undefined : text.slice(start, end);
}
