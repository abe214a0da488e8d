// The channels, kept in the metadata database; their secrets sealed, opened for a send alone.

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type ModelStatic, type Sequelize, UniqueConstraintError } from 'sequelize';
import { RuleNames } from '#src/alerts/rule-names.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import type { Secrets, Settings } from '../transports/kind.js';
import { newSigningSecret } from '../transports/signature.js';
import { ChannelList } from '../channel.js';
import { checkChannel, type CheckedChannel } from './channel-input.js';
import {
  type Channel,
  type ChannelRow,
  defineChannels,
  type KeptSettings,
  sealedOf,
  toChannel,
} from './channel-row.js';

/** More than anybody has; each message looks at all of them. */
const MAX_CHANNELS = 200;
/** The one before is signed with, too, for so long after a rotation. */
const ROTATION_MS = 24 * 3_600_000;

export interface MadeChannel {
  readonly channel: Channel;
  /** A signing secret that was made now: to be shown once. */
  readonly madeSecret?: string;
}

@Injectable()
export class ChannelBook extends ChannelList {
  readonly #rows: ModelStatic<ChannelRow>;
  /** What routing asks for once a message; gone with each change. */
  #routed: Promise<readonly Channel[]> | undefined;

  constructor(
    @Inject(DB) private readonly db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly ruleNames: RuleNames,
  ) {
    super();
    this.#rows = defineChannels(db);
  }

