// What Pi-hole's lines are, in ECS words, and the maker of the first fields.

import type { Action } from '#src/event/actions.js';
import type { Fields, Level } from '#src/event/event.js';

export interface Kind {
  readonly category: readonly string[];
  readonly type: readonly string[];
}

const network = (...type: string[]): Kind => ({ category: NETWORK, type: Object.freeze(type) });
const NETWORK = Object.freeze(['network']);

export const DNS_QUESTION = network('protocol', 'start');
export const DNS_FORWARD = network('protocol', 'info');
export const DNS_ANSWER = network('protocol', 'end');
export const DNS_INFO = network('protocol', 'info');
export const DNS_BLOCK = network('protocol', 'denied');
export const LEASE_STEP = network('protocol', 'info');
export const LEASE_START = network('connection', 'start');
export const LEASE_END = network('connection', 'end');
export const LEASE_DENIED = network('connection', 'denied');
export const SERVER_START: Kind = { category: Object.freeze(['process']), type: Object.freeze(['start']) };
export const SERVER_END: Kind = { category: Object.freeze(['process']), type: Object.freeze(['end']) };
export const SERVER_INFO: Kind = { category: Object.freeze(['process']), type: Object.freeze(['info']) };

export function event(action: Action, of: Kind, level: Level, outcome?: 'success' | 'failure'): Fields {
  if (outcome === undefined) {
    return { 'event.action': action, 'event.category': of.category, 'event.type': of.type, 'event.severity': level };
  }
  return {
    'event.action': action,
    'event.category': of.category,
    'event.type': of.type,
    'event.severity': level,
    'event.outcome': outcome,
  };
}
