/** Which tables a statement reads and writes, in Athena's, Redshift's, Spark's or PostgreSQL's SQL. */
import { type Token, tokensOf } from '../../core/sqlTokens.ts';

export interface SqlTables {
  /** Each as the parts of its name, as they are written. */
  readonly reads: readonly (readonly string[])[];
  readonly writes: readonly (readonly string[])[];
  /** S3 places that COPY and UNLOAD name, and the LOCATION of a table. */
  readonly readsFrom: readonly string[];
  readonly writesTo: readonly string[];
}

/** Words after which a table is named that is read. */
const readers = new Set(['from', 'join', 'using']);
/** Behind them a name is no table: `substring(x from 2)`, `extract(day from d)`, `trim(both from x)`. */
const functionsWithFrom = new Set(['extract', 'substring', 'trim', 'overlay', 'position']);
const clauseEnds = new Set([
  ...['where', 'group', 'order', 'having', 'limit', 'union', 'except', 'intersect', 'on', 'window', 'qualify'],
  ...['when', 'set', 'select', 'returning', 'iam_role', 'left', 'right', 'inner', 'full', 'cross', 'natural', 'join'],
]);

/** @throws Error when a text or comment has no end */
export function sqlTables(sql: string): SqlTables {
  const tokens = tokensOf(sql.replaceAll('\ue000', '_'), true);
  const found = {
    reads: [] as string[][],
    writes: [] as string[][],
    readsFrom: [] as string[],
    writesTo: [] as string[],
  };
  for (const statement of statementsOf(tokens)) readStatement(statement, found);
  const names = (list: string[][]) => [...new Map(list.map((path) => [path.join('.').toLowerCase(), path])).values()];
  return {
    reads: names(found.reads),
    writes: names(found.writes),
    readsFrom: [...new Set(found.readsFrom)],
    writesTo: [...new Set(found.writesTo)],
  };
}

function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

interface Found {
  readonly reads: string[][];
  readonly writes: string[][];
  readonly readsFrom: string[];
  readonly writesTo: string[];
}

function readStatement(tokens: readonly Token[], found: Found): void {
  const word = (i: number) => (tokens[i]?.kind === 'word' ? tokens[i].text : '');
  const first = word(0);
  if (first === 'unload') {
    const [query, place] = tokens.filter(({ kind }) => kind === 'text');
    if (query) readStatement(tokensOf(query.text.replaceAll("''", "'"), true), found);
    else readQuery(tokens, found);
    const to = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'to');
    const written = place ?? tokens[to + 1];
    if (written?.kind === 'text') found.writesTo.push(written.text);
    return;
  }
  if (first === 'copy') {
    const target = nameAt(tokens, 1);
    const from = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'from');
    const place = tokens[from + 1];
    if (target) found.writes.push(target.path);
    if (from > 0 && place?.kind === 'text') found.readsFrom.push(place.text);
    return;
  }
  if (
    ['drop', 'alter', 'grant', 'revoke', 'analyze', 'vacuum', 'truncate', 'comment', 'show', 'describe'].includes(first)
  ) {
    return;
  }
  const target = targetOf(tokens, word);
  if (target) {
    // A table that is made without a query holds nothing yet.
    const isEmpty = first === 'create' && !tokens.some(({ kind, text }) => kind === 'word' && text === 'select');
    const location = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'location');
    const place = location > 0 ? tokens[location + 1] : undefined;
    if (place?.kind === 'text') found.readsFrom.push(place.text);
    if (!isEmpty || place) found.writes.push(target.path);
  }
  readQuery(tokens.slice(target?.end ?? 0), found);
}

/** The table that a statement writes: of INSERT INTO, MERGE INTO, UPDATE, DELETE FROM, CREATE TABLE … AS, CREATE VIEW. */
function targetOf(tokens: readonly Token[], word: (i: number) => string) {
  const first = word(0);
  if (first === 'update') return nameAt(tokens, 1);
  if (first === 'insert' || first === 'merge') {
    let at = 1;
    while (['into', 'overwrite', 'table'].includes(word(at))) at++;
    return nameAt(tokens, at);
  }
  if (first === 'delete' && word(1) === 'from') return nameAt(tokens, 2);
  if (first === 'refresh') return undefined;
  if (first !== 'create') return undefined;
  const what = tokens.findIndex(({ kind, text }) => kind === 'word' && (text === 'table' || text === 'view'));
  if (what < 0 || what > 6) return undefined;
  let at = what + 1;
  while (['if', 'not', 'exists'].includes(word(at))) at++;
  return nameAt(tokens, at);
}

/** Every name after FROM, JOIN and USING that no WITH names, through all queries inside. */
function readQuery(tokens: readonly Token[], found: Found): void {
  const own = new Set<string>();
  tokens.forEach((token, i) => {
    const opens = tokens[i + 1]?.kind === 'word' && tokens[i + 1]?.text === 'as' && tokens[i + 2]?.text === '(';
    const before = tokens[i - 1];
    const listed = before?.text === 'with' || before?.text === ',' || before?.text === 'recursive';
    const isName = token.kind === 'word' || token.kind === 'quoted';
    if (isName && opens && listed) own.add(token.text.toLowerCase());
  });
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word' || !readers.has(token.text) || isInFunction(tokens, i)) continue;
    if (token.text === 'using' && tokens[i + 1]?.text === '(' && tokens[i + 2]?.text !== 'select') continue;
    let at = i + 1;
    for (let name = nameAt(tokens, at); name; name = nameAt(tokens, at)) {
      const isOwn = name.path.length === 1 && own.has(name.path[0]?.toLowerCase() ?? '');
      const isCall = tokens[name.end]?.text === '(';
      if (!isOwn && !isCall) found.reads.push(name.path);
      at = afterAlias(tokens, name.end);
      if (token.text !== 'from' || tokens[at]?.text !== ',') break;
      at++;
    }
  }
}

function isInFunction(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const { kind, text } = tokens[i]!;
    if (kind === 'sign' && text === ')') depth++;
    else if (kind === 'sign' && text === '(') {
      if (depth === 0) return functionsWithFrom.has(tokens[i - 1]?.text ?? '');
      depth--;
    }
  }
  return false;
}

function afterAlias(tokens: readonly Token[], from: number): number {
  let at = from;
  if (tokens[at]?.text === 'as') at++;
  const alias = tokens[at];
  const isAlias = alias?.kind === 'quoted' || (alias?.kind === 'word' && !clauseEnds.has(alias.text));
  return isAlias ? at + 1 : at;
}

/** A name of one to four parts, and where it ends. */
function nameAt(tokens: readonly Token[], from: number): { readonly path: string[]; readonly end: number } | undefined {
  const path: string[] = [];
  let at = from;
  for (;;) {
    const token = tokens[at];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return undefined;
    if (token.kind === 'word' && path.length === 0 && (clauseEnds.has(token.text) || token.text === 'lateral'))
      return undefined;
    path.push(token.text);
    at++;
    if (tokens[at]?.text !== '.') return { path, end: at };
    at++;
  }
}
