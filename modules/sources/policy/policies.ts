// The three policies for unknown senders, in words.

import type { LiveConfig } from '#src/settings/live-config.js';

export const POLICY_PATH = 'senders.unknown';

export const POLICIES = [
  {
    value: 'accept',
    label: 'accepted',
    means: 'Their messages are stored under their address. Good while you set up.',
  },
  {
    value: 'mark',
    label: 'accepted and marked',
    means: 'Stored under their address with the tag source.unknown, so that searches and rules can tell them.',
  },
  {
    value: 'refuse',
    label: 'refused',
    means: 'Nothing is stored. They are counted as refused and stay in this list, so that a new device is still seen.',
  },
] as const;

export interface PolicyModel {
  readonly choices: typeof POLICIES;
  readonly current: string;
  /** Undefined when it can be changed here. */
  readonly setBy: string | undefined;
}

export function policyModel(settings: LiveConfig): PolicyModel {
  const origin = settings.loaded.origins.get(POLICY_PATH);
  const places: Readonly<Record<string, string>> = {
    file: 'in the configuration file',
    env: 'by the environment',
    cli: 'on the command line',
  };
  return {
    choices: POLICIES,
    current: settings.config.senders.unknown,
    setBy: settings.isEditable(POLICY_PATH) ? undefined : (places[origin ?? ''] ?? 'at the start'),
  };
}
