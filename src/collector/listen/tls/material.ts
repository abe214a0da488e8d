// Reads certificate, key and authorities from their files and checks that they are what they should be, so that a mistake is
// told at the start, with the file's name, and not as a failed handshake.

import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Config } from '#config/schema.js';
import { Fault, messageOf } from '#src/faults.js';
import type { CertificateFiles } from './self-signed.js';

export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
  /** What works, but not for long. */
  readonly warnings: readonly string[];
}

/** @throws Fault TLS_MATERIAL: missing, unreadable, not PEM, key of another certificate */
export async function loadMaterial(
  files: CertificateFiles & { readonly ca?: string },
  now: number,
): Promise<TlsMaterial> {
  const cert = await readPem('listen.tls.cert', files.cert);
  const key = await readPem('listen.tls.key', files.key);
  const ca = files.ca === undefined ? undefined : await readPem('listen.tls.ca', files.ca);
  const certificate = parseCertificate('listen.tls.cert', files.cert, cert);
  if (!certificate.checkPrivateKey(parseKey(files.key, key))) {
    throw fault(
      `The key ${files.key} (listen.tls.key) is not the key of the certificate ${files.cert} (listen.tls.cert).`,
    );
  }
  if (ca !== undefined) parseCertificate('listen.tls.ca', files.ca ?? '', ca);
  return { cert, key, ca, warnings: validity(files.cert, certificate, now) };
}

/** A text that changes when one of the files does; a missing file counts as a state of its own. */
export async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = paths.map(async (path) => {
    const found = await stat(path).catch(() => undefined);
    return found === undefined ? 'missing' : `${found.mtimeMs}/${found.size}/${found.ino}`;
  });
  return (await Promise.all(stamps)).join(' ');
}

/** @throws Fault TLS_MATERIAL where the settings contradict each other */
export function checkTlsConfig(config: Config['listen']['tls']): void {
  if ((config.cert === undefined) !== (config.key === undefined)) {
    throw fault(
      'listen.tls.cert and listen.tls.key go together: set both, or neither and listen.tls.selfSigned: true.',
    );
  }
  if (config.cert === undefined && !config.selfSigned) {
    throw fault(
      'The TLS listener has no certificate: set listen.tls.cert and listen.tls.key, or listen.tls.selfSigned: true.',
    );
  }
  if (config.clientCertificates !== 'off' && config.ca === undefined) {
    throw fault(
      `listen.tls.clientCertificates is ${config.clientCertificates}: set listen.tls.ca to the authorities that sign them.`,
    );
  }
}

async function readPem(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw fault(`Could not read ${path} (${setting}): ${messageOf(cause)}.`, cause);
  }
}

function parseCertificate(setting: string, path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw fault(`${path} (${setting}) is not a certificate in PEM form: ${messageOf(cause)}.`, cause);
  }
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const text = `${path} (listen.tls.key) is not a private key in PEM form without a passphrase: ${messageOf(cause)}.`;
    throw fault(text, cause);
  }
}

function validity(path: string, certificate: X509Certificate, now: number): string[] {
  if (now > Date.parse(certificate.validTo))
    return [`The certificate ${path} has expired (${certificate.validTo}). Replace it.`];
  if (now < Date.parse(certificate.validFrom))
    return [`The certificate ${path} is not valid before ${certificate.validFrom}.`];
  return [];
}

function fault(text: string, cause?: unknown): Fault {
  return new Fault('TLS_MATERIAL', text, { cause });
}
