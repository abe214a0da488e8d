// One decoded message as parsers see it. Plain data; the text is an attacker's.

import type { Envelope } from './envelope.js';
import { parseJsonObject } from './json-text.js';

export type Dialect = 'rfc5424' | 'rfc3164' | 'json' | 'none';

/** A time as the device wrote it: an instant, or wall-clock fields whose zone (and maybe year) the source's clock supplies. */
export type DeviceTime =
  | { readonly kind: 'instant'; readonly ms: number }
  | {
      readonly kind: 'wall';
      readonly year?: number;
      /** 1..12 */
      readonly month: number;
      readonly day: number;
      readonly hour: number;
      readonly minute: number;
      readonly second: number;
      readonly ms: number;
      /** Minutes east of UTC, where the device wrote its zone but no year (Cisco: `*Mar  1 18:46:11.123 UTC`). */
      readonly offsetMinutes?: number;
    };

export class SyslogLine {
  dialect: Dialect = 'none';
  /** 0..23 */
  facility: number | undefined;
  /** 0..7 */
  severity: number | undefined;
  time: DeviceTime | undefined;
  host: string | undefined;
  /** TAG (RFC 3164) or APP-NAME (RFC 5424). */
  app: string | undefined;
  /** PROCID as written; the collector stores it as `process.pid` where it is a number. */
  pid: string | undefined;
  msgid: string | undefined;
  /** SD-ID -> PARAM-NAME -> value (unescaped), RFC 5424 §6.3. */
  structuredData: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Defects, such as `syslog.missing-timestamp`. Undefined while there is none, so that good lines allocate nothing. */
  tags: string[] | undefined;
  /** UTF-16 index in `raw` where the message starts; the message runs to the end of `raw` unless `message` was replaced. */
  messageAt = 0;
  message: string;
  /** What the protocol that carried the line says of it (HEC, Loki, OTLP, GELF); undefined for syslog. */
  envelope: Envelope | undefined;
  /** Where parsers' hints are looked for: `raw`, or what an envelope held (in `raw` it is escaped). */
  searched: string;
  /** The bytes of `searched`, where they are at hand. */
  bytes: Buffer | undefined;
  /**
   * A parser that knows the program by name does not know this text: what looks like fields within a sentence of its may be a stranger's.
   */
  isDeclined = false;
  #json: Readonly<Record<string, unknown>> | null | undefined;

  constructor(
    /** The whole message as text, exactly as it came. */
    readonly raw: string,
    json?: Readonly<Record<string, unknown>>,
  ) {
    this.message = raw;
    this.searched = raw;
    this.#json = json;
  }

  /** From now on the line is what its envelope held. `json`: that, parsed. */
  unwrap(text: string, json?: Readonly<Record<string, unknown>>): void {
    this.message = text;
    this.searched = text;
    this.bytes = undefined;
    this.#json = json;
  }

  /** The message as a JSON object, parsed once and shared by all parsers; undefined when it is none. */
  get json(): Readonly<Record<string, unknown>> | undefined {
    if (this.#json === undefined) this.#json = readObject(this.message);
    return this.#json ?? undefined;
  }

  tag(defect: string): void {
    if (this.tags === undefined) this.tags = [defect];
    else if (!this.tags.includes(defect)) this.tags.push(defect);
  }
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  let at = 0;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  if (text[at] !== '{') return null;
  return parseJsonObject(text) ?? null;
}
