// OTLP's answers, in the encoding of the request: ExportLogsServiceResponse, and google.rpc.Status for refusals.

import type { Refusal } from './endpoint.js';
import { extraHeaders, type Reply } from './reply.js';

export const PROTOBUF_TYPES: ReadonlySet<string> = new Set(['application/x-protobuf', 'application/protobuf']);

/** `rejected` 0: everything was taken, and nothing is said. */
export function otlpPartial(contentType: string, rejected: number, errorMessage: string): Reply {
  if (!PROTOBUF_TYPES.has(contentType)) {
    // 64-bit integers are text in protobuf's JSON.
    const partialSuccess = { rejectedLogRecords: String(rejected), errorMessage };
    return { status: 200, body: rejected === 0 ? {} : { partialSuccess } };
  }
  const partial = Buffer.concat([numberField(1, rejected), textField(2, errorMessage)]);
  return binary(contentType, 200, rejected === 0 ? Buffer.alloc(0) : lengthField(1, partial));
}

/** https://grpc.io/docs/guides/status-codes/, by HTTP status. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 408: 4, 413: 8, 415: 3, 429: 8, 503: 14 };

export function otlpRefusal({ reply, contentType }: Refusal): Reply {
  const { status, body } = reply;
  const detail = String(body['detail']);
  const code = CODES[status] ?? 2;
  const headers = extraHeaders(status);
  // `detail` is for our own health page.
  if (!PROTOBUF_TYPES.has(contentType)) return { status, body: { code, message: detail, detail }, headers };
  return binary(contentType, status, Buffer.concat([numberField(1, code), textField(2, detail)]), headers, detail);
}

function binary(
  contentType: string,
  status: number,
  bytes: Buffer,
  headers: Readonly<Record<string, string>> = {},
  detail = '',
): Reply {
  return { status, body: { detail }, bytes, headers: { 'content-type': contentType, ...headers } };
}

function numberField(field: number, value: number): Buffer {
  return Buffer.from([field * 8, ...varint(value)]);
}

function textField(field: number, text: string): Buffer {
  return lengthField(field, Buffer.from(text));
}

function lengthField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
