// Ranges of numbers, times, weekdays and addresses: reads their ends and refuses those that hold nothing.

import { addressOf, compareAddresses, neighbourOf } from './address.js';
import type { Query } from './ast.js';
import type { Atom } from './atoms.js';
import type { ParseContext } from './conditions.js';
import type { FieldRef } from './field-ref.js';
import { Mistake } from './mistake.js';
import { TIME_FORMS, timeLiteral, type TimeLiteral } from './time-literal.js';

export interface Bound {
  readonly atom: Atom;
  /** Whether the end itself stays outside. */
  readonly exclusive: boolean;
}

/** Monday first, as `weekday` counts: 0..6. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Numbers, times and weekdays; an undefined end is open. */
export function betweenNumbers(
  field: FieldRef,
  from: Bound | undefined,
  to: Bound | undefined,
  context: ParseContext,
): Query {
  const low = from && endAt(field, from, 'from', context);
  const high = to && endAt(field, to, 'to', context);
  const whole: Range = {
    kind: 'range',
    field: field.name,
    ...(low && { from: low.value, ...(low.exclusive && { exclusiveFrom: true }) }),
    ...(high && { to: high.value, ...(high.exclusive && { exclusiveTo: true }) }),
  };
  if (from === undefined || low === undefined || high === undefined || low.value < high.value) return whole;
  if (low.value === high.value && !low.exclusive && !high.exclusive) return whole;
  const { from: _from, exclusiveFrom: _f, ...upTo } = whole;
  const { to: _to, exclusiveTo: _t, ...onwards } = whole;
  // Hours and days go round: [22 TO 4] is the night.
  if (field.type === 'hour' || field.type === 'weekday') return { kind: 'or', of: [onwards, upTo] };
  throw new Mistake(from.atom.at, 'The range ends before it begins; expected the smaller value first.');
}

export function betweenAddresses(field: FieldRef, from: Bound | undefined, to: Bound | undefined): Query {
  const low = from && addressEnd(field, from, 1);
  const high = to && addressEnd(field, to, -1);
  const length = (low ?? high)?.length ?? 4;
  const range = { from: low ?? new Uint8Array(length), to: high ?? new Uint8Array(length).fill(255) };
  const at = (from ?? to)?.atom.at ?? 0;
  if (range.from.length !== range.to.length)
    throw new Mistake(at, 'Expected two addresses of one family, IPv4 or IPv6.');
  if (compareAddresses(range.from, range.to) > 0)
    throw new Mistake(at, 'The range ends before it begins; expected the smaller address first.');
  return { kind: 'ip', field: field.name, ...range };
}

/** The number behind a value of an integer, hour, weekday or text field. */
export function numberAt(field: FieldRef, { text, at }: Atom, mustBeWhole: boolean): number {
  if (field.type === 'weekday') return weekdayAt(text, at);
  const number = NUMBER.test(text) ? Number(text) + 0 : NaN;
  if (field.type === 'hour' && !(Number.isInteger(number) && number >= 0 && number <= 23))
    throw new Mistake(at, 'Expected an hour from 0 to 23.');
  if (!Number.isFinite(number))
    throw new Mistake(at, `Expected a number for "${field.written}", not "${text.slice(0, 40)}".`);
  if (mustBeWhole && !Number.isSafeInteger(number))
    throw new Mistake(at, `Expected a whole number for "${field.written}".`);
  return number;
}

export function timeAt(field: FieldRef, { text, at }: Atom, context: ParseContext): TimeLiteral {
  const literal = timeLiteral(text, context.now, context.zone);
  if (literal === undefined) throw new Mistake(at, `Expected a time for "${field.written}": ${TIME_FORMS}.`);
  return literal;
}

type Range = Extract<Query, { kind: 'range' }>;

interface End {
  readonly value: number;
  readonly exclusive: boolean;
}

function endAt(field: FieldRef, { atom, exclusive }: Bound, side: 'from' | 'to', context: ParseContext): End {
  if (field.type !== 'time') return { value: numberAt(field, atom, false), exclusive };
  const { at, end, kind } = timeAt(field, atom, context);
  if (kind !== 'day' || end === undefined) return { value: at, exclusive };
  // A day is inside or outside as a whole: <=day runs to its end, >day begins behind it.
  if (side === 'from') return { value: exclusive ? end : at, exclusive: false };
  return { value: exclusive ? at : end, exclusive: true };
}

function addressEnd(field: FieldRef, { atom, exclusive }: Bound, inward: 1 | -1): Uint8Array {
  const address = addressOf(atom.text);
  if (address === undefined) throw new Mistake(atom.at, `Expected an address for "${field.written}".`);
  const end = exclusive ? neighbourOf(address, inward) : address;
  if (end === undefined) throw new Mistake(atom.at, 'No address lies beyond this one.');
  return end;
}

function weekdayAt(text: string, at: number): number {
  const wanted = text.toLowerCase();
  const day = FULL_WEEKDAYS.findIndex((name) => name === wanted || (wanted.length === 3 && name.startsWith(wanted)));
  if (day === -1) throw new Mistake(at, `Expected a weekday: ${WEEKDAYS.join(', ')}, or its full name.`);
  return day;
}

const FULL_WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Exponents too, because that is how JavaScript prints very large and very small numbers. */
const NUMBER = /^-?\d{1,21}(\.\d{1,40})?(e[+-]?\d{1,3})?$/i;
