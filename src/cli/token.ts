// `lanwarden token create|revoke|list`: API tokens and ingest keys; needs no running server. The secret is printed alone on
// standard output, once: only its hash is kept.

import { Option, type Command } from 'commander';
import type { TokenRole } from '#src/accounts/models.js';
import { renderTable } from './terminal.js';
import { ACTOR, day, withAccounts } from './user.js';

interface CreateOptions {
  readonly name: string;
  readonly role: TokenRole;
  readonly source?: string;
}

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
    .action((options: CreateOptions, self: Command) =>
      withAccounts(self, async ({ tokens, audit }) => {
        const { token, secret } = await tokens.create({ ...options, createdBy: ACTOR });
        await audit.record({
          actor: ACTOR,
          action: 'tokens.created',
          target: token.name,
          outcome: 'success',
          details: { role: token.role },
        });
        process.stdout.write(`${secret}\n`);
      }),
    );
  command
    .command('revoke <name>')
    .description('make a token useless at once')
    .action((name: string, _options: unknown, self: Command) =>
      withAccounts(self, async ({ tokens, audit }) => {
        const token = await tokens.revoke(name);
        await audit.record({ actor: ACTOR, action: 'tokens.revoked', target: token.name, outcome: 'success' });
        console.log(`revoked ${token.name}`);
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
        ]);
        const titles = ['name', 'role', 'source', 'created', 'by', 'last used'];
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
