// What a web server says of a request, in ECS words. Method, address, referrer and user agent are whatever a stranger sent.

import type { Fields } from './event.js';
import { event, WEB_ACCESS } from './kinds.js';
import { put, putHost, readCount } from './put.js';

/** `http_request`, its outcome and level from the status: 4xx and 5xx are failures; refusals and the server's own faults level 2. */
export function requestEvent(status: string | undefined): Fields {
  const code = status === undefined ? undefined : readCount(status);
  if (code === undefined || code < 100 || code > 999) return event('http_request', WEB_ACCESS, 1);
  const isNoted = code === 401 || code === 403 || code >= 500;
  const fields = event('http_request', WEB_ACCESS, isNoted ? 2 : 1, code < 400 ? 'success' : 'failure');
  fields['http.response.status_code'] = code;
  return fields;
}

/** `GET /path?query HTTP/1.1`: what is no such thing (a TLS hello on port 80) is kept as `url.original` alone. */
export function putRequestLine(fields: Fields, text: string): void {
  const first = text.indexOf(' ');
  const last = text.lastIndexOf(' ');
  const method = first < 0 ? '' : text.slice(0, first);
  if (!isMethod(method)) {
    put(fields, 'url.original', text);
    return;
  }
  fields['http.request.method'] = method;
  const hasVersion = last > first && text.startsWith('HTTP/', last + 1);
  if (hasVersion) put(fields, 'http.version', text.slice(last + 6));
  putUrl(fields, text.slice(first + 1, hasVersion ? last : text.length));
}

/** `/path?query` or `https://host/path?query`. */
export function putUrl(fields: Fields, url: string): void {
  if (!put(fields, 'url.original', url)) return;
  const scheme = url.indexOf('://');
  const pathAt = scheme > 0 && scheme < 10 ? url.indexOf('/', scheme + 3) : 0;
  if (scheme > 0 && scheme < 10) putHostName(fields, url.slice(scheme + 3, pathAt < 0 ? url.length : pathAt));
  if (pathAt < 0 || url[pathAt] !== '/') return;
  const query = url.indexOf('?', pathAt);
  put(fields, 'url.path', url.slice(pathAt, query < 0 ? url.length : query));
  if (query >= 0) put(fields, 'url.query', url.slice(query + 1));
}

/** `example.org`, `example.org:8443`, as the client sent it. */
export function putHostName(fields: Fields, host: string): void {
  const colon = host.lastIndexOf(':');
  const isPort = colon > 0 && readCount(host.slice(colon + 1)) !== undefined && !host.endsWith(']');
  put(fields, 'url.domain', (isPort ? host.slice(0, colon) : host).toLowerCase());
  if (isPort) put(fields, 'url.port', host.slice(colon + 1));
}

/** The client: an address, or a name where the server looks names up. */
export function putClient(fields: Fields, text: string, own: `${string}.${string}`): void {
  putHost(fields, 'source', text, own);
}

function isMethod(text: string): boolean {
  if (text.length === 0 || text.length > 24) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x41 && code <= 0x5a) || code === 0x2d || code === 0x5f)) return false;
  }
  return true;
}
