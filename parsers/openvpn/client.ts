// Whom a line is about: `203.0.113.7:1194 ...`, `alice/203.0.113.7:1194 ...`, `alice/[2001:db8::7]:1194 ...`, since 2.7 with the
// transport before the address (`udp4:203.0.113.7:1194`). OpenVPN lets no blank and no slash into these names.

import { readIp, readPort } from '#src/event/address.js';

export interface Client {
  readonly user?: string;
  readonly ip?: string;
  readonly port?: number;
  /** Index behind it in the text; 0: the line is about no client. */
  readonly end: number;
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

const NOBODY: Client = { end: 0 };
const LONGEST_CHARS = 320;
const TRANSPORTS = ['udp4:', 'udp6:', 'udp:', 'tcp4-server:', 'tcp6-server:', 'tcp-server:', 'tcp4:', 'tcp6:', 'tcp:'];

export function readClient(text: string): Client {
  const blank = text.indexOf(' ');
  if (blank < 9 || blank > LONGEST_CHARS) return NOBODY;
  const slash = text.lastIndexOf('/', blank);
  const endpoint = readEndpoint(text.slice(slash + 1, blank));
  const end = blank + 1;
  if (endpoint === undefined)
    return slash > 0 ? readReversed(text.slice(0, slash), text.slice(slash + 1, blank), end) : NOBODY;
  return slash > 0 ? { user: text.slice(0, slash), ...endpoint, end } : { ...endpoint, end };
}

/** `203.0.113.7:1194/alice`: wrappers write it so. A name that is an address may be a client's, so it is none. */
function readReversed(address: string, user: string, end: number): Client {
  const endpoint = readEndpoint(address);
  return endpoint === undefined || user === '' ? NOBODY : { user, ...endpoint, end };
}

/** `203.0.113.7:1194`, `[AF_INET]203.0.113.7:1194`, `[AF_INET6]::ffff:203.0.113.7:1194`, `[2001:db8::7]:1194` */
export function readEndpoint(word: string): Endpoint | undefined {
  let text = word;
  const transport = TRANSPORTS.find((each) => text.startsWith(each));
  if (transport !== undefined) text = text.slice(transport.length);
  if (text.startsWith('[AF_INET')) text = text.slice(text.indexOf(']') + 1);
  const colon = text.lastIndexOf(':');
  const port = readPort(text, colon + 1);
  const ip = colon < 0 || port === undefined ? undefined : readIp(text, 0, colon);
  return ip === undefined || port === undefined ? undefined : { ip, port };
}