  /** By name. */
  async list(): Promise<readonly Channel[]> {
    const rows = await this.#rows.findAll({
      order: [['name', 'ASC']],
      limit: MAX_CHANNELS,
    });
    return rows.map(toChannel);
  }

  override routed(): Promise<readonly Channel[]> {
    this.#routed ??= this.list().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.#routed;
  }

  /** Another portal may have changed some: they are read again when they are asked for. */
  forget(): void {
    this.#routed = undefined;
  }

  async find(id: string): Promise<Channel | undefined> {
    const row = id.includes('\0') ? null : await this.#rows.findByPk(id);
    return row === null ? undefined : toChannel(row);
  }

  /** @throws Fault NOT_FOUND */
  async get(id: string): Promise<Channel> {
    return (await this.find(id)) ?? gone();
  }

  /**
   * `input`: see channel-input.ts.
   * @throws Fault BAD_REQUEST (`details.problems`), CONFLICT (name taken)
   */
  async add(input: unknown, who: string): Promise<MadeChannel> {
    const checked = checkChannel(input, this.ruleNames.all());
    if ((await this.#rows.count()) >= MAX_CHANNELS)
      throw new Fault('CONFLICT', `There are ${MAX_CHANNELS} channels already: delete one that is not needed.`);
    const id = idOf(checked.name);
    const isSigned = checked.kind.fields.some(({ name }) => name === 'signing');
    const madeSecret = isSigned && typeof checked.secrets['signing'] !== 'string' ? newSigningSecret() : undefined;
    const secrets = { ...checked.secrets, ...(madeSecret !== undefined && { signing: madeSecret }) };
    const now = this.clock.now();
    const row = await this.#uniquely(checked.name, () =>
      this.#rows.create({
        id,
        ...columns(checked),
        secrets: this.#sealed(id, {}, secrets),
        version: 1,
        createdAt: now,
        updatedAt: now,
        updatedBy: who,
      }),
    );
    this.forget();
    return { channel: toChannel(row), ...(madeSecret !== undefined && { madeSecret }) };
  }

  /**
   * Replaces all but the secrets that are left out. The kind stays: another kind is another channel.
   * @param version the one that was read before the change
   * @throws Fault BAD_REQUEST, NOT_FOUND, CONFLICT (name taken; or changed meanwhile: `details.theirs` is the Channel)
   */
  async change(id: string, version: number, input: unknown, who: string): Promise<Channel> {
    return this.#update(id, who, (row) => {
      if (row.version !== version)
        throw new Fault('CONFLICT', `${row.updatedBy} changed ${row.name} meanwhile.`, {
          details: { theirs: toChannel(row) },
        });
      const kept = sealedOf(row);
      const { settings, routing } = toChannel(row);
      const parts = { secrets: Object.keys(kept), settings, rules: routing.rules };
      const checked = checkChannel({ ...(input as object), kind: row.kind }, this.ruleNames.all(), parts);
      // Without a signing secret nothing could be signed.
      const { signing, ...others } = checked.secrets;
      if (typeof signing === 'string')
        return { ...columns(checked), ...this.#rotated(row, checked.settings, { ...others, signing }) };
      const { previousUntil } = toChannel(row);
      return {
        ...columns(checked),
        settings: JSON.stringify({ ...checked.settings, previousUntil }),
        secrets: this.#sealed(id, kept, others),
      };
    });
  }

  /** @throws Fault NOT_FOUND */
  setEnabled(id: string, enabled: boolean, who: string): Promise<Channel> {
    return this.#update(id, who, () => ({ enabled }));
  }

  /** A new signing secret; the one before signs too for ROTATION_MS. @throws Fault NOT_FOUND, BAD_REQUEST (a kind that does not sign) */
  async rotate(id: string, who: string): Promise<{ readonly channel: Channel; readonly madeSecret: string }> {
    const madeSecret = newSigningSecret();
    const channel = await this.#update(id, who, (row) => {
      if (row.kind !== 'webhook') throw new Fault('BAD_REQUEST', `${row.name} does not sign its messages.`);
      return this.#rotated(row, toChannel(row).settings, { signing: madeSecret });
    });
    return { channel, madeSecret };
  }

  /** Its deliveries stay in the log. @throws Fault NOT_FOUND */
  async remove(id: string): Promise<Channel> {
    const row = (await this.#rows.findByPk(id)) ?? gone();
    await row.destroy();
    this.forget();
    return toChannel(row);
  }

  /** What it needs to send; a previous signing secret only while it is valid. @throws Fault SECRET_KEY, NOT_FOUND */
  async secretsOf(id: string): Promise<Secrets> {
    const row = (await this.#rows.findByPk(id)) ?? gone();
    const isOver = (toChannel(row).previousUntil ?? 0) <= this.clock.now();
    const sealed = Object.entries(sealedOf(row)).filter(([name]) => name !== 'previousSigning' || !isOver);
    return Object.fromEntries(sealed.map(([name, text]) => [name, this.box.open(text, purpose(id, name))]));
  }

  /** The signing secret that is there signs, too, for a while. */
  #rotated(row: ChannelRow, settings: Settings, given: Readonly<Record<string, string | null>>): object {
    const kept = sealedOf(row);
    const before = this.#openable(row.id, 'signing', kept['signing']);
    const previousUntil = this.clock.now() + ROTATION_MS;
    return {
      settings: JSON.stringify({ ...settings, previousUntil } satisfies KeptSettings),
      secrets: this.#sealed(row.id, kept, { ...given, ...(before !== undefined && { previousSigning: before }) }),
    };
  }

  /** Undefined also when its key is lost: a new secret is the way out then. */
  #openable(id: string, name: string, sealed: string | undefined): string | undefined {
    if (sealed === undefined) return undefined;
    try {
      return this.box.open(sealed, purpose(id, name));
    } catch (error) {
      if (error instanceof Fault && error.code === 'SECRET_KEY') return undefined;
      throw error;
    }
  }

  async #update(id: string, who: string, change: (row: ChannelRow) => object): Promise<Channel> {
    const channel = await this.db.transaction(async (transaction) => {
      const row = (await this.#rows.findByPk(id, { transaction, lock: true })) ?? gone();
      const written = { ...change(row), version: row.version + 1, updatedAt: this.clock.now(), updatedBy: who };
      const { name = row.name } = written as { name?: string };
      await this.#uniquely(name, () => row.update(written, { transaction }));
      return toChannel(row);
    });
    this.forget();
    return channel;
  }

  async #uniquely<T>(name: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      throw new Fault('CONFLICT', `There is a channel called ${name} already. Choose another name.`);
    }
  }

  #sealed(id: string, kept: Readonly<Record<string, string>>, given: Readonly<Record<string, string | null>>): string {
    const all = new Map(Object.entries(kept));
    for (const [name, value] of Object.entries(given)) {
      if (value === null) all.delete(name);
      else all.set(name, this.box.seal(value, purpose(id, name)));
    }
    return JSON.stringify(Object.fromEntries(all));
  }
}

/** Of its name, for people, and some letters, so that no id ever comes again: the delivery log names it after it is deleted. */
function idOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${slug === '' ? 'channel' : slug}-${randomBytes(3).toString('hex')}`;
}

function columns({ name, kind, enabled, settings, routing }: CheckedChannel): object {
  return { name, kind: kind.id, enabled, settings: JSON.stringify(settings), routing: JSON.stringify(routing) };
}

function purpose(id: string, name: string): string {
  return `channel:${id}:${name}`;
}

function gone(): never {
  throw new Fault('NOT_FOUND', 'There is no such channel. It may have been deleted meanwhile.');
}
