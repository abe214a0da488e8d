import { describe, expect, it } from 'vitest';
import { descriptorsIn, handedOn } from './inherited-descriptors.js';

const env = { PATH: '/bin', LISTEN_PID: '100', LISTEN_FDS: '2', LISTEN_FDNAMES: 'lanwarden.socket:' };

describe('descriptors of a service manager', () => {
  it('begin at 3, with their names', () =>
    expect(descriptorsIn(env, 100, 1)).toEqual([
      { fd: 3, name: 'lanwarden.socket' },
      { fd: 4, name: 'unnamed' },
    ]));

  it('are not taken by a process that they are not meant for', () => expect(descriptorsIn(env, 101, 100)).toEqual([]));

  it.each(['65', '-1', 'two', ''])('are refused with the number %j', (LISTEN_FDS) =>
    expect(() => descriptorsIn({ ...env, LISTEN_FDS }, 100, 1)).toThrow(
      `LISTEN_FDS: found ${JSON.stringify(LISTEN_FDS)}, expected how many sockets are handed over, 64 at the most.`,
    ),
  );

  it('reach a child, and nobody further', () => {
    const forChild = handedOn(env, 100, 2);
    expect(forChild).toEqual({
      PATH: '/bin',
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'lanwarden.socket:',
      LISTEN_PPID: '100',
    });
    expect(descriptorsIn(forChild, 200, 100)).toHaveLength(2);
    expect(descriptorsIn(forChild, 300, 200)).toEqual([]);
    expect(handedOn(forChild, 300, 0)).toEqual({ PATH: '/bin' });
  });
});
