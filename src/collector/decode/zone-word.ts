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

/** Minutes east of UTC of a zone word; NaN for one whose meaning depends on the place; undefined for what is no zone word. */
export function zoneWordMinutes(word: string): number | undefined {
  return zones.get(word) ?? (AMBIGUOUS.has(word) ? Number.NaN : undefined);
}
