// A message that survives one redirect, in a cookie. It is shown escaped, once.

import { FLASH_COOKIE, setCookie } from './cookies.js';
import type { Flash } from './visit.js';

const MAX_TEXT = 500;
const MAX_LINK = 200;
/** A page of this site: never `//elsewhere`. */
const OWN_PATH = /^\/(?![/\\])[\w\-./?#=&%]*$/;

export function flashCookie({ kind, text, link }: Flash, secure: boolean): string {
  const parts = [kind, text.slice(0, MAX_TEXT), ...(link === undefined ? [] : [link.href, link.label])];
  const value = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return setCookie(FLASH_COOKIE, value, { maxAgeSeconds: 60, secure });
}

export function clearFlash(secure: boolean): string {
  return setCookie(FLASH_COOKIE, '', { maxAgeSeconds: 0, secure });
}

/** Undefined for none and for nonsense. */
export function readFlash(value: string | undefined): Flash | undefined {
  if (!value) return undefined;
  try {
    const [kind, text, href, label] = JSON.parse(Buffer.from(value, 'base64url').toString()) as unknown[];
    if ((kind === 'success' || kind === 'warning' || kind === 'danger') && typeof text === 'string')
      return { kind, text: text.slice(0, MAX_TEXT), ...linkOf(href, label) };
  } catch {
    // Not one of ours: there is nothing to show.
  }
  return undefined;
}

function linkOf(href: unknown, label: unknown): Pick<Flash, 'link'> {
  if (typeof href !== 'string' || typeof label !== 'string' || href.length > MAX_LINK || !OWN_PATH.test(href))
    return {};
  return { link: { href, label: label.slice(0, MAX_LINK) } };
}
