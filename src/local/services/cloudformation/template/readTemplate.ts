/** Template text to plain values: JSON, or YAML 1.1 with CloudFormation's short tags. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { Fault } from '../../../server/fault.ts';

/** Tags whose long form is not `Fn::` + the tag. */
const plainTags = new Set(['Ref', 'Condition']);

const functionTags = new Set([
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
]);

/** YAML 1.1 types that CloudFormation leaves alone, so that a version such as 2012-10-17 stays text. */
const unusedTypes = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set', 'merge']);

/** How deep values may nest; beyond it a template is an attack or an accident. */
const deepest = 100;

/** How many values there may be once anchors are followed: a template has at most a megabyte. */
const mostValues = 100_000;

/**
 * The template as plain objects, every intrinsic function in its long form.
 * @throws Fault `Template format error: YAML not well-formed. (line 5, column 3)`
 */
export function readTemplate(text: string): unknown {
  if (text.trim() === '') throw templateFault('Template format error: the template is empty.');
  return text.trimStart().startsWith('{') ? readJson(text) : readYaml(text);
}

export function templateFault(message: string): Fault {
  return new Fault('ValidationError', message);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // JSON is YAML: its parser says where, which JSON.parse does not.
    const lines = new LineCounter();
    const first = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'json' }).errors[0];
    const at = first ? place(lines, first.pos[0]) : '';
    const reason = first?.message ?? (error instanceof Error ? error.message : String(error));
    throw templateFault(`Template format error: JSON not well-formed.${at} ${reason}`);
  }
}

function readYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.1',
    customTags: (tags) => tags.filter((tag) => typeof tag !== 'object' || !isUnused(tag)),
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error) {
    throw templateFault(`Template format error: YAML not well-formed.${place(lines, error.pos[0])} ${error.message}`);
  }
  let values = 0;
  const plain = (node: Node | null, depth: number): unknown => {
    if (depth > deepest) throw templateFault(`Template format error: values nest more than ${deepest} deep.`);
    if (++values > mostValues) throw templateFault('Template format error: the template has too many values.');
    if (node === null) return null;
    if (isAlias(node)) return plain(node.resolve(document) ?? null, depth + 1);
    const value = untagged(node, depth);
    const tag = node.tag;
    if (!tag?.startsWith('!') || tag.startsWith('!!')) return value;
    return long(tag.slice(1), value, place(lines, node.range?.[0] ?? 0));
  };
  const untagged = (node: Node, depth: number): unknown => {
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => plain(item as Node | null, depth + 1));
    if (!isMap(node)) return null;
    return Object.fromEntries(
      node.items.map((pair) => [keyOf(pair.key as Node), plain(pair.value as Node | null, depth + 1)]),
    );
  };
  return plain(document.contents as Node | null, 0);
}

function isUnused(tag: { tag?: string; format?: string }): boolean {
  const name = tag.tag?.replace('tag:yaml.org,2002:', '') ?? '';
  // `12:30` is a time of day to whoever writes a template, not the number 750.
  return unusedTypes.has(name) || tag.format === 'TIME';
}

function keyOf(node: Node | null): string {
  // An unquoted 2012 or true is still a name where a name stands.
  return isScalar(node) ? (node.source ?? String(node.value)) : String(node);
}

function long(tag: string, value: unknown, at: string): unknown {
  if (plainTags.has(tag)) return { [tag]: value };
  if (!functionTags.has(tag)) throw templateFault(`Template format error: unknown tag !${tag}.${at}`);
  if (tag === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${tag}`]: value };
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return ` (line ${line}, column ${col})`;
}
