// Zone words behind a time (`UTC`, `CET`), as Cisco, NX-OS and ctime write them.

/** Minutes east of UTC. Only words that mean one thing; `CST`, `IST` and `BST` mean several, so the source's own zone decides there. */
// prettier-ignore
const OFFSETS: Readonly<Record<string, number>> = {
  UTC: 0, GMT: 0, Z: 0, WET: 0, WEST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180,
  EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, AKDT: -480, HST: -600,
  JST: 540, KST: 540, SGT: 480, HKT: 480, AWST: 480, AEST: 600, AEDT: 660, NZST: 720, NZDT: 780,
};
const AMBIGUOUS = new Set([
  'CST',
  'IST',
  'BST',
  'AST',
  'ADT',
  'ACST',
  'ACDT',
  'BRT',
  'ART',
  'SAST',
  'WIB',
  'PKT',
  'ICT',
]);
const zones = new Map(Object.entries(OFFSETS));

/**
 * Minutes east of UTC of a zone word (`CET`, `UTC+1`, `GMT-03:30`); NaN for one whose meaning depends on the place; undefined for
 * what is no zone word.
 */
export function zoneWordMinutes(word: string): number | undefined {
  const known = zones.get(word);
  if (known !== undefined) return known;
  if (AMBIGUOUS.has(word)) return Number.NaN;
  return word.length > 3 && (word.startsWith('UTC') || word.startsWith('GMT')) ? offsetOf(word) : undefined;
}

const OFFSET = /^[A-Z]{3}([+-])(\d{1,2})(?::?([0-5]\d))?$/;

/** `UTC+1`, `UTC+07:30`: what an administrator calls his zone where the device knows no names. */
function offsetOf(word: string): number | undefined {
  const match = OFFSET.exec(word);
  if (match === null || Number(match[2]) > 14) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
  return match[1] === '-' ? -minutes : minutes;
}
