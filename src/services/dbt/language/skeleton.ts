/** Models in YAML files, written from what the warehouse has; what is there stays as it is, to the byte. */
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { DbtColumn } from '../manifest.ts';

export interface SkeletonEdit {
  /** Offset in the text. */
  readonly at: number;
  readonly insert: string;
}

/**
 * The insertion by which a YAML file describes all columns of a model; undefined when it does already.
 * @param text of the file; empty for a new one
 * @param group which list the node stands in: `models`, `seeds` or `snapshots`
 * @throws Error when the file is no YAML
 */
export function skeletonEdit(
  text: string,
  group: string,
  name: string,
  columns: readonly DbtColumn[],
): SkeletonEdit | undefined {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw new Error(fault.message);
  const top = document.contents;
  if (!isMap(top))
    return {
      at: text.length,
      insert: `${lead(text)}${text.trim() ? '' : 'version: 2\n\n'}${group}:\n${entry('  ', name, columns)}`,
    };
  const list = top.get(group, true);
  if (!isSeq(list)) return { at: text.length, insert: `${lead(text)}\n${group}:\n${entry('  ', name, columns)}` };
  const model = list.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === name);
  if (!model) return { at: endOf(list, text), insert: entry(indentOf(list, text), name, columns) };
  return columnsEdit(text, model, columns);
}

function columnsEdit(text: string, model: YAMLMap, columns: readonly DbtColumn[]): SkeletonEdit | undefined {
  const list = model.get('columns', true);
  const described = isSeq(list)
    ? list.items.flatMap((item) => (isMap(item) ? [String(item.get('name')).toLowerCase()] : []))
    : [];
  const missing = columns.filter((column) => !described.includes(column.name.toLowerCase()));
  if (missing.length === 0) return undefined;
  if (isSeq(list) && list.items.length > 0)
    return { at: endOf(list, text), insert: columnLines(indentOf(list, text), missing) };
  const inner = ' '.repeat(columnOf(model.range?.[0] ?? 0, text));
  const at = lineEnd(text, contentEnd(model, text));
  return { at, insert: `${text[at - 1] === '\n' ? '' : '\n'}${inner}columns:\n${columnLines(`${inner}  `, missing)}` };
}

function entry(indent: string, name: string, columns: readonly DbtColumn[]): string {
  return `${indent}- name: ${name}\n${indent}  description: ""\n${indent}  columns:\n${columnLines(`${indent}    `, columns)}`;
}

function columnLines(indent: string, columns: readonly DbtColumn[]): string {
  return columns
    .map(({ name, type }) => `${indent}- name: ${plain(name)}\n${type ? `${indent}  data_type: ${plain(type)}\n` : ''}`)
    .join('');
}

function plain(value: string): string {
  return /^[A-Za-z_][\w ()]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

/** Behind the last line of what a list holds, before blank lines and comments that follow. */
function endOf(list: YAMLSeq, text: string): number {
  return lineEnd(text, contentEnd(list, text));
}

/** The end of the last value inside, as ranges of collections take in what follows them. */
function contentEnd(node: unknown, text: string): number {
  if (isScalar(node)) return node.range?.[1] ?? 0;
  if (isSeq(node))
    return node.flow
      ? (node.range?.[1] ?? 0)
      : Math.max(node.range?.[0] ?? 0, ...node.items.map((item) => contentEnd(item, text)));
  if (isMap(node)) {
    if (node.flow) return node.range?.[1] ?? 0;
    return Math.max(
      node.range?.[0] ?? 0,
      ...node.items.flatMap(({ key, value }) => [contentEnd(key, text), contentEnd(value, text)]),
    );
  }
  return 0;
}

function lineEnd(text: string, offset: number): number {
  // A block text's range ends behind its last line break.
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** What stands before the dash of a list's first item. */
function indentOf(list: YAMLSeq, text: string): string {
  const first = list.items[0];
  const start = isMap(first) ? (first.range?.[0] ?? 0) : 0;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^\s*/.exec(line)?.[0] ?? '';
}

function columnOf(offset: number, text: string): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function lead(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}
