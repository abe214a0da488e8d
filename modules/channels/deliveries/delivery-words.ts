// States and types of deliveries in words, with a picture each: never by colour alone.

import type { DeliveryState } from '#src/outbox/delivery.js';
import type { MessageType } from '#src/outbox/message.js';

export interface StateWords {
  readonly label: string;
  /** Of views/assets/icons. */
  readonly icon: string;
  /** `good`, `bad`, `busy`, `calm`: class dl-<tone>. */
  readonly tone: 'good' | 'bad' | 'busy' | 'calm';
  /** What it means and what comes next. */
  readonly text: string;
}

/** By which the log is searched; of one delivery: `stateWords`. */
export const STATE_WORDS: Readonly<Record<DeliveryState, StateWords>> = {
  waiting: { label: 'waits', icon: 'clock', tone: 'busy', text: 'It is sent at its next try.' },
  sending: { label: 'is being sent', icon: 'send', tone: 'busy', text: 'The other side has not answered yet.' },
  delivered: { label: 'delivered', icon: 'circle-check', tone: 'good', text: 'The other side took it.' },
  failed: {
    label: 'refused',
    icon: 'ban',
    tone: 'bad',
    text: 'The other side will not take it, so it is not tried again. Mend the channel, then send it again.',
  },
  dead: {
    label: 'given up',
    icon: 'alert-triangle',
    tone: 'bad',
    text: 'It could not be brought out and is not tried again by itself. Mend the channel, then send it again.',
  },
  cancelled: {
    label: 'cancelled',
    icon: 'x',
    tone: 'calm',
    text: 'It is not sent: somebody cancelled it, or switched the channel off.',
  },
};

/** Some have it, and what went wrong with the others stands beside it. */
const IN_PART: StateWords = {
  label: 'delivered in part',
  icon: 'alert-triangle',
  tone: 'bad',
  text: 'The other side took it, but not for everybody.',
};

export function stateWords(state: DeliveryState, error: string | undefined): StateWords {
  return state === 'delivered' && error !== undefined ? IN_PART : STATE_WORDS[state];
}

export const TYPE_WORDS: Readonly<Record<MessageType, string>> = {
  'alert.raised': 'New alert',
  'alert.updated': 'Alert goes on',
  'alert.closed': 'Alert over',
  'source.silent': 'Source silent',
  'source.back': 'Source back',
  digest: 'Digest',
  test: 'Test',
};
