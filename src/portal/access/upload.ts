// Forms with a file (multipart/form-data). The file goes to the disk as it comes, never whole into memory. Only routes with @Upload()
// take such a body; their CSRF token is a field of the form, so it is checked here, where the form is read, before the file is.

import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { SetMetadata } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { checkCsrf } from '../session/csrf.js';
import type { PortalRequest } from '../session/visit.js';

export const UPLOAD = 'lanwarden:upload';

/** The handler reads its form with `readUpload`, and by nothing else. */
export const Upload = (): MethodDecorator => SetMetadata(UPLOAD, true);

export interface UploadedForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Undefined when no file was chosen. `path` is a file of ours; whoever gets it removes it. */
  readonly file?: { readonly name: string; readonly path: string; readonly bytes: number };
}

const MAX_FIELD_BYTES = 10_000;
const MAX_FIELDS = 20;

export function isMultipart(request: Pick<PortalRequest, 'headers'>): boolean {
  return /^multipart\//i.test(request.headers['content-type'] ?? '');
}

/**
 * Reads the form; its fields must stand before the file.
 * @param path where the file is to be written
 * @throws Fault FORBIDDEN (no CSRF token), TOO_LARGE, DISK_FULL, BAD_REQUEST
 */
export async function readUpload(request: PortalRequest, path: string, maxBytes: number): Promise<UploadedForm> {
  if (!request.isMultipart()) throw new Fault('BAD_REQUEST', 'Choose a file and send the form.');
  const fields: Record<string, string> = {};
  let file: UploadedForm['file'];
  const limits = {
    fileSize: maxBytes,
    files: 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    parts: MAX_FIELDS + 1,
  };
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value);
        continue;
      }
      checkCsrf(request, fields);
      const { filename } = part;
      if (filename === undefined || filename === '') part.file.resume();
      else file = { name: filename, path, bytes: await write(part, path, maxBytes) };
    }
    checkCsrf(request, fields);
    return { fields, ...(file !== undefined && { file }) };
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof Fault) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new Fault('DISK_FULL', 'The disk is full: the file was not kept. Make room and send it again.');
    throw new Fault('BAD_REQUEST', 'The upload ended before the file did, or was no form. Send it again.', {
      cause: error,
    });
  }
}

async function write(part: MultipartFile, path: string, maxBytes: number): Promise<number> {
  const target = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  await pipeline(part.file, target);
  if (part.file.truncated)
    throw new Fault('TOO_LARGE', `The file is larger than ${maxBytes} bytes, which import.maxUploadBytes allows.`);
  return target.bytesWritten;
}
