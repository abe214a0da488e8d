// Address ranges as a source's settings name them: single addresses and CIDR, IPv4 and IPv6.

import ipaddr from 'ipaddr.js';
import { Fault } from '../../faults.js';

export type AddressTest = (address: string) => boolean;

/** @throws Fault CONFIG_INVALID naming the range that is none. */
export function addressTest(ranges: readonly string[]): AddressTest {
  const parsed = ranges.map(parseRange);
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const ip = ipaddr.process(address);
    return parsed.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base as ipaddr.IPv4, bits));
  };
}

function parseRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    if (range.includes('/')) return ipaddr.parseCIDR(range);
    const address = ipaddr.process(range);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw new Fault('CONFIG_INVALID', `"${range}" is no address and no CIDR range (10.0.0.5, 10.0.0.0/8, fd00::/8).`, {
      cause,
    });
  }
}
