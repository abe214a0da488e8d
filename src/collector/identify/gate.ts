// Whom a source turns away before a message is parsed: senders outside its allow list, senders nobody knows, and devices that are
// ignored. A source without any of these has no gate at all.

import type { SourceConfig } from '#config/schema.js';
import type { Frame, Receipt } from '../frame.js';
import { addressTest, type AddressTest } from './cidr.js';

/** `ignored` messages are counted as filtered, the others as refused. */
export type TurnedAway = 'ignored' | 'not allowed' | 'unknown sender';

export interface Gate {
  /** Undefined: the message is taken. */
  check(frame: Frame): TurnedAway | undefined;
}

const MAX_KNOWN_PEERS = 10_000;

export function gateOf({ allow, ignore }: Pick<SourceConfig, 'allow' | 'ignore'>): Gate | undefined {
  if (allow.length > 0) return new AllowGate(addressTest(allow), ignore);
  return ignore ? IGNORING : undefined;
}

/** Of senders that no source names, where such are refused. */
export const UNKNOWN_GATE: Gate = { check: () => 'unknown sender' };

/** What the sender is told, and how it is counted. */
export function receiptOf(
  turnedAway: TurnedAway,
  source: string,
  frame: Frame,
): Receipt & { readonly outcome: 'filtered' | 'refused'; readonly reason: string } {
  const { address } = frame.peer;
  switch (turnedAway) {
    case 'ignored':
      return { outcome: 'filtered', reason: `source "${source}" is ignored` };
    case 'not allowed':
      return {
        outcome: 'refused',
        forbidden: true,
        reason: `${address} is not on the allow list of source "${source}"; add it there (sources, allow), or send from an allowed address`,
      };
    case 'unknown sender':
      return {
        outcome: 'refused',
        forbidden: true,
        reason: `${address} is no known sender, and such are refused (senders.unknown); make a source for it in the portal, or send with an API key`,
      };
  }
}

const IGNORING: Gate = { check: () => 'ignored' };

class AllowGate implements Gate {
  readonly #known = new Map<string, boolean>();

  constructor(
    private readonly isAllowed: AddressTest,
    private readonly ignore: boolean,
  ) {}

  /** Lines of an import have no sender's address: whoever may import may say whose they are. */
  check({ peer, transport }: Frame): TurnedAway | undefined {
    if (transport !== 'import' && !this.#allows(peer.address)) return 'not allowed';
    return this.ignore ? 'ignored' : undefined;
  }

  #allows(address: string): boolean {
    let allowed = this.#known.get(address);
    if (allowed !== undefined) return allowed;
    if (this.#known.size >= MAX_KNOWN_PEERS) this.#known.clear();
    this.#known.set(address, (allowed = this.isAllowed(address)));
    return allowed;
  }
}
