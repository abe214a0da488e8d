// Trying a message: what the collector would do with it, step by step, by the collector's own code and in its own settings; nothing is
// counted or stored.

import type { Tried } from '../collector/parse/dispatcher.js';
import type { Transport } from '../collector/frame.js';

export interface TrialRequest {
  /** What would come over the wire; at most MAX_TRIAL_BYTES as UTF-8. */
  readonly text: string;
  readonly transport: Transport;
  /** Sender's address. */
  readonly peer: string;
  /** Name in its client certificate. */
  readonly tlsIdentity?: string;
  /** As if it came with an API key of this source. */
  readonly source?: string;
  /** ms since 1970; default: now. */
  readonly receivedAt?: number;
}

export const MAX_TRIAL_BYTES = 65_536;
/** Frames beyond it are not shown. */
export const MAX_TRIAL_FRAMES = 20;

/** One message that was cut out of the bytes, and what becomes of it. Plain JSON. */
export interface TrialStep {
  readonly framing: {
    /** How its end was found: `datagram`, `octet count`, `LF`, `NUL`, `end of connection`, `body`; and which event of it, where it holds several. */
    readonly by: string;
    readonly bytes: number;
    readonly truncated: boolean;
  };
  /** The header as it was read; absent parts are left out. */
  readonly header: {
    readonly dialect: string;
    readonly facility?: number;
    readonly severity?: number;
    readonly host?: string;
    readonly app?: string;
    readonly pid?: string;
    readonly message: string;
  };
  /** Tags such as `syslog.missing-timestamp`. */
  readonly defects: readonly string[];
  readonly source: {
    readonly name: string;
    /** A sentence: which of its conditions fit, or that nobody is configured for this sender. */
    readonly why: string;
    /** Configured sources that were asked before, and why each did not fit. */
    readonly passedOver: readonly { readonly name: string; readonly why: string }[];
  };
  readonly clock: {
    /** What the message said, as text; undefined when it said nothing. */
    readonly said?: string;
    /** IANA name or offset that was taken for a time without one. */
    readonly zone: string;
    /** A sentence: where the zone comes from, and whether the time was believed. */
    readonly why: string;
    /** ms since 1970. */
    readonly time: number;
  };
  readonly parsers: readonly Tried[];
  readonly outcome: {
    readonly becomes: 'stored' | 'filtered' | 'refused';
    /** A sentence. */
    readonly why: string;
    readonly retention: string;
  };
  /** The event as JSON with ECS names (interfaces.md). */
  readonly event: Readonly<Record<string, unknown>>;
}

export interface TrialResult {
  readonly steps: readonly TrialStep[];
  /** Frames that were left out. */
  readonly more: number;
}

export interface Trial {
  /** @throws Fault BAD_REQUEST (too long, no address), PLUGIN_INVALID (a parser did not come back; it names it) */
  run(request: TrialRequest): Promise<TrialResult>;
}
