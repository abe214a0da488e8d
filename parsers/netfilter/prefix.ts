// What stands before the packet: the kernel's uptime, the admin's own prefix, the name of a UniFi rule, the head of a Proxmox line.

export interface Prefix {
  /** As written, without uptime, colon and brackets. */
  readonly rule: string | undefined;
  /** UniFi's own words for it. */
  readonly description?: string;
  /** What the words of the prefix say; a custom prefix may say nothing. */
  readonly verdict: 'denied' | 'allowed' | undefined;
  /** ms since 1970, where it tells the time itself (Proxmox). */
  readonly time?: number | undefined;
}

const DENIED = new Set([
  'DROP',
  'DROPPED',
  'DROPPING',
  'BLOCK',
  'BLOCKED',
  'BLOCKING',
  'REJECT',
  'REJECTED',
  'REJECTING',
  'DENY',
  'DENIED',
  'DISCARD',
  'DISCARDED',
  'BAN',
  'BANNED',
  'REFUSED',
  'BLACKLIST',
  'BLOCKLIST',
  'DROPLIST',
]);
const ALLOWED = new Set(['ACCEPT', 'ACCEPTED', 'ALLOW', 'ALLOWED', 'PASS', 'PASSED', 'PERMIT', 'PERMITTED']);
/** The kernel's uptime, or the time that `dmesg -T` makes of it. */
const UPTIME = /^\[[^\]=]{3,40}\] ?(?=\S| *$)/;
const IS_UPTIME = /^\[ *\d{1,12}\.\d{1,9}\]|^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]/;
/** `[WAN_LOCAL-D-2147483647] DESCR="..."` (UniFi), `[WAN_IN-4-R]`, `[WAN_IN-default-D]` (EdgeOS, VyOS): A accepted, D dropped, R rejected. */
const UNIFI = /^\[([^\]\s]{1,200})-(?:([ADR]|RET)-\d{1,12}|(?:\d{1,12}|default)-([ADR]))\](?: DESCR="(.{0,300})")?/;
/** `101 1 tap101i0-IN 20/Jun/2022:13:12:46 +0200 REJECT:` */
const PROXMOX = /^\d{1,9} \d (\S{1,100}) (\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})( .{1,100})?$/;
/** A prefix of iptables has at most 29 characters, of nftables 127; UniFi adds a description. */
const MAX_PREFIX_CHARS = 600;

export function readPrefix(text: string): Prefix {
  const whole = text.slice(0, MAX_PREFIX_CHARS).trim();
  const prefix = IS_UPTIME.test(whole) ? whole.replace(UPTIME, '').trim() : whole;
  const unifi = UNIFI.exec(prefix);
  if (unifi !== null) {
    const [, rule, before, behind, description] = unifi;
    const letter = before ?? behind;
    const verdict = letter === 'D' || letter === 'R' ? 'denied' : 'allowed';
    return { rule, verdict, ...(description !== undefined && { description }) };
  }
  const proxmox = PROXMOX.exec(prefix);
  if (proxmox !== null) {
    const [, chain, time = '', words = ''] = proxmox;
    return { rule: chain, verdict: verdictOf(words), time: timeOf(time) };
  }
  const rule = prefix.replaceAll(/^\[|[\]:]+$/g, '').trim();
  return { rule, verdict: verdictOf(prefix) };
}

/** Where it says both (`ACCEPT-then-DROP`) the packet went nowhere. */
function verdictOf(prefix: string): Prefix['verdict'] {
  const words = prefix.toUpperCase().split(/[^A-Z]+/);
  if (words.some((word) => DENIED.has(word))) return 'denied';
  return words.some((word) => ALLOWED.has(word)) ? 'allowed' : undefined;
}

/** `20/Jun/2022:13:12:46 +0200` */
function timeOf(text: string): number | undefined {
  const [day, month, year] = text.slice(0, 11).split('/');
  const zone = `${text.slice(21, 24)}:${text.slice(24)}`;
  const ms = Date.parse(`${day} ${month} ${year} ${text.slice(12, 20)} GMT${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}
