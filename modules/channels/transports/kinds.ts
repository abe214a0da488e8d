// All kinds of channels, in the order in which they are offered.

import { discord } from './discord.js';
import { email } from './email.js';
import { gotify } from './gotify.js';
import { homeAssistant } from './home-assistant.js';
import type { ChannelKind } from './kind.js';
import { ntfy } from './ntfy.js';
import { pagerduty } from './pagerduty.js';
import { slack } from './slack.js';
import { syslog } from './syslog.js';
import { teams } from './teams.js';
import { telegram } from './telegram.js';
import { webhook } from './webhook.js';

export const KINDS: readonly ChannelKind[] = [
  ntfy,
  email,
  telegram,
  gotify,
  homeAssistant,
  slack,
  teams,
  discord,
  pagerduty,
  webhook,
  syslog,
];

/** Undefined: none of this id. */
export function kindOf(id: unknown): ChannelKind | undefined {
  return KINDS.find((kind) => kind.id === id);
}
