// The packet itself: `IN=eth0 OUT= MAC=... SRC=192.0.2.1 DST=... LEN=60 ... PROTO=TCP SPT=1 DPT=2 ... SYN`, as the kernel's
// nf_log_ipv4 and nf_log_ipv6 write it. An ICMP error quotes the packet it answers in brackets: reading ends there.

import { readIp, readPort } from '#src/event/address.js';

export interface Packet {
  readonly src: string;
  readonly dst: string;
  readonly sport: number | undefined;
  readonly dport: number | undefined;
  /** IANA keyword in lower case, or the number where the kernel wrote one. */
  readonly proto: string | undefined;
  readonly ingress: string | undefined;
  readonly egress: string | undefined;
}

const WANTED: ReadonlySet<string> = new Set(['IN', 'OUT', 'SRC', 'DST', 'PROTO', 'SPT', 'DPT']);
/** The kernel's own names of protocols that IANA calls otherwise. */
const IANA_NAMES: Readonly<Record<string, string>> = { icmpv6: 'ipv6-icmp' };

/** Undefined when it is none: it has no two addresses. `at`: where it begins in `text`. */
export function readPacket(text: string, at: number): Packet | undefined {
  const values = new Map<string, string>();
  for (let from = at; from < text.length;) {
    const space = text.indexOf(' ', from);
    const to = space < 0 ? text.length : space;
    if (text[from] === '[') break;
    const equals = text.indexOf('=', from);
    if (equals > from && equals < to) {
      const name = text.slice(from, equals);
      if (WANTED.has(name) && !values.has(name)) values.set(name, text.slice(equals + 1, to));
    }
    from = to + 1;
  }
  const src = readIp(values.get('SRC') ?? '');
  const dst = readIp(values.get('DST') ?? '');
  if (src === undefined || dst === undefined) return undefined;
  const proto = values.get('PROTO')?.toLowerCase();
  return {
    ...{ src, dst },
    sport: readPort(values.get('SPT') ?? ''),
    dport: readPort(values.get('DPT') ?? ''),
    proto: proto === undefined || proto === '' ? undefined : (IANA_NAMES[proto] ?? proto),
    ingress: values.get('IN') || undefined,
    egress: values.get('OUT') || undefined,
  };
}
