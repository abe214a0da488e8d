// Reads certificate, key and authorities from their files and checks that they are what they should be, so that a mistake is
// told at the start, with the file's name, and not as a failed handshake.

import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Fault, messageOf } from '#src/faults.js';
import type { CertificateFiles } from './self-signed.js';

/** The part of a listener's configuration that is about TLS. */
export interface TlsSettings {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly selfSigned: boolean;
  readonly ca?: string | undefined;
  readonly clientCertificates: 'off' | 'optional' | 'required';
}

export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
  /** What is wrong with it at that time, though it works. */
  readonly warningsAt: (now: number) => readonly string[];
}

/**
 * `section`: where the files are named in the configuration (`listen.tls`).
 * @throws Fault TLS_MATERIAL: missing, unreadable, not PEM, key of another certificate
 */
export async function loadMaterial(
  files: CertificateFiles & { readonly ca?: string },
  section: string,
): Promise<TlsMaterial> {
  const cert = await readPem(`${section}.cert`, files.cert);
  const key = await readPem(`${section}.key`, files.key);
  const ca = files.ca === undefined ? undefined : await readPem(`${section}.ca`, files.ca);
  const certificate = parseCertificate(`${section}.cert`, files.cert, cert);
  if (!certificate.checkPrivateKey(parseKey(`${section}.key`, files.key, key))) {
    throw fault(
      `The key ${files.key} (${section}.key) is not the key of the certificate ${files.cert} (${section}.cert).`,
    );
  }
  if (ca !== undefined) parseCertificate(`${section}.ca`, files.ca ?? '', ca);
  return { cert, key, ca, warningsAt: (now) => validity(files.cert, certificate, now) };
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
export function checkTlsConfig(config: TlsSettings, section: string): void {
  if ((config.cert === undefined) !== (config.key === undefined)) {
    throw fault(
      `${section}.cert and ${section}.key go together: set both, or neither and ${section}.selfSigned: true.`,
    );
  }
  if (config.cert === undefined && !config.selfSigned) {
    throw fault(
      `The TLS listener has no certificate: set ${section}.cert and ${section}.key, or ${section}.selfSigned: true.`,
    );
  }
  if (config.clientCertificates !== 'off' && config.ca === undefined) {
    throw fault(
      `${section}.clientCertificates is ${config.clientCertificates}: set ${section}.ca to the authorities that sign them.`,
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

function parseKey(setting: string, path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const text = `${path} (${setting}) is not a private key in PEM form without a passphrase: ${messageOf(cause)}.`;
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
