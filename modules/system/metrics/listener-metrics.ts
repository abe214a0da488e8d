// What each listener took and turned away, as metrics. Counters run since the collector started.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { type Line, metric } from './exposition.js';

type Listener = CollectorHealth['listeners'][number];

export function listenerMetrics(listeners: CollectorHealth['listeners']): string {
  /** Those that cannot tell are left out. */
  const each = (value: (listener: Listener) => number | undefined): Line[] =>
    listeners.flatMap((listener): Line[] => {
      const known = value(listener);
      return known === undefined ? [] : [[{ listener: listener.name }, known]];
    });
  const name = (what: string): string => `lanwarden_listener_${what}`;
  return [
    metric(
      name('up'),
      'gauge',
      'Whether it listens',
      each(({ state }) => (state === 'listening' ? 1 : 0)),
    ),
    metric(
      name('messages_total'),
      'counter',
      'Messages taken',
      each(({ frames }) => frames),
    ),
    metric(
      name('bytes_total'),
      'counter',
      'Bytes taken',
      each(({ bytes }) => bytes),
    ),
    metric(
      name('connections'),
      'gauge',
      'Open now',
      each(({ connections }) => connections),
    ),
    metric(
      name('refused_total'),
      'counter',
      'Connections or requests turned away',
      each(({ refused }) => refused),
    ),
    metric(
      name('limited_total'),
      'counter',
      'Messages over the limit of their sender',
      each(({ limited }) => limited),
    ),
    metric(
      name('dropped_total'),
      'counter',
      'Lost before they became messages',
      each(({ dropped }) => dropped),
    ),
    metric(
      name('kernel_dropped_total'),
      'counter',
      'Of those, thrown away by the kernel for want of room; left out where the system does not tell',
      each(({ kernelDropped }) => kernelDropped),
    ),
    metric(
      name('receive_buffer_bytes'),
      'gauge',
      'What the kernel gave, in its own reckoning (Linux: twice what it grants)',
      each(({ receiveBufferBytes }) => receiveBufferBytes),
    ),
    metric(
      name('receive_queue_bytes'),
      'gauge',
      'How much of it is taken',
      each(({ receiveQueueBytes }) => receiveQueueBytes),
    ),
  ].join('');
}
