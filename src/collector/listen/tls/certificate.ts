// Makes X.509 v3 certificates (RFC 5280) with a P-256 key, which Node can read but not make. Only encoding is ours: keys and
// signatures are node:crypto's. It covers what a syslog listener on a LAN needs, and its tests: a name, addresses, an issuer.
//
//   Certificate ::= SEQUENCE { tbs, algorithm, signature }
//   tbs ::= SEQUENCE { [0] version, serial, algorithm, issuer, validity, subject, publicKey, [3] extensions }

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { bits, boolean, context, integer, octets, oid, sequence, set, text, time } from './der.js';

export interface CertificateOptions {
  readonly commonName: string;
  /** DNS names and IP addresses it is good for. */
  readonly names?: readonly string[];
  /** ms since 1970. */
  readonly from: number;
  readonly until: number;
  /** Whether it may sign others. */
  readonly authority?: boolean;
  /** Who signs; left out: it signs itself. */
  readonly issuer?: { readonly commonName: string; readonly key: KeyObject };
}

export interface MadeCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly key: KeyObject;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

export function makeCertificate(options: CertificateOptions): MadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tbs = sequence(
    context(0, integer(Buffer.of(2))),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    nameOf(options.issuer?.commonName ?? options.commonName),
    sequence(time(options.from), time(options.until)),
    nameOf(options.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensionsOf(options, publicKey))),
  );
  const signature = sign('sha256', tbs, options.issuer?.key ?? privateKey);
  return {
    certificatePem: pem('CERTIFICATE', sequence(tbs, ECDSA_WITH_SHA256, bits(signature))),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    key: privateKey,
  };
}

function extensionsOf(options: CertificateOptions, publicKey: KeyObject): Buffer[] {
  const authority = options.authority ?? false;
  const keyId = createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const extensions = [
    extension('2.5.29.19', true, authority ? sequence(boolean(true)) : sequence()),
    // keyUsage: digitalSignature, or keyCertSign.
    extension('2.5.29.15', true, authority ? Buffer.of(3, 2, 2, 0x04) : Buffer.of(3, 2, 7, 0x80)),
    extension('2.5.29.14', false, octets(keyId)),
  ];
  const names = options.names ?? [];
  if (names.length > 0) extensions.push(extension('2.5.29.17', false, sequence(...names.map(alternativeName))));
  return extensions;
}

function alternativeName(name: string): Buffer {
  if (ipaddr.isValid(name)) return context(7, Buffer.from(ipaddr.parse(name).toByteArray()), false);
  return context(2, Buffer.from(name, 'ascii'), false);
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value));
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), text(commonName))));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
