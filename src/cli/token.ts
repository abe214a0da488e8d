// `lanwarden token create|renew|revoke|list`: API tokens and ingest keys; needs no running server. The secret is printed alone on
// standard output, once: only its hash is kept. A program that runs is told of ingest keys, of which it keeps a copy.

import { Option, type Command } from 'commander';
import type { Config } from '#config/schema.js';
import { parseExpiry } from '#src/accounts/expiry.js';
import { KEYS_EVERY_MS } from '#src/accounts/ingest-keys.js';
import type { TokenRole } from '#src/accounts/models.js';
import type { Token, TokensService } from '#src/accounts/tokens.service.js';
import { systemClock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { tellChanged } from '#src/link/tell-changed.js';
import { discoverModules } from '#src/plugin/discovery.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { loadCommandConfig } from './command-config.js';
import { renderTable } from './terminal.js';
import { ACTOR, day, withAccounts } from './user.js';

interface CreateOptions {
  readonly name: string;
  readonly role: TokenRole;
  readonly source?: string;
  readonly expires?: string;
  readonly scope?: readonly string[];
}

const MAX_KEEP_HOURS = 720;

export default function token(command: Command): void {
  command
    .command('create')
    .description('make a token and print it; it cannot be shown again')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--role <role>', 'what it may do; ingest: send events for one source')
        .choices(['viewer', 'analyst', 'admin', 'ingest'])
        .default('viewer'),
    )
    .option('--source <name>', 'the source that an ingest key belongs to')
    .option('--expires <when>', 'never, a number of days like 90d, or the last day like 2027-01-31 (UTC)', 'never')
    .option('--scope <permission...>', 'narrow it to these permissions, e.g. events.read; left out: all of its role')
    .action((options: CreateOptions, self: Command) =>
      withAccounts(self, async ({ tokens, audit }) => {
        const { name, role, source, expires, scope } = options;
        const scopes = await checkScopes(self, role, scope);
        const expiresAt = parseExpiry(expires, systemClock.now());
        const { token, secret } = await tokens.create({ name, role, source, scopes, expiresAt, createdBy: ACTOR });
        await audit.record({
          actor: ACTOR,
          action: 'tokens.created',
          target: token.name,
          outcome: 'success',
          details: { role: token.role, source: token.source, scopes: token.scopes, expiresAt: token.expiresAt },
        });
        process.stdout.write(`${secret}\n`);
        await putInForce(self, tokens, token);
      }),
    );
  command
    .command('renew <name>')
    .description('make a new secret for a token and print it')
    .option('--keep-old <hours>', 'hours that the old secret stays good', '0')
    .option('--expires <when>', 'a new end: never, 90d, or a day; left out: as it was')
    .action((name: string, options: { keepOld: string; expires?: string }, self: Command) =>
      withAccounts(self, async ({ tokens, audit }) => {
        const hours = Number(options.keepOld);
        if (!(hours >= 0 && hours <= MAX_KEEP_HOURS))
          throw new Fault('USAGE', `--keep-old ${options.keepOld}: a number of hours, ${MAX_KEEP_HOURS} at the most.`);
        const { token, secret } = await tokens.rotate(name, {
          keepOldMs: hours * 3_600_000,
          ...(options.expires === undefined
            ? {}
            : { expiresAt: parseExpiry(options.expires, systemClock.now()) ?? null }),
        });
        const details = { oldSecretGoodForHours: hours, expiresAt: token.expiresAt };
        await audit.record({ actor: ACTOR, action: 'tokens.renewed', target: token.name, outcome: 'success', details });
        process.stdout.write(`${secret}\n`);
        await putInForce(self, tokens, token);
      }),
    );
  command
    .command('revoke <name>')
    .description('make a token useless at once')
    .action((name: string, _options: unknown, self: Command) =>
      withAccounts(self, async ({ tokens, audit }) => {
        const token = await tokens.revoke(name);
        const details = { role: token.role, source: token.source };
        await audit.record({ actor: ACTOR, action: 'tokens.revoked', target: token.name, outcome: 'success', details });
        console.log(`revoked ${token.name}`);
        await putInForce(self, tokens, token);
      }),
    );
  command
    .command('list')
    .description('list the tokens (not their secrets)')
    .action((_options: unknown, self: Command) =>
      withAccounts(self, async ({ tokens }) => {
        const rows = (await tokens.list()).map((t) => [
          t.name,
          t.role,
          t.source ?? '',
          day(t.createdAt),
          t.createdBy,
          t.lastUsedAt === null ? 'never' : day(t.lastUsedAt),
          t.expiresAt === null ? 'never' : `${day(t.expiresAt)}${t.isExpired ? ' (over)' : ''}`,
          t.scopes?.join(' ') ?? 'all of the role',
        ]);
        const titles = ['name', 'role', 'source', 'created', 'by', 'last used', 'ends', 'permissions'];
        process.stdout.write(
          renderTable(
            titles.map((title) => ({ title })),
            rows,
            Infinity,
          ),
        );
      }),
    );
}

/** In the collector of this folder, whether its portal lives or not; PostgreSQL tells the others. API tokens are looked up at each request. */
async function putInForce(
  command: Command,
  tokens: Pick<TokensService, 'listIngestKeyHashes'>,
  { role }: Pick<Token, 'role'>,
): Promise<void> {
  if (role !== 'ingest') return;
  const { data }: Pick<Config, 'data'> = loadCommandConfig(command).config;
  const told = await tellKeys(data.dir, tokens);
  if (typeof told !== 'object') return;
  const when = `within ${KEYS_EVERY_MS / 1_000} seconds, or, while its portal does not run, when that runs again`;
  process.stderr.write(
    `lanwarden: the program that runs on ${data.dir} could not be told (${told.unheard}); it knows of this ${when}\n`,
  );
}

/** Until they are the same behind it: another command may have changed them meanwhile, and told of it before this one did. */
async function tellKeys(
  dir: string,
  tokens: Pick<TokensService, 'listIngestKeyHashes'>,
): ReturnType<typeof tellChanged> {
  let ingestKeys = await tokens.listIngestKeyHashes();
  for (;;) {
    const told = await tellChanged(dir, 'tokens', { ingestKeys });
    const now = await tokens.listIngestKeyHashes();
    if (JSON.stringify(now) === JSON.stringify(ingestKeys)) return told;
    ingestKeys = now;
  }
}

/** @throws Fault USAGE for a permission that the role does not hold, or that no module declares */
async function checkScopes(
  command: Command,
  role: TokenRole,
  scopes: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (scopes === undefined || role === 'ingest') return scopes;
  const { plugins } = await discoverModules(loadCommandConfig(command).config.plugins);
  const permissions = new Permissions(plugins);
  const unfit = permissions.firstUnfit(role, scopes);
  if (unfit === undefined) return scopes;
  const known = permissions.groups
    .flatMap((group) => group.permissions)
    .filter(({ id }) => permissions.allows(role, id));
  throw new Fault(
    'USAGE',
    `A ${role} token cannot be given ${unfit}. It can: ${known.map(({ id }) => id).join(', ')}.`,
  );
}
