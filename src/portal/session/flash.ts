// A message that survives one redirect, in a cookie. It is shown escaped, once.

import { FLASH_COOKIE, setCookie } from './cookies.js';
import type { Flash } from './visit.js';

const MAX_TEXT = 500;

export function flashCookie(flash: Flash, secure: boolean): string {
  const value = Buffer.from(JSON.stringify([flash.kind, flash.text.slice(0, MAX_TEXT)])).toString('base64url');
  return setCookie(FLASH_COOKIE, value, { maxAgeSeconds: 60, secure });
}

export function clearFlash(secure: boolean): string {
  return setCookie(FLASH_COOKIE, '', { maxAgeSeconds: 0, secure });
}

/** Undefined for none and for nonsense. */
export function readFlash(value: string | undefined): Flash | undefined {
  if (!value) return undefined;
  try {
    const [kind, text] = JSON.parse(Buffer.from(value, 'base64url').toString()) as unknown[];
    if ((kind === 'success' || kind === 'warning' || kind === 'danger') && typeof text === 'string')
      return { kind, text: text.slice(0, MAX_TEXT) };
  } catch {
    // Not one of ours: there is nothing to show.
  }
  return undefined;
}
