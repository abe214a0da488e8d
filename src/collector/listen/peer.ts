// Sender addresses in the one spelling that everything behind the listeners relies on.

const MAPPED = '::ffff:';

/** v4-mapped as v4, without a zone: `::ffff:10.0.0.1` -> `10.0.0.1`, `fe80::1%eth0` -> `fe80::1`. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  if (address.startsWith(MAPPED) && address.includes('.')) return address.slice(MAPPED.length);
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}
