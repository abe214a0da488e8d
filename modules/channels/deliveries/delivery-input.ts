// What a person or a program asks of the delivery log, from the address.

import { z } from 'zod';
import { Fault } from '#src/faults.js';
import type { DeliveryFilter } from '#src/outbox/deliveries.js';
import { DELIVERY_STATES } from '#src/outbox/delivery.js';
import { MESSAGE_TYPES } from '#src/outbox/message.js';

const text = (what: string, max: number): z.ZodDefault<z.ZodString> =>
  z.string().trim().max(max).default('').describe(what);

export const deliveryParameters = z.object({
  channel: text('Id of a channel', 64),
  state: z.enum(['', ...DELIVERY_STATES]).default(''),
  type: z.enum(['', ...MESSAGE_TYPES]).default(''),
  alert: text('Id of an alert: what tells of it, and digests that stand for it', 100),
  q: text('Text in what it tells, in the message’s id, the last answer or error', 200),
});
export type DeliveryInput = z.infer<typeof deliveryParameters>;

export function filterOf({ channel, state, type, alert, q }: DeliveryInput): DeliveryFilter {
  return {
    channel: channel || undefined,
    state: state || undefined,
    type: type || undefined,
    alertId: alert || undefined,
    text: q || undefined,
  };
}

/** Of a page's address or the API. @throws Fault BAD_REQUEST */
export function cursorOf(raw: unknown): number | undefined {
  if (raw === undefined || raw === '') return undefined;
  const after = /^\d{1,15}$/.test(String(raw)) ? Number(raw) : 0;
  if (after < 1)
    throw new Fault('BAD_REQUEST', 'This page of the delivery log is none. Begin with the newest again.', {
      details: { parameter: 'cursor' },
    });
  return after;
}

/** An id in an address; 0, which no delivery has, for anything else. */
export const idOf = (raw: string): number => (/^\d{1,15}$/.test(raw) ? Number(raw) : 0);

export function addressOf(input: Partial<DeliveryInput>, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries({ ...input, ...more }).filter(([, value]) => value !== ''));
  return query.size === 0 ? '/channels/deliveries' : `/channels/deliveries?${query.toString()}`;
}
