// Text as a number, for comparisons on fields that hold text: the same answer in memory and in SQL.

/** Plain decimals only (`4625`, `-1.5`): no spaces, no sign but minus, no hexadecimal; else undefined. */
export function numberOf(text: string): number | undefined {
  return PLAIN.test(text) ? Number(text) : undefined;
}

const PLAIN = /^-?\d{1,20}(\.\d{1,20})?$/;
