// What came of a test, from the delivery log: read by its number, so that a page that is loaded again sends nothing.

import { Fault } from '#src/faults.js';
import type { Deliveries } from '#src/outbox/deliveries.js';
import { visibleParts, visibleText } from '#src/portal/events/visible-text.js';

export interface TestView {
  readonly isDelivered: boolean;
  /** One sentence. */
  readonly text: string;
  /** What the other side said; log text of sorts. */
  readonly answer: string | undefined;
  readonly deliveryId: number | undefined;
  readonly durationMs: number | undefined;
}

const MAX_ANSWER_CHARS = 2_000;

/** `test`: of the address; anything else than a test of this channel is nothing. */
export async function testView(deliveries: Deliveries, channel: string, test: unknown): Promise<TestView | undefined> {
  if (test === 'waits')
    return { ...NOTHING, text: 'Nothing came of the test so far. The delivery log says more as soon as it does.' };
  if (typeof test !== 'string' || !/^\d{1,15}$/.test(test)) return undefined;
  try {
    const { id, channel: its, type, state, tries, lastError } = await deliveries.get(Number(test));
    if (its !== channel || type !== 'test') return undefined;
    const last = tries.at(-1);
    const isDelivered = state === 'delivered';
    return {
      isDelivered,
      deliveryId: id,
      durationMs: last && Math.round(last.durationMs),
      text: isDelivered
        ? `It worked${lastError === undefined ? '.' : `, but: ${visibleText(lastError, 300)}`} Look whether the message is there.`
        : (last?.error ?? lastError ?? 'It did not arrive.'),
      answer:
        last?.response &&
        visibleBlock(`${last.response.line}\n${last.response.body.slice(0, MAX_ANSWER_CHARS)}`.trim()),
    };
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function visibleBlock(text: string): string {
  return visibleParts(text)
    .map((part) => part.text)
    .join('');
}

const NOTHING: TestView = {
  isDelivered: false,
  text: '',
  answer: undefined,
  deliveryId: undefined,
  durationMs: undefined,
};
