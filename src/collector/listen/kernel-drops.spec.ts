import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { KernelDropWatch } from './kernel-drops.js';
import { parseUdpTable, tableAddress } from './udp-table.js';

const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ';
const HEAD6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const ANY = '0'.repeat(32);
const line = (drops: number, { inode = 10657, port = '158A', queue = '00000000', local = ANY } = {}): string =>
  ` 4279: ${local}:${port} ${ANY}:0000 07 00000000:${queue} 00:00000000 00000000     0        0 ${inode} 2 00000000284c7621 ${drops}`;

describe('the table', () => {
  it('gives address, port, inode, what waits and drops of IPv4 and IPv6 sockets', () => {
    const table = [
      HEAD,
      ' 1193: 0100007F:0035 00000000:0000 07 00000000:00000A00 00:00000000 00000000   101        0 19871 2 0000000000000000 12         ',
      HEAD6,
      line(4_294_967_295),
      'garbage: : : :',
      '',
    ].join('\n');
    const dns = { local: '0100007F', port: 53, inode: '19871', drops: 12, queueBytes: 2_560 };
    const ours = { local: ANY, port: 5514, inode: '10657', drops: 4_294_967_295, queueBytes: 0 };
    expect(parseUdpTable(table)).toEqual([dns, ours]);
    expect(parseUdpTable(table, 5514)).toEqual([ours]);
    const connected = line(1, { port: '0035' }).replace(`${ANY}:0000`, `${ANY}:158A`);
    expect(parseUdpTable(connected, 5514)).toEqual([]);
  });

  it.each([
    ['127.0.0.1', 'LE', '0100007F'],
    ['127.0.0.1', 'BE', '7F000001'],
    ['::', 'LE', ANY],
    ['::1', 'LE', '00000000000000000000000001000000'],
    ['2001:db8::5:1', 'LE', 'B80D0120000000000000000001000500'],
    ['fe80::1%eth0', 'BE', 'FE800000000000000000000000000001'],
    ['1:2:3:4:5:6:7:8', 'BE', '00010002000300040005000600070008'],
    ['nowhere', 'LE', undefined],
  ] as const)('writes %s (%s) as %s', (address, order, text) => expect(tableAddress(address, order)).toBe(text));
});

describe('the watch', () => {
  const told: number[] = [];
  let watch: KernelDropWatch | undefined;
  afterEach(async () => {
    await watch?.stop();
    told.length = 0;
  });
  const watching = (tables: () => string | undefined, own: ReadonlySet<string> | undefined = new Set(['10657'])) => {
    watch = new KernelDropWatch({ address: '::', port: 5514 }, (count) => told.push(count), {
      tables,
      ownInodes: () => own,
    });
    watch.start();
    return watch;
  };

  it('tells only what is new, also across the wrap of the counter, and from the opening of the socket', () => {
    const drops = [3, 3, 2_000_000_000, 4_000_000_000, 4];
    let now = drops.shift()!;
    const made = watching(() => `${HEAD6}\n${line(now)}`);
    for (now of drops) made.check();
    expect(told).toEqual([3, 1_999_999_997, 2_000_000_000, 294_967_300]);
    expect(made.dropped).toBe(4_294_967_300);
  });

  it('counts of its own socket alone: not of another process, another address, another port', () => {
    const others = [
      line(7, { inode: 1 }),
      line(7, { inode: 2, local: '00000000000000000000000001000000' }),
      line(7, { inode: 10657, port: '158B' }),
    ];
    const made = watching(() => [HEAD6, ...others, line(5)].join('\n'), new Set(['10657', '2']));
    expect([told, made.dropped]).toEqual([[5], 5]);
  });

  it.each([
    ['there is no table', () => undefined],
    ['its socket is not in it', () => `${HEAD6}\n${line(9, { inode: 1 })}`],
  ])('says that nothing is known where %s', (_, tables) => {
    expect(watching(tables).dropped).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('goes on when the table cannot be read for a while, and then tells what it missed', () => {
    let table: string | undefined = line(1);
    const made = watching(() => table);
    table = undefined;
    made.check();
    table = line(5);
    made.check();
    expect(told).toEqual([1, 4]);
  });

  it.each([
    ['goes on from what was told', '10657', 7, [2, 1]],
    ['begins anew where another socket had its number', '10657', 12, [9, 1]],
    ['tells all of a socket that nobody knew', '1', 7, [9, 1]],
  ])('of a socket that is older than the process %s', (_, inode, before, expected) => {
    const kept = new Map([[inode, before]]);
    let drops = 9;
    watch = new KernelDropWatch(
      { address: '::', port: 5514 },
      (count) => told.push(count),
      { tables: () => line(drops), ownInodes: () => new Set(['10657']) },
      { of: (socket) => kept.get(socket), keep: (socket, count) => void kept.set(socket, count) },
    );
    watch.start();
    drops = 10;
    watch.check();
    expect(told).toEqual(expected);
    expect(kept.get('10657')).toBe(10);
  });

  it('waits at the end until what has arrived is read, and counts once more', async () => {
    const queues = ['00000A00', '00000A00', '00000300', '00000000'];
    let looks = 0;
    const made = watching(() => line(looks, { queue: queues[Math.min(looks++, 3)]! }));
    expect(made.queueBytes).toBe(2_560);
    await made.stop();
    expect(looks).toBe(4);
    expect(made.queueBytes).toBe(0);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});

describe.runIf(process.platform === 'linux')('with the kernel', () => {
  it('what a flood sent is what was read and what was dropped', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setRecvBufferSize(4_096);
    let dropped = 0;
    const watch = new KernelDropWatch(socket.address(), (count) => (dropped += count));
    watch.start();
    expect(watch.dropped).toBe(0);
    const sender = createSocket('udp4');
    const sends = Array.from(
      { length: 400 },
      () => new Promise((sent) => sender.send('x'.repeat(200), socket.address().port, '127.0.0.1', sent)),
    );
    let read = 0;
    const busyUntil = performance.now() + 30; // so that the small buffer overflows
    socket.on('message', () => {
      read += 1;
      while (performance.now() < busyUntil);
    });
    await Promise.all(sends);
    await watch.stop();
    socket.close();
    sender.close();
    expect(read + dropped).toBe(400);
    expect(dropped).toBeGreaterThan(0);
  });
});
