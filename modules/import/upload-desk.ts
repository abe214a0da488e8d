// Takes an uploaded file in: to the disk as it comes, then into the list.

import { rm, utimes } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { readUpload } from '#src/portal/access/upload.js';
import { CLOCK } from '#src/portal/deps.js';
import type { PortalRequest } from '#src/portal/session/visit.js';
import { ImportFiles } from './import-files.js';
import { ImportSettings } from './import-settings.js';
import { Uploads } from './uploads.js';
import { writtenAt } from './written-at.js';

/** Two people, or one with two browsers; each file may be large. */
const MAX_AT_ONCE = 2;

@Injectable()
export class UploadDesk {
  #atOnce = 0;

  constructor(
    private readonly files: ImportFiles,
    private readonly uploads: Uploads,
    private readonly settings: ImportSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined when no file was chosen. @throws Fault FORBIDDEN, TOO_LARGE, BAD_REQUEST, DISK_FULL, THROTTLED */
  async take(request: PortalRequest, who: string): Promise<{ id: number; name: string; bytes: number } | undefined> {
    const { maxUploadBytes } = this.settings.now();
    const announced = Number(request.headers['content-length'] ?? 0) || 0;
    if (announced > maxUploadBytes + 65_536)
      throw new Fault('TOO_LARGE', `The file is larger than ${maxUploadBytes} bytes (import.maxUploadBytes).`);
    if (this.#atOnce >= MAX_AT_ONCE)
      throw new Fault('THROTTLED', 'Two files are being uploaded already. Wait for one.');
    this.#atOnce += 1;
    try {
      const storedAs = await this.uploads.newName(announced);
      const { fields, file } = await readUpload(request, this.uploads.pathOf(storedAs), maxUploadBytes);
      if (file === undefined) return undefined;
      await this.#date(file.path, fields);
      const { name, bytes } = { name: file.name.slice(0, 200), bytes: file.bytes };
      const source = (fields['source'] ?? '').trim().slice(0, 100);
      const uploaded = { name, bytes, storedAs, source, uploadedBy: who, uploadedAt: this.clock.now() };
      return { name, bytes, id: await this.files.add(uploaded) };
    } finally {
      this.#atOnce -= 1;
    }
  }

  /** An import infers years from the file's last change, which is that of the upload else. @throws Fault BAD_REQUEST; the file is gone then */
  async #date(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    try {
      const at = await writtenAt(fields, path, this.clock.now());
      if (at !== undefined) await utimes(path, at / 1000, at / 1000);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
}
