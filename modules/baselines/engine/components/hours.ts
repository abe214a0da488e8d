// Time of week: how much of its activity an entity has at hours as unusual as this one. Its own hours, of this day of the week and of all
// working days or weekends, smeared a little, with the installation’s hours as prior.

const WEEK = 168;
/** Of an hour, to those two before up to two behind. */
const KERNEL = [0.05, 0.25, 1, 0.25, 0.05] as const;
const OWN_DAY = 0.35;
const ALIKE_DAYS = 0.65;
/** Active hours that the installation’s hours count for. */
const PRIOR_HOURS = 6;

/** @param own active hours by hour of week; undefined: none  @returns -log10 of the share */
export function hourSurprisal(own: Float64Array | undefined, all: Float64Array, hourOfWeek: number): number {
  const usual = usualHours(own, all);
  const here = usual[hourOfWeek]!;
  let total = 0;
  let asUnusual = 0;
  for (let h = 0; h < WEEK; h++) {
    total += usual[h]!;
    if (usual[h]! <= here) asUnusual += usual[h]!;
  }
  return total > 0 ? Math.max(0, -Math.log10(asUnusual / total)) : 0;
}

/** By hour of week, in no unit. Valid until the next call. */
function usualHours(own: Float64Array | undefined, all: Float64Array): Float64Array {
  const sum = all.reduce((a, b) => a + b, 0);
  smear.fill(0);
  if (own !== undefined) smearOwn(own);
  for (let h = 0; h < WEEK; h++) smear[h]! += PRIOR_HOURS * ((all[h]! + FLAT / WEEK) / (sum + FLAT));
  return smear;
}

function smearOwn(own: Float64Array): void {
  alike.fill(0);
  for (let h = 0; h < WEEK; h++) alike[(h < 120 ? 0 : 24) + (h % 24)]! += own[h]! / (h < 120 ? 5 : 2);
  for (let h = 0; h < WEEK; h++) {
    const here = OWN_DAY * own[h]! + ALIKE_DAYS * alike[(h < 120 ? 0 : 24) + (h % 24)]!;
    if (here === 0) continue;
    for (let k = -2; k <= 2; k++) smear[(h + k + WEEK) % WEEK]! += here * KERNEL[k + 2]!;
  }
}

const smear = new Float64Array(WEEK);
const alike = new Float64Array(48);
/** Of the installation: before anything is known each hour is alike; that counts for so many active hours. */
const FLAT = 40;

/** Shares of active hours, that add up to 1; all 0 where nothing is known. */
export function hourShares(own: Float64Array): readonly number[] {
  const sum = own.reduce((a, b) => a + b, 0);
  return [...own].map((count) => (sum > 0 ? count / sum : 0));
}
