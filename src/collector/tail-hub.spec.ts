import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../event/event.js';
import type { FromCollector } from '../link/messages.js';
import type { Peer } from '../link/server.js';
import { TailHub } from './tail-hub.js';

const event = (message: string): LogEvent =>
  ({ '@timestamp': 1, 'event.ingested': 1, message, 'event.original': message }) as LogEvent;

class RecordingPeer implements Peer {
  readonly got: FromCollector[] = [];
  backlogBytes = 0;
  send(message: FromCollector): boolean {
    this.got.push(message);
    return true;
  }
}

let hub: TailHub;
let peer: RecordingPeer;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  hub = new TailHub('UTC');
  peer = new RecordingPeer();
});
afterEach(() => {
  hub.stop();
  vi.useRealTimers();
});

describe('the live tail', () => {
  it('sends what matches, to who asked, until told to stop', () => {
    hub.watch(peer, 1, 'failed');
    hub.watch(peer, 2, 'accepted');
    hub.publish([event('failed one'), event('other')]);
    vi.runAllTimers();
    expect(peer.got).toMatchObject([{ t: 'events', id: 1, events: [{ message: 'failed one' }], skipped: 0 }]);
    hub.unwatch(peer, 1);
    hub.publish([event('failed two')]);
    vi.runAllTimers();
    expect(peer.got).toHaveLength(1);
  });

  it('says how many it left out when they come faster than eyes', () => {
    hub.watch(peer, 1, '');
    hub.publish(Array.from({ length: 500 }, (_, i) => event(`message ${i}`)));
    vi.runAllTimers();
    const [batch] = peer.got as Extract<FromCollector, { t: 'events' }>[];
    expect(batch!.events.length + batch!.skipped).toBe(500);
    expect(batch!.events.length).toBe(40);
  });

  it('takes only a little of the collector’s time, whatever is asked of it', () => {
    for (let id = 0; id < 12; id += 1) hub.watch(peer, id, `raw:*${'a'.repeat(250)}?b*`);
    const long = Array.from({ length: 50 }, () => event('a'.repeat(60_000)));
    hub.publish(long);
    vi.runAllTimers();
    // 600 slow looks would take half a minute: it looked at a handful.
    const count = (of: 'skipped' | 'unseen'): number =>
      (peer.got as { skipped: number; unseen?: number }[]).reduce((sum, batch) => sum + (batch[of] ?? 0), 0);
    expect(count('unseen')).toBeGreaterThan(500);
    expect(count('skipped')).toBe(0); // nobody knows whether one of them matched
  });

  it('shows others what is theirs beside a slow query', () => {
    hub.watch(peer, 1, `raw:*${'a'.repeat(250)}?b*`);
    hub.watch(peer, 2, 'other');
    const events = [...Array.from({ length: 5 }, () => event('a'.repeat(60_000))), event('other')];
    for (let n = 0; n < 4; n += 1) {
      hub.publish(events);
      vi.runAllTimers();
    }
    const seen = peer.got.filter((batch) => batch.t === 'events' && batch.id === 2 && batch.events.length > 0);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('refuses a query that is none', () => {
    hub.watch(peer, 7, 'user:(');
    expect(peer.got).toMatchObject([{ t: 'tailRefused', id: 7 }]);
  });
});
