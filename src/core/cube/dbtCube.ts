/**
 * A cube that a dbt model under `cubes/` is, as far as its SQL says: what it groups by and how it aggregates. SQL that
 * is not written so leaves its columns to detection.
 */
import type { DeclaredDimension, DeclaredMeasure } from './declaredCube.ts';
import { type TimePart, timeParts } from './timeParts.ts';

export interface DbtCubeSql {
  /** How dbt keeps it, where the model itself says so. */
  readonly materialized?: string;
  /** The one model that it selects from. */
  readonly facts?: string;
  readonly dimensions?: readonly DeclaredDimension[];
  readonly measures?: readonly DeclaredMeasure[];
}

/** Reads the text of a model, Jinja included. */
export function readDbtCube(sql: string): DbtCubeSql {
  const text = sql.replace(/\{#[\s\S]*?#\}|--[^\n]*|\/\*[\s\S]*?\*\/|\{\{\s*config\([\s\S]*?\)\s*\}\}/g, ' ');
  const refs = [...text.matchAll(/\{\{\s*ref\(\s*['"](?:[^'"]*['"]\s*,\s*['"])?([^'"]+)['"]\s*\)\s*\}\}/g)];
  const facts = refs.length === 1 ? refs[0]?.[1] : undefined;
  const selects = text.match(/\bselect\b/gi) ?? [];
  const list = selects.length === 1 ? /\bselect\b([\s\S]*?)\bfrom\b/i.exec(text)?.[1] : undefined;
  const materialized = /\bmaterialized\s*=\s*['"](\w+)['"]/.exec(sql)?.[1];
  const said = materialized === undefined ? {} : { materialized };
  if (facts === undefined || list === undefined) return facts === undefined ? said : { ...said, facts };
  // There is one relation, so that its alias says nothing, and it is another one where the facts are read.
  const columns = splitList(list.replace(/\b[a-z_]\w*\.(?=[a-z_"])/gi, '')).map(readColumn);
  if (columns.some((column) => column === undefined)) return { ...said, facts };
  const known = columns.filter((column) => column !== undefined);
  return {
    ...said,
    facts,
    dimensions: known.flatMap((column) => column.dimension ?? []),
    measures: known.flatMap((column) => column.measure ?? []),
  };
}

interface ReadColumn {
  readonly dimension?: DeclaredDimension;
  readonly measure?: DeclaredMeasure;
}

function readColumn(text: string): ReadColumn | undefined {
  const match = /^([\s\S]+?)(?:\s+as)?\s+"?([\p{L}_][\p{L}\p{N}_$]*)"?$/iu.exec(text.trim());
  const bare = /^(?:[\w$]+\.)?"?([\p{L}_][\p{L}\p{N}_$]*)"?$/u.exec(text.trim())?.[1];
  const [expression, name] = bare ? [text.trim(), bare] : [match?.[1]?.trim(), match?.[2]];
  if (expression === undefined || name === undefined) return undefined;
  const truncated = /^date_trunc\(\s*'(\w+)'\s*,([\s\S]+)\)$/i.exec(expression);
  const part = timeParts.find((each) => each === truncated?.[1]?.toLowerCase());
  if (truncated && part) {
    return { dimension: { name, column: name, type: 'date', periods: periodsTo(part), facts: truncated[2]!.trim() } };
  }
  const distinct = /^count\(\s*distinct\s+([\s\S]+)\)$/i.exec(expression);
  if (distinct) return { measure: { name, aggregate: 'count-distinct', sql: distinct[1]!.trim(), from: 'facts' } };
  const aggregated = /^(sum|count|min|max|avg|median|stddev(?:_samp)?|var_samp|variance)\(([\s\S]+)\)$/i.exec(
    expression,
  );
  if (!aggregated) return /\(/.test(expression) ? undefined : { dimension: { name, column: name, facts: expression } };
  const word = aggregated[1]!.toLowerCase();
  // Sums and counts add up; smallest and largest stay so. Nothing else can be told from the cube's own rows.
  if (word === 'sum' || word === 'count') return { measure: { name, column: name, aggregate: 'sum' } };
  if (word === 'min' || word === 'max') return { measure: { name, column: name, aggregate: word } };
  const aggregate = word.startsWith('std')
    ? 'stddev'
    : word.startsWith('var')
      ? 'variance'
      : (word as 'avg' | 'median');
  return { measure: { name, aggregate, sql: aggregated[2]!.trim(), type: 'decimal', from: 'facts' } };
}

function periodsTo(part: TimePart): readonly TimePart[] {
  const all: readonly TimePart[] = ['year', 'quarter', 'month', 'day'];
  return part === 'week' ? ['week'] : all.slice(0, all.indexOf(part) + 1);
}

/** Divided at the commas that stand in no parentheses or quotes. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quote) quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== '');
}
