// The registered domain of a name and what stands left of it. Without the public suffix list: the last two labels, three where the last
// but one is a suffix of its own (co.uk) by a short list, or short under a country.

import { interned } from '#src/event/interned.js';
import { remembered } from './remembered.js';

export interface DomainParts {
  readonly domain: string;
  /** '' where nothing stands left of it. */
  readonly subdomain: string;
}

/** Undefined for reverse look-ups, single labels and what is no name. */
export const domainParts: (question: string) => DomainParts | undefined = remembered((question) => {
  let name = question.endsWith('.') ? question.slice(0, -1) : question;
  if (name.length > MAX_NAME_CHARS || name.length < 3) return undefined;
  name = name.toLowerCase();
  if (name.endsWith('.arpa')) return undefined;
  const last = name.lastIndexOf('.');
  if (last <= 0 || last === name.length - 1) return undefined;
  let cut = name.lastIndexOf('.', last - 1);
  if (cut >= 0 && isSuffix(name, cut + 1, last)) cut = cut === 0 ? -1 : name.lastIndexOf('.', cut - 1);
  if (cut === 0) return undefined;
  const domain = interned(name.slice(cut + 1));
  return { domain, subdomain: cut < 0 ? '' : name.slice(0, cut) };
});

/** RFC 1035 §2.3.4, as text. */
const MAX_NAME_CHARS = 253;

/** Second levels under which countries register. */
const SECOND_LEVELS: ReadonlySet<string> = new Set(
  'ac co com edu firm gen go gob gok gouv gov govt ind ltd mil ne net nhs nom or org plc police sch'.split(' '),
);

/** Countries that register directly below themselves, whatever the label is. */
const FLAT: ReadonlySet<string> = new Set('ai be cc ch cz de dk eu fm io is li lu me nl no se to tv ws'.split(' '));

/** Names that anybody gets for a machine of their own. */
const DYNAMIC: ReadonlySet<string> = new Set([
  'ddns.net',
  'duckdns.org',
  'dyndns.org',
  'hopto.org',
  'ngrok-free.app',
  'ngrok.io',
  'no-ip.org',
  'trycloudflare.com',
  'workers.dev',
  'zapto.org',
]);

/** Whether `name` from `at` on is a suffix; `last` is its last dot. */
function isSuffix(name: string, at: number, last: number): boolean {
  const isCountry = name.length - last === 3;
  if (isCountry) return SECOND_LEVELS.has(name.slice(at, last)) && !FLAT.has(name.slice(last + 1));
  return DYNAMIC.has(name.slice(at));
}
