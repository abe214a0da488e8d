// The parser contract: a folder in parsers/ whose default export is a frozen value made by defineParser.

import type { FieldName } from '../event/fields.js';
import type { Fields } from '../event/event.js';
import type { SyslogLine } from '../event/line.js';

export const PARSER_CONTRACT_VERSION = '1.0.0';

export interface ParserPlugin {
  /** The folder's name; stored with every event as `event.dataset`. */
  readonly id: string;
  readonly title: string;
  /** semver range of the contract it was written for, e.g. `^1.0.0`. */
  readonly contract: string;
  /**
   * When to ask this parser. `apps`: program names (TAG/APP-NAME, lower case; `x*` for a prefix). `contains`: text that the raw line holds
   * (compared as written). A parser is asked when any of them fits. An empty hint makes a fallback: asked for every line nobody claimed.
   */
  readonly hint: { readonly apps?: readonly string[]; readonly contains?: readonly string[] };
  /** Asked earlier the higher it is among the candidates of a line; default 0. Fallbacks are asked last whatever this says. */
  readonly priority?: number;
  /** windows, linux, pihole, network, ... A parser may override it for an event through `lanwarden.family`. */
  readonly family: string;
  /**
   * For lines that lack what an earlier line of the same source said (an audit record, Pi-hole's blocked line and its query):
   * events with the same key pass on the `carry` fields. The host keeps the bounded memory.
   */
  readonly join?: {
    readonly key: (fields: Fields) => string | undefined;
    readonly carry: readonly FieldName[];
    readonly ttlMs: number;
  };
  /** The fields of this line; undefined = not mine. Pure: no clock, no I/O, no memory between calls. */
  parse(line: SyslogLine): Fields | undefined;
}

/** Declares a parser. Only freezes and types it; checks happen at discovery. */
export function defineParser(plugin: ParserPlugin): Readonly<ParserPlugin> {
  return Object.freeze(plugin);
}
