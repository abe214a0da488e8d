import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from './reply.js';
import { sendReply } from './send.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an answer before the end of its request', () => {
  /** After how many seconds the connection is let go, while something of the request comes each second. */
  const lingers = (status: number): number => {
    const req = Object.assign(new EventEmitter(), { complete: false, resume: () => undefined });
    const end = vi.fn();
    const response = { req, end, writeHead: () => undefined, write: () => true } as unknown as ServerResponse;
    sendReply(response, problem(status, 'no'), { head: false, close: false });
    let seconds = 0;
    for (; end.mock.calls.length === 0 && seconds < 1_000; seconds += 1) {
      req.emit('data');
      vi.advanceTimersByTime(1_000);
    }
    req.emit('close');
    return seconds;
  };

  it('lets its sender go on for a while', () => expect(lingers(413)).toBeGreaterThan(10));
  it('does not wait for ever for one that goes on and on', () => expect(lingers(413)).toBeLessThan(60));
  it('lets nobody go on whose time is over', () => expect(lingers(408)).toBe(2));
});
