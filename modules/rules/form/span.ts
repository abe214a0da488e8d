// A span of time as the form has it: a number and a unit.

export const SPAN_UNITS = [
  { id: 'seconds', seconds: 1 },
  { id: 'minutes', seconds: 60 },
  { id: 'hours', seconds: 3_600 },
  { id: 'days', seconds: 86_400 },
] as const;
export type SpanUnit = (typeof SPAN_UNITS)[number]['id'];

export interface Span {
  /** As typed. */
  readonly amount: string;
  readonly unit: SpanUnit;
}

/** In the largest unit that leaves no rest. */
export function asSpan(seconds: number): Span {
  const fit = SPAN_UNITS.toReversed().find((unit) => seconds > 0 && seconds % unit.seconds === 0) ?? SPAN_UNITS[1];
  return { amount: String(seconds / fit.seconds), unit: fit.id };
}

/** NaN where the amount is no number. */
export function secondsOf({ amount, unit }: Span): number {
  if (!/^\d{1,9}([.,]\d{1,3})?$/.test(amount)) return Number.NaN;
  return Number(amount.replace(',', '.')) * (SPAN_UNITS.find(({ id }) => id === unit)?.seconds ?? 60);
}
