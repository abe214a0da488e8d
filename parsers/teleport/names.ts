// Teleport's names as ours: data. What is not here stays under `teleport.<name>`.

import type { Mapping } from '#src/event/mapping.js';

export const MAPPING: Mapping = {
  prefix: 'teleport',
  names: new Map([
    ['code', 'event.code'],
    ['user', 'user.name'],
    ['login', 'user.effective.name'],
    ['error', 'event.reason'],
    ['user_agent', 'user_agent.original'],
    ['server_hostname', 'host.name'],
    ['command', 'process.command_line'],
    ['sid', 'teleport.sid'],
  ] as const),
  dropped: new Set(['time', 'event', 'addr.remote', 'addr.local']),
};
