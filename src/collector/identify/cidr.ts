// Address ranges as a source's settings name them: single addresses and CIDR, IPv4 and IPv6.

import ipaddr from 'ipaddr.js';

export type AddressTest = (address: string) => boolean;

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** True for an address in any of the ranges. A range that is none (see rangeMistake) holds nothing. */
export function addressTest(ranges: readonly string[]): AddressTest {
  const parsed = ranges.map(parseRange).filter((range) => range !== undefined);
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const ip = ipaddr.process(address);
    return parsed.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base as ipaddr.IPv4, bits));
  };
}

/** What is wrong with it, for the check of the configuration; undefined when it is a range. */
export function rangeMistake(range: string): string | undefined {
  if (parseRange(range) !== undefined) return undefined;
  return `found ${JSON.stringify(range)}, expected an address or a CIDR range (10.0.0.5, 10.0.0.0/8, fd00::/8)`;
}

function parseRange(range: string): Range | undefined {
  try {
    if (range.includes('/')) return ipaddr.parseCIDR(range);
    const address = ipaddr.process(range);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return undefined; // an expected outcome: it is no range
  }
}
