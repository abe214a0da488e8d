// Runs of the training, in baselines_runs.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { AutoencoderInfo } from '../autoencoder/autoencoder.js';
import type { TrainingProgress, TrainingReason, TrainingRun } from './training-state.js';

type Ms = number | string;

interface RunRow {
  readonly id: number;
  readonly started_at: Ms;
  readonly ended_at: Ms | null;
  readonly why: string;
  readonly asked_by: string | null;
  readonly is_anew: number | boolean;
  readonly outcome: string;
  readonly error: string | null;
  readonly days: number;
  readonly events: Ms;
  readonly through: number | null;
  readonly autoencoder: string | null;
  readonly notes: string;
  readonly progress: string | null;
}

/** For portals that do not train. */
export interface KeptRun extends TrainingRun {
  /** As it was told last; undefined: not running, or nothing told yet. */
  readonly progress: TrainingProgress | undefined;
}

export interface RunEnd extends Pick<TrainingRun, 'days' | 'events' | 'through' | 'autoencoder' | 'notes'> {
  readonly outcome: Exclude<TrainingRun['outcome'], 'running'>;
  readonly error: string | undefined;
}

/** A run a night for a year, and some more. */
const KEEP_RUNS = 500;
const MAX_ERROR_CHARS = 1_000;

export class RunBook {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {}

  async begin(run: {
    readonly why: TrainingReason;
    readonly by: string | undefined;
    readonly isAnew: boolean;
  }): Promise<TrainingRun> {
    // Begins with WITH, because Sequelize throws the answer of an INSERT away.
    const rows = await this.db.query<RunRow>(
      `WITH one AS (SELECT 1) INSERT INTO baselines_runs (started_at, why, asked_by, is_anew, outcome, days, events, notes)
       VALUES ($now, $why, $by, $anew, 'running', 0, 0, '[]') RETURNING *`,
      {
        bind: { now: this.clock.now(), why: run.why, by: run.by ?? null, anew: run.isAnew },
        type: QueryTypes.SELECT,
      },
    );
    return runOf(rows[0]!);
  }

  async end(id: number, { outcome, error, days, events, through, autoencoder, notes }: RunEnd): Promise<TrainingRun> {
    const rows = await this.db.query<RunRow>(
      `UPDATE baselines_runs SET ended_at = $now, outcome = $outcome, error = $error, days = $days, events = $events,
         through = $through, autoencoder = $autoencoder, notes = $notes, progress = NULL WHERE id = $id RETURNING *`,
      {
        bind: {
          id,
          now: this.clock.now(),
          outcome,
          error: error?.slice(0, MAX_ERROR_CHARS) ?? null,
          days,
          events,
          through: through ?? null,
          autoencoder: autoencoder === undefined ? null : JSON.stringify(autoencoder),
          notes: JSON.stringify(notes.map((note) => note.slice(0, MAX_ERROR_CHARS)).slice(0, 20)),
        },
        type: QueryTypes.SELECT,
      },
    );
    await this.db.query('DELETE FROM baselines_runs WHERE id <= (SELECT MAX(id) FROM baselines_runs) - $keep', {
      bind: { keep: KEEP_RUNS },
    });
    return runOf(rows[0]!);
  }

  /** Of one that runs. */
  async tellProgress(id: number, progress: TrainingProgress): Promise<void> {
    await this.db.query(`UPDATE baselines_runs SET progress = $progress WHERE id = $id AND outcome = 'running'`, {
      bind: { id, progress: JSON.stringify(progress) },
    });
  }

  /** What a portal that was killed left behind. */
  async endStale(): Promise<void> {
    await this.db.query(
      `UPDATE baselines_runs SET ended_at = $now, outcome = 'failed', error = $error, progress = NULL WHERE outcome = 'running'`,
      { bind: { now: this.clock.now(), error: 'The program ended meanwhile; the next run goes on from its last checkpoint.' } }, // prettier-ignore
    );
  }

  /** Newest first. */
  async list(limit: number): Promise<readonly KeptRun[]> {
    const rows = await this.db.query<RunRow>('SELECT * FROM baselines_runs ORDER BY id DESC LIMIT $limit', {
      bind: { limit: Math.min(Math.max(1, limit), 200) },
      type: QueryTypes.SELECT as const,
    });
    return rows.map(runOf);
  }

  async byId(id: number): Promise<TrainingRun | undefined> {
    const [row] = await this.db.query<RunRow>('SELECT * FROM baselines_runs WHERE id = $id', {
      bind: { id },
      type: QueryTypes.SELECT as const,
    });
    return row && runOf(row);
  }
}

function runOf(row: RunRow): KeptRun {
  const startedAt = Number(row.started_at);
  const endedAt = row.ended_at === null ? undefined : Number(row.ended_at);
  return {
    id: row.id,
    startedAt,
    endedAt,
    why: row.why as TrainingReason,
    by: row.asked_by ?? undefined,
    isAnew: Boolean(row.is_anew),
    outcome: row.outcome as TrainingRun['outcome'],
    error: row.error ?? undefined,
    days: row.days,
    events: Number(row.events),
    seconds: endedAt === undefined ? 0 : Math.round((endedAt - startedAt) / 1_000),
    through: row.through ?? undefined,
    autoencoder: row.autoencoder === null ? undefined : (JSON.parse(row.autoencoder) as AutoencoderInfo),
    notes: JSON.parse(row.notes) as string[],
    progress: row.progress === null ? undefined : (JSON.parse(row.progress) as TrainingProgress),
  };
}
