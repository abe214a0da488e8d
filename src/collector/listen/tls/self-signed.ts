// The certificate for those who have none (listen.tls.selfSigned): made once in data.dir/tls/self-signed, kept from then on,
// so that a device that was told to trust it goes on doing so. Good for this machine's names and addresses.

import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#src/clock.js';
import { Fault, messageOf } from '#src/faults.js';
import { makeCertificate } from './certificate.js';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const TEN_YEARS_MS = 3_650 * 86_400_000;
const AN_HOUR_MS = 3_600_000;
/** Of the common name, in characters (RFC 5280 appendix A, ub-common-name). */
const MAX_COMMON_NAME = 64;

/**
 * Paths of the certificate and its key; makes them where they are missing.
 * @throws Fault TLS_MATERIAL when the folder cannot be written
 */
export async function selfSignedFiles(dataDir: string, clock: Clock): Promise<CertificateFiles> {
  const folder = join(dataDir, 'tls', 'self-signed');
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  if (await isMade(folder)) return files;
  try {
    await make(folder, clock);
  } catch (cause) {
    if (await isMade(folder)) return files;
    const text = `Could not write a self-signed certificate to ${folder}: ${messageOf(cause)}. Make data.dir writable, or set listen.tls.cert and listen.tls.key.`;
    throw new Fault('TLS_MATERIAL', text, { cause });
  }
  return files;
}

// Written beside and moved into place as a whole: two collectors that start together end up with one pair that fits.
async function make(folder: string, clock: Clock): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const now = clock.now();
    const { certificatePem, keyPem } = makeCertificate({
      commonName: hostname().slice(0, MAX_COMMON_NAME),
      names: ownNames(),
      from: now - AN_HOUR_MS,
      until: now + TEN_YEARS_MS,
    });
    await writeFile(join(draft, 'key.pem'), keyPem, { mode: 0o600 });
    await writeFile(join(draft, 'cert.pem'), certificatePem, { mode: 0o600 });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function isMade(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.includes('cert.pem') && names.includes('key.pem');
}

function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return [...new Set([hostname(), 'localhost', ...addresses, '127.0.0.1', '::1'])];
}
