// <Event> XML (WEF, wevtutil, Snare's and NXLog's XML output) in one pass over the text: elements, attributes, CDATA, the five named
// entities and numeric ones. No DTD, no other entities, depth and count capped; what is not well formed ends the reading there.
//
//   <Event> -+- <System>         Provider/@Name EventID TimeCreated/@SystemTime EventRecordID Channel Computer Keywords
//            +- <EventData>      <Data Name="TargetUserName">alice</Data>, <Data>nameless: param1, param2, ...</Data>
//            +- <UserData>       <Wrapper><Name>value</Name></Wrapper>: every leaf
//            +- <RenderingInfo>  <Message>

import { auditOf, eventCode, nameOf, WindowsRecord } from './record.js';
import { readTime } from './time.js';
import { decodeEntities, readTag } from './xml-tag.js';
import type { Tag } from './xml-tag.js';

const MAX_DEPTH = 12;
const MAX_TAGS = 2_000;

/** Where the event begins: at the start of the text, after an XML declaration or the `- ` that a browser's copy leaves; -1 = no event XML. */
export function xmlStart(text: string): number {
  let at = skipFiller(text, 0);
  if (text.startsWith('<?xml', at)) {
    const end = text.indexOf('?>', at);
    if (end < 0) return -1;
    at = skipFiller(text, end + 2);
  }
  return /^<(?:[A-Za-z][\w.-]{0,31}:)?Event[\s>]/.test(text.slice(at, at + 48)) ? at : -1;
}

export function readEventXml(text: string, start: number): WindowsRecord | undefined {
  const reader = new EventReader();
  const whole = reader.read(text, start);
  const record = reader.record;
  if (record.code === '' || (record.channel === undefined && record.provider === undefined)) return undefined;
  record.cut = !whole;
  return record;
}

function skipFiller(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== 0x2d && code !== 0xfeff) break;
    at += 1;
  }
  return at;
}

class EventReader {
  readonly record = new WindowsRecord();
  readonly #path: string[] = [];
  #value = '';
  /** The name of the open <Data>; '' where it has none. */
  #dataName = '';
  #dataCount = 0;
  /** True until a child element closes: only leaves have a value. */
  #isLeaf = false;

  /** True when the event was read to its end. */
  read(text: string, start: number): boolean {
    let at = start;
    for (let tags = 0; tags < MAX_TAGS; tags += 1) {
      const open = text.indexOf('<', at);
      if (open < 0) return false;
      if (open > at && this.#isLeaf) this.#value += decodeEntities(text.slice(at, open));
      if (text.startsWith('<![CDATA[', open)) {
        const end = text.indexOf(']]>', open);
        if (end < 0) return false;
        this.#value += text.slice(open + 9, end);
        at = end + 3;
        continue;
      }
      if (text.startsWith('<!--', open)) {
        const end = text.indexOf('-->', open);
        if (end < 0) return false;
        at = end + 3;
        continue;
      }
      const tag = readTag(text, open);
      if (tag === undefined) return false;
      at = tag.end;
      if (tag.kind === 'close') {
        if (!this.#close(tag.name)) return false;
        if (this.#path.length === 0) return true;
        continue;
      }
      if (!this.#open(tag)) return false;
      if (tag.kind === 'empty') this.#close(tag.name);
    }
    return false;
  }

  #open(tag: Tag): boolean {
    if (this.#path.length >= MAX_DEPTH) return false;
    this.#path.push(tag.name);
    this.#value = '';
    this.#isLeaf = true;
    const section = this.#path[1];
    if (section === 'System') this.#readSystemAttributes(tag);
    else if (section === 'EventData' && tag.name === 'Data') {
      this.#dataName = tag.nameAttribute;
      this.#dataCount += 1;
    }
    return true;
  }

  #readSystemAttributes(tag: Tag): void {
    if (tag.name === 'Provider') this.record.provider ??= nameOf(tag.nameAttribute);
    else if (tag.name === 'TimeCreated') this.record.time ??= readTime(tag.systemTime, true);
  }

  #close(name: string): boolean {
    const path = this.#path;
    if (path.at(-1) !== name) return false;
    if (this.#isLeaf && path.length >= 3) this.#leaf(path[1]!, name, this.#value);
    path.pop();
    this.#isLeaf = false;
    this.#value = '';
    return true;
  }

  #leaf(section: string, name: string, value: string): void {
    if (section === 'System') return this.#systemLeaf(name, value);
    if (section === 'EventData') return this.#dataLeaf(name, value);
    if (section === 'UserData') return this.record.add(name, value);
    if (section !== 'RenderingInfo') return;
    if (name === 'Message' && value !== '') this.record.message ??= value;
    if (name === 'Keyword') this.record.audit ??= auditOf(value);
  }

  #systemLeaf(name: string, value: string): void {
    const record = this.record;
    if (this.#path.length !== 3) return;
    if (name === 'EventID') record.code ||= eventCode(value.trim()) ?? '';
    else if (name === 'Channel') record.channel ??= nameOf(value);
    else if (name === 'Computer') record.host ??= nameOf(value);
    else if (name === 'EventRecordID') record.recordId ??= nameOf(value);
    else if (name === 'Keywords') record.audit ??= auditOf(value.trim());
  }

  #dataLeaf(name: string, value: string): void {
    if (this.#path.length !== 3) return;
    if (name !== 'Data') this.record.add(name, value);
    else this.record.add(this.#dataName === '' ? `param${this.#dataCount}` : this.#dataName, value);
  }
}
