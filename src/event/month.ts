// The English names of months that logs write, three letters long.

/** In order; the first is January. */
export const MONTHS: readonly string[] = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** 1..12; 0 where it is no month. */
export function monthOf(name: string): number {
  return MONTHS.indexOf(name) + 1;
}
