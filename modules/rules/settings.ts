// The module's section of the configuration: the notification budget and the lists that rules name as `$name`.

import { z } from 'zod';

const MAX_VALUES = 200;
const MAX_VALUE_CHARS = 200;

const values = z.array(z.string().trim().min(1).max(MAX_VALUE_CHARS)).max(MAX_VALUES);

/** RFC 1918, loopback, link-local, carrier-grade NAT (RFC 6598, also Tailscale), unique local IPv6 (RFC 4193). */
const OWN_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** Whose members are, in effect, administrators. Windows names them in its own language. */
const ADMIN_GROUPS = [
  'root',
  'sudo',
  'wheel',
  'admin',
  'docker',
  'lxd',
  'disk',
  'shadow',
  'Administrators',
  'Domain Admins',
  'Enterprise Admins',
  'Schema Admins',
  'Account Operators',
  'Backup Operators',
  'Administratoren',
  'Domänen-Admins',
  'Administrateurs',
  'Admins du domaine',
  'Administradores',
  'DnsAdmins',
];

/** Usual names of accounts that programs use. */
const SERVICE_ACCOUNTS = [
  'svc_*',
  'svc-*',
  'svc.*',
  '*_svc',
  '*-svc',
  'service-*',
  'backup',
  'backup-*',
  'ansible',
  'nagios',
  'zabbix',
  'monitoring',
  'prometheus',
  'rsync',
  'gitlab-runner',
  'jenkins',
];

export const rulesSettings = z.strictObject({
  budgetPerDay: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('Alerts a day that one rule may be expected to raise; above it, saving asks for a confirmation')
    .meta({ live: true }),
  lists: z
    .strictObject({
      networks: values
        .default(OWN_NETWORKS)
        .describe('$networks: where logons are expected from; address ranges, such as 10.0.0.0/8')
        .meta({ live: true }),
      admins: values
        .default(['root', 'Administrator'])
        .describe('$admins: accounts that administer')
        .meta({ live: true }),
      admin_groups: values
        .default(ADMIN_GROUPS)
        .describe('$admin_groups: groups whose members are, in effect, administrators')
        .meta({ live: true }),
      sudoers: values
        .default([])
        .describe('$sudoers: users who are expected to use sudo; the rule learns the others')
        .meta({ live: true }),
      service_accounts: values
        .default(SERVICE_ACCOUNTS)
        .describe(
          '$service_accounts: accounts of programs (backup, monitoring), which log on at any hour; * is any text',
        )
        .meta({ live: true }),
    })
    .prefault({})
    .describe('Lists of values that rules name, such as -src_ip:$networks'),
  ownLists: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, 'lower case letters, digits and underscores'), values)
    .default({})
    .describe('More lists by name, for rules of your own: { servers: [web1, db1] } is $servers')
    .meta({ live: true }),
});

export type RulesSettings = z.infer<typeof rulesSettings>;

/** All lists, as RuleSet wants them; the shipped names count where both name one. */
export function listsOf({ lists, ownLists }: RulesSettings): Readonly<Record<string, readonly string[]>> {
  return { ...ownLists, ...lists };
}

/** What the module was configured with; the defaults where it has no section (tests, a command without modules). */
export function readRulesSettings(section: unknown): RulesSettings {
  return rulesSettings.parse(section ?? {});
}
