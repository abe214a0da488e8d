import { expect, it } from 'vitest';
import { KernelDropWatch, parseUdpTable } from './kernel-drops.js';

const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ';
const HEAD6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const line = (drops: number): string =>
  ` 4279: 00000000000000000000000000000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 10657 2 00000000284c7621 ${drops}`;

it('reads port, inode and drops of IPv4 and IPv6 sockets', () => {
  const table = [
    HEAD,
    ' 1193: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 19871 2 0000000000000000 12         ',
    HEAD6,
    line(4_294_967_295),
    'garbage',
    '',
  ].join('\n');
  expect(parseUdpTable(table)).toEqual([
    { port: 53, inode: '19871', drops: 12 },
    { port: 5514, inode: '10657', drops: 4_294_967_295 },
  ]);
});

it('tells only what is new, of its own port, and across the wrap of the counter', async () => {
  const tables = [line(0), line(3), line(3), line(2), line(2_000_000_000), line(4_000_000_000), line(4)];
  const told: number[] = [];
  const watch = new KernelDropWatch(
    5514,
    (count) => told.push(count),
    async () => `${HEAD6}\n${tables.shift() ?? ''}\n${line(900).replace('158A', '158B')}`,
  );
  while (tables.length > 0) await watch.check();
  expect(told).toEqual([3, 1_999_999_997, 2_000_000_000, 294_967_300]);
});
