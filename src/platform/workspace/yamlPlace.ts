import { type Document, isMap, isNode, isPair, isScalar, type Node } from 'yaml';

/** A text and what was read from it. */
export interface YamlText {
  readonly text: string;
  readonly document: Document.Parsed;
}

/** Offsets in the text; `end` is behind the last. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a reader looks for the value at `path` of a YAML or JSON text: at the value itself when it is plain; at the
 * name before it when it has parts. What is not there is looked for at the closest part around it.
 */
export function placeOf({ text, document }: YamlText, path: readonly PropertyKey[]): Place {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const node = document.getIn(part, true);
    const shown = isScalar(node) ? node : (keyNode(document, part) ?? node);
    if (isNode(shown)) return firstLine(text, shown);
  }
  return document.contents ? firstLine(text, document.contents) : { start: 0, end: 0 };
}

/** Where the name `key` stands in the map at `path`. */
export function placeOfKey(source: YamlText, path: readonly PropertyKey[], key: string): Place {
  const node = keyNode(source.document, [...path, key]);
  return node ? firstLine(source.text, node) : placeOf(source, path);
}

function keyNode(document: Document.Parsed, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const name = String(path.at(-1));
  const pair = parent.items.find((each) => isPair(each) && isScalar(each.key) && String(each.key.value) === name);
  return isNode(pair?.key) ? pair.key : undefined;
}

/** A mark over many lines would say nothing. */
function firstLine(text: string, node: Node): Place {
  const [start, valueEnd] = node.range ?? [0, 0];
  const line = text.slice(start, valueEnd).split(/\r?\n/, 1)[0] ?? '';
  return { start, end: start + line.trimEnd().length };
}
