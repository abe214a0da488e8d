// <Event> XML (WEF, wevtutil, Snare's and NXLog's XML output) in one pass over the text: elements, attributes, CDATA, the five named
// entities and numeric ones. No DTD, no other entities, depth and count capped; what is not well formed ends the reading there.
//
//   <Event> -+- <System>         Provider/@Name EventID TimeCreated/@SystemTime EventRecordID Channel Computer Keywords ...
//            +- <EventData>      <Data Name="TargetUserName">alice</Data>, <Data>nameless: param1, param2, ...</Data>
//            +- <UserData>       <Wrapper><Name>value</Name></Wrapper>: every leaf
//            +- <RenderingInfo>  <Message>, and the words for level, task, opcode and keywords

import { WindowsRecord } from './record.js';
import { takeSystemAttributes, takeSystemText, takeRenderedText } from './xml-system.js';
import { attributeOf, decodeEntities, readTag } from './xml-tag.js';
import type { Tag } from './xml-tag.js';

const MAX_DEPTH = 12;
const MAX_TAGS = 2_000;
/** What an agent puts around a section (Azure: `<DataItem type="System.XmlData">`). */
const MAX_WRAPPING = 200;

export function readEventXml(text: string, start: number): WindowsRecord | undefined {
  const reader = new EventReader();
  const whole = reader.read(text, start);
  const record = reader.record;
  if (record.code === '' || (record.channel === undefined && record.provider === undefined)) return undefined;
  record.cut = !whole;
  record.hasMore = whole && /^[\s\0]{0,64}<(?:\w{1,32}:)?Event[\s>]/.test(text.slice(reader.end, reader.end + 128));
  return record;
}

/**
 * A section of an event that an agent sends as text of its own: `<EventData ...><Data Name="x">1</Data></EventData>`, or only its
 * `<Data>` elements.
 */
export function readDataXml(record: WindowsRecord, text: string, section: 'EventData' | 'UserData'): void {
  const whole = text.slice(0, MAX_WRAPPING).indexOf(`<${section}`);
  const open = whole >= 0 ? whole : text.indexOf('<');
  if (open < 0) return;
  const reader = new EventReader(record);
  reader.enter(whole >= 0 ? [] : [section]);
  reader.read(text, open);
}

class EventReader {
  /** Index behind the last tag that was read. */
  end = 0;
  readonly #path: string[] = [];
  #base = 0;
  #value = '';
  /** The name of the open element of EventData; '' where it has none. */
  #dataName = '';
  #namelessCount = 0;
  /** True until a child element closes: only leaves have a value. */
  #isLeaf = false;

  constructor(readonly record = new WindowsRecord()) {}

  /** Reading begins inside an event, and inside this section of it. */
  enter(sections: readonly string[]): void {
    this.#path.push('Event', ...sections);
    this.#base = this.#path.length;
  }

  /** True when the event was read to its end. */
  read(text: string, start: number): boolean {
    this.end = start;
    for (let tags = 0; tags < MAX_TAGS; tags += 1) {
      const at = this.end;
      const open = text.indexOf('<', at);
      if (open < 0) return false;
      if (open > at && this.#isLeaf) this.#value += decodeEntities(text.slice(at, open));
      if (text.startsWith('<!', open)) {
        if (!this.#skipMarkup(text, open)) return false;
        continue;
      }
      const tag = readTag(text, open);
      if (tag === undefined) return false;
      this.end = tag.end;
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

  #skipMarkup(text: string, open: number): boolean {
    const isData = text.startsWith('<![CDATA[', open);
    if (!isData && !text.startsWith('<!--', open)) return false;
    const end = text.indexOf(isData ? ']]>' : '-->', open);
    if (end < 0) return false;
    if (isData) this.#value += text.slice(open + 9, end);
    this.end = end + 3;
    return true;
  }

  #open(tag: Tag): boolean {
    const path = this.#path;
    if (path.length >= MAX_DEPTH) return false;
    path.push(tag.name);
    this.#value = '';
    this.#isLeaf = true;
    const section = path[1];
    if (section === 'System') takeSystemAttributes(this.record, tag);
    else if (section === 'EventData' && path.length === 3) this.#openData(tag);
    else if (section === 'UserData' && path.length === 4) this.record.addUserData('xml_name', path[2]);
    return true;
  }

  /** Values without a name become param1, param2, ... as in Winlogbeat. */
  #openData(tag: Tag): void {
    const name = attributeOf(tag, 'Name') ?? (tag.name === 'Data' ? undefined : tag.name);
    if (name === undefined) this.#namelessCount += 1;
    this.#dataName = name ?? `param${this.#namelessCount}`;
  }

  #close(name: string): boolean {
    const path = this.#path;
    if (path.length <= this.#base || path.at(-1) !== name) return false;
    if (this.#isLeaf && path.length >= 3) this.#leaf(path[1]!, name, this.#value);
    path.pop();
    this.#isLeaf = false;
    this.#value = '';
    return true;
  }

  #leaf(section: string, name: string, value: string): void {
    if (section === 'EventData') {
      if (this.#path.length === 3) this.record.add(this.#dataName, value);
      else this.record.add(name, value);
    } else if (section === 'System') {
      if (this.#path.length === 3) takeSystemText(this.record, name, value);
    } else if (section === 'UserData') this.record.addUserData(name, value);
    else if (section === 'RenderingInfo') takeRenderedText(this.record, name, value);
  }
}
