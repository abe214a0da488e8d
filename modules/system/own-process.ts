// The portal's own process: what it runs on and what it takes.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { DB } from '#src/portal/deps.js';
import { DRIVER } from '#src/store/sqlite/driver.js';
import { VERSION } from '#src/version.js';

export interface OwnFigures {
  readonly pid: number;
  readonly version: string;
  readonly node: string;
  /** Of the metadata, e.g. `sqlite3 (SQLite 3.52.0)`. */
  readonly database: string;
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
}

@Injectable()
export class OwnProcess implements OnModuleInit {
  #database = '';

  constructor(@Inject(DB) private readonly db: Sequelize) {}

  async onModuleInit(): Promise<void> {
    const dialect = this.db.getDialect();
    this.#database = dialect === 'sqlite' ? DRIVER : `${dialect} ${await this.db.databaseVersion()}`;
  }

  figures(): OwnFigures {
    return {
      pid: process.pid,
      version: VERSION,
      node: process.version,
      database: this.#database,
      uptimeSeconds: process.uptime(),
      memoryBytes: process.memoryUsage.rss(),
    };
  }
}
