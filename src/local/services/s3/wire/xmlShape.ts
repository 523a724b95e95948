/** S3's XML, written and read by shape: the members that the SDK names, under the names that they have on the wire. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Fault } from '../../../server/fault.ts';

export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'date'
  /** Text that is written so that every parser reads it, where no encoding can be asked for. */
  | 'readable'
  /** `<Name><item>…</item></Name>` */
  | { readonly list: Shape; readonly item: string }
  /** `<Name>…</Name><Name>…</Name>` */
  | { readonly flat: Shape }
  | { readonly members: Members };

/** Member → its shape; under another name on the wire where one is given. */
export type Members = Readonly<Record<string, Shape | { readonly as: string; readonly shape: Shape }>>;

export const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function writeXml(root: string, shape: Shape, value: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${xmlns}">${content(shape, value)}</${root}>`;
}

function element(name: string, shape: Shape, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof shape === 'object' && 'flat' in shape) {
    return (value as unknown[]).map((each) => element(name, shape.flat, each)).join('');
  }
  return `<${name}>${content(shape, value)}</${name}>`;
}

function content(shape: Shape, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (shape === 'date') return (value instanceof Date ? value : new Date(String(value))).toISOString();
  if (shape === 'readable') return escapeText(String(value).replace(unwritable, '\ufffd'));
  if (typeof shape === 'string') return escapeText(String(value));
  if ('list' in shape) return (value as unknown[]).map((each) => element(shape.item, shape.list, each)).join('');
  if ('flat' in shape) return element('member', shape, value);
  return Object.entries(shape.members)
    .map(([member, each]) => {
      const { as, shape: inner } = named(member, each);
      return element(as, inner, (value as Record<string, unknown>)[member]);
    })
    .join('');
}

function named(member: string, each: Members[string]): { as: string; shape: Shape } {
  return typeof each === 'object' && 'as' in each ? each : { as: member, shape: each };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML 1.0 cannot carry
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * As S3 does, characters that XML cannot carry are written as references: most parsers take them, and no key is lost.
 * `encoding-type=url` is there for those that do not.
 */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xd;')
    .replace(unwritable, (char) => `&#x${char.charCodeAt(0).toString(16)};`);
}

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // Done in unescapeText: the parser drops references to characters that keys may have.
  processEntities: false,
});

/** @throws Fault MalformedXML for anything but well-formed XML with that root and without a document type */
export function readXml(text: string, root: string, shape: Shape): unknown {
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) throw malformedXml();
  const parsed = parser.parse(text) as Record<string, unknown>;
  if (!Object.hasOwn(parsed, root)) throw malformedXml();
  return value(shape, parsed[root]);
}

function value(shape: Shape, node: unknown): unknown {
  if (typeof shape === 'string') return leaf(shape, node);
  if ('list' in shape) return nodes(childOf(node, shape.item)).map((each) => value(shape.list, each));
  if ('flat' in shape) return nodes(node).map((each) => value(shape.flat, each));
  const result: Record<string, unknown> = {};
  for (const [member, each] of Object.entries(shape.members)) {
    const { as, shape: inner } = named(member, each);
    const child = childOf(node, as);
    if (child !== undefined) result[member] = value(inner, child);
  }
  return result;
}

function leaf(shape: Extract<Shape, string>, node: unknown): unknown {
  if (Array.isArray(node) || (typeof node === 'object' && node !== null)) throw malformedXml();
  const text = unescapeText(String(node ?? ''));
  if (shape === 'number') {
    const number = Number(text);
    if (text.trim() === '' || Number.isNaN(number)) throw malformedXml();
    return number;
  }
  if (shape === 'boolean') return text.trim().toLowerCase() === 'true';
  return text;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[String(name)] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    if (point > 0x10ffff) throw malformedXml();
    return String.fromCodePoint(point);
  });
}

function nodes(node: unknown): unknown[] {
  if (node === undefined) return [];
  return Array.isArray(node) ? node : [node];
}

function childOf(node: unknown, name: string): unknown {
  return node !== null && typeof node === 'object' && Object.hasOwn(node, name)
    ? (node as Record<string, unknown>)[name]
    : undefined;
}

export function malformedXml(): Fault {
  return new Fault(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
