// The words that the Elastic Common Schema allows in event.category, event.type and event.outcome (ECS 8.17).

/** https://www.elastic.co/guide/en/ecs/current/ecs-allowed-values-event-category.html */
export const CATEGORIES: ReadonlySet<string> = new Set([
  'api',
  'authentication',
  'configuration',
  'database',
  'driver',
  'email',
  'file',
  'host',
  'iam',
  'intrusion_detection',
  'library',
  'malware',
  'network',
  'package',
  'process',
  'registry',
  'session',
  'threat',
  'vulnerability',
  'web',
]);

/** https://www.elastic.co/guide/en/ecs/current/ecs-allowed-values-event-type.html */
export const TYPES: ReadonlySet<string> = new Set([
  'access',
  'admin',
  'allowed',
  'change',
  'connection',
  'creation',
  'deletion',
  'denied',
  'device',
  'end',
  'error',
  'group',
  'indicator',
  'info',
  'installation',
  'protocol',
  'start',
  'user',
]);

export const OUTCOMES: ReadonlySet<string> = new Set(['success', 'failure', 'unknown']);
